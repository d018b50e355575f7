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
	s.ev.Answer.Outcome = believed(ev.Answer)
	if err := s.fits(); err != nil {
		return p, []Effect{{Kind: EffReport, Err: err}}
	}
	s.dispatch()
	if s.err != nil {
		return p, []Effect{{Kind: EffReport, Err: s.err}}
	}
	return s.p, s.out
}

// usualEffects is how many effects most steps have that save something: the save, a call, a word. The others mostly have one.
const usualEffects = 3

// believed returns what an answer proves. A verdict without a valid signature is none (promise 9), nor is a word that does not
// exist; only that nothing was sent needs no signature, for nobody was there to sign.
func believed(a Answer) Outcome {
	if a.Outcome > Done || !a.Signed && a.Outcome != NotSent {
		return Unknown
	}
	return a.Outcome
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
	if r := s.ev.Rules; r == nil || len(r.QueryWaits) == 0 || len(r.CancelWaits) == 0 || len(r.WatchAfter) == 0 {
		return fmt.Errorf("%w: an event without rules", ErrState)
	}
	f := s.p.Flight
	switch s.ev.Kind {
	case EvAnswer:
		if s.ev.Seq != f.Seq || !f.Kind.calledIn(s.p.State) {
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
	case EvCreate, EvCode, EvPresent, EvStop, EvRefund:
	default:
		return fmt.Errorf("%w: there is no event %d", ErrState, s.ev.Kind)
	}
	return nil
}

// calledIn reports whether a payment in state s makes calls of kind k, so that an answer is never read as another call's.
func (k FlightKind) calledIn(s State) bool {
	switch k {
	case FlightPay:
		return s == StateSending
	case FlightQuery:
		return s == StatePresented || s == StateConfirming || s == StateUnknown || s == StateQuerying || s == StateWatched || s == StateUnresolved
	case FlightCancel:
		return s == StateCancelling || s == StateUnresolved
	case FlightRefund:
		return s == StateRefunding || s == StatePaid
	case FlightNone, FlightTimer:
	}
	return false
}

func (s *step) dispatch() {
	switch s.p.State {
	case StateNone:
		s.inNone()
	case StateCreated:
		s.inCreated()
	case StateSending:
		s.inSending()
	case StatePresented, StateConfirming, StateUnknown:
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

// to moves to a state, which has to be durable before anything follows from it. Tries start anew; Stop stays asked; a code that was
// shown is shown no more.
func (s *step) to(state State) {
	s.p.State = state
	s.p.Show = ""
	s.p.Changed = s.now
	s.p.Flight = Flight{Seq: s.p.Flight.Seq, StopAsked: s.p.Flight.StopAsked}
	s.save()
}

// save asks for durability, once, before every other effect.
func (s *step) save() {
	if len(s.out) == 0 {
		s.out = append(make([]Effect, 0, usualEffects), Effect{Kind: EffSave})
	}
	if s.out[0].Kind != EffSave {
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

// pause returns the wait before try n (from 0), and whether that many tries are allowed.
func pause(waits []time.Duration, n int) (time.Duration, bool) {
	n = max(n, 0)
	if n >= len(waits) {
		return 0, false
	}
	return waits[n], true
}

// learn keeps what a signed answer said about the trade, and that the gateway knows the number. What is new becomes durable.
func (s *step) learn() {
	seen, trade := s.p.Seen, s.p.Trade
	s.p.Seen = true
	s.p.Trade.add(s.ev.Answer.Trade)
	if !seen || trade != s.p.Trade {
		s.save()
	}
}

// add takes over every member that was said.
func (t *Trade) add(said Trade) {
	if said.Ref != "" {
		t.Ref = said.Ref
	}
	if !said.Time.IsZero() && !said.Time.Equal(t.Time) {
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
	s.tell(n)
}
