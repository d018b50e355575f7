package reconcile

import (
	"iter"
	"time"

	"posd/payment"
)

// claim is what the journal says about one number.
type claim struct {
	payment payment.ID
	amount  payment.Amount
	at      time.Time
	said    bool // at is the gateway's own
	state   string
	ref     string
	must    bool // the bill must have it
	may     bool // the bill may have it, depending on the family: a trade that was cancelled after it was paid
	met     bool
}

// claimsOf yields what a payment says: its present attempt, and its refunds. Attempts before it were refused or never sent: the
// bill must not have them, and a line of one is found by its number.
func claimsOf(p payment.Payment) iter.Seq2[Key, claim] {
	return func(yield func(Key, claim) bool) {
		sale := claim{payment: p.ID, amount: p.Order.Amount, at: p.Trade.Time, said: true, state: p.State.String(), ref: p.Trade.Ref}
		if sale.at.IsZero() {
			sale.at, sale.said = p.Began, false
		}
		switch p.State {
		case payment.StatePaid, payment.StateRefunding, payment.StateRefunded:
			sale.must = true
		case payment.StateCancelled:
			sale.may = p.Returned
		case payment.StateNone, payment.StateCreated, payment.StateSending, payment.StatePresented, payment.StateConfirming, payment.StateUnknown,
			payment.StateCancelling, payment.StateQuerying, payment.StateWatched, payment.StateUnresolved, payment.StateRefused,
			payment.StateNotSent:
		}
		if !yield(Key{Payment, p.Number()}, sale) {
			return
		}
		for _, r := range p.Refunds {
			back := claim{payment: p.ID, amount: r.Amount, at: r.Settled, state: string(r.State), ref: p.Trade.Ref, must: r.State == payment.RefundDone}
			if back.at.IsZero() {
				back.at = r.Asked
			}
			if !yield(Key{Refund, r.Number}, back) {
				return
			}
		}
	}
}
