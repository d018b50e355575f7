package corespace

import "posd/payment"

// answered ends the call of a sale in one of its ways, and brings what came of it to the Core. In most the answer comes; in the last
// ones it is lost, after the request arrived or before.
func (w *world) answered(s *sale, way int) {
	e := s.under
	s.under = payment.Effect{Kind: payment.EffSave}
	n := w.held(s).Attempt
	a := &s.attempts[n]
	var said payment.Answer
	switch e.Kind {
	case payment.EffPay:
		said = a.pay(way)
	case payment.EffQuery:
		said = a.query(way)
	case payment.EffCancel:
		said = a.cancel(way)
	case payment.EffRefund:
		said = a.refund(way)
	case payment.EffSave, payment.EffPresent, payment.EffWake, payment.EffTell, payment.EffReport:
		panic("no such call is under way: " + e.Kind.String())
	}
	if said.Denied && !w.broken {
		w.open = false
	}
	switch w.mistake {
	case DenialUnheard:
		said.Denied = false
	case VerdictForged:
		if e.Kind == payment.EffPay && said.Outcome == payment.Unknown {
			said = payment.Answer{Outcome: payment.Refused, Signed: true}
		}
	case NoMistake, OrdersForgot, ProbeTrusted, ProbeLost:
	}
	w.core.Answered(s.id, e, said)
}

func signed(o payment.Outcome) payment.Answer { return payment.Answer{Outcome: o, Signed: true} }

// denied is a refusal of our key, which nobody signs.
func denied() payment.Answer {
	return payment.Answer{Outcome: payment.Unknown, Denied: true, Reason: payment.Reason{Code: "our_key_refused"}}
}

// pay is charged; is refused, for its code or for good; is charged, and nobody hears of it; is lost on its way; does not leave; or is
// refused because of our key.
func (a *attempt) pay(way int) payment.Answer {
	switch way {
	case 0:
		a.trade = tradeCharged
		return signed(payment.Paid)
	case 1, 2:
		a.trade, a.closed = tradeRefused, true
		refused := signed(payment.Refused)
		if way == 1 {
			refused.Reason.Action = payment.ActRescan
		}
		return refused
	case 3:
		a.trade = tradeCharged
		return payment.Answer{}
	case 4:
		a.payLate = true
		return payment.Answer{}
	case 5:
		a.closed = true
		return payment.Answer{Outcome: payment.NotSent}
	}
	return denied()
}

// query tells the truth, is lost, or is refused because of our key.
func (a *attempt) query(way int) payment.Answer {
	switch {
	case way == 1:
		return payment.Answer{}
	case way == 2:
		return denied()
	case a.trade == tradeCharged:
		return signed(payment.Paid)
	case a.trade == tradeNone:
		return signed(payment.NotFound)
	}
	a.closed = true
	return signed(payment.Closed)
}

// cancel is done; is refused, as where its window is over; is done, and nobody hears of it; or is lost on its way.
func (a *attempt) cancel(way int) payment.Answer {
	switch way {
	case 0:
		back := a.trade == tradeCharged
		a.closeArrives()
		a.closed = true
		done := signed(payment.Done)
		done.Returned = back
		return done
	case 1:
		return signed(payment.Refused)
	case 2:
		a.closeArrives()
	case 3:
		a.closeLate = true
	}
	return payment.Answer{}
}

// refund is done, done unheard, or lost on its way; what is not charged is not given back.
func (a *attempt) refund(way int) payment.Answer {
	if way == 2 {
		return payment.Answer{}
	}
	known := a.trade == tradeCharged || a.trade == tradeReturned
	if a.trade == tradeCharged {
		a.trade = tradeReturned
	}
	switch {
	case way == 1:
		return payment.Answer{}
	case !known:
		return signed(payment.Refused)
	}
	a.closed = true
	return signed(payment.Done)
}

// payArrives late: money moves, unless the number has been used.
func (a *attempt) payArrives() {
	a.payLate = false
	if a.trade == tradeNone {
		a.trade = tradeCharged
	}
}

// closeArrives: a cancel gives back what was charged, and is no fence for what was never seen.
func (a *attempt) closeArrives() {
	a.closeLate = false
	if a.trade == tradeCharged {
		a.trade = tradeReversed
	}
}

// onItsWay leaves the request of a call between a terminal without memory and the gateway: it will arrive, or
// not. A query moves nothing, and a refund is sent again under its number.
func (w *world) onItsWay(s *sale) {
	a := &s.attempts[s.kept.Attempt]
	a.payLate = a.payLate || s.under.Kind == payment.EffPay
	a.closeLate = a.closeLate || s.under.Kind == payment.EffCancel
	s.under = payment.Effect{Kind: payment.EffSave}
}
