package world

import "math/bits"

// Tally counts what worlds met.
type Tally struct {
	Worlds   int
	Payments int
	Saves    int
	Met      [faults]int // faults that were injected
	Hit      [faults]int // payments that a fault of the class hit
	moves    []int       // by Transition.slot
}

// NewTally returns an empty tally.
func NewTally() *Tally {
	return &Tally{moves: make([]int, slots)}
}

// Clear forgets everything.
func (t *Tally) Clear() {
	t.Worlds, t.Payments, t.Saves, t.Met, t.Hit = 0, 0, 0, [faults]int{}, [faults]int{}
	clear(t.moves)
}

// Add adds what another tally counted.
func (t *Tally) Add(o *Tally) {
	t.Worlds += o.Worlds
	t.Payments += o.Payments
	t.Saves += o.Saves
	for f := range faults {
		t.Met[f] += o.Met[f]
		t.Hit[f] += o.Hit[f]
	}
	for i, times := range o.moves {
		t.moves[i] += times
	}
}

// Moves returns how often a transition was made.
func (t *Tally) Moves(of Transition) int { return t.moves[of.slot()] }

func (w *World) met(s *sale, f Fault) {
	w.tally.Met[f]++
	s.hit |= 1 << f
	if w.tracing {
		w.note(s, "fault: %s", f)
	}
}

// metOpen notes a fault that hits every payment that is open.
func (w *World) metOpen(f Fault) {
	w.tally.Met[f]++
	for i := range w.sales {
		if s := &w.sales[i]; s.kept.Open() {
			s.hit |= 1 << f
		}
	}
}

// count adds a world that has ended to the tally.
func (w *World) count() {
	w.tally.Worlds++
	w.tally.Payments += len(w.sales)
	for i := range w.sales {
		for hit := w.sales[i].hit; hit != 0; hit &= hit - 1 {
			w.tally.Hit[bits.TrailingZeros64(hit)]++
		}
	}
}
