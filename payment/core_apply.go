package payment

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
)

// apply feeds one event to Next, makes the outcome durable and performs the effects. It returns the payment as it then stands.
func (c *Core) apply(p *Payment, ev *Event) (Payment, error) {
	ev.At, ev.Rules = c.now(), &c.rules
	before := p.State
	next, effects := c.protocol(*p, *ev)
	for _, e := range effects {
		switch e.Kind {
		case EffReport:
			c.log.Warn("event_refused", "payment_id", p.ID, "state", p.State.String(), "event", ev.Kind.String(), "error", e.Err)
			return *p, e.Err
		case EffSave:
			if err := c.save(&next, effects); err != nil {
				return c.park(*p), err
			}
			c.logSaved(before, &next)
		case EffPay, EffPresent, EffCancel, EffRefund:
			if c.broken != nil { // its intent is durable, but its verdict would not be: only queries leave (promise 19)
				return c.park(*p), fmt.Errorf("%w: %w", ErrStore, c.broken)
			}
		case EffQuery, EffWake, EffTell:
		}
	}
	c.keep(&next)
	for i := range effects {
		c.perform(&next, &effects[i])
	}
	return next, nil
}

// keep holds open payments in memory and lets the others go.
func (c *Core) keep(p *Payment) {
	c.hands.Quiet(p.ID)
	if p.Open() {
		c.live[p.ID] = *p
		return
	}
	delete(c.live, p.ID)
	if p.State == StateNotSent {
		c.codes.forget(p.ID)
	}
}

func (c *Core) save(p *Payment, effects []Effect) error {
	if c.broken != nil {
		return fmt.Errorf("%w: %w", ErrStore, c.broken)
	}
	if err := c.store.Save(*p, noticeOf(effects)); err != nil {
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
func (c *Core) park(p Payment) Payment {
	p.Flight = Flight{Seq: p.Flight.Seq + 1}
	if p.State != StateNone {
		c.keep(&p)
		c.parked[p.ID] = struct{}{}
	}
	return p
}

// Mend lets a Core go on that a refused write has stopped, now that the store takes writes again, as after a full disk was given
// room: it asks the gateway anew, and takes up what it has parked as a start does, from what the store holds. What was not parked is
// in good order and goes on by itself.
func (c *Core) Mend() {
	if c.broken == nil || c.closing {
		return
	}
	open, err := c.store.Open()
	if err != nil {
		c.log.Error("open_payments_unreadable", "error", err)
		return
	}
	c.broken = nil
	c.setGate(Gate{Cause: Reason{Code: CauseStarting}, Since: c.now()})
	c.Probe()
	before := maps.Clone(c.live)
	for id := range c.parked {
		delete(c.live, id)
	}
	clear(c.parked)
	for _, p := range open {
		if _, goesOn := c.live[p.ID]; goesOn {
			continue
		}
		p.Flight.Seq = before[p.ID].Flight.Seq      // no answer to a call from before fits
		_, _ = c.apply(&p, &Event{Kind: EvRestart}) // what went wrong is logged and shown by apply
	}
}

func (c *Core) perform(p *Payment, e *Effect) {
	switch e.Kind {
	case EffSave, EffReport:
	case EffTell:
		if c.hear.Payment != nil {
			c.hear.Payment(e.Notice, *p)
		}
	case EffWake:
		if c.closing {
			return
		}
		c.hands.Wake(p.ID, e.Seq, e.After)
	case EffPay, EffPresent, EffQuery, EffCancel, EffRefund:
		if c.closing { // durable as it stands; the next start goes on from here
			return
		}
		c.hands.Call(*p, *e)
	}
}

// Answered takes what came back for the call that e started.
func (c *Core) Answered(id ID, e Effect, a Answer) {
	if c.log.Enabled(context.Background(), slog.LevelInfo) {
		c.log.Info("gateway_answered", "payment_id", id, "call", e.Kind.String(), "outcome", a.Outcome.String(), "signed", a.Signed,
			"reason", a.Reason.Code, "wire", a.Reason.Wire, "detail", a.Detail)
	}
	if a.Denied {
		c.closeGate(a.Reason, a.Detail)
	}
	c.feed(id, &Event{Kind: EvAnswer, Seq: e.Seq, Answer: a})
}

// Woke takes the end of the timer that Hands.Wake started.
func (c *Core) Woke(id ID, seq uint32) { c.feed(id, &Event{Kind: EvWake, Seq: seq}) }

// logSaved builds the line only for a log that is read: a simulation saves by the million.
func (c *Core) logSaved(before State, p *Payment) {
	if c.log.Enabled(context.Background(), slog.LevelInfo) {
		c.log.Info("payment_saved", "payment_id", p.ID, "from", before.String(), "to", p.State.String(), "number", p.Number())
	}
}

// feed applies an event to a payment that is open.
func (c *Core) feed(id ID, ev *Event) {
	p, ok := c.live[id]
	if !ok {
		return
	}
	_, _ = c.apply(&p, ev) // what went wrong is logged and shown by apply
}
