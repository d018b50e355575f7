package payment

import (
	"context"
	"time"
)

// hands are a Cashier's: goroutines for calls, timers of the machine.
type hands struct{ *Cashier }

// Call implements Hands: one request beside the loop, whose answer is posted.
func (c hands) Call(p Payment, e Effect) {
	c.inFlight++
	go func() {
		ctx, stop := c.callContext()
		defer stop()
		a := c.request(ctx, p, e)
		c.post(func() {
			c.inFlight--
			c.core.Answered(p.ID, e, a)
		})
	}()
}

// Probe implements Hands.
func (c hands) Probe() {
	c.inFlight++
	go func() {
		ctx, stop := c.callContext()
		defer stop()
		a := c.gateway.Probe(ctx)
		c.post(func() {
			c.inFlight--
			c.core.Probed(a)
		})
	}()
}

// Wake implements Hands.
func (c hands) Wake(id ID, seq uint32, after time.Duration) {
	c.timers[id] = c.after(after, func() { c.core.Woke(id, seq) })
	c.listen(id, seq, after)
}

// heardMax bounds what is remembered of early queries.
const heardMax = 1000

// listen lets a gateway that hears of trades end the wait for a buyer's confirmation. Each attempt is asked for early once: who
// tells of news that are none must not use the queries up.
func (c hands) listen(id ID, seq uint32, patience time.Duration) {
	waiter, ok := c.gateway.(Waiter)
	p := c.core.live[id]
	if !ok || p.State != StateConfirming && p.State != StatePresented || c.heard[id] == p.Number() {
		return
	}
	timer := c.timers[id]
	go func() {
		if waiter.Await(c.callBase, p.TradeRequest(), patience) {
			c.post(func() { c.early(id, seq, timer) })
		}
	}()
}

// early ends a wait that still goes on.
func (c hands) early(id ID, seq uint32, timer *time.Timer) {
	if c.timers[id] != timer || !timer.Stop() || c.core.closing {
		return
	}
	if len(c.heard) >= heardMax {
		clear(c.heard)
	}
	c.heard[id] = c.core.live[id].Number()
	delete(c.timers, id)
	c.core.Woke(id, seq)
}

// Quiet implements Hands.
func (c hands) Quiet(id ID) {
	if t := c.timers[id]; t != nil {
		t.Stop()
		delete(c.timers, id)
	}
}

// ProbeAfter implements Hands.
func (c hands) ProbeAfter(after time.Duration) {
	if c.probeLater != nil {
		c.probeLater.Stop()
		c.probeLater = nil
	}
	if after > 0 {
		c.probeLater = c.after(after, c.core.Probe)
	}
}

// after runs work in the loop once d has passed.
func (c *Cashier) after(d time.Duration, work func()) *time.Timer {
	return time.AfterFunc(d, func() { c.post(work) })
}

// forgetCodes lets the codes of a sale leave memory when their time is over. One timer runs while there are any, and none in a terminal
// that rests.
func (c *Cashier) forgetCodes() {
	if c.forgets {
		return
	}
	if left := c.core.Forget(); left > 0 {
		c.forgets = true
		c.after(left, func() { c.forgets = false }) // and the loop comes back here
	}
}

func (c *Cashier) callContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.callBase, c.rules.CallTimeout)
}

func (c *Cashier) request(ctx context.Context, p Payment, e Effect) Answer {
	switch e.Kind {
	case EffPay:
		return c.gateway.Pay(ctx, p.PayRequest(e.Code))
	case EffPresent:
		if presenter, ok := c.gateway.(Presenter); ok && CanPresent(c.gateway) {
			return presenter.Present(ctx, p.PresentRequest(&c.rules))
		}
		return NoCodes("the gateway makes no codes")
	case EffQuery:
		return c.gateway.Query(ctx, p.TradeRequest())
	case EffCancel:
		return c.gateway.Cancel(ctx, p.TradeRequest())
	case EffRefund:
		return c.gateway.Refund(ctx, p.RefundRequest(*e.Refund))
	case EffSave, EffWake, EffTell, EffReport:
	}
	return Answer{}
}
