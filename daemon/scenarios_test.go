package daemon_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
	"posd/payment/paymenttest"
)

// world is a Cashier with the real client of family intl, TLS and HTTP before a simulated Alipay, in virtual time. Only the
// dialling is replaced.
type world struct {
	t      *testing.T
	alipay *alipaytest.Alipay
	client *intl.Client
	store  *paymenttest.Memory
	*payment.Cashier

	stop func()
}

// keys are made once: drawing an RSA key takes longer than most tests.
type keys struct {
	private, public []byte
	identity        *alipaytest.Identity
}

func newKeys(t *testing.T) keys {
	t.Helper()
	private, public, err := alipaytest.MerchantKey()
	if err != nil {
		t.Fatal(err)
	}
	id, err := alipaytest.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return keys{private, public, id}
}

func newWorld(t *testing.T, k keys) *world {
	t.Helper()
	merchant, err := alipaytest.ParsePublicKey(k.public)
	if err != nil {
		t.Fatal(err)
	}
	bank, err := alipaytest.New(alipaytest.Opts{ClientID: "C1", MerchantID: "M1", MerchantPublicKey: merchant, Identity: k.identity})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, alipay: bank, store: paymenttest.NewMemory()}
	listener := alipaytest.NewPipeListener()
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- bank.Serve(ctx, listener) }()
	w.client = w.dial(k, listener)
	w.open()
	stopCashier := func() { w.stop() }
	t.Cleanup(func() {
		stopCashier()
		w.client.CloseIdle()
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

func (w *world) dial(k keys, l *alipaytest.PipeListener) *intl.Client {
	w.t.Helper()
	private, err := alipay.ParsePrivateKey(k.private)
	if err != nil {
		w.t.Fatal(err)
	}
	public, err := alipay.ParsePublicKey(w.alipay.AlipayPublicKeyPEM())
	if err != nil {
		w.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(w.alipay.CACertPEM())
	client, err := intl.New(intl.Config{BaseURL: "https://127.0.0.1/api", ClientID: "C1", MerchantID: "M1"}, intl.Parts{
		PrivateKey: private, AlipayKey: public, RootCAs: roots,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { return l.Dial(ctx) },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return client
}

// open starts a Cashier on the store, as each process does.
func (w *world) open() {
	w.t.Helper()
	c, err := payment.NewCashier(payment.Parts{Gateway: w.client, Store: w.store, Rules: payment.DefaultPolicy(), Random: rand.Reader})
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
	return p
}

// TestEveryScenarioEndsAsTheLedgerSays plays every scenario of the simulated Alipay through the real client, as it is, with Stop
// pressed in the middle, and with power cuts before and after the pay's deadline. Within a day every payment is final and equals
// the ledger, and nobody is charged twice. The short form plays each scenario as it is, and two of its other ways in turns.
func TestEveryScenarioEndsAsTheLedgerSays(t *testing.T) {
	t.Parallel()
	k := newKeys(t)
	for i, s := range alipaytest.Scenarios() {
		leftOut := func(way int) bool { return testing.Short() && (i+way)%2 == 0 }
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, k)
				p := w.settle(s, w.sell(s).ID)
				if p.State == payment.StatePaid {
					w.refundInTwo(s, p)
				}
			})
		})
		t.Run(s.Name+"/stop", func(t *testing.T) {
			t.Parallel()
			if leftOut(0) {
				t.Skip("not in the short form")
			}
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, k)
				p := w.sell(s)
				time.Sleep(1500 * time.Millisecond)
				_, _ = w.Stop(t.Context(), p.ID) // a sale that is final already refuses
				w.settle(s, p.ID)
			})
		})
		for way, after := range []time.Duration{time.Millisecond, 6 * time.Second, 62 * time.Second} {
			t.Run(fmt.Sprintf("%s/cut_after_%s", s.Name, after), func(t *testing.T) {
				t.Parallel()
				if leftOut(way + 1) {
					t.Skip("not in the short form")
				}
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t, k)
					p := w.sell(s)
					w.cut(after)
					w.settle(s, p.ID)
				})
			})
		}
	}
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
	net := w.alipay.Ledger().Net(p.Number())
	if p.Open() || net != p.Order.Amount.Minor-p.Refunded().Minor {
		w.t.Errorf("%s after refunds: net %d: %+v", s.Name, net, p)
	}
	if refused := s.Name == "refund_refused"; refused == (p.State == payment.StateRefunded) {
		w.t.Errorf("after refunds of all of it the payment is %s", p.State)
	}
}
