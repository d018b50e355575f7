package world

import (
	"fmt"
	"time"

	"posd/payment"
)

// How a world passes: customers come during a storm in which all may fail; then all is well until everything has ended.
const (
	customersPerWorld = 64
	storm             = moment(8 * time.Hour)
	longest           = storm + moment(48*time.Hour)
	busiest           = 200_000                 // things that happen in one world; most have two thousand
	patience          = moment(5 * time.Minute) // within which a till that runs has a verdict, or has given up
)

// World plays one terminal's day after another. It is made for one goroutine; what it holds is used again from day to day.
type World struct {
	dice

	tally  *Tally
	mutant Mutant
	seed   uint64
	agenda agenda
	now    moment
	dawn   time.Time // when the world began, in true time
	rules  payment.Policy
	shows  []time.Duration // PresentWaits of the rules
	bank   bank
	line   line
	paper  paper

	life      life
	mishaps   int // saves until the next fault of the clock
	skew      time.Duration
	believed  bool // the clock is known to be about right
	sales     []sale
	refs      []string          // the order of each sale
	open      []payment.Payment // what a process is given at its start
	owners    []*sale           // whose each trade is, once all is over
	serving   luck              // of the customer at the till
	dawdles   bool
	lastID    payment.ID
	lastSale  int32
	byID      map[payment.ID]int32
	customers []customer
	listener  payment.Listener
	uptime    func() time.Duration
	protocol  func(payment.Payment, payment.Event) (payment.Payment, []payment.Effect)

	happened int            // entries of the agenda
	untold   payment.Notice // durable, and not told yet
	untoldOf payment.ID
	wrong    *Violation
	tracing  bool
	timeline []note
}

// New returns a world that counts into tally. A mutant's name makes it one whose terminal has that fault; none is "".
func New(tally *Tally, mutant string) (*World, error) {
	m, ok := mutantByName(mutant)
	if !ok {
		return nil, fmt.Errorf("no mutant is called %q", mutant)
	}
	w := &World{dice: newDice(), tally: tally, mutant: m, byID: map[payment.ID]int32{}}
	var rules payment.Policy
	rules.ShowFor(30 * time.Second)
	w.shows = rules.PresentWaits
	w.listener = payment.Listener{Payment: w.hear, Broken: w.brokeDown}
	w.uptime = func() time.Duration { return time.Duration(w.now) }
	w.protocol = w.watched(m.protocol())
	return w, nil
}

// Play plays the world of one seed, and returns the first rule that was broken in it.
func (w *World) Play(seed uint64) *Violation {
	w.begin(seed)
	for w.wrong == nil {
		d, more := w.agenda.next()
		if !more || d.at > longest {
			break
		}
		w.now = d.at
		w.happen(d)
		w.rest()
	}
	if w.wrong == nil {
		w.judge()
	}
	w.count()
	return w.wrong
}

// Payments returns how many payments there were in the world that was played last.
func (w *World) Payments() int { return len(w.sales) }

// Timeline plays the world of one seed once more, and returns the story of what was broken in it, a line an event.
func (w *World) Timeline(seed uint64) []string {
	before := w.tally
	w.tally, w.tracing = NewTally(), true
	defer func() { w.tally, w.tracing = before, false }()
	broken := w.Play(seed)
	if broken == nil {
		return nil
	}
	return w.story(broken.Payment)
}

func (w *World) begin(seed uint64) {
	w.of(seed)
	w.seed, w.now, w.wrong, w.timeline = seed, 0, nil, w.timeline[:0]
	w.happened, w.untold = 0, ""
	w.agenda.clear()
	w.bank.clear()
	w.line.clear()
	w.paper = paper{}
	w.sales, w.refs, w.skew, w.believed = w.sales[:0], w.refs[:0], 0, true
	clear(w.byID)
	w.lastID = ""
	sinceMidnight := w.within(17*time.Hour, 23*time.Hour) // so that the Beijing day, and with it the cancel window, ends in the storm
	w.dawn = time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC).Add(sinceMidnight)
	w.bank.firstDay = int64(sinceMidnight / time.Second)
	w.rules, w.bank.window = payment.DefaultPolicy(), 0
	w.rules.PresentWaits = w.shows
	if w.chance(0.5) { // a family that counts from the trade
		w.bank.window = 45 * time.Second
		w.rules.CancelWindow = payment.Window{Length: w.bank.window}
	}
	w.line.foresee(w)
	w.life = life{}
	w.mishaps = 1 + w.IntN(savesPerMishap)
	w.agenda.add(due{at: storm, what: dueCalm})
	w.boot()
	w.invite()
}

func (w *World) happen(d due) {
	switch d.what {
	case dueRound, dueArrival, dueBack:
		w.carried(d)
	case dueTimer:
		w.rang(d)
	case dueProbe:
		w.probeDue(d)
	case dueProbed:
		w.probed(d)
	case dueCustomer:
		w.step(d.who)
	case dueEnd:
		w.end(d)
	case dueBoot:
		w.boot()
	case dueRoom:
		w.giveRoom(d)
	case dueJump:
		w.jump()
	case duePaper:
		w.print(d)
	case dueCalm:
		w.clearUp()
	}
}

// rest holds the terminal against what it owes when nothing is due in this instant: whoever has to know has been told, unless the
// power went in between, and it does not run in circles.
func (w *World) rest() {
	if w.untold != "" && w.life.on {
		w.fail(w.untoldOf, "%s is durable, and nobody was told", w.untold)
	}
	w.untold = ""
	if w.happened++; w.happened > busiest {
		w.fail("", "the terminal never comes to rest")
	}
}

// clock is what the terminal takes for the time.
func (w *World) clock() time.Time { return w.dawn.Add(time.Duration(w.now) + w.skew) }

// calm reports whether the storm is over.
func (w *World) calm() bool { return w.now >= storm }
