package statespace

import (
	"bytes"
	"fmt"
	"slices"

	"posd/payment"
)

// wrongSend says which promise a request breaks that is about to leave.
func (m *machine) wrongSend(s state, e effect) string {
	kept := m.payments[s.disk]
	switch e.kind {
	case payment.EffPay:
		return wrongPay(s, e, kept)
	case payment.EffPresent:
		return wrongAttempt(s, e, kept)
	case payment.EffCancel:
		if kept.Wanted() || kept.State != payment.StateCancelling && kept.State != payment.StateUnresolved {
			return fmt.Sprintf("promises 1 and 7: a cancel leaves while the journal says %s, given up: %q", kept.State, kept.GivenUp.Why)
		}
	case payment.EffRefund:
		return wrongRefund(s, e, kept)
	case payment.EffQuery, payment.EffSave, payment.EffTell, payment.EffWake, payment.EffReport:
	}
	return ""
}

func wrongPay(s state, e effect, kept payment.Payment) string {
	if !e.code {
		return "promise 8: a pay without the customer's code"
	}
	return wrongAttempt(s, e, kept)
}

func wrongAttempt(s state, e effect, kept payment.Payment) string {
	n := kept.Attempt
	switch {
	case kept.State != payment.StateSending || kept.Presented != (e.kind == payment.EffPresent):
		return fmt.Sprintf("promise 1: a %s leaves while the journal says %s", e.kind, kept.State)
	case s.air.pay[n] || s.air.present[n]:
		return fmt.Sprintf("promise 8: a %s leaves a second time under one number", e.kind)
	}
	for before := range n {
		if (s.air.pay[before] || s.air.present[before]) && s.ledger.trades[before] != tradeRefused {
			return fmt.Sprintf("promise 2: attempt %d leaves while attempt %d is not closed", n, before)
		}
	}
	return ""
}

func wrongRefund(s state, e effect, kept payment.Payment) string {
	if e.slot >= slots || e.slot < attempts && int(e.slot) != kept.Attempt {
		return "promise 27: a refund under a number that is not this refund's"
	}
	r, known := kept.RefundByNumber(refundNumbers[e.slot])
	switch {
	case !known || r.State != payment.RefundPending || r.Amount.Minor != int64(e.amount):
		return fmt.Sprintf("promises 1 and 27: refund %s of %d leaves while the journal says %q %d", refundNumbers[e.slot], e.amount, r.State, r.Amount.Minor)
	case !s.saidPaid:
		return "promises 7 and 27: a refund of what was not seen paid"
	case s.air.refund[e.slot] != 0 && s.air.refund[e.slot] != e.amount:
		return "promise 27: a refund's number comes again with another amount"
	}
	var sum int64
	pending := 0
	for _, r := range kept.Refunds {
		switch r.State {
		case payment.RefundPending:
			pending++
			sum += r.Amount.Minor
		case payment.RefundDone:
			sum += r.Amount.Minor
		case payment.RefundRefused, payment.RefundNotSent:
		}
	}
	if pending > 1 || sum > price {
		return fmt.Sprintf("promise 27: %d refunds are pending, %d of %d goes back", pending, sum, price)
	}
	return ""
}

// wrongTell says which promise a notice breaks: it is said only after it is durable (promise 11), and it is true.
func (m *machine) wrongTell(s state, n payment.Notice) string {
	kept := m.payments[s.disk]
	must := func(states ...payment.State) string {
		if slices.Contains(states, kept.State) {
			return ""
		}
		return fmt.Sprintf("promise 11: %q is told while the journal says %s", n, kept.State)
	}
	switch n {
	case payment.NoticePaid, payment.NoticePaidLate:
		if late := n == payment.NoticePaidLate; late != s.restarted {
			return fmt.Sprintf("promise 7: %q is told, restarted %v", n, s.restarted)
		}
		return must(payment.StatePaid)
	case payment.NoticeRefused:
		return must(payment.StateRefused)
	case payment.NoticeNotSent:
		return must(payment.StateNotSent)
	case payment.NoticeCancelled:
		return must(payment.StateCancelled)
	case payment.NoticeReturned:
		return must(payment.StateCancelled, payment.StateRefunded)
	case payment.NoticeWatched:
		return must(payment.StateWatched)
	case payment.NoticeUnresolved:
		return must(payment.StateUnresolved)
	case payment.NoticeRefunded:
		return must(payment.StatePaid, payment.StateRefunded)
	case payment.NoticeSending:
		return must(payment.StateSending)
	case payment.NoticeCancelling:
		return must(payment.StateCancelling)
	case payment.NoticePresented:
		if kept.Show == "" {
			return "promise 11: a code is shown that the journal does not have"
		}
		return must(payment.StatePresented)
	case payment.NoticeReturning:
		return must(payment.StateCancelling, payment.StateUnresolved, payment.StateRefunding)
	case payment.NoticeCreated, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticeScanAgain, payment.NoticeStopping,
		payment.NoticeRefundPending, payment.NoticeRefundUnknown, payment.NoticeRefundRefused, payment.NoticeRefundNotSent:
	}
	return ""
}

