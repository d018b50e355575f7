package payment

import (
	"fmt"
	"slices"
	"time"
)

// Next is the whole payment protocol: from a payment and an event to the next payment and what has to be done, in order. It is
// pure and total. An event that does not fit leaves the payment as it is and yields one EffReport.
//
// Whenever anything durable changed, the first effect is EffSave, and no effect after it may be performed unless it succeeded.
func Next(p Payment, ev Event) (Payment, []Effect) {
	s := step{p: p, ev: ev, now: ev.At}
	if err := s.fits(); err != nil {
		return p, []Effect{{Kind: EffReport, Err: err}}
	}
	s.dispatch()
	if s.err != nil {
		return p, []Effect{{Kind: EffReport, Err: s.err}}
	}
	return s.p, s.out
}

// step is one application of Next.
type step struct {
	p   Payment
	ev  Event
	now time.Time
	out []Effect
	err error
}

// fits refuses events that belong to another call or timer than the one under way.
func (s *step) fits() error {
	if s.ev.Rules == nil {
		return fmt.Errorf("%w: an event without rules", ErrState)
	}
	f := s.p.Flight
	switch s.ev.Kind {
	case EvAnswer:
		if s.ev.Seq != f.Seq || f.Kind == FlightNone || f.Kind == FlightTimer {
			return fmt.Errorf("%w: an answer to call %d, but %d is under way", ErrState, s.ev.Seq, f.Seq)
		}
	case EvWake:
		if s.ev.Seq != f.Seq || f.Kind != FlightTimer {
			return fmt.Errorf("%w: timer %d is not running", ErrState, s.ev.Seq)
		}
	case EvRestart:
		if f.Kind != FlightNone {
			return fmt.Errorf("%w: restarted in mid-flight", ErrState)
		}
	case EvCreate, EvCode, EvStop, EvRefund:
	}
	return nil
}

func (s *step) dispatch() {
	switch s.p.State {
	case StateNone:
		s.inNone()
	case StateCreated:
		s.inCreated()
	case StateSending:
		s.inSending()
	case StateConfirming, StateUnknown:
		s.inAsking()
	case StateCancelling:
		s.inCancelling()
	case StateQuerying:
		s.inQuerying()
	case StateWatched:
		s.inWatched()
	case StateUnresolved:
		s.inUnresolved()
	case StateRefunding:
		s.inRefunding()
	case StatePaid:
		s.inPaid()
	case StateRefused, StateNotSent, StateCancelled, StateRefunded:
		s.misfit()
	default:
		s.misfit()
	}
}

// misfit reports an event that has no meaning in the present state.
func (s *step) misfit() {
	s.err = fmt.Errorf("%w: %s while %s", ErrState, s.ev.Kind, s.p.State)
}

// to moves to a state, which has to be durable before anything follows from it. Tries start anew; Stop stays asked.
func (s *step) to(state State) {
	s.p.State = state
	s.p.Changed = s.now
	s.p.Flight = Flight{Seq: s.p.Flight.Seq, StopAsked: s.p.Flight.StopAsked}
	s.save()
}

// save asks for durability, once, before every other effect.
func (s *step) save() {
	if len(s.out) == 0 || s.out[0].Kind != EffSave {
		s.out = slices.Insert(s.out, 0, Effect{Kind: EffSave})
	}
}

func (s *step) tell(n Notice) { s.out = append(s.out, Effect{Kind: EffTell, Notice: n}) }

// start puts a call or timer under way; whatever was under way before no longer counts.
func (s *step) start(kind FlightKind, e Effect) {
	s.p.Flight.Seq++
	s.p.Flight.Kind = kind
	e.Seq = s.p.Flight.Seq
	s.out = append(s.out, e)
}

func (s *step) query() {
	s.p.Flight.Tries++
	s.start(FlightQuery, Effect{Kind: EffQuery})
}

func (s *step) cancel() {
	s.p.Flight.Tries++
	s.start(FlightCancel, Effect{Kind: EffCancel})
}

func (s *step) wake(after time.Duration) {
	s.start(FlightTimer, Effect{Kind: EffWake, After: after})
}

// learn keeps what a signed answer said about the trade, and that the gateway knows the number.
func (s *step) learn() {
	t := &s.p.Trade
	said := s.ev.Answer.Trade
	s.p.Seen = true
	if said.Ref != "" {
		t.Ref = said.Ref
	}
	if !said.Time.IsZero() {
		t.Time = said.Time
	}
	if said.PaidBy.Currency != "" {
		t.PaidBy = said.PaidBy
	}
	if said.Discount.Currency != "" {
		t.Discount = said.Discount
	}
	if said.Rate != "" {
		t.Rate = said.Rate
	}
	if said.Buyer != "" {
		t.Buyer = said.Buyer
	}
}

// end closes the payment for good.
func (s *step) end(state State, n Notice) {
	s.to(state)
	s.p.Flight.Kind = FlightNone
	s.tell(n)
}
