package ams

import (
	"context"
	"errors"
	"sync"

	"posd/payment"
	"posd/payment/alipay/call"
	"posd/payment/alipay/jsonout"
)

// Refund gives money back; see [payment.Gateway]. Without r.Trade.Ref the trade is queried for it first; a refund that stayed unknown
// twice is asked for first. All of it is inside the one deadline of this call.
func (c *Client) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	if err := errors.Join(call.CheckNumber(r.Number), call.CheckTrade(r.Trade), r.Amount.Check()); err != nil {
		return call.Invalid(payment.NotSent, err)
	}
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	if r.Trade.Ref == "" {
		found := c.Query(ctx, r.Trade)
		if found.Trade.Ref == "" {
			return refundNotSent(found, c.doubtful.times(r.Number) > 0)
		}
		r.Trade.Ref = found.Trade.Ref
	}
	out := payment.Answer{}
	asked := c.doubtful.times(r.Number) >= askAfter
	if asked {
		out = c.FindRefund(ctx, r)
	}
	if !asked || out.Outcome == payment.NotFound {
		out = c.sendRefund(ctx, r)
	}
	c.doubtful.note(r.Number, out.Outcome)
	return out
}

// refundQuestion is what an answer about r is held against.
func refundQuestion(to *api, r payment.RefundRequest) question {
	return question{api: to, number: r.Trade.Number, ref: r.Trade.Ref, amount: r.Trade.Amount, refund: r.Number, refundAmount: r.Amount}
}

func (c *Client) sendRefund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	q := refundQuestion(c.refund, r)
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { writeRefund(w, r) })
	if f != nil {
		return f.Answer(payment.NotSent)
	}
	return classifyRefund(a)
}

// FindRefund asks what became of a refund. Outcomes: Done, NotFound (it never came, or may be sent again), Unknown.
func (c *Client) FindRefund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	q := refundQuestion(c.refundQuery, r)
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { w.Text("refundRequestId", r.Number) })
	if f != nil {
		return f.Answer(payment.Unknown)
	}
	return classifyRefundQuery(a)
}

// refundNotSent is the answer to a refund whose trade could not be found: nothing was sent that could move money. It keeps the
// query's reason if that is about the line or our set-up. If the same refund was sent before, it stays unknown.
func refundNotSent(found payment.Answer, sentBefore bool) payment.Answer {
	out := payment.Answer{Outcome: payment.NotSent, Denied: found.Denied, Reason: found.Reason, Detail: "query before refund: " + found.Detail}
	if sentBefore {
		out.Outcome = payment.Unknown
	}
	switch found.Reason.Action {
	case payment.ActCheckNetwork, payment.ActTechnician:
		return out
	case payment.ActNone, payment.ActRescan, payment.ActOtherTender, payment.ActAmount, payment.ActRetry:
	}
	return because(out, "refund_not_paid", payment.ActNone)
}

// askAfter is how often a refund is sent before it is asked for: once, and once again with the same number.
const askAfter = 2

// doubtfulMax bounds what is remembered. A refund that is forgotten is sent again, which its number makes harmless.
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
