package world

import (
	"fmt"

	"posd/payment"
)

// audit says which rule a step from one record to the next breaks.
func audit(before, after *payment.Payment) string {
	switch {
	case before.Order != after.Order || before.ID != after.ID || !before.Created.Equal(after.Created):
		return fmt.Sprintf("the order changed: %+v -> %+v", before.Order, after.Order)
	case !before.Wanted() && before.GivenUp.Why != after.GivenUp.Why:
		return fmt.Sprintf("given up for %q, then for %q", before.GivenUp.Why, after.GivenUp.Why)
	case !after.Wanted() && after.State == payment.StatePaid:
		return "paid after it was given up"
	case before.State.Final() && before.State != payment.StatePaid:
		return fmt.Sprintf("%s is final, and became %s", before.State, after.State)
	case before.State == payment.StatePaid && after.State != payment.StatePaid && after.State != payment.StateRefunded:
		return fmt.Sprintf("paid, and became %s", after.State)
	case after.Attempt != before.Attempt && (before.State != payment.StateSending || after.State != payment.StateCreated):
		return fmt.Sprintf("attempt %d in %s followed by attempt %d in %s", before.Attempt, before.State, after.Attempt, after.State)
	case len(after.Spent) != after.Attempt || after.Attempt > before.Attempt+1 || after.Attempt < before.Attempt:
		return fmt.Sprintf("attempt %d, spent %d", after.Attempt, len(after.Spent))
	case same(before, after):
		return "a save that changes nothing"
	}
	return auditRefunds(before, after)
}

func auditRefunds(before, after *payment.Payment) string {
	if len(after.Refunds) < len(before.Refunds) {
		return "a refund is gone"
	}
	var sum int64
	pending := 0
	for i, r := range after.Refunds {
		if i < len(before.Refunds) {
			if b := before.Refunds[i]; b.Number != r.Number || b.Amount != r.Amount || b.State == payment.RefundDone && r.State != b.State {
				return fmt.Sprintf("refund %+v became %+v", b, r)
			}
		} else if _, used := before.RefundByNumber(r.Number); used || r.State != payment.RefundPending {
			return fmt.Sprintf("refund %+v is new", r)
		}
		switch r.State {
		case payment.RefundPending:
			pending++
			sum += r.Amount.Minor
		case payment.RefundDone:
			sum += r.Amount.Minor
		case payment.RefundRefused, payment.RefundNotSent:
		}
	}
	if pending > 1 || sum > after.Order.Amount.Minor {
		return fmt.Sprintf("%d refunds are pending, and %d of %d is refunded", pending, sum, after.Order.Amount.Minor)
	}
	return ""
}

// same reports whether two payments would make the same record.
func same(a, b *payment.Payment) bool {
	if a.ID != b.ID || a.State != b.State || a.Attempt != b.Attempt || a.Code != b.Code || a.Presented != b.Presented || a.Show != b.Show || a.Seen != b.Seen || a.Late != b.Late ||
		a.Recovered != b.Recovered || a.Returned != b.Returned || a.Reason != b.Reason || a.Order != b.Order ||
		a.GivenUp.Why != b.GivenUp.Why || !a.GivenUp.At.Equal(b.GivenUp.At) || !a.Created.Equal(b.Created) ||
		!a.Changed.Equal(b.Changed) || !a.Began.Equal(b.Began) || !sameTrade(a.Trade, b.Trade) ||
		len(a.Spent) != len(b.Spent) || len(a.Refunds) != len(b.Refunds) {
		return false
	}
	for i := range a.Spent {
		x, y := a.Spent[i], b.Spent[i]
		if !x.At.Equal(y.At) || x.Number != y.Number || x.Code != y.Code || x.Reason != y.Reason {
			return false
		}
	}
	for i := range a.Refunds {
		if !sameRefund(a.Refunds[i], b.Refunds[i]) {
			return false
		}
	}
	return true
}

func sameTrade(a, b payment.Trade) bool {
	equal := a.Time.Equal(b.Time)
	a.Time = b.Time
	return equal && a == b
}

func sameRefund(a, b payment.Refund) bool {
	equal := a.Asked.Equal(b.Asked) && a.Settled.Equal(b.Settled)
	a.Asked, a.Settled = b.Asked, b.Settled
	return equal && a == b
}
