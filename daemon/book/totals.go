package book

import (
	"maps"
	"time"

	"posd/daemon/journal"
	"posd/payment"
)

// Totals are the sums of one business day.
type Totals struct {
	Day        string // 2026-11-23
	Currencies map[payment.Currency]Sum
}

// Sum is one currency's part of a day.
type Sum struct {
	Sales       int
	SalesMinor  int64
	Refunds     int
	RefundMinor int64
}

// Net is what is left of the day, in smallest units.
func (s Sum) Net() int64 { return s.SalesMinor - s.RefundMinor }

// change is what one save does to the totals.
type change struct {
	currency payment.Currency
	sum      Sum
}

func (c change) matters() bool { return c.sum != Sum{} }

// changeOf compares a payment before and after: money that became ours, and refunds that became done. Late refunds count for
// nothing, since the sale they return was never counted.
func changeOf(before, after payment.Payment) change {
	c := change{currency: after.Order.Amount.Currency}
	if after.State == payment.StatePaid && before.State != payment.StatePaid {
		c.sum.Sales, c.sum.SalesMinor = 1, after.Order.Amount.Minor
	}
	for _, r := range after.Refunds {
		old, _ := before.RefundByNumber(r.Number)
		if r.State == payment.RefundDone && old.State != payment.RefundDone && !r.Late {
			c.sum.Refunds++
			c.sum.RefundMinor += r.Amount.Minor
		}
	}
	return c
}

// Day names the business day of at.
func (b *Book) Day(at time.Time) string {
	return at.In(b.opts.Zone).Add(-b.opts.DayEnds).Format(time.DateOnly)
}

// Today returns the totals of the current business day.
func (b *Book) Today() Totals {
	day := b.Day(b.opts.Now())
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.totals.Day != day { // it has just begun, or the clock was set
		if t, err := b.count(day); err == nil {
			return t
		}
		return Totals{Day: day, Currencies: map[payment.Currency]Sum{}}
	}
	return b.totals.clone()
}

func (t Totals) clone() Totals {
	return Totals{Day: t.Day, Currencies: maps.Clone(t.Currencies)}
}

// add counts a change that is durable. A day that is not the one of the change before may be an older one, after the clock was set:
// then all of it is counted again.
func (b *Book) add(day string, c change) {
	if !c.matters() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.totals.Day == day {
		b.totals.add(c)
		return
	}
	if t, err := b.count(day); err == nil {
		b.totals = t
	}
}

func (t *Totals) add(c change) {
	if !c.matters() {
		return
	}
	s := t.Currencies[c.currency]
	s.Sales += c.sum.Sales
	s.SalesMinor += c.sum.SalesMinor
	s.Refunds += c.sum.Refunds
	s.RefundMinor += c.sum.RefundMinor
	t.Currencies[c.currency] = s
}

// DayTotals counts a business day from the journal.
func (b *Book) DayTotals(day string) (Totals, error) { return b.count(day) }

// count walks the payments that changed the day's totals, and counts those of their changes that fell on that day.
func (b *Book) count(day string) (Totals, error) {
	t := Totals{Day: day, Currencies: map[payment.Currency]Sum{}}
	entries, err := b.journal.ByIndex(termDay+day, 0)
	if err != nil {
		return t, err
	}
	for _, e := range entries {
		if err := b.countPayment(&t, e); err != nil {
			return t, err
		}
	}
	return t, nil
}

// countPayment adds what a payment did to t's day, under which it is filed. newest is its newest entry: of a sale of which nothing was
// refunded it is the one that made it a sale, and filed it, so that most payments need no look at their history. A start late in
// the day takes longest for this.
func (b *Book) countPayment(t *Totals, newest journal.Entry) error {
	p, err := payment.Decode(newest.Version, newest.Body)
	if err != nil {
		return err
	}
	if p.State == payment.StatePaid && len(p.Refunds) == 0 {
		t.add(changeOf(payment.Payment{}, p))
		return nil
	}
	return b.countHistory(t, newest.Key)
}

// countHistory adds those of a payment's changes that fell on t's day.
func (b *Book) countHistory(t *Totals, key string) error {
	var before payment.Payment
	for step, err := range b.journal.History(Stream, key) {
		if err != nil {
			return err
		}
		after, err := payment.Decode(step.Version, step.Body)
		if err != nil {
			return err
		}
		if b.Day(step.Time) == t.Day {
			t.add(changeOf(before, after))
		}
		before = after
	}
	return nil
}
