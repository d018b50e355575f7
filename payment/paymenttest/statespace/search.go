package statespace

import (
	"fmt"
	"slices"
	"strings"

	"posd/payment"
)

// Report is what a search found.
type Report struct {
	States      int
	Transitions int
	Calm        int // transitions without a fault
	Payments    int // different payments, as the process holds them or the journal gives them back
	Steps       int // different questions that the protocol was asked
	Reached     map[payment.State]bool
	Told        map[payment.Notice]bool
	Violation   string
	Timeline    string // how it came to the violation, a line for each move
}

// String returns the counts in one line.
func (r Report) String() string {
	return fmt.Sprintf("%d states, %d transitions (%d without a fault), %d payments, %d steps of the protocol",
		r.States, r.Transitions, r.Calm, r.Payments, r.Steps)
}

// search is a breadth-first search: the first violation it meets has no shorter one.
type search struct {
	*machine

	bounds Bounds
	nodes  []node
	index  map[state]uint32
	calm   [][2]uint32 // from, to
	report Report
}

// node is a state and the way to it.
type node struct {
	state  state
	parent uint32
	turn   uint32 // which of the parent's moves
}

// Search enumerates what protocol makes possible within bounds, and stops at the first violation.
func Search(protocol Protocol, bounds Bounds) Report {
	s := &search{machine: newMachine(protocol, bounds), bounds: bounds, index: map[state]uint32{}}
	s.add(state{}, 0, 0)
	for at := 0; at < len(s.nodes) && s.report.Violation == ""; at++ {
		s.expand(uint32(at))
	}
	if s.report.Violation == "" {
		s.liveness()
	}
	s.report.States, s.report.Payments, s.report.Calm = len(s.nodes), len(s.payments), len(s.calm)
	s.report.Reached, s.report.Told = make(map[payment.State]bool), make(map[payment.Notice]bool)
	for _, p := range s.payments {
		s.report.Reached[p.State] = true
	}
	for _, of := range s.steps {
		s.report.Steps += len(of)
		for _, st := range of {
			s.report.note(st)
		}
	}
	return s.report
}

func (r *Report) note(st *step) {
	for _, e := range st.effects {
		if e.kind == payment.EffTell {
			r.Told[e.notice] = true
		}
	}
}

func (s *search) expand(at uint32) {
	from, turn := s.nodes[at].state, uint32(0)
	s.moves(from, s.bounds, func(mv move, to state, wrong string) {
		turn++
		if s.report.Violation != "" {
			return
		}
		s.report.Transitions++
		next, known := s.index[to]
		if !known && wrong == "" {
			next = s.add(to, at, turn)
			wrong = s.wrongState(to)
		}
		if wrong != "" {
			s.violated(wrong, at, mv)
			return
		}
		if !mv.fault {
			s.calm = append(s.calm, [2]uint32{at, next})
		}
	})
}

func (s *search) add(st state, parent, turn uint32) uint32 {
	at := uint32(len(s.nodes)) //nolint:gosec // memory ends long before
	s.index[st] = at
	s.nodes = append(s.nodes, node{st, parent, turn})
	return at
}

// violated notes what is wrong with the last move, and how it came to that.
func (s *search) violated(wrong string, at uint32, last move) {
	s.report.Violation = wrong
	s.report.Timeline = s.timeline(at) + s.describe(last) + "\n" + "  => " + wrong + "\n"
}

// timeline tells how a state comes about.
func (s *search) timeline(at uint32) string {
	var lines []string
	for at != 0 {
		n := s.nodes[at]
		turn := uint32(0)
		s.moves(s.nodes[n.parent].state, s.bounds, func(mv move, _ state, _ string) {
			if turn++; turn == n.turn {
				lines = append(lines, s.describe(mv)+"\n")
			}
		})
		at = n.parent
	}
	var b strings.Builder
	for _, line := range slices.Backward(lines) {
		b.WriteString(line)
	}
	return b.String()
}
