package payment

import (
	"fmt"
	"slices"
	"time"
)

// This file holds the states in which money that is found is a sale: from the order to the verdict or the giving up.

func (s *step) inNone() {
	if s.ev.Kind != EvCreate {
		s.misfit()
		return
	}
	if s.err = s.ev.Order.Check(); s.err != nil {
		return
	}
	s.p = Payment{ID: s.ev.ID, Order: s.ev.Order, Created: s.now}
	s.p.Order.Present = false
	switch {
	case s.ev.Order.Present && !s.ev.Code.IsZero():
		s.err = fmt.Errorf("%w: it has a code and asks for one to show", ErrOrder)
	case s.ev.Order.Present:
		s.present()
	case !s.ev.Code.IsZero():
		s.send()
	default:
		s.to(StateCreated)
		s.tell(NoticeCreated)
	}
}

func (s *step) inCreated() {
	switch s.ev.Kind {
	case EvCode:
		if s.ev.Code.IsZero() {
			s.misfit()
			return
		}
		s.send()
	case EvPresent:
		s.present()
	case EvStop: // nothing was sent under this attempt: closed here, without a word to the gateway
		s.p.GivenUp = GiveUp{WhyStop, s.now}
		s.end(StateCancelled, NoticeCancelled)
	case EvRestart: // a code that was scanned lived in memory only, and the customer has been waiting since
		s.p.GivenUp = GiveUp{WhyRestart, s.now}
		s.end(StateCancelled, NoticeCancelled)
	case EvCreate, EvAnswer, EvWake, EvRefund:
		s.misfit()
	}
}

// send writes the intent and lets the request go.
func (s *step) send() {
	s.p.Code = s.ev.Code.Masked()
	s.begin()
	s.start(FlightPay, Effect{Kind: EffPay, Code: s.ev.Code})
	s.tell(NoticeSending)
}

// present writes the intent and asks for a code to show.
func (s *step) present() {
	if len(s.ev.Rules.PresentWaits) == 0 {
		s.err = ErrShowsNone
		return
	}
	s.p.Presented = true
	s.begin()
	s.start(FlightPay, Effect{Kind: EffPresent})
	s.tell(NoticeSending)
}

func (s *step) begin() {
	s.p.Reason = Reason{}
	s.p.Began = s.now
	s.p.Seen = false
	s.to(StateSending)
}

func (s *step) inSending() {
	switch s.ev.Kind {
	case EvAnswer:
		if s.p.Presented {
			s.presentAnswered()
			return
		}
		s.payAnswered()
	case EvStop: // a cancel that overtakes the pay answers "never saw it": wait for the answer or the deadline
		s.stopLater()
	case EvRestart:
		s.sendingInterrupted()
	case EvCreate, EvCode, EvPresent, EvWake, EvRefund:
		s.misfit()
	}
}

// sendingInterrupted: the code to pay with is gone and the request may be anywhere, so it is never sent again, only asked for.
func (s *step) sendingInterrupted() {
	s.p.Recovered = true
	s.to(StateUnknown)
	s.query()
	s.tell(NoticeChecking)
}

func (s *step) payAnswered() {
	switch s.ev.Answer.Outcome {
	case Paid:
		s.paid()
	case Refused:
		s.attemptRefused()
	case NotSent:
		s.p.Reason = s.ev.Answer.Reason
		s.end(StateNotSent, NoticeNotSent)
	case Confirming:
		s.learn()
		s.to(StateConfirming)
		s.tell(NoticeConfirming)
		s.askAgain()
	case Unknown, Closed, NotFound, Done: // the last three are no answers to a pay
		s.p.Reason = s.ev.Answer.Reason
		s.to(StateUnknown)
		s.tell(NoticeChecking)
		s.askAgain()
	}
}

func (s *step) paid() {
	s.learn()
	s.p.Reason = Reason{}
	if s.p.Recovered {
		s.end(StatePaid, NoticePaidLate)
		return
	}
	s.end(StatePaid, NoticePaid)
}

// presentAnswered shows the code that the gateway made. One that may or may not have been made is seen by nobody, because showing it
// comes after its record: a last look, and the sale is given up.
func (s *step) presentAnswered() {
	answer := s.ev.Answer
	switch {
	case answer.Outcome == Refused:
		s.attemptRefused()
	case answer.Outcome == NotSent:
		s.p.Reason = answer.Reason
		s.end(StateNotSent, NoticeNotSent)
	case answer.Outcome == Confirming && answer.Show != "" && len(answer.Show) <= ShowMax:
		s.to(StatePresented)
		if !s.p.Flight.StopAsked {
			s.p.Show = answer.Show
			s.tell(NoticePresented)
		}
		s.askAgain()
	default: // the rest are no answers to it
		s.p.Reason = answer.Reason
		s.to(StateUnknown)
		s.tell(NoticeChecking)
		s.query()
	}
}

