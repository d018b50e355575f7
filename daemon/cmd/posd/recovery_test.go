package main_test

import (
	"testing"

	"posd/daemon/cmd/possim/counter"
	"posd/payment/alipay/alipaytest"
)

// The tests of this file cut posd's power (kill -9) at each named step of a sale, start it again, and hold what it makes of the
// sale against the ledger: charged once or not at all, and one receipt, or one that is visibly owed.

func TestCutBeforeTheIntent(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.kill()
	x.scan("paid") // nobody hears it
	x.start()
	p = x.state(p.ID, "cancelled")
	x.books(p, 0)
	if _, known := x.Alipay.Ledger().Trade(p.Number); known {
		t.Error("something was sent")
	}
}

// TestCutAfterTheIntent has a gateway that takes connections and nothing else: the intent is durable, no byte of the request
// leaves, and the power goes.
func TestCutAfterTheIntent(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.Alipay.SetSwitches(alipaytest.Switches{Down: true})
	x.scan("paid")
	x.await("past the intent", func() bool {
		q, err := x.api.Payment(x.ctx, p.ID)
		return err == nil && q.State != "created"
	})
	x.kill()
	x.Alipay.SetSwitches(alipaytest.Switches{})
	x.boot()
	p = x.settled(p.ID)
	x.books(p, 0)
	if p.State == "paid" {
		t.Error("paid without a trade")
	}
}

// settled waits until the background alone may still work on a payment.
func (x *terminal) settled(id string) counter.Payment {
	x.t.Helper()
	var p counter.Payment
	x.await("settled", func() bool {
		var err error
		p, err = x.api.Payment(x.ctx, id)
		return err == nil && p.Settled
	})
	return p
}

func TestCutAfterTheSend(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.scan("answer_hangs")
	x.await("charged", func() bool { return x.Alipay.Ledger().Charged(p.Number) > 0 })
	x.kill()
	x.start()
	p = x.state(p.ID, "paid")
	x.receipt(p.ID, "printed")
	x.books(p, 1250)
	x.oneReceipt(p)
}

// oneReceipt fails unless one paper, and no more, holds the attempt's number.
func (x *terminal) oneReceipt(p counter.Payment) {
	x.t.Helper()
	if n := x.slips(p.Number); n != 1 {
		x.t.Errorf("%d receipts for one sale", n)
	}
}

// TestCutAfterTheAnswer cuts the power as soon as the gateway has answered: the verdict may or may not have become durable.
func TestCutAfterTheAnswer(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.scan("paid")
	x.await("charged", func() bool { return x.Alipay.Ledger().Charged(p.Number) > 0 })
	x.kill()
	x.start()
	p = x.state(p.ID, "paid")
	x.await("receipt printed or visibly owed", func() bool {
		q, err := x.api.Payment(x.ctx, p.ID)
		return err == nil && q.Receipt != nil && (q.Receipt.State == "printed" || q.Receipt.State == "unconfirmed")
	})
	x.books(p, 1250)
}

// TestCutBeforeTheReceipt has a printer without paper when the verdict comes: the receipt is owed through the cut, and comes out
// once when there is paper.
func TestCutBeforeTheReceipt(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.start()
	p := x.sell()
	x.Printer.PaperOut()
	x.scan("paid")
	p = x.state(p.ID, "paid")
	x.receipt(p.ID, "owed")
	x.kill()
	x.boot()
	x.receipt(p.ID, "owed")
	x.Printer.LoadPaper()
	x.receipt(p.ID, "printed")
	x.books(p, 1250)
	x.oneReceipt(p)
}

// TestCutDuringTheReceipt cuts the power with half of the receipt on paper: nobody can know how much of it is legible, so it is
// owed and shown, not printed by itself, and a person's print of it is marked as a copy.
func TestCutDuringTheReceipt(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, nil)
	x.Printer.Speed(100)
	x.start()
	p := x.sell()
	x.scan("paid")
	p = x.state(p.ID, "paid")
	x.await("printing", func() bool { return x.Printer.State().Lines > 2 })
	x.kill()
	x.Printer.Speed(6000)
	x.boot()
	x.receipt(p.ID, "unconfirmed")
	x.books(p, 1250)
	before := x.slips("COPY")
	if err := x.api.Do(x.ctx, "POST", "/api/v1/payments/"+p.ID+"/receipt", "", map[string]any{}, nil); err != nil {
		t.Fatal(err)
	}
	x.receipt(p.ID, "printed")
	if before != 0 || x.slips("COPY") != 1 {
		t.Errorf("%d copies before a person asked, %d after", before, x.slips("COPY"))
	}
}
