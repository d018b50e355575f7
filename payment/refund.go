package payment

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// Refund is money on its way back to the buyer. Its number is durable before it is sent and the only one ever used for it.
type Refund struct {
	Number   string
	Amount   Amount
	State    RefundState
	Why      string // given by who asked
	Operator string
	Approver string // who approved what the operator may not give back alone; usually empty
	Shift    int    // number of the shift in which it was asked for; 0 where nobody keeps shifts
	Late     bool   // money that came after the sale was given up
	Asked    time.Time
	Settled  time.Time
	Reason   Reason // why it was refused
	Key      string // Idempotency-Key of the request that asked for it, may be empty
	Digest   string // digest of that request's body
}

// RefundState is where a refund stands.
type RefundState string

// States of a refund. Pending counts as done in the sum of refunds and blocks another one until it is settled.
const (
	RefundPending RefundState = "pending"
	RefundDone    RefundState = "done"
	RefundRefused RefundState = "refused"
	RefundNotSent RefundState = "not_sent"
)

// Final reports whether the refund is settled.
func (s RefundState) Final() bool { return s != RefundPending }

// Refunded returns the sum of the refunds that are done or may be done.
func (p Payment) Refunded() Amount {
	sum := Amount{Currency: p.Order.Amount.Currency}
	for _, r := range p.Refunds {
		if r.State == RefundDone || r.State == RefundPending {
			sum.Minor += r.Amount.Minor
		}
	}
	return sum
}

// Refundable returns what may still be refunded.
func (p Payment) Refundable() Amount {
	left := p.Order.Amount
	left.Minor -= p.Refunded().Minor
	if p.State != StatePaid || left.Minor < 0 {
		left.Minor = 0
	}
	return left
}

// RefundByNumber finds a refund of p.
func (p Payment) RefundByNumber(number string) (Refund, bool) {
	i := slices.IndexFunc(p.Refunds, func(r Refund) bool { return r.Number == number })
	if i < 0 {
		return Refund{}, false
	}
	return p.Refunds[i], true
}

// RefundByKey finds the refund that a request with this Idempotency-Key asked for.
func (p Payment) RefundByKey(key string) (Refund, bool) {
	i := slices.IndexFunc(p.Refunds, func(r Refund) bool { return key != "" && r.Key == key })
	if i < 0 {
		return Refund{}, false
	}
	return p.Refunds[i], true
}

func (p Payment) pendingRefund() int {
	return slices.IndexFunc(p.Refunds, func(r Refund) bool { return r.State == RefundPending })
}

// checkRefund holds a new refund against the rules of promise 27.
func (p Payment) checkRefund(r Refund) error {
	if p.State != StatePaid {
		return fmt.Errorf("%w: the payment is %s, not paid", ErrRefund, p.State)
	}
	if p.pendingRefund() >= 0 {
		return fmt.Errorf("%w: refund %s is not settled yet", ErrRefund, p.Refunds[p.pendingRefund()].Number)
	}
	if r.Amount.Currency != p.Order.Amount.Currency {
		return fmt.Errorf("%w: the payment was in %s", ErrRefund, p.Order.Amount.Currency)
	}
	if err := r.Amount.Check(); err != nil {
		return err
	}
	if err := r.checkText(); err != nil {
		return err
	}
	if _, used := p.RefundByNumber(r.Number); used || r.Number == "" {
		return fmt.Errorf("%w: its number is missing or used", ErrRefund)
	}
	if left := p.Refundable(); r.Amount.Minor > left.Minor {
		return fmt.Errorf("%w: %s is more than the %s that is left", ErrRefund, r.Amount, left)
	}
	return nil
}

// checkText refuses what a journal or a gateway could not carry unchanged.
func (r Refund) checkText() error {
	switch {
	case len(r.Why) > 256 || !utf8.ValidString(r.Why):
		return fmt.Errorf("%w: the reason must be at most 256 bytes of text", ErrRefund)
	case len(r.Operator) > 64 || !utf8.ValidString(r.Operator) || len(r.Approver) > 64 || !utf8.ValidString(r.Approver):
		return fmt.Errorf("%w: the name of operator and approver must be at most 64 bytes", ErrRefund)
	case len(r.Key) > 128 || !plain(r.Key) || len(r.Digest) > 128 || !utf8.ValidString(r.Digest):
		return fmt.Errorf("%w: key or digest is too long or no text", ErrRefund)
	}
	return nil
}
