package corespace

import (
	"errors"
	"fmt"

	"posd/payment"
)

// move is one thing that happens, in so far as anybody can choose it.
type move struct {
	kind moveKind
	sale int // which one it is about
	way  int // which way it goes
	cut  int // the power goes before this thing that the step does; 0: it stays

	text string // which way that is, in words
}

type moveKind uint8

const (
	begin moveKind = iota
	scan
	stop
	answer     // comes to the call of a sale
	payArrives // late
	closeArrives
	timer
	powerCut
	probeAnswer
	probeDue
	diskRefuses
	diskMended
	end
)

var moveNames = [...]string{
	begin: "the order comes", scan: "the scan", stop: "the Stop", answer: "", payArrives: "late comes ", closeArrives: "late comes ",
	timer: "the timer", powerCut: "power cut", probeAnswer: "the probe is answered", probeDue: "a probe is due",
	diskRefuses: "the disk refuses from now on", diskMended: "the disk is mended", end: "the daemon ends",
}

// String tells the move.
func (m move) String() string {
	text := moveNames[m.kind] + m.text
	if m.kind == scan || m.kind == stop || m.kind == timer {
		text += fmt.Sprintf(" of sale %d", m.sale)
	}
	if m.cut > 0 {
		text += fmt.Sprintf(", and the power goes before its effect %d", m.cut)
	}
	return text
}

// moves are those that are possible now.
func (w *world) moves() []move {
	all := []move{{kind: powerCut}}
	if w.begins < w.scope.Begins {
		all = append(all, move{kind: begin, text: " without a code"}, move{kind: begin, way: 1, text: " with a code"})
	}
	if w.probing {
		for way, text := range probeWays {
			all = append(all, move{kind: probeAnswer, way: way, text: ": " + text})
		}
	}
	if w.pause > 0 {
		all = append(all, move{kind: probeDue})
	}
	if w.scope.Gate && !w.closing {
		all = append(all, move{kind: diskMended}, move{kind: end})
		if !w.refuses {
			all = append(all, move{kind: diskRefuses})
		}
	}
	for i, s := range w.sales {
		all = append(all, w.movesOf(i, s)...)
	}
	return all
}

func (w *world) movesOf(i int, s *sale) []move {
	var all []move
	held := w.held(s)
	if held.State == payment.StateCreated && !w.closing {
		all = append(all, move{kind: scan, sale: i})
	}
	if !held.State.Final() && held.Wanted() && !held.Flight.StopAsked && !w.closing {
		all = append(all, move{kind: stop, sale: i})
	}
	for way, text := range w.ways(s.under.Kind) {
		all = append(all, move{kind: answer, sale: i, way: way, text: fmt.Sprintf("the %s of sale %d %s", s.under.Kind, i, text)})
	}
	if s.rings > 0 {
		all = append(all, move{kind: timer, sale: i})
	}
	if w.scope.Late {
		for n, a := range s.attempts {
			if a.payLate {
				all = append(all, move{kind: payArrives, sale: i, way: n, text: fmt.Sprintf("the pay of sale %d, attempt %d", i, n)})
			}
			if a.closeLate {
				all = append(all, move{kind: closeArrives, sale: i, way: n, text: fmt.Sprintf("the cancel of sale %d, attempt %d", i, n)})
			}
		}
	}
	return all
}

// held is the payment as the Core holds it.
func (w *world) held(s *sale) payment.Payment {
	p, err := w.core.Get(s.id)
	if err != nil {
		panic(err)
	}
	return p
}

// make1 makes a move, and says how many things its step did. A power cut in it is followed by a start.
func (w *world) make1(m move) int {
	w.ticks, w.fuse = 0, m.cut
	defer func() { w.fuse = 0 }()
	if w.cutOff(func() { w.do(m) }) {
		w.fuse = 0
		w.lose()
		w.boot()
	}
	w.settle()
	return w.ticks
}

// settle answers probes at once where they are not what is looked at.
func (w *world) settle() {
	for !w.scope.Gate && w.probing && w.wrong == "" {
		w.probed(0)
	}
}

func (w *world) cutOff(f func()) (cut bool) {
	defer func() {
		if r := recover(); r != nil {
			if err, ok := r.(error); !ok || !errors.Is(err, errCut) {
				panic(r)
			}
			cut = true
		}
	}()
	f()
	return false
}

// lose takes the terminal's memory. What it had sent is on its way.
func (w *world) lose() {
	for _, s := range w.sales {
		w.onItsWay(s)
	}
}

func (w *world) do(m move) {
	switch m.kind {
	case begin:
		w.doBegin(m.way == 1)
	case scan:
		w.doScan(w.sales[m.sale])
	case stop:
		_, _ = w.core.Stop(w.sales[m.sale].id) // what it leads to is what is looked at
	case answer:
		w.answered(w.sales[m.sale], m.way)
	case payArrives:
		w.sales[m.sale].attempts[m.way].payArrives()
	case closeArrives:
		w.sales[m.sale].attempts[m.way].closeArrives()
	case timer:
		w.rang(w.sales[m.sale])
	case powerCut:
		w.lose()
		w.boot()
	case probeAnswer:
		w.probed(m.way)
	case probeDue:
		w.pause = 0
		w.core.Probe()
	case diskRefuses:
		w.refuses = true
	case diskMended:
		w.mend()
	case end:
		w.core.Close()
		w.closing = true
	}
}

func (w *world) rang(s *sale) {
	seq := s.rings
	if s.long { // what was on its way is dead
		for n := range s.attempts {
			s.attempts[n].payLate = false
		}
	}
	s.rings, s.long = 0, false
	w.core.Woke(s.id, seq)
}

func (w *world) mend() {
	w.refuses = false
	if w.broken {
		w.broken = false
	}
	w.core.Mend()
}
