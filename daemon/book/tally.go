package book

import (
	"posd/daemon/journal"
	"posd/payment"
)

// Tally counts what an operator did that left no money in the shop.
type Tally struct {
	NotPaid  int // sales that were refused, stopped or not sent
	Returned int // of money that came after a sale was given up
	NoSales  int // openings of the drawer without a sale
}

type tallyBody struct {
	NotPaid  int `json:"not_paid,omitempty"`
	Returned int `json:"returned,omitempty"`
	NoSales  int `json:"no_sales,omitempty"`
}

// Tally returns the sum over all operators.
func (r Report) Tally() Tally {
	var all Tally
	for _, t := range r.Tallies {
		all = all.plus(t)
	}
	return all
}

func (t Tally) plus(o Tally) Tally {
	return Tally{t.NotPaid + o.NotPaid, t.Returned + o.Returned, t.NoSales + o.NoSales}
}

func (r *Report) tally(operator string, t Tally) {
	if t != (Tally{}) {
		r.Tallies[operator] = r.Tallies[operator].plus(t)
	}
}

// tallyOf compares a payment before and after: the moment in which the till could go on without money, and that in which money that
// came late had gone back.
func tallyOf(before, after payment.Payment) (t Tally) {
	paid := after.State == payment.StatePaid || after.State == payment.StateRefunded && !after.Late
	if after.State.Settled() && !before.State.Settled() && !paid {
		t.NotPaid = 1
	}
	if !wentBack(before) && wentBack(after) {
		t.Returned = 1
	}
	return t
}

// wentBack reports whether money that came after the sale was given up has gone back, by a cancel or a refund.
func wentBack(p payment.Payment) bool {
	if p.Returned {
		return true
	}
	for _, f := range p.Refunds {
		if f.Late && f.State == payment.RefundDone {
			return true
		}
	}
	return false
}

// tallyOther counts what other owners' records say.
func (b *Book) tallyOther(r *Report, e journal.Entry) {
	if b.opts.NoSale == nil {
		return
	}
	if operator, is := b.opts.NoSale(e); is {
		r.tally(operator, Tally{NoSales: 1})
	}
}
