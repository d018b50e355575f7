package payment

import (
	"slices"
	"time"
)

// This file holds the states after the giving up: the sale was shown as not paid, so money that is found goes back.

func (s *step) inCancelling() {
	switch s.ev.Kind {
	case EvAnswer:
		s.cancelAnswered()
	case EvWake, EvRestart:
		s.cancel()
	case EvCreate, EvCode, EvPresent, EvStop, EvRefund:
		s.misfit()
	}
}

func (s *step) cancelAnswered() {
	switch s.ev.Answer.Outcome {
	case Done:
		s.cancelDone()
	case Refused:
		s.p.Reason = s.ev.Answer.Reason
		s.to(StateQuerying)
		s.query()
	case Unknown, Paid, Confirming, Closed, NotFound, NotSent: // nothing but done and refused is an answer to a cancel
		s.goOn()
	}
}

// goOn tries again after a pause, as long as there is one left; then the alarm goes on.
func (s *step) goOn() {
	if wait, more := pause(s.ev.Rules.CancelWaits, s.p.Flight.Tries-1); more {
		s.wake(wait)
		return
	}
	s.unresolved()
}

// cancelDone believes the cancel as far as it goes: it closes a trade that the gateway had seen, and says nothing about a
// request that is still on its way (promise 6).
func (s *step) cancelDone() {
	if s.ev.Answer.Returned || s.p.Late {
		s.p.Returned = true
	}
	switch {
	case s.p.Returned:
		s.end(StateCancelled, NoticeReturned)
	case s.p.Seen:
		s.end(StateCancelled, NoticeCancelled)
	default:
		s.to(StateWatched)
		s.wake(s.ev.Rules.WatchAfter[0])
		s.tell(NoticeWatched)
	}
}

func (s *step) unresolved() {
	s.to(StateUnresolved)
	s.wake(s.ev.Rules.backoff(0))
	s.tell(NoticeUnresolved)
}

// inQuerying: the gateway will not cancel, so the trade's own state decides.
func (s *step) inQuerying() {
	switch s.ev.Kind {
	case EvWake, EvRestart:
		s.query()
	case EvAnswer:
		s.refusedCancelExplained()
	case EvCreate, EvCode, EvPresent, EvStop, EvRefund:
		s.misfit()
	}
}

func (s *step) refusedCancelExplained() {
	switch s.ev.Answer.Outcome {
	case Paid:
		s.refundLate()
	case Closed:
		s.over()
	case Confirming, NotFound, Unknown, Refused, NotSent, Done:
		if s.ev.Answer.Outcome == Confirming {
			s.learn()
		}
		s.goOn()
	}
}

// over ends a payment whose trade is closed. If money was found before, it has gone back: by a cancel or refund whose answer
// was lost.
func (s *step) over() {
	s.learn()
	s.p.Returned = s.p.Returned || s.p.Late
	if s.p.Returned {
		s.end(StateCancelled, NoticeReturned)
		return
	}
	s.end(StateCancelled, NoticeCancelled)
}

// inWatched: cancelled, but the gateway had never seen the number. It is asked again at the moments of the policy. A restart begins
// the watch anew: no clock tells how long the terminal was off, and one that jumped ahead would end the watch too early.
func (s *step) inWatched() {
	switch s.ev.Kind {
	case EvWake:
		s.query()
	case EvRestart:
		s.p.Flight.Tries = -1 // this query comes on top
		s.query()
	case EvAnswer:
		s.watchAnswered()
	case EvCreate, EvCode, EvPresent, EvStop, EvRefund:
		s.misfit()
	}
}

func (s *step) watchAnswered() {
	switch s.ev.Answer.Outcome {
	case NotFound:
		s.watchOn()
	case Closed:
		s.over()
	case Confirming: // the request arrived after the cancel: now there is something to cancel
		s.learn()
		s.to(StateCancelling)
		s.cancel()
	case Paid:
		s.giveBack()
	case Unknown, Refused, NotSent, Done: // the same moment again
		s.p.Flight.Tries--
		s.wake(s.ev.Rules.WatchAfter[0])
	}
}

