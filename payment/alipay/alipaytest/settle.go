package alipaytest

import (
	"fmt"
	"time"
)

// settle books what fell due for a by now: the buyer's confirmation, or the end of the wait. The caller holds the lock.
func (l *Ledger) settle(a *account, now time.Time) {
	if a.Status != StatusWaiting {
		return
	}
	if a.Buyer.Confirm == ConfirmTime && !a.Offered {
		due := a.asked().Add(a.Buyer.After)
		if due.Before(a.Expires) && !due.After(now) {
			l.decide(a, due)
			return
		}
	}
	if !a.Expires.After(now) {
		l.closeTrade(a, a.Expires, "nobody confirmed")
	}
}

// settleAll settles every trade that waits.
func (l *Ledger) settleAll() {
	now := time.Now()
	for _, a := range l.all {
		l.settle(a, now)
	}
}

// decide lets the buyer say what the script has them say.
func (l *Ledger) decide(a *account, at time.Time) {
	if a.Buyer.Decline {
		l.closeTrade(a, at, "buyer declined")
		return
	}
	l.charge(a, at)
}

// charge takes the money. It guards nothing: that a trade is charged once is what Audit watches.
func (l *Ledger) charge(a *account, at time.Time) {
	a.Charged += a.Amount.Value
	a.Charges++
	a.BuyerPaid, a.Rate = a.Buyer.paid(a.Amount)
	a.Status, a.Paid = StatusSuccess, at
	l.record(EventCharged, a, Event{Time: at, Amount: a.Amount})
}

func (l *Ledger) closeTrade(a *account, at time.Time, why string) {
	a.Status, a.Closed = StatusClosed, at
	l.record(EventClosed, a, Event{Time: at, Note: why})
}

// Query returns a trade's true state. The error is ErrNotFound.
func (l *Ledger) Query(k Key) (Trade, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.find(k)
	if a == nil {
		return Trade{}, ErrNotFound
	}
	if a.Offered {
		return a.copy(), nil // nobody is asked yet
	}
	a.queries++
	if a.Status == StatusWaiting && a.Buyer.Confirm == ConfirmQueries && a.queries >= a.Buyer.Queries {
		l.decide(a, time.Now())
	}
	return a.copy(), nil
}

// Cancel makes a trade as if it never happened: one never seen needs nothing, one that waits closes, one that is paid is paid
// back. Done twice it is done once. A number that was never seen gives a Trade with that number alone. Errors: ErrCancelWindow,
// ErrHasRefunds, and ErrNotFound for an id that Alipay never gave.
func (l *Ledger) Cancel(k Key) (Trade, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	a := l.find(k)
	switch {
	case a == nil && k.ID != "":
		return Trade{}, ErrNotFound
	case a == nil:
		l.unseen[k.Number] = now
		if o := l.offers[k.Number]; o != nil && l.opts.FenceUnseen {
			l.putOffer(o)
		}
		l.record(EventCancelUnseen, nil, Event{Number: k.Number})
		return Trade{Number: k.Number}, nil
	case a.Status == StatusWaiting && !a.Offered && a.Buyer.Confirm == ConfirmAtCancel:
		l.decide(a, now)
	}
	return l.cancel(a, now)
}

func (l *Ledger) cancel(a *account, now time.Time) (Trade, error) {
	switch {
	case a.Canceled || a.Status == StatusClosed && len(a.Refunds) == 0:
		return a.copy(), nil // already as if it never happened
	case len(a.Refunds) > 0:
		return a.copy(), ErrHasRefunds
	case a.Net() > 0 && now.After(l.cancelEnd(a.Created)):
		return a.copy(), ErrCancelWindow
	}
	a.Canceled = true
	if a.Net() > 0 {
		a.Returned = a.Net()
		l.record(EventReturned, a, Event{Amount: Money{Currency: a.Amount.Currency, Value: a.Returned}})
	}
	l.closeTrade(a, now, "cancelled")
	return a.copy(), nil
}

// cancelEnd is the end of the Beijing day of created and the grace.
func (l *Ledger) cancelEnd(created time.Time) time.Time {
	y, m, d := created.In(beijing()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, beijing()).Add(l.opts.CancelGrace)
}

// RefundOrder is a request to give money back.
type RefundOrder struct {
	Trade  Key
	Number string // merchant refund number, the idempotency key
	Amount Money
}

// Refund gives back part or all of a paid trade, once per refund number. Errors: ErrNotFound, ErrInconsistent, ErrNotPaid,
// ErrCurrency, ErrRefundWindow, ErrRefundAmount.
func (l *Ledger) Refund(o RefundOrder) (Refund, Trade, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.find(o.Trade)
	if a == nil {
		return Refund{}, Trade{}, ErrNotFound
	}
	if l.refunds[o.Number] {
		return repeatRefund(a, o)
	}
	if err := l.mayRefund(a, o.Amount); err != nil {
		return Refund{}, a.copy(), err
	}
	r := Refund{Number: o.Number, ID: fmt.Sprintf("%s%02d", a.AcquirementID, len(a.Refunds)+1), Amount: o.Amount, Time: time.Now()}
	a.Refunds = append(a.Refunds, r)
	a.Refunded += o.Amount.Value
	l.refunds[o.Number] = true
	l.record(EventRefunded, a, Event{Amount: o.Amount, Note: o.Number})
	if a.Net() == 0 {
		l.closeTrade(a, r.Time, "refunded in full")
	}
	return r, a.copy(), nil
}

// FindRefund returns a refund that was executed, by the merchant's refund number, and its trade. The error is ErrNotFound.
func (l *Ledger) FindRefund(number string) (Refund, Trade, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.all {
		for _, r := range a.Refunds {
			if r.Number == number {
				return r, a.copy(), nil
			}
		}
	}
	return Refund{}, Trade{}, ErrNotFound
}

func repeatRefund(a *account, o RefundOrder) (Refund, Trade, error) {
	for _, r := range a.Refunds {
		if r.Number == o.Number && r.Amount == o.Amount {
			return r, a.copy(), nil
		}
	}
	return Refund{}, a.copy(), ErrInconsistent
}

func (l *Ledger) mayRefund(a *account, amount Money) error {
	switch {
	case a.Paid.IsZero() || a.Canceled:
		return ErrNotPaid
	case amount.Currency != a.Amount.Currency:
		return ErrCurrency
	case time.Since(a.Paid) > l.opts.RefundWindow:
		return ErrRefundWindow
	case amount.Value > a.Net():
		return ErrRefundAmount
	}
	return nil
}

// Confirm is the buyer pressing yes for a trade that waits for it. Errors: ErrNotFound; ErrNotPaid when it does not wait.
func (l *Ledger) Confirm(number string) error { return l.press(number, l.charge) }

// Decline is the buyer pressing no. Errors as Confirm's.
func (l *Ledger) Decline(number string) error {
	return l.press(number, func(a *account, at time.Time) { l.closeTrade(a, at, "buyer declined") })
}

func (l *Ledger) press(number string, act func(*account, time.Time)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.find(Key{Number: number})
	switch {
	case a == nil:
		return ErrNotFound
	case a.Status != StatusWaiting || a.Offered:
		return ErrNotPaid
	}
	act(a, time.Now())
	return nil
}
