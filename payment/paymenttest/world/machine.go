package world

import (
	"time"

	"posd/payment"
)

// life is one process of the terminal, from its start to its end.
type life struct {
	number uint32
	on     bool
	core   *payment.Core
	ending ending
	out    int // calls that have not come back
	probe  uint32

	closing bool
	broken  bool // the disk has refused
	proven  bool // the gateway has answered a probe
	denied  bool // and has refused our keys since
	codes   map[payment.Code]moment
}

// ending says how a process ends: after so many moments of the kind that the fault needs.
type ending struct {
	fault Fault
	left  int
}

// due counts down, and reports true once.
func (e *ending) due(f Fault) bool {
	if e.fault != f {
		return false
	}
	e.left--
	return e.left == -1
}

var endings = []Fault{
	FaultShutdown, FaultCrash, FaultCutBefore, FaultCutAfter, FaultCutSending, FaultCutHearing, FaultSaveRefused, FaultSaveKept,
	FaultCardFull,
}

// How often the machine fails.
const (
	momentsPerLife = 76  // at most, of the kind that the ending counts
	savesPerMishap = 150 // at most, between two faults of the clock
)

// boot starts a process on what the disk holds.
func (w *World) boot() {
	number := w.life.number + 1
	codes := w.life.codes
	clear(codes)
	if codes == nil {
		codes = map[payment.Code]moment{}
	}
	w.life = life{number: number, on: true, codes: codes, ending: ending{fault: faults}}
	if !w.calm() {
		w.life.ending = w.drawEnding()
		w.setClock()
	}
	for i := range w.sales {
		s := &w.sales[i]
		s.out, s.timer = payment.EffSave, 0
		if s.receipt.restart() {
			w.met(s, FaultPrintDoubt)
		}
	}
	if w.tracing {
		w.note(nil, "process %d starts, its clock says %s", number, w.clock().Format(time.DateTime))
	}
	core, err := payment.NewCore(payment.Parts{
		Store: disk{w}, Rules: w.rules, Random: w.dice, Now: w.clock, Uptime: w.uptime, Listener: w.listener,
		Protocol: w.protocol,
	}, w)
	if err != nil {
		w.fail("", "no core: %v", err)
		return
	}
	w.life.core = core
	if err := core.Start(); err != nil {
		w.fail("", "the core does not start: %v", err)
	}
	w.reprint()
}

func (w *World) drawEnding() ending {
	return ending{endings[w.IntN(len(endings))], w.IntN(momentsPerLife)}
}

// setClock draws what the clock says at a start: a board without battery begins in 1970, until somebody tells it the time.
func (w *World) setClock() {
	if !w.chance(0.12) {
		return
	}
	w.skew = time.Unix(0, 0).Sub(w.dawn.Add(time.Duration(w.now)))
	w.believed = false
	w.metOpen(FaultClock1970)
	w.agenda.add(due{at: w.now.plus(w.within(time.Second, 3*time.Minute)), what: dueJump})
}

// jump moves the terminal's clock: to the right time if it was not to be believed, else somewhere.
func (w *World) jump() {
	switch {
	case w.calm():
		return
	case !w.believed:
		w.believed, w.skew = true, 0
	case w.chance(0.5):
		w.skew = -w.jumpWidth()
		w.metOpen(FaultClockBack)
	default:
		w.skew = w.jumpWidth()
		w.metOpen(FaultClockForward)
	}
	if w.tracing {
		w.note(nil, "the clock jumps to %s", w.clock().Format(time.DateTime))
	}
}

func (w *World) jumpWidth() time.Duration {
	return w.within(time.Second, oneOf(w.dice, time.Minute, 20*time.Minute, 3*time.Hour, 30*time.Hour))
}

// saved counts a save that went well: some faults come a while after one, so that they meet something.
func (w *World) saved(s *sale) {
	if w.calm() {
		return
	}
	if w.mishaps--; w.mishaps == 0 {
		w.mishaps = 1 + w.IntN(savesPerMishap)
		w.agenda.add(due{at: w.now.plus(w.within(0, 3*time.Second)), what: dueJump})
	}
	for _, f := range [...]Fault{FaultCrash, FaultShutdown} {
		if w.life.ending.due(f) {
			after := w.within(0, oneOf(w.dice, 100*time.Millisecond, 10*time.Second, 2*time.Minute))
			w.agenda.add(due{at: w.now.plus(after), what: dueEnd, who: s.index, life: w.life.number})
		}
	}
}

// cut ends the power in this instant, at something that s does.
func (w *World) cut(s *sale, f Fault) {
	if s != nil {
		w.met(s, f)
	}
	w.metOpen(f)
	w.off()
}

// off ends the process; another one comes after a while.
func (w *World) off() {
	if !w.life.on {
		return
	}
	w.life.on = false
	if w.tracing {
		w.note(nil, "process %d ends", w.life.number)
	}
	w.agenda.add(due{at: w.now.plus(w.within(time.Millisecond, oneOf(w.dice, time.Second, time.Minute, 30*time.Minute))), what: dueBoot})
}

// breakDisk makes the disk refuse everything until the process ends, which somebody sees to after a while.
func (w *World) breakDisk(s *sale, f Fault) {
	if s != nil {
		w.met(s, f)
	}
	w.metOpen(f)
	w.life.broken = true
	w.agenda.add(due{at: w.now.plus(w.within(time.Second, 10*time.Minute)), what: dueEnd, life: w.life.number})
}

// fillCard makes the disk refuse everything until somebody gives it room, which is while the process runs.
func (w *World) fillCard(s *sale) {
	if s != nil {
		w.met(s, FaultCardFull)
	}
	w.metOpen(FaultCardFull)
	w.life.broken = true
	w.agenda.add(due{at: w.now.plus(w.within(time.Second, 10*time.Minute)), what: dueRoom, life: w.life.number})
}

// giveRoom lets the process go on that a full card has stopped, to some other end.
func (w *World) giveRoom(d due) {
	if !w.life.on || d.life != w.life.number || w.life.closing {
		return
	}
	w.life.broken, w.life.ending = false, w.drawEnding()
	for i := range w.sales {
		w.sales[i].asked = w.now // what was parked begins to be asked for only now
	}
	if w.tracing {
		w.note(nil, "the card has room again")
	}
	w.life.core.Mend()
}

// end is what was planned for the process.
func (w *World) end(d due) {
	if !w.life.on || d.life != w.life.number || w.life.closing {
		return
	}
	switch {
	case w.life.broken, w.calm():
		w.off()
	case w.life.ending.fault == FaultCrash:
		w.cut(&w.sales[d.who], FaultCrash)
	default:
		w.metOpen(FaultShutdown)
		w.met(&w.sales[d.who], FaultShutdown)
		w.life.closing = true
		w.life.core.Close()
		w.homeYet()
	}
}

// homeYet ends a process that was asked to, once its calls have come back.
func (w *World) homeYet() {
	if w.life.closing && w.life.out == 0 {
		w.off()
	}
}

// brokeDown hears from the core that the journal refuses.
func (w *World) brokeDown(error) {
	if w.life.on && !w.life.broken {
		w.fail("", "the core calls a disk broken that is not")
	}
}

// clearUp ends the storm: the clock is right, the disk is new, the process starts once more and stays.
func (w *World) clearUp() {
	w.skew, w.believed = 0, true
	w.life.ending = ending{fault: faults}
	w.paper.fixed()
	if w.life.on {
		w.off()
	}
}