// wrongStep says which promise a step of the protocol breaks by itself.
func wrongStep(before, after payment.Payment, ev payment.Event, effects []payment.Effect) string {
	tells := func(n payment.Notice) bool {
		return slices.ContainsFunc(effects, func(e payment.Effect) bool { return e.Kind == payment.EffTell && e.Notice == n })
	}
	cancels := slices.ContainsFunc(effects, func(e payment.Effect) bool { return e.Kind == payment.EffCancel })
	lastLook := ev.Kind == payment.EvAnswer && before.Flight.Kind == payment.FlightQuery
	rules := ev.Rules
	switch {
	case before.State.Final() && before.State != payment.StatePaid:
		return fmt.Sprintf("%s is final, and an event was taken", before.State)
	case !before.Wanted() && after.State == payment.StatePaid:
		return "promise 7: paid after it was given up"
	case before.Wanted() && cancels && !lastLook:
		return "promise 7: a gap between the last query and the cancel"
	case after.State == payment.StateUnresolved && before.State != payment.StateUnresolved && !tells(payment.NoticeUnresolved):
		return "promise 5: unresolved, and nobody is told"
	case after.State == payment.StateCancelling && after.Flight.Tries > len(rules.CancelWaits)+1:
		return "promise 5: cancelled again and again, and nobody is told"
	case after.Late && !before.Late && !tells(payment.NoticeReturning):
		return "promise 6: a late payment, and nobody is told"
	case before.Late && after.State.Final() && !tells(payment.NoticeReturned):
		return "promise 6: a late payment went back, and nobody is told"
	case len(after.Refunds) < len(before.Refunds):
		return "promise 27: a refund is gone"
	}
	for i, r := range before.Refunds {
		if after.Refunds[i].Number != r.Number || after.Refunds[i].Amount != r.Amount {
			return fmt.Sprintf("promise 27: refund %s became %s", r.Number, after.Refunds[i].Number)
		}
	}
	saves := slices.ContainsFunc(effects, func(e payment.Effect) bool { return e.Kind == payment.EffSave })
	if !saves && before.State != payment.StateNone && !bytes.Equal(record(before), record(after)) {
		return "promise 1: something durable changed and is not saved"
	}
	return ""
}

// wrongState says which promise a state breaks.
func (m *machine) wrongState(s state) string {
	kept := m.payments[s.disk]
	if wrong := m.wrong[s.mem]; wrong != "" {
		return wrong
	}
	if wrong := wrongBook(s.ledger, kept); wrong != "" {
		return wrong
	}
	held := m.payments[s.mem]
	waits := held.State == payment.StateNone || held.State == payment.StateCreated
	sold := kept.State == payment.StatePaid || kept.State == payment.StateRefunded && kept.Wanted()
	switch {
	case !s.down && held.Open() && !waits && held.Flight.Kind == payment.FlightNone,
		!s.down && flightOf(held) != noCall && flightOf(held) != s.call.kind:
		return fmt.Sprintf("promise 4: %s, and nothing is under way", held.State)
	case sold && s.receipt == receiptNone:
		return "promise 13: paid, and no receipt is owed"
	case !sold && s.receipt != receiptNone:
		return fmt.Sprintf("promise 13: a receipt is owed for what is %s", kept.State)
	}
	return ""
}

// wrongBook holds the journal against the ledger: what is final is what happened, line by line (promises 2, 3, 12).
func wrongBook(l ledger, kept payment.Payment) string {
	var net, charged int
	for n := range uint8(attempts) {
		net += int(l.net(n))
		if l.trades[n] == tradeCharged {
			charged++
		}
		if l.trades[n] == tradeCharged && int(n) != kept.Attempt {
			return "promise 2: an attempt is paid that the journal has left behind"
		}
	}
	if charged > 1 {
		return "promise 2: the order is charged twice"
	}
	if kept.State == payment.StateNone && net > 0 {
		return "promise 1: money moved, and the journal knows nothing"
	}
	if !kept.State.Final() || kept.Open() {
		return ""
	}
	ours := 0
	if kept.State == payment.StatePaid {
		ours = price - int(kept.Refunded().Minor)
	}
	if net != ours {
		return fmt.Sprintf("promise 3: the journal says %s and %d, the ledger %d", kept.State, ours, net)
	}
	for slot, number := range refundNumbers {
		r, _ := kept.RefundByNumber(number)
		done := 0
		if r.State == payment.RefundDone {
			done = int(r.Amount.Minor)
		}
		if int(l.refunds[slot].done) != done {
			return fmt.Sprintf("promise 12: refund %s is %q in the journal, and %d in the ledger", number, r.State, l.refunds[slot].done)
		}
	}
	return ""
}
