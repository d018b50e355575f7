package paymenttest

import (
	"fmt"
	"reflect"

	"posd/payment"
)

// witness is the disk as the Cashier sees it: each save is held against the one before.
type witness struct {
	*Power

	c *counter
}

// Save implements payment.Store.
func (w witness) Save(p payment.Payment, n payment.Notice) error {
	kept := w.Record(p.ID)
	err := w.Power.Save(p, n)
	if reflect.DeepEqual(kept, w.Record(p.ID)) {
		if err == nil && kept != nil {
			w.c.fail(p.ID, "a save that changes nothing")
		}
		return err
	}
	w.c.mu.Lock()
	before := w.c.latest[p.ID]
	w.c.latest[p.ID] = p
	w.c.mu.Unlock()
	w.c.tally.saved(before.State, p.State)
	w.c.note(p.ID, "saved %s as %s attempt %d (%v)", n, p.State, p.Attempt, err)
	if before.State != payment.StateNone {
		if wrong := audit(before, p); wrong != nil {
			w.c.fail(p.ID, "%w", wrong)
		}
	}
	return err
}

// audit says which rule a step from one record to the next breaks.
func audit(before, after payment.Payment) error {
	switch {
	case !reflect.DeepEqual(before.Order, after.Order) || before.ID != after.ID || !before.Created.Equal(after.Created):
		return fmt.Errorf("the order changed: %+v -> %+v", before.Order, after.Order)
	case !before.Wanted() && before.GivenUp.Why != after.GivenUp.Why:
		return fmt.Errorf("given up for %q, then for %q", before.GivenUp.Why, after.GivenUp.Why)
	case !after.Wanted() && after.State == payment.StatePaid:
		return fmt.Errorf("paid after it was given up")
	case before.State.Final() && before.State != payment.StatePaid:
		return fmt.Errorf("%s is final, and became %s", before.State, after.State)
	case before.State == payment.StatePaid && after.State != payment.StatePaid && after.State != payment.StateRefunded:
		return fmt.Errorf("paid, and became %s", after.State)
	case after.Attempt != before.Attempt && (before.State != payment.StateSending || after.State != payment.StateCreated):
		return fmt.Errorf("attempt %d in %s followed by attempt %d in %s", before.Attempt, before.State, after.Attempt, after.State)
	case len(after.Spent) != after.Attempt || after.Attempt > before.Attempt+1 || after.Attempt < before.Attempt:
		return fmt.Errorf("attempt %d, spent %d", after.Attempt, len(after.Spent))
	}
	return auditRefunds(before, after)
}

func auditRefunds(before, after payment.Payment) error {
	if len(after.Refunds) < len(before.Refunds) {
		return fmt.Errorf("a refund is gone")
	}
	var sum int64
	pending := 0
	for i, r := range after.Refunds {
		if i < len(before.Refunds) {
			if b := before.Refunds[i]; b.Number != r.Number || b.Amount != r.Amount || b.State == payment.RefundDone && r.State != b.State {
				return fmt.Errorf("refund %+v became %+v", b, r)
			}
		} else if _, used := before.RefundByNumber(r.Number); used || r.State != payment.RefundPending {
			return fmt.Errorf("refund %+v is new", r)
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
		return fmt.Errorf("%d refunds are pending, and %d of %d is refunded", pending, sum, after.Order.Amount.Minor)
	}
	return nil
}

// judge holds the journal against the bank's ledger, once all is over.
func (c *counter) judge() {
	for _, complaint := range c.bank.Complaints() {
		c.fail("", "the bank complains: %s", complaint)
	}
	charged := map[payment.ID]int{}
	byRef := map[string]int{}
	for number, t := range c.bank.ledger.trades {
		id := idOf(number)
		p, err := c.disk.Get(id)
		if err != nil {
			c.fail(id, "the bank knows %s, the journal does not: %v", number, err)
		}
		if p.Number() != number && t.Net() != 0 {
			c.fail(id, "the bank keeps %d of the attempt %s", t.Net(), number)
		}
		if t.Charged {
			charged[id]++
		}
		if t.Net() > 0 && p.Order.Ref != "" {
			byRef[p.Order.Ref]++
		}
		if charged[id] > 1 || byRef[p.Order.Ref] > 1 {
			c.fail(id, "order %q was charged twice", p.Order.Ref)
		}
	}
	for id := range c.latest {
		c.judgePayment(id)
	}
}

func (c *counter) judgePayment(id payment.ID) {
	p, err := c.disk.Get(id)
	if err != nil || !p.State.Final() || p.Open() {
		c.fail(id, "after the calm it is %s, open %v (%v)", p.State, p.Open(), err)
		return
	}
	ours := int64(0)
	if p.State == payment.StatePaid {
		ours = p.Order.Amount.Minor - p.Refunded().Minor
	}
	if net := c.bank.Net(p.Number()); net != ours {
		c.fail(id, "the journal says %s and %d, the bank %d", p.State, ours, net)
	}
}
