package payment

import "slices"

// This file holds what can still happen to a paid sale: refunds that somebody asked for.

func (s *step) inPaid() {
	switch s.ev.Kind {
	case EvRefund:
		s.askRefund()
	case EvAnswer:
		s.refundAnswered()
	case EvWake:
		s.sendRefund()
	case EvRestart:
		if s.p.pendingRefund() >= 0 {
			s.p.Flight.Tries = 1 // the process before may have sent it
			s.sendRefund()
		}
	case EvCreate, EvCode, EvPresent, EvStop:
		s.misfit()
	}
}

func (s *step) askRefund() {
	if s.err = s.p.checkRefund(s.ev.Refund); s.err != nil {
		return
	}
	ask := s.ev.Refund
	s.p.Refunds = append(slices.Clone(s.p.Refunds), Refund{
		Number: ask.Number, Amount: ask.Amount, State: RefundPending, Why: ask.Why, Operator: ask.Operator, Approver: ask.Approver,
		Shift: ask.Shift, Asked: s.now, Key: ask.Key, Digest: ask.Digest,
	})
	s.p.Flight = Flight{Seq: s.p.Flight.Seq}
	s.save()
	s.sendRefund()
	s.tell(NoticeRefundPending)
}

// sendRefund sends the pending refund, always under its one number.
func (s *step) sendRefund() {
	i := s.p.pendingRefund()
	if i < 0 {
		s.misfit()
		return
	}
	s.p.Flight.Tries++
	pending := s.p.Refunds[i]
	s.start(FlightRefund, Effect{Kind: EffRefund, Refund: &pending})
}

func (s *step) refundAnswered() {
	switch s.ev.Answer.Outcome {
	case Done:
		s.settleRefund(RefundDone)
		if s.p.Refunded().Minor >= s.p.Order.Amount.Minor {
			s.end(StateRefunded, NoticeRefunded)
			return
		}
		s.refundEnds(NoticeRefunded)
	case Refused:
		s.settleRefund(RefundRefused)
		s.refundEnds(NoticeRefundRefused)
	case NotSent:
		if s.p.Flight.Tries > 1 { // an earlier request under this number may have arrived
			s.retryRefund()
			return
		}
		s.settleRefund(RefundNotSent)
		s.refundEnds(NoticeRefundNotSent)
	case Unknown, Paid, Confirming, Closed, NotFound:
		s.retryRefund()
	}
}

// retryRefund sends the same number again later, for ever: a refund without verdict is neither done nor undone.
func (s *step) retryRefund() {
	if s.p.Flight.Tries == 1 {
		s.tell(NoticeRefundUnknown)
	}
	s.wake(s.ev.Rules.backoff(s.p.Flight.Tries - 1))
}

func (s *step) settleRefund(state RefundState) {
	i := s.p.pendingRefund()
	if i < 0 {
		s.misfit()
		return
	}
	refunds := slices.Clone(s.p.Refunds)
	refunds[i].State = state
	refunds[i].Settled = s.now
	refunds[i].Reason = s.ev.Answer.Reason
	s.p.Refunds = refunds
}

func (s *step) refundEnds(n Notice) {
	s.p.Flight = Flight{Seq: s.p.Flight.Seq}
	s.p.Changed = s.now
	s.save()
	s.tell(n)
}
