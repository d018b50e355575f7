package paymenttest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"posd/payment"
)

// buyer draws how the person behind a number behaves.
func (c *counter) buyer(number string) Buyer {
	d := newDice(c.seed, "buyer "+number)
	b := Buyer{Quiet: d.chance(0.5), ClosesAfter: oneOf(d, 3*time.Minute, 10*time.Minute)}
	switch x := d.Float64(); {
	case x < 0.1:
		b.Refuses = payment.Reason{Code: "balance_not_enough", Action: payment.ActOtherTender}
	case x < 0.25:
		b.Refuses = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
	case x < 0.5:
		b.Confirms = oneOf(d, 1, 2, 5, 12, 13, 14, 16, 20)
	case x < 0.65:
		b.Confirms = -1
	}
	return b
}

// serve is one customer from coming to leaving.
func (c *counter) serve(d dice) {
	comes := d.within(0, storm-time.Hour)
	if d.chance(0.4) { // just before the Beijing day ends, after which the bank soon cancels no more
		comes = time.Until(cancelEnds(time.Now())) - d.within(0, 20*time.Minute)
	}
	<-time.After(comes)
	o := payment.Order{
		Subject: "coffee", Amount: payment.Amount{Minor: 1 + d.Int64N(10_000), Currency: "CNY"}, Source: "test", KeepOpen: d.chance(0.5),
	}
	o.Present = d.chance(0.1)
	if d.chance(0.5) {
		o.Ref = fmt.Sprintf("A%d", d.Uint32())
	}
	for try := range 3 {
		p, ok := c.begin(d, o)
		if !ok {
			return
		}
		if try > 0 && o.Ref != "" {
			c.tally.met(hazardSaleAgain)
		}
		if p = c.follow(d, p.ID); p.State == payment.StatePaid {
			c.takeBack(d, p)
			return
		}
		<-time.After(d.within(time.Second, 10*time.Minute))
	}
}

// begin starts a sale, patiently: posd may be off, or not ready.
func (c *counter) begin(d dice, o payment.Order) (payment.Payment, bool) {
	code := payment.Code{}
	if !o.Present && d.chance(0.7) {
		code = d.code()
	}
	for range 30 {
		p, err := c.till().Begin(context.Background(), o, code)
		if err == nil {
			c.countBuyer(p, code)
			if !code.IsZero() && d.chance(0.1) {
				c.scanAgain(o, code)
			}
			return p, true
		}
		if errors.Is(err, payment.ErrStopped) && !code.IsZero() { // it may have been sent
			code = d.code()
		}
		<-time.After(d.within(time.Second, time.Minute))
	}
	return payment.Payment{}, false
}

func (d dice) code() payment.Code { return payment.NewCode(fmt.Sprintf("28%016d", d.Uint64N(1e16))) }

// scanAgain holds a code in front of the scanner twice.
func (c *counter) scanAgain(o payment.Order, code payment.Code) {
	o.Ref = ""
	if _, err := c.till().Begin(context.Background(), o, code); errors.Is(err, payment.ErrCodeUsed) {
		c.tally.met(hazardCodeAgain)
	}
}

// countBuyer counts how the buyer of an attempt that is on its way behaves.
func (c *counter) countBuyer(p payment.Payment, code payment.Code) {
	b := c.buyer(p.Number())
	switch {
	case code.IsZero():
	case b.Refuses.Action == payment.ActRescan:
		c.tally.met(hazardRescan)
	case b.Refuses.Code != "":
		c.tally.met(hazardRefuses)
	case b.Confirms > 0:
		c.tally.met(hazardConfirms)
	case b.Confirms < 0:
		c.tally.met(hazardNeverConfirms)
	}
}

// follow stays with a sale until it ends or only the background works on it: scans codes that are asked for, and sometimes
// presses Stop.
func (c *counter) follow(d dice, id payment.ID) payment.Payment {
	stops, scans := d.chance(0.3), d.chance(0.8)
	var p payment.Payment
	for range 60 {
		<-time.After(d.within(0, 20*time.Second))
		c.mu.Lock()
		p = c.latest[id]
		c.mu.Unlock()
		switch {
		case p.State.Settled():
			return p
		case p.State == payment.StatePresented && scans && d.chance(0.4):
			c.bank.Confirm(p.Number())
		case p.State == payment.StateCreated && d.chance(0.2):
			_, _ = c.till().Present(context.Background(), id)
		case p.State == payment.StateCreated && d.chance(0.7):
			code := d.code()
			if p, err := c.till().Scan(context.Background(), id, code); err == nil {
				c.countBuyer(p, code)
			}
		case stops && d.chance(0.4):
			if _, err := c.till().Stop(context.Background(), id); err == nil {
				c.tally.met(hazardStop)
			}
		}
	}
	return p
}

// takeBack asks for money back, sometimes.
func (c *counter) takeBack(d dice, p payment.Payment) {
	for n := range d.IntN(5) {
		<-time.After(d.within(0, 10*time.Minute))
		ask := payment.Refund{
			Amount: payment.Amount{Minor: 1 + d.Int64N(p.Order.Amount.Minor), Currency: p.Order.Amount.Currency}, Why: "cold",
		}
		if d.chance(0.3) {
			ask.Amount = p.Order.Amount
		}
		if d.chance(0.3) {
			ask.Key = fmt.Sprintf("k%d", n)
		}
		c.refund(p.ID, ask)
	}
}

func (c *counter) refund(id payment.ID, ask payment.Refund) {
	p, r, err := c.till().Refund(context.Background(), id, ask)
	if errors.Is(err, payment.ErrRefund) && ask.Amount.Minor > p.Refundable().Minor {
		c.tally.met(hazardOverRefund)
	}
	if err != nil || ask.Key == "" {
		return
	}
	if _, again, err := c.till().Refund(context.Background(), id, ask); err == nil {
		c.tally.met(hazardRefundAgain)
		if again.Number != r.Number {
			c.fail(id, "one key, two refunds: %s and %s", r.Number, again.Number)
		}
	}
}
