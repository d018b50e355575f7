package main_test

import (
	"strings"
	"testing"

	"posd/daemon/cmd/possim/counter"
)

// TestTheCustomerScansTheTerminal: the real binary shows a code on paper and in its API, the customer scans it, and is paid for; a code
// that nobody scans is cancelled, also when the power went while it was shown.
func TestTheCustomerScansTheTerminal(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a terminal takes a while where it is emulated")
	}
	x := newTerminalOf(t, "openapi", func(toml string) string {
		return strings.Replace(impatient(toml), "[show_code]", "[show_code]\nvalid_for = \"30s\"", 1)
	})
	x.start()
	p := x.offered()
	x.slipFor(p)
	if _, err := x.Alipay.Ledger().Scan(p.Show); err != nil {
		t.Fatal(err)
	}
	p = x.state(p.ID, "paid")
	x.receipt(p.ID, "printed")
	x.books(p, 1250)
	if p.Show != "" || x.slips(p.Number) != 1 {
		t.Errorf("%q is still shown, %d receipts", p.Show, x.slips(p.Number))
	}

	p = x.offered()
	x.kill()
	x.start()
	if p = x.state(p.ID, "presented"); p.Show != "" {
		t.Errorf("after the power cut %q is shown", p.Show)
	}
	p, err := x.api.Stop(x.ctx, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	p = x.state(p.ID, "watched")
	x.money(p, 0)
}

// offered begins a sale whose code the customer scans, and waits for the code.
func (x *terminal) offered() counter.Payment {
	x.t.Helper()
	x.await("free", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && !till.Active && till.Ready
	})
	p, err := x.api.SellShown(x.ctx, 1250, "coffee", "")
	if err != nil {
		x.t.Fatal(err)
	}
	p = x.state(p.ID, "presented")
	if p.Show == "" {
		x.t.Fatalf("no code: %+v", p)
	}
	return p
}

// slipFor waits for the paper to pay from, which is no receipt.
func (x *terminal) slipFor(p counter.Payment) {
	x.t.Helper()
	tail := p.ID[len(p.ID)-6:]
	x.await("slip", func() bool {
		for _, paper := range x.Printer.Papers() {
			if text := paper.Text(); strings.Contains(text, tail) && strings.Contains(text, "Scan to pay") {
				return true
			}
		}
		return false
	})
}
