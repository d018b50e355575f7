package corespace

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"posd/payment"
)

// Bounds of the pauses between probes, as promised.
const (
	probeLeast = time.Second
	probeMost  = 30 * time.Second
)

// Report is what a search found.
type Report struct {
	States, Moves, Cuts int
	Sold                map[int]bool           // how many sales of the order there were in some state
	Reached             map[payment.State]bool // by some sale
	Causes              map[string]bool        // for which the gate was shut
	Violation           string
	Timeline            string
}

// String returns the counts in one line.
func (r Report) String() string {
	return fmt.Sprintf("%d states, %d moves, %d of them cut off", r.States, r.Moves, r.Cuts)
}

// node is a state and the way to it.
type node struct {
	parent int
	move   move
	depth  int // how many moves the way has
}

type search struct {
	scope   Scope
	mistake Mistake
	nodes   []node
	known   map[string]bool
	report  Report
}

// Search tries every move from every state within the scope, the shortest ways first, and stops at the first violation.
func Search(scope Scope, mistake Mistake) Report {
	s := &search{scope: scope, mistake: mistake, known: map[string]bool{}}
	s.report.Sold, s.report.Reached, s.report.Causes = make(map[int]bool), make(map[payment.State]bool), make(map[string]bool)
	s.meet(newWorld(scope, mistake), node{parent: -1})
	for at := 0; at < len(s.nodes) && s.report.Violation == ""; at++ {
		if scope.Moves == 0 || s.nodes[at].depth < scope.Moves {
			s.expand(at)
		}
	}
	s.report.States = len(s.nodes)
	return s.report
}

// expand makes every move of a state, in full and cut off before each thing that its step does.
func (s *search) expand(at int) {
	next := s.nodes[at].depth + 1
	for _, m := range s.reach(at).moves() {
		w := s.reach(at)
		ticks := w.make1(m)
		s.report.Moves++
		if s.meet(w, node{at, m, next}); s.report.Violation != "" {
			return
		}
		for m.cut = 1; s.scope.Cuts && m.cut <= ticks; m.cut++ {
			w = s.reach(at)
			w.make1(m)
			s.report.Moves++
			s.report.Cuts++
			if s.meet(w, node{at, m, next}); s.report.Violation != "" {
				return
			}
		}
	}
}

// reach makes a state again.
func (s *search) reach(at int) *world {
	w := newWorld(s.scope, s.mistake)
	for _, m := range s.way(at) {
		w.make1(m)
	}
	return w
}

func (s *search) way(at int) []move {
	var way []move
	for ; s.nodes[at].parent >= 0; at = s.nodes[at].parent {
		way = append(way, s.nodes[at].move)
	}
	slices.Reverse(way)
	return way
}

// meet notes a state that was just reached, if it is new, and what is wrong with it.
func (s *search) meet(w *world, n node) {
	if w.check(); w.wrong != "" {
		s.report.Violation, s.report.Timeline = w.wrong, s.timeline(n)
		return
	}
	key := w.key()
	if s.known[key] {
		return
	}
	s.known[key] = true
	s.nodes = append(s.nodes, n)
	s.report.Sold[len(w.sales)] = true
	s.report.Causes[w.heard.Cause.Code] = true
	for _, sale := range w.sales {
		s.report.Reached[sale.kept.State] = true
	}
}

func (s *search) timeline(n node) string {
	var b strings.Builder
	var way []move
	if n.parent >= 0 {
		way = append(s.way(n.parent), n.move)
	}
	for _, m := range way {
		fmt.Fprintf(&b, "  %s\n", m)
	}
	return b.String()
}

// check holds a state against the rules that are about states.
func (w *world) check() {
	gate := w.core.Gate()
	switch {
	case gate.Open != w.open:
		w.violate("promise 28: the gate is open: %v, and has to be: %v (%s)", gate.Open, w.open, gate.Cause.Code)
	case gate != w.heard:
		w.violate("promise 28: the gate is %+v, and was heard of as %+v", gate, w.heard)
	case gate.Open != (gate.Cause == payment.Reason{}):
		w.violate("promise 28: the gate is open: %v, with the cause %q", gate.Open, gate.Cause.Code)
	case w.broken != (gate.Cause.Code == payment.CauseJournal):
		w.violate("promise 19: a record was refused: %v, and the gate says %q", w.broken, gate.Cause.Code)
	case w.pause > 0 && w.probing:
		w.violate("promise 28: a probe is due while one is out")
	case w.pause > 0 && w.pause != w.waited && !w.open:
		w.violate("promise 28: the next probe is due after %v, not %v", w.pause, w.waited)
	case !w.open && !w.broken && !w.closing && !w.probing && w.pause == 0:
		w.violate("promise 28: the gate is shut, and nobody asks")
	}
	paid := 0
	for _, s := range w.sales {
		w.checkSale(s)
		if s.kept.State == payment.StatePaid {
			paid++
		}
	}
	if paid > 1 && !w.scope.Given {
		w.violate("promise 2: the order is paid twice")
	}
}

func (w *world) checkSale(s *sale) {
	held := w.held(s)
	idle := s.under.Kind == payment.EffSave && s.rings == 0
	if held.Open() && held.State != payment.StateCreated && idle && !w.broken && !w.closing && !w.refuses {
		w.violate("promise 4: the sale is %s, and nothing is under way", held.State)
	}
	if s.kept.Open() || !s.kept.State.Final() {
		return
	}
	charged := 0
	for _, a := range s.attempts {
		if a.trade == tradeCharged {
			charged++
		}
	}
	if want := map[bool]int{true: 1}[s.kept.State == payment.StatePaid]; charged != want {
		w.violate("promise 3: the sale is %s, and %d of its attempts are charged", s.kept.State, charged)
	}
}

// key is what makes two states the same.
func (w *world) key() string {
	gate := w.core.Gate()
	b := fmt.Appendf(nil, "%d %v%v%v%v%v %d %s %d|", w.begins, w.probing, w.refuses, w.closing, w.open, w.broken, w.pause, gate.Cause.Code, w.waited)
	for _, s := range w.sales {
		held := w.held(s)
		f := held.Flight
		b = fmt.Appendf(b, "%d %d %s %v%v%v%v %d %v%v %d %v%v;", s.kept.State, held.State, held.GivenUp.Why, held.Seen, held.Late, held.Returned, held.Recovered,
			min(f.Tries, 3), f.StopAsked, f.SawPaid, f.Kind, s.rings > 0, s.long)
		b = fmt.Appendf(b, "%d %d %d %d;", s.under.Kind, held.Attempt, s.kept.Attempt, len(held.Refunds))
		for _, r := range held.Refunds {
			b = append(b, r.State...)
		}
		for _, a := range s.attempts[:w.scope.Attempts] {
			b = fmt.Appendf(b, "%d%v%v%v%v,", a.trade, a.sent, a.closed, a.payLate, a.closeLate)
		}
	}
	return string(b)
}

// newCounter reads as the bytes of a number.
func newCounter(n uint64) io.Reader {
	return strings.NewReader(string(binary.BigEndian.AppendUint64(nil, n)))
}
