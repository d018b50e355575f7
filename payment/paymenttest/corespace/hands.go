package corespace

import (
	"time"

	"posd/payment"
)

// Call implements payment.Hands: a request leaves, if it may.
func (w *world) Call(p payment.Payment, e payment.Effect) {
	w.tick()
	s := w.find(p.ID)
	switch {
	case s == nil:
		w.violate("promise 1: a %s leaves of a payment that is in no record", e.Kind)
		return
	case s.under.Kind != payment.EffSave:
		w.violate("promise 7: a %s beside an outstanding %s", e.Kind, s.under.Kind)
	case w.closing:
		w.violate("a %s leaves while the daemon ends", e.Kind)
	case w.broken && e.Kind != payment.EffQuery:
		w.violate("promise 19: a %s leaves, and the journal takes no verdict", e.Kind)
	}
	s.under = e
	if e.Kind == payment.EffPay {
		w.payLeaves(s, p.Attempt)
	}
}

func (w *world) payLeaves(s *sale, n int) {
	if !w.open {
		w.violate("promise 28: a pay leaves while the gate is shut")
	}
	if s.kept.State != payment.StateSending || s.attempts[n].sent {
		w.violate("promises 1 and 8: a pay leaves while the journal says %s, before: %v", s.kept.State, s.attempts[n].sent)
	}
	for _, other := range w.sales {
		for m, a := range other.attempts {
			if (other != s || m != n) && other.kept.Order.Ref == s.kept.Order.Ref && a.sent && !a.closed {
				w.violate("promise 2: a pay leaves while attempt %d of the order's sale in state %s is not closed", m, other.kept.State)
			}
		}
	}
	s.attempts[n].sent = true
}

// Probe implements payment.Hands.
func (w *world) Probe() {
	if w.probing || w.closing || w.broken {
		w.violate("promise 28: a probe leaves beside another (%v), at the end (%v) or with a broken journal (%v)", w.probing, w.closing, w.broken)
	}
	w.probing = true
}

// ProbeAfter implements payment.Hands.
func (w *world) ProbeAfter(after time.Duration) {
	if w.mistake == ProbeLost {
		after = 0
	}
	w.pause = after
}

// Wake implements payment.Hands.
func (w *world) Wake(id payment.ID, seq uint32, after time.Duration) {
	s := w.find(id)
	s.rings, s.long = seq, after >= codeDies
}

// Quiet implements payment.Hands.
func (w *world) Quiet(id payment.ID) {
	if s := w.find(id); s != nil {
		s.rings, s.long = 0, false
	}
}
