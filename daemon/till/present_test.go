package till_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"posd/daemon/till"
	"posd/display"
	"posd/payment"
	"posd/payment/paymenttest"
)

// TestACodeIsShownInPlaceOfAScan: the scanner is disarmed, the display tells the customer what to do, and the sale is paid.
func TestACodeIsShownInPlaceOfAScan(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		c.armed(true)
		if _, err := c.Present(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		p = c.state(p.ID, payment.StatePresented)
		c.armed(false)
		c.shows(display.ShowCode)
		if shown := c.Sale().Payment.Show; shown == "" || shown != p.Show {
			t.Errorf("the page has %q, the journal %q", shown, p.Show)
		}
		c.scan(goodCode) // means nothing now
		if n := c.calls(paymenttest.CallPay); n != 0 {
			t.Errorf("%d pays left", n)
		}
		c.bank.Confirm(p.Number())
		time.Sleep(5 * time.Second)
		c.state(p.ID, payment.StatePaid)
		c.shows(display.Paid)
	})
}

// TestASaleMayBeginWithACodeToShow, and Stop ends it.
func TestASaleMayBeginWithACodeToShow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		o := coffee()
		o.Present = true
		p, err := c.Start(t.Context(), till.Request{Order: o})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		c.state(p.ID, payment.StatePresented)
		c.shows(display.ShowCode)
		c.armed(false)
		if err := c.StopSale(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		c.state(p.ID, payment.StateWatched)
		c.shows(display.NotPaid)
	})
}

// TestOnlyASaleThatWaitsIsShownACode: another one, a free counter, or a sale on its way refuse, and the scanner stays as it was.
func TestOnlyASaleThatWaitsIsShownACode(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		if _, err := c.Present(t.Context(), "9"); !errors.Is(err, payment.ErrState) {
			t.Errorf("a free counter: %v", err)
		}
		p := c.sell()
		if _, err := c.Present(t.Context(), "9"); !errors.Is(err, payment.ErrState) {
			t.Errorf("another sale: %v", err)
		}
		c.armed(true)
		c.bank.Confirms = -1
		c.scan(goodCode)
		if _, err := c.Present(t.Context(), p.ID); !errors.Is(err, payment.ErrState) {
			t.Errorf("a sale on its way: %v", err)
		}
	})
}

// TestWithoutACodeToShowTheScannerGoesOn: what the Cashier refuses costs the sale nothing.
func TestWithoutACodeToShowTheScannerGoesOn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, func(p *till.Parts) { p.Cashier = shy{p.Cashier} })
		p := c.sell()
		if _, err := c.Present(t.Context(), p.ID); !errors.Is(err, payment.ErrShowsNone) {
			t.Fatal(err)
		}
		c.armed(true)
		c.scan(goodCode)
		c.state(p.ID, payment.StatePaid)
	})
}

// shy is a Cashier whose terminal shows no codes.
type shy struct{ till.Cashier }

func (shy) Present(context.Context, payment.ID) (payment.Payment, error) {
	return payment.Payment{}, payment.ErrShowsNone
}