func (s *step) watchOn() {
	moments, done := s.ev.Rules.WatchAfter, s.p.Flight.Tries
	if s.p.Presented && len(s.ev.Rules.WatchShown) > 0 {
		moments = s.ev.Rules.WatchShown
	}
	next, more := pause(moments, done)
	if !more {
		s.end(StateCancelled, NoticeCancelled)
		return
	}
	if done > 0 {
		next -= moments[done-1]
	}
	s.wake(next)
}

// giveBack returns money that was found after the sale was given up: by cancel while the window is open, else by refund.
func (s *step) giveBack() {
	if !s.windowOpen() {
		s.refundLate()
		return
	}
	s.foundLate()
	s.to(StateCancelling)
	s.cancel()
}

// foundLate notes, and says the first time, that money was found after the sale was given up.
func (s *step) foundLate() {
	s.learn()
	if s.p.Late {
		return
	}
	s.p.Late = true
	s.save()
	s.tell(NoticeReturning)
}

func (s *step) windowOpen() bool { return s.ev.Rules.CancelWindow.Open(s.p.Began, s.now) }

// inUnresolved: asked and cancelled in turn, for ever, with the alarm on.
func (s *step) inUnresolved() {
	switch s.ev.Kind {
	case EvWake, EvRestart:
		s.query()
	case EvAnswer:
		if s.p.Flight.Kind == FlightQuery {
			s.unresolvedQueried()
			return
		}
		s.unresolvedCancelled()
	case EvCreate, EvCode, EvPresent, EvStop, EvRefund:
		s.misfit()
	}
}

func (s *step) unresolvedQueried() {
	s.p.Flight.SawPaid = s.ev.Answer.Outcome == Paid
	switch s.ev.Answer.Outcome {
	case Paid:
		if !s.windowOpen() {
			s.refundLate()
			return
		}
		s.foundLate()
		s.cancel()
	case Closed:
		s.over()
	case Confirming:
		s.learn()
		s.cancel()
	case NotFound, Unknown, Refused, NotSent, Done:
		s.cancel()
	}
}

func (s *step) unresolvedCancelled() {
	switch s.ev.Answer.Outcome {
	case Done:
		s.cancelDone()
	case Refused:
		if s.p.Flight.SawPaid {
			s.refundLate()
			return
		}
		s.waitLonger()
	case Unknown, Paid, Confirming, Closed, NotFound, NotSent:
		s.waitLonger()
	}
}

// waitLonger pauses after a query and a cancel that settled nothing, ever longer between the bounds of the policy. It counts them, for
// no clock can be believed for as long as this may last; a restart, which mostly means that something was repaired, counts anew.
func (s *step) waitLonger() { s.wake(s.ev.Rules.backoff(s.p.Flight.Tries / 2)) }

// refundLate sends the money of a signed paid trade back, under a number that is derived from the attempt's: whatever happens,
// there is only this one.
func (s *step) refundLate() {
	s.foundLate()
	number := s.p.Number() + "R"
	refunds := slices.Clone(s.p.Refunds)
	i := slices.IndexFunc(refunds, func(r Refund) bool { return r.Number == number })
	if i < 0 {
		refunds = append(refunds, Refund{Number: number, Amount: s.p.Order.Amount, Late: true, Asked: s.now})
		i = len(refunds) - 1
	}
	refunds[i].State, refunds[i].Settled, refunds[i].Reason = RefundPending, time.Time{}, Reason{}
	s.p.Refunds = refunds
	s.to(StateRefunding)
	s.sendRefund()
}

func (s *step) inRefunding() {
	switch s.ev.Kind {
	case EvWake, EvRestart:
		s.sendRefund()
	case EvAnswer:
		s.lateRefundAnswered()
	case EvCreate, EvCode, EvPresent, EvStop, EvRefund:
		s.misfit()
	}
}

func (s *step) lateRefundAnswered() {
	switch s.ev.Answer.Outcome {
	case Done:
		s.settleRefund(RefundDone)
		s.end(StateRefunded, NoticeReturned)
	case Refused: // a person must look; a cancel whose answer was lost may have done it already, which the next query tells
		s.settleRefund(RefundRefused)
		s.unresolved()
	case NotSent, Unknown, Paid, Confirming, Closed, NotFound:
		s.retryRefund()
	}
}
