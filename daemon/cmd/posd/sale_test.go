package main_test

import "testing"

func TestASaleFromAmountToReceipt(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.scan("confirm_queries")
	x.state(p.ID, "confirming")
	p = x.state(p.ID, "paid")
	x.receipt(p.ID, "printed")
	x.books(p, 1250)
	if x.slips(p.Number) != 1 {
		t.Errorf("%d receipts", x.slips(p.Number))
	}
	t.Log(x.Printer.Papers()[0].Text())
}
