package payment

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// apply feeds one event to Next, makes the outcome durable and performs the effects. It returns the payment as it then stands.
func (c *Cashier) apply(p Payment, ev Event) (Payment, error) {
	ev.At, ev.Rules = c.now(), &c.rules
	before := p.State
	next, effects := Next(p, ev)
	for _, e := range effects {
		switch e.Kind {
		case EffReport:
			c.log.Warn("event_refused", "payment_id", p.ID, "state", p.State.String(), "event", ev.Kind.String(), "error", e.Err)
			return p, e.Err
		case EffSave:
			if err := c.save(next, effects); err != nil {
				return c.park(p), err
			}
			c.log.Info("payment_saved", "payment_id", next.ID, "from", before.String(), "to", next.State.String(), "number", next.Number())
		case EffPay, EffQuery, EffCancel, EffRefund, EffWake, EffTell:
		}
	}
	c.keep(next)
	for _, e := range effects {
		c.perform(next, e)
	}
	return next, nil
}

// keep holds open payments in memory and lets the others go.
func (c *Cashier) keep(p Payment) {
	if t := c.timers[p.ID]; t != nil {
		t.Stop()
		delete(c.timers, p.ID)
	}
	if p.Open() {
		c.live[p.ID] = p
		return
	}
	delete(c.live, p.ID)
	if p.State == StateNotSent {
		c.codes.forget(p.ID)
	}
}

func (c *Cashier) save(p Payment, effects []Effect) error {
	if c.broken != nil {
		return fmt.Errorf("%w: %w", ErrStore, c.broken)
	}
	if err := c.store.Save(p, noticeOf(effects)); err != nil {
		c.broken = err
		c.log.Error("journal_refused", "payment_id", p.ID, "error", err)
		c.setGate(Gate{Cause: Reason{Code: CauseJournal, Action: ActTechnician}, Detail: err.Error(), Since: c.now()})
		if c.hear.Broken != nil {
			c.hear.Broken(err)
		}
		return fmt.Errorf("%w: %w", ErrStore, err)
	}
	return nil
}

// noticeOf returns the notice that a record is kept with: the last one, which tells of the state that the step led to.
func noticeOf(effects []Effect) Notice {
	for _, e := range slices.Backward(effects) {
		if e.Kind == EffTell {
			return e.Notice
		}
	}
	return ""
}

// park leaves a payment as the journal last knew it. Nothing more is sent for it in this process: the journal writes nothing
// any more, and the next start asks the gateway what became of it.
func (c *Cashier) park(p Payment) Payment {
	p.Flight = Flight{Seq: p.Flight.Seq + 1}
	if p.State != StateNone {
		c.keep(p)
	}
	return p
}

func (c *Cashier) perform(p Payment, e Effect) {
	switch e.Kind {
	case EffSave, EffReport:
	case EffTell:
		if c.hear.Payment != nil {
			c.hear.Payment(e.Notice, p)
		}
	case EffWake:
		if c.closing {
			return
		}
		id, seq := p.ID, e.Seq
		c.timers[id] = c.after(e.After, func() { c.feed(id, Event{Kind: EvWake, Seq: seq}) })
	case EffPay, EffQuery, EffCancel, EffRefund:
		if c.closing { // durable as it stands; the next start goes on from here
			return
		}
		c.call(p, e)
	}
}

// after runs work in the loop once d has passed.
func (c *Cashier) after(d time.Duration, work func()) *time.Timer {
	return time.AfterFunc(d, func() { c.post(work) })
}

// call makes one request beside the loop and posts its answer.
func (c *Cashier) call(p Payment, e Effect) {
	c.inFlight++
	go func() {
		ctx, stop := c.callContext()
		defer stop()
		a := c.request(ctx, p, e)
		c.post(func() { c.answered(p.ID, e, a) })
	}()
}

func (c *Cashier) callContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.callBase, c.rules.CallTimeout)
}

func (c *Cashier) request(ctx context.Context, p Payment, e Effect) Answer {
	trade := TradeRequest{Number: p.Number(), Ref: p.Trade.Ref, Amount: p.Order.Amount}
	switch e.Kind {
	case EffPay:
		return c.gateway.Pay(ctx, PayRequest{
			Number: p.Number(), Amount: p.Order.Amount, Subject: p.Order.Subject, Code: e.Code, Operator: p.Order.Operator, Created: p.Began,
		})
	case EffQuery:
		return c.gateway.Query(ctx, trade)
	case EffCancel:
		return c.gateway.Cancel(ctx, trade)
	case EffRefund:
		return c.gateway.Refund(ctx, RefundRequest{Trade: trade, Number: e.Refund.Number, Amount: e.Refund.Amount, Reason: e.Refund.Why})
	case EffSave, EffWake, EffTell, EffReport:
	}
	return Answer{}
}

func (c *Cashier) answered(id ID, e Effect, a Answer) {
	c.inFlight--
	c.log.Info("gateway_answered", "payment_id", id, "call", e.Kind.String(), "outcome", a.Outcome.String(), "signed", a.Signed,
		"reason", a.Reason.Code, "wire", a.Reason.Wire, "detail", a.Detail)
	if a.Denied {
		c.closeGate(a.Reason, a.Detail)
	}
	c.feed(id, Event{Kind: EvAnswer, Seq: e.Seq, Answer: a})
}

// feed applies an event to a payment that is open.
func (c *Cashier) feed(id ID, ev Event) {
	p, ok := c.live[id]
	if !ok {
		return
	}
	_, _ = c.apply(p, ev) // what went wrong is logged and shown by apply
}