// attemptRefused ends the attempt, and with it the payment unless a fresh code can save the sale.
func (s *step) attemptRefused() {
	s.p.Reason = s.ev.Answer.Reason
	again := s.p.Order.KeepOpen && !s.p.Presented && s.p.Reason.Action == ActRescan && !s.p.Flight.StopAsked && s.p.Attempt+1 < s.ev.Rules.MaxAttempts
	if !again {
		s.end(StateRefused, NoticeRefused)
		return
	}
	spent := Spent{Number: s.p.Number(), Code: s.p.Code, Reason: s.p.Reason, At: s.now}
	s.p.Spent = append(slices.Clip(s.p.Spent), spent)
	s.p.Attempt++
	s.p.Code = ""
	s.p.Trade = Trade{}
	s.end(StateCreated, NoticeScanAgain)
}

// inAsking serves presented, confirming and unknown, which differ in what is known and shown, not in what is done.
func (s *step) inAsking() {
	switch s.ev.Kind {
	case EvAnswer:
		s.queryAnswered()
	case EvWake:
		s.query()
	case EvStop:
		s.stopLater()
		if s.err == nil && s.p.Flight.Kind != FlightQuery {
			s.query() // the last look before the cancel, with no gap between them
		}
	case EvRestart:
		if !s.p.Recovered {
			s.p.Recovered = true
			s.p.Show = ""
			s.save()
		}
		s.query()
		s.tell(NoticeChecking)
	case EvCreate, EvCode, EvPresent, EvRefund:
		s.misfit()
	}
}

// stopLater remembers Stop until the call under way has come back.
func (s *step) stopLater() {
	if s.p.Flight.StopAsked {
		s.misfit()
		return
	}
	s.p.Flight.StopAsked = true
	s.tell(NoticeStopping)
}

func (s *step) queryAnswered() {
	switch s.ev.Answer.Outcome {
	case Paid:
		s.paid()
	case Closed:
		s.learn()
		s.p.Reason = s.ev.Answer.Reason
		s.end(StateRefused, NoticeRefused)
	case Confirming:
		s.confirmed()
		s.askAgain()
	case NotFound, Unknown, Refused, NotSent, Done: // not found may mean not arrived, or not scanned, yet; the rest proves nothing
		s.askAgain()
	}
}

// confirmed notes that the gateway knows the number, which is worth a record and a word only the first time. Of a number that is paid by
// a code it may say so before anybody scanned the code, which therefore stays on display.
func (s *step) confirmed() {
	s.learn()
	if s.p.State == StateConfirming || s.p.Presented {
		return
	}
	flight := s.p.Flight
	s.to(StateConfirming)
	s.p.Flight = flight
	s.tell(NoticeConfirming)
}

// askAgain plans the next query; after the last one, or when Stop was pressed, the payment is given up at once.
func (s *step) askAgain() {
	wait, more := pause(s.waits(), s.p.Flight.Tries)
	switch {
	case s.p.Flight.StopAsked && s.p.Flight.Kind == FlightQuery:
		s.giveUp(WhyStop)
	case s.p.Flight.StopAsked:
		s.query()
	case s.p.Presented && s.p.State == StateUnknown:
		s.giveUp(WhyNoCode)
	case !more && s.p.Presented:
		s.giveUp(WhyTimeUp)
	case !more:
		s.giveUp(WhyQueries)
	default:
		s.wake(wait)
	}
}

// waits are the pauses between queries. A code that was shown before a restart is shown no more.
func (s *step) waits() []time.Duration {
	if s.p.Presented && !s.p.Recovered {
		return s.ev.Rules.PresentWaits
	}
	return s.ev.Rules.QueryWaits
}

// giveUp makes the payment unwanted, durably, and cancels it in the same breath: no gap in which it could still be paid
// unseen, and no cancel beside a pay, which has come back by now.
func (s *step) giveUp(why Why) {
	s.p.GivenUp = GiveUp{why, s.now}
	s.to(StateCancelling)
	s.cancel()
	s.tell(NoticeCancelling)
}
