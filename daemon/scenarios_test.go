package daemon_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
	"posd/payment/paymenttest"
)

// world is a Cashier with a family's real client, TLS and HTTP before a simulated Alipay, in virtual time. Only the dialling is
// replaced.
type world struct {
	t      *testing.T
	alipay *alipaytest.Alipay
	client payment.Gateway
	rules  payment.Policy
	store  *paymenttest.Memory
	*payment.Cashier

	stop func()
}

func newWorld(t *testing.T, c contract) *world {
	t.Helper()
	bank, err := alipaytest.New(c.opts)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, alipay: bank, rules: daemon.Rules(c.cfg), store: paymenttest.NewMemory()}
	listener := alipaytest.NewPipeListener()
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- bank.Serve(ctx, listener) }()
	w.client, err = daemon.OpenGateway(c.cfg, func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.Dial(ctx) })
	if err != nil {
		t.Fatal(err)
	}
	w.open()
	stopCashier := func() { w.stop() }
	t.Cleanup(func() {
		stopCashier()
		if kept, ok := w.client.(interface{ CloseIdle() }); ok {
			kept.CloseIdle()
		}
		cancel()
		if err := <-served; err != nil {
			t.Errorf("the gateway ended with %v", err)
		}
		if err := bank.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

// open starts a Cashier on the store, as each process does.
func (w *world) open() {
	w.t.Helper()
	c, err := payment.NewCashier(payment.Parts{Gateway: w.client, Store: w.store, Rules: w.rules, Random: rand.Reader})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	w.Cashier = c
	w.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			w.t.Errorf("the cashier ended with %v", err)
		}
	}
	for !c.Gate().Open {
		time.Sleep(time.Second)
	}
}

// cut ends the process after d, restores what the journal held at that moment, and starts the next one: what the draining of an
// orderly end would still have learned is forgotten.
func (w *world) cut(after time.Duration) {
	w.t.Helper()
	time.Sleep(after)
	synctest.Wait()
	held := w.store.Saves()
	w.stop()
	w.store = paymenttest.NewMemory()
	for _, s := range held {
		if err := w.store.Save(s.Payment, s.Notice); err != nil {
			w.t.Fatal(err)
		}
	}
	w.open()
}

// sell takes a payment with a code that plays s.
func (w *world) sell(s alipaytest.Scenario) payment.Payment {
	w.t.Helper()
	code, err := w.alipay.Mint(s.Name, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	o := payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Source: "test"}
	p, err := w.Begin(w.t.Context(), o, payment.NewCode(code))
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// settle lets a day pass and holds the journal against the ledger.
func (w *world) settle(s alipaytest.Scenario, id payment.ID) payment.Payment {
	w.t.Helper()
	time.Sleep(24 * time.Hour)
	synctest.Wait()
	p, err := w.store.Get(id)
	if err != nil {
		w.t.Fatal(err)
	}
	silent := s.Name == "silent" || s.Name == "silent_uncharged"
	if p.Open() && (!silent || p.State != payment.StateUnresolved) {
		w.t.Errorf("after a day the payment is %s: %+v", p.State, p)
	}
	want := int64(0)
	if p.State == payment.StatePaid {
		want = p.Order.Amount.Minor - p.Refunded().Minor
	}
	if net := w.alipay.Ledger().Net(p.Number()); net != want && !silent {
		w.t.Errorf("the payment is %s, the buyer is out of %d, not %d", p.State, net, want)
	}
	if audit := w.alipay.Ledger().Audit(); !audit.Clean() && !silent {
		w.t.Errorf("the books: %+v", audit)
	}
	for _, v := range w.alipay.Violations() {
		w.t.Errorf("the gateway would not have taken: %+v", v)
	}
	if !silent {
		w.reconcile(s.Name)
	}
	return p
}

// TestEveryScenarioEndsAsTheLedgerSays plays every scenario of the simulated Alipay through the real client of every family, as it
// is, with Stop pressed in the middle, and with power cuts before and after the pay's deadline. Within a day every payment is final
// and equals the ledger, and nobody is charged twice. The first family goes all the ways. What differs between families is not what
// happens at a power cut: the others go each scenario as it is, and one of the other ways in turns. In the short form the families share
// the scenarios, each of which goes one way.
func TestEveryScenarioEndsAsTheLedgerSays(t *testing.T) {
	t.Parallel()
	identity, err := alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2))
	if err != nil {
		t.Fatal(err)
	}
	for n, f := range families {
		c := f.sign(t, t.TempDir(), identity)
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for i, s := range alipaytest.Scenarios() {
				short := testing.Short()
				if short && (i+n)%len(families) != 0 {
					continue
				}
				turn := i / len(families) // among those that the short form leaves to this family
				if !short || turn%2 == 0 {
					asItIs(t, c, s)
				}
				for way, after := range []time.Duration{stop, time.Millisecond, 6 * time.Second, 62 * time.Second} {
					if short && turn%8 != 2*way+1 || !short && n > 0 && (i+way)%4 != 0 {
						continue
					}
					disturbed(t, c, s, after)
				}
			}
		})
	}
}

// asItIs plays a scenario, and refunds what was paid.
func asItIs(t *testing.T, c contract, s alipaytest.Scenario) {
	t.Run(s.Name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, c)
			p := w.settle(s, w.sell(s).ID)
			if p.State == payment.StatePaid {
				w.refundInTwo(s, p)
			}
		})
	})
}

// stop is the way of a scenario in which Stop is pressed in the middle, in place of a power cut after a while.
const stop = time.Duration(0)

// disturbed plays a scenario into which somebody presses Stop, or pulls the plug.
func disturbed(t *testing.T, c contract, s alipaytest.Scenario, after time.Duration) {
	name := fmt.Sprintf("%s/cut_after_%s", s.Name, after)
	if after == stop {
		name = s.Name + "/stop"
	}
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, c)
			p := w.sell(s)
			if after == stop {
				time.Sleep(1500 * time.Millisecond)
				_, _ = w.Stop(t.Context(), p.ID) // a sale that is final already refuses
			} else {
				w.cut(after)
			}
			w.settle(s, p.ID)
		})
	})
}

// refundInTwo refunds a paid sale in two parts, and holds the ledger against the journal after a day.
func (w *world) refundInTwo(s alipaytest.Scenario, p payment.Payment) {
	w.t.Helper()
	for _, minor := range []int64{1000, 250} {
		amount := payment.Amount{Minor: minor, Currency: "CNY"}
		if _, _, err := w.Refund(w.t.Context(), p.ID, payment.Refund{Amount: amount, Why: "test"}); err != nil {
			w.t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
	}
	synctest.Wait()
	p, err := w.store.Get(p.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	w.reconcile(s.Name)
	net := w.alipay.Ledger().Net(p.Number())
	if p.Open() || net != p.Order.Amount.Minor-p.Refunded().Minor {
		w.t.Errorf("%s after refunds: net %d: %+v", s.Name, net, p)
	}
	if refused := s.Name == "refund_refused"; refused == (p.State == payment.StateRefunded) {
		w.t.Errorf("after refunds of all of it the payment is %s", p.State)
	}
}
