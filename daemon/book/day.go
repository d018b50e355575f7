package book

import (
	"errors"
	"fmt"
	"time"

	"posd/daemon/journal"
	"posd/payment"
)

// ErrDay says that a text names no day, or one that has not begun.
var ErrDay = errors.New("no such day")

// DayReport returns what happened on a business day, named like 2026-11-23: the money that came in and went back, by currency
// and by operator. It closes nothing, whatever Z reports the day saw; what left no money is in those.
func (b *Book) DayReport(day string) (Report, error) {
	now := b.opts.Now()
	if at, err := time.Parse(time.DateOnly, day); err != nil || at.Format(time.DateOnly) != day || day > b.Day(now) {
		return Report{}, fmt.Errorf("%w: %q", ErrDay, day)
	}
	r := Report{
		At: now, Day: day, Currencies: map[payment.Currency]Sum{}, Operators: map[string]map[payment.Currency]Sum{},
	}
	entries, err := b.journal.ByIndex(termDay+day, 0)
	if err != nil {
		return r, err
	}
	for _, e := range entries {
		if err := b.dayOf(&r, e); err != nil {
			return r, err
		}
	}
	open, err := b.Open()
	r.Open = len(open)
	return r, err
}

// dayOf adds those of a payment's changes that fell on r's day, under which it is filed.
func (b *Book) dayOf(r *Report, newest journal.Entry) error {
	var before payment.Payment
	for step, err := range b.journal.History(Stream, newest.Key) {
		if err != nil {
			return err
		}
		after, err := payment.Decode(step.Version, step.Body)
		if err != nil {
			return err
		}
		if b.Day(step.Time) == r.Day {
			r.money(before, after)
		}
		before = after
	}
	return nil
}
