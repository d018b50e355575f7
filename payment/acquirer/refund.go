package acquirer

import (
	"context"
	"errors"
	"sync"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/call"
)

// Refund gives back part or all of a paid trade; see [payment.Gateway]. A refund whose outcome was unknown twice is asked for before
// it is sent again, which its number makes harmless.
func (c *Client) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	if err := errors.Join(call.CheckNumber(r.Trade.Number), call.CheckNumber(r.Number), r.Amount.Check()); err != nil {
		return call.Invalid(payment.NotSent, err)
	}
	asked := c.doubtful.times(r.Number) >= askAfter
	if asked {
		if out := c.FindRefund(ctx, r); out.Outcome == payment.Done {
			c.doubtful.note(r.Number, out.Outcome)
			return out
		}
	}
	q := askRefund(protocol.PathRefund, r)
	out := c.ask(ctx, q, refundBody(q, r.Reason), payment.NotSent)
	c.doubtful.note(r.Number, out.Outcome)
	return out
}

// FindRefund asks what became of a refund. Outcomes: Done, NotFound (it never came, or may be sent again), Unknown.
func (c *Client) FindRefund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	q := askRefund(protocol.PathRefundQuery, r)
	return c.ask(ctx, q, q.body(), payment.Unknown)
}

// askAfter is how often a refund is sent before it is asked for.
const askAfter = 2

// doubtfulMax bounds what is remembered. A refund that is forgotten is sent again.
const doubtfulMax = 1000

// doubtful counts how often a refund's outcome was unknown.
type doubtful struct {
	mu    sync.Mutex
	count map[string]int // by the refund's number
}

func (d *doubtful) times(number string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.count[number]
}

func (d *doubtful) note(number string, outcome payment.Outcome) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if outcome != payment.Unknown {
		delete(d.count, number)
		return
	}
	if d.count == nil || len(d.count) >= doubtfulMax {
		d.count = map[string]int{}
	}
	d.count[number]++
}
