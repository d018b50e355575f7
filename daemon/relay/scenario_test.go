package relay_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/paymenttest"
)

// TestScenarios plays every scenario of the simulated Alipay through a Cashier behind a relay, one instance of which is lost in
// mid-sale: at the end the journal says what the books say. The families share the scenarios, or play all with -acceptance.all.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for n, u := range upstreams() {
		t.Run(u.opts.Family, func(t *testing.T) {
			t.Parallel()
			for i, s := range alipaytest.Scenarios() {
				if (i+n)%4 != 0 && !*everything || testing.Short() && i%8 != 0 {
					continue
				}
				t.Run(s.Name, func(t *testing.T) { bubble(t, func(t *testing.T) { play(t, u, s, false) }) })
			}
		})
	}
}

// TestALongerChain plays scenarios from the terminal through an integrator's relay and an acquirer's, each of which loses an
// instance in mid-sale, to each family: one for each, or all with -acceptance.all.
func TestALongerChain(t *testing.T) {
	t.Parallel()
	few := []string{"confirm_queries", "charged_lost", "pays_at_cancel", "forged"}
	for n, u := range upstreams() {
		t.Run(u.opts.Family, func(t *testing.T) {
			t.Parallel()
			for _, s := range alipaytest.Scenarios() {
				if s.Name != few[n] && !*everything {
					continue
				}
				t.Run(s.Name, func(t *testing.T) { bubble(t, func(t *testing.T) { play(t, u, s, true) }) })
			}
		})
	}
}

// street is a terminal's client, the relays on its way, and a simulated Alipay.
type street struct {
	bank   *alipaytest.Alipay
	mail   *mail
	near   [2]*instance // of the relay that the terminal speaks to
	far    [2]*instance // of the relay that speaks to Alipay: the same, or that above
	client term
}

// newStreet builds the way from a terminal to a family, through one relay or two.
func newStreet(t *testing.T, u upstream, long bool) *street {
	t.Helper()
	s := &street{mail: newMail(t)}
	opts := u.alipay()
	opts.Notify = s.mail
	bank, err := alipaytest.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	listener := alipaytest.NewPipeListener()
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- bank.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := bank.Close(); err != nil {
			t.Error(err)
		}
	})
	s.bank = bank
	gateway := u.client(t, paymenttest.Line{
		Alipay: bank, Log: silent, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.Dial(ctx) },
	})
	s.far = pair(t, relay.Merchant{ID: "tea", Numbers: "42", Gateway: gateway}, relay.Merchant{ID: "rice", Numbers: "43", Gateway: gateway})
	s.near, s.mail.to = s.far, s.far[1]
	if long {
		up := enrolled(t, "tea", "integrator", silent, s.far[:]...)
		s.near = pair(t, relay.Merchant{ID: "shop", Numbers: "4217", Gateway: up.Client})
		s.client = enrolled(t, "shop", "T1", silent, s.near[:]...)
	} else {
		s.client = enrolled(t, "tea", "T1", silent, s.near[:]...)
	}
	return s
}

// pair starts two instances of a relay.
func pair(t *testing.T, shops ...relay.Merchant) [2]*instance {
	t.Helper()
	engine := relaytest.NewMemory()
	return [2]*instance{start(t, engine, silent, shops), start(t, engine, silent, shops)}
}

// lose ends the first instance of each relay.
func (s *street) lose() {
	for _, i := range []*instance{s.near[0], s.far[0]} {
		i.die()
		i.stop()
	}
}

// open starts a Cashier at the terminal, and waits until it may sell. end ends it.
func (s *street) open(t *testing.T, u upstream) (c *payment.Cashier, store *paymenttest.Memory, end func()) {
	t.Helper()
	rules := payment.DefaultPolicy()
	rules.CallTimeout = 7 * time.Second
	rules.CancelWindow = cmp.Or(u.window, rules.CancelWindow)
	store = paymenttest.NewMemory()
	c, err := payment.NewCashier(payment.Parts{Gateway: s.client, Store: store, Rules: rules, Random: rand.Reader, Numbers: s.client.Numbers})
	if err != nil {
		t.Fatal(err)
	}
	life, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(life) }()
	for !c.Gate().Open {
		time.Sleep(time.Second)
	}
	return c, store, func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func play(t *testing.T, u upstream, sc alipaytest.Scenario, long bool) {
	t.Helper()
	s := newStreet(t, u, long)
	cashier, store, end := s.open(t, u)
	code, err := s.bank.Mint(sc.Name, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := cashier.Begin(t.Context(), payment.Order{Subject: "tea", Amount: tea}, payment.NewCode(code))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	s.lose() // in mid-sale: the others go on
	for range 30 {
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		if p, err = store.Get(p.ID); err != nil || !p.Open() {
			break
		}
	}
	end()
	if err != nil {
		t.Fatal(err)
	}
	compare(t, sc, p, s.bank)
}

// compare holds the journal against the books.
func compare(t *testing.T, s alipaytest.Scenario, p payment.Payment, bank *alipaytest.Alipay) {
	t.Helper()
	silentForEver := s.Name == "silent" || s.Name == "silent_uncharged"
	if p.Open() && p.State != payment.StateUnresolved && p.State != payment.StateWatched || p.State == payment.StateUnresolved && !silentForEver {
		t.Errorf("after two hours the payment is %s", p.State)
	}
	there, _ := bank.Ledger().Trade(p.Number())
	kept := int64(0)
	if p.State == payment.StatePaid {
		kept = p.Order.Amount.Minor
	}
	if there.Net() != kept && !silentForEver {
		t.Errorf("the books have %d, the journal %s", there.Net(), p.State)
	}
	if there.Charges > 1 {
		t.Errorf("charged %d times", there.Charges)
	}
	for _, v := range bank.Violations() {
		t.Errorf("violation: %+v", v)
	}
}
