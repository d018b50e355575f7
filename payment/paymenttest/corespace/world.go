package corespace

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"posd/payment"
)

// Scope says which moves there are.
type Scope struct {
	Begins   int  // how often the order comes
	Attempts int  // codes that may be scanned for one sale of it
	Gate     bool // probes fail, answers refuse our keys, the journal refuses and is mended, the daemon ends
	Late     bool // what was lost on its way may arrive later
	Cuts     bool // the power goes within steps too, not only between them
	Given    bool // at the start there is a sale that is given up and whose cancel was lost, and other orders come
	Moves    int  // how many happen one after the other; 0: any number
}

// Mistake spoils something around the Core, so that a rule must be broken: the test of the tests.
type Mistake uint8

// Mistakes.
const (
	NoMistake     Mistake = iota
	OrdersForgot          // the store finds no sale of an order
	DenialUnheard         // that our key was refused is not passed on
	ProbeTrusted          // an unsigned answer to a probe is passed on as signed
	ProbeLost             // nothing rings when the next probe is due
	VerdictForged         // an answer that never came closes a sale
)

// trade is what the gateway knows of one attempt's number.
type trade uint8

const (
	tradeNone trade = iota
	tradeRefused
	tradeCharged
	tradeReversed // by cancel
	tradeReturned // by refund
)

// attempt is one number of a sale, as gateway and network know it, and what the terminal was told about it.
type attempt struct {
	trade     trade
	sent      bool // its pay left
	closed    bool // a verdict was heard under a valid signature after which no money moves, or that it did not leave
	payLate   bool // a pay is still on its way
	closeLate bool // a cancel is
}

// sale is one payment of the order.
type sale struct {
	id       payment.ID
	kept     payment.Payment // as the journal has it
	attempts [maxAttempts]attempt
	under    payment.Effect // the call that is out; Kind is EffSave if there is none
	rings    uint32         // the timer that runs; 0: none
	long     bool           // it outlasts every payment code
}

const (
	maxAttempts = 3
	order       = "A-1"
	price       = 100
	// codeDies is the longest that a payment code lives on its way, as in package statespace.
	codeDies = 45 * time.Minute
)

// errCut stands for the power that goes.
var errCut = errors.New("the power goes")

// world is a terminal with its Core, the gateway, and what lies between them.
type world struct {
	scope   Scope
	mistake Mistake
	core    *payment.Core
	rules   payment.Policy
	sales   []*sale
	draws   uint64
	begins  int
	codes   int

	probing bool
	pause   time.Duration // until the next probe; 0: none is due
	refuses bool          // the disk takes no records
	closing bool

	// The gate as it has to be.
	open   bool
	broken bool // a record was refused
	waited time.Duration

	heard payment.Gate
	ticks int // things done in the present move
	fuse  int // the power goes before that one; 0: it stays
	wrong string
}

func newWorld(scope Scope, mistake Mistake) *world {
	w := &world{scope: scope, mistake: mistake, rules: payment.DefaultPolicy()}
	w.rules.QueryWaits, w.rules.CancelWaits = w.rules.QueryWaits[:1], w.rules.CancelWaits[:1]
	w.rules.WatchAfter = []time.Duration{time.Minute, time.Hour}
	w.rules.MaxAttempts = scope.Attempts
	w.boot()
	w.settle()
	if scope.Given {
		w.giveUp()
	}
	return w
}

// giveUp sells something until its cancel is lost. The timer after which it is sent again is running.
func (w *world) giveUp() {
	if !w.open {
		w.make1(move{kind: probeAnswer})
	}
	for _, m := range []move{{kind: begin, way: 1}, {kind: answer, way: 4}, {kind: timer}, {kind: answer, way: 1}, {kind: answer, way: 3}} {
		w.make1(m)
	}
}

// now stands still: no rule of this package is about the time.
func now() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// boot starts a daemon on what the journal holds.
func (w *world) boot() {
	w.probing, w.pause, w.closing, w.open, w.broken, w.waited = false, 0, false, false, false, 0
	for _, s := range w.sales {
		s.under, s.rings, s.long = payment.Effect{Kind: payment.EffSave}, 0, false
	}
	core, err := payment.NewCore(payment.Parts{
		Store: w, Rules: w.rules, Random: w, Now: now, Uptime: func() time.Duration { return 0 },
		Listener: payment.Listener{Gate: func(g payment.Gate) { w.heard = g }},
	}, w)
	if err != nil {
		panic(err)
	}
	w.core, w.heard = core, core.Gate()
	if err := core.Start(); err != nil {
		panic(err)
	}
}

// tick counts one thing that a step does, before it is done: what it leaves outside of the terminal's memory.
func (w *world) tick() {
	if w.ticks++; w.ticks == w.fuse {
		panic(errCut)
	}
}

func (w *world) violate(format string, args ...any) {
	if w.wrong == "" {
		w.wrong = fmt.Sprintf(format, args...)
	}
}

// Read implements io.Reader: numbers that never come again.
func (w *world) Read(b []byte) (int, error) {
	w.draws++
	return len(b), binary.Read(newCounter(w.draws), binary.BigEndian, b)
}

func (w *world) find(id payment.ID) *sale {
	i := slices.IndexFunc(w.sales, func(s *sale) bool { return s.id == id })
	if i < 0 {
		return nil
	}
	return w.sales[i]
}

// Save implements payment.Store.
func (w *world) Save(p payment.Payment, _ payment.Notice) error {
	w.tick()
	if w.refuses {
		w.broken, w.open = true, false
		return errors.New("no record is taken")
	}
	s := w.find(p.ID)
	if s == nil {
		s = &sale{id: p.ID, under: payment.Effect{Kind: payment.EffSave}}
		w.sales = append(w.sales, s)
	}
	p.Flight = payment.Flight{}
	s.kept = p
	w.tick()
	return nil
}

// Get implements payment.Store.
func (w *world) Get(id payment.ID) (payment.Payment, error) {
	if s := w.find(id); s != nil {
		return s.kept, nil
	}
	return payment.Payment{}, payment.ErrUnknownPayment
}

// Open implements payment.Store.
func (w *world) Open() ([]payment.Payment, error) {
	var open []payment.Payment
	for _, s := range w.sales {
		if s.kept.Open() {
			open = append(open, s.kept)
		}
	}
	return open, nil
}

// ByOrder implements payment.Store.
func (w *world) ByOrder(ref string) ([]payment.Payment, error) {
	if ref != order {
		return nil, errors.New("another order is looked for: " + strconv.Quote(ref))
	}
	if w.mistake == OrdersForgot {
		return nil, nil
	}
	var all []payment.Payment
	for _, s := range slices.Backward(w.sales) {
		all = append(all, s.kept)
	}
	return all, nil
}
