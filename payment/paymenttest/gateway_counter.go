package paymenttest

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
)

// presentSales sells by codes that the buyer scans, or does not, or too late, through the real engine: at the end its journal says what
// the books say.
func presentSales(c *stall) {
	rules := payment.DefaultPolicy()
	rules.CallTimeout = c.f.Deadline
	rules.ShowFor(time.Minute)
	store := NewMemory()
	cashier, err := payment.NewCashier(payment.Parts{Gateway: counted{c}, Store: store, Rules: rules, Random: rand.Reader})
	if err != nil {
		c.t.Fatal(err)
	}
	life, stop := context.WithCancel(c.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- cashier.Run(life) }()
	for !cashier.Gate().Open {
		time.Sleep(time.Second) //nolint:forbidigo // virtual time
	}
	for _, x := range []struct {
		scenario string
		scan     time.Duration // after the code was shown; 0: never
		kept     bool          // the money
	}{
		{"paid", 10 * time.Second, true},
		{"confirm_seconds", 10 * time.Second, true},
		{"buyer_declines", 10 * time.Second, false},
		{"paid", 0, false},
		{"paid", 70 * time.Second, false}, // given up before
		{"charged_lost", 0, false},
		{"forged", 0, false},
		{"pays_at_cancel", 50 * time.Second, false},
	} {
		if testing.Short() && x.scan > 0 && x.scan < 50*time.Second && !x.kept {
			continue
		}
		id, show := c.showFor(cashier, store, x.scenario)
		if x.scan > 0 {
			time.Sleep(x.scan) //nolint:forbidigo // virtual time
			_, err := c.alipay.Ledger().Scan(show)
			if err != nil && x.kept {
				c.t.Errorf("%s: scan of %q: %v", x.scenario, show, err)
			}
		}
		time.Sleep(20 * time.Minute) //nolint:forbidigo // virtual time, beyond the moments at which a number is watched
		p, err := store.Get(id)
		if err != nil {
			c.t.Fatal(err)
		}
		if paid := p.State == payment.StatePaid; paid != x.kept || !paid && !p.State.Final() && p.State != payment.StateWatched {
			c.t.Errorf("%s, scanned after %v: %s", x.scenario, x.scan, p.State)
		}
		if net, want := c.alipay.Ledger().Net(p.Number()), int64(0); x.kept {
			if want = p.Order.Amount.Minor; net != want {
				c.t.Errorf("%s: the books have %d, want %d", x.scenario, net, want)
			}
		} else if net != want {
			c.t.Errorf("%s: the books have %d in %s", x.scenario, net, p.State)
		}
	}
	stop()
	if err := <-ended; err != nil {
		c.t.Error(err)
	}
}

// showFor begins a sale by a code, and returns what the code says, "" if there comes none.
func (c *stall) showFor(cashier *payment.Cashier, store *Memory, scenario string) (id payment.ID, show string) {
	c.t.Helper()
	s, err := alipaytest.ScenarioNamed(scenario, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := cashier.Begin(c.t.Context(), payment.Order{Subject: "茶", Amount: c.f.Amount}, payment.Code{})
	if err != nil {
		c.t.Fatal(err)
	}
	c.alipay.Script(p.Number(), s.Presented())
	if _, err = cashier.Present(c.t.Context(), p.ID); err != nil {
		c.t.Fatal(err)
	}
	time.Sleep(time.Second) //nolint:forbidigo // virtual time
	if p, err = store.Get(p.ID); err != nil {
		c.t.Fatal(err)
	}
	return p.ID, p.Show
}

// counted is the client, whose calls are counted as those of the scripts are.
type counted struct{ c *stall }

func (g counted) note(call string, a payment.Answer) payment.Answer {
	g.c.heed(call, a)
	return a
}

// Pay implements payment.Gateway.
func (g counted) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	return g.note("pay", g.c.client.Pay(ctx, r))
}

// Present implements payment.Presenter.
func (g counted) Present(ctx context.Context, r payment.PresentRequest) payment.Answer {
	presenter, ok := g.c.client.(payment.Presenter)
	if !ok {
		return payment.NoCodes("the client is no Presenter")
	}
	return g.note("present", presenter.Present(ctx, r))
}

// Query implements payment.Gateway.
func (g counted) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return g.note("query", g.c.client.Query(ctx, r))
}

// Cancel implements payment.Gateway.
func (g counted) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return g.note("cancel", g.c.client.Cancel(ctx, r))
}

// Refund implements payment.Gateway.
func (g counted) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	return g.note("refund", g.c.client.Refund(ctx, r))
}

// Probe implements payment.Gateway.
func (g counted) Probe(ctx context.Context) payment.Answer {
	return g.note("probe", g.c.client.Probe(ctx))
}
