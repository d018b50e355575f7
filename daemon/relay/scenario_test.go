package relay_test

import (
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

// TestScenarios plays every scenario of the simulated Alipay through a Cashier behind a relay: at the end the journal says what the
// books say.
func TestScenarios(t *testing.T) {
	t.Parallel()
	for n, s := range alipaytest.Scenarios() {
		if testing.Short() && n%8 != 0 {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { play(t, s) })
		})
	}
}

func play(t *testing.T, s alipaytest.Scenario) {
	bank, err := alipaytest.New(alipaytest.Opts{
		ClientID: "C1", MerchantID: "M1", MerchantPublicKey: &keys().ours.PublicKey, Identity: keys().identity, Seed: 3,
	})
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
	upstream := intlClient(t, paymenttest.Line{
		Alipay: bank, Log: silent, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.Dial(ctx) },
	})
	m := relaytest.NewMemory()
	shop := []relay.Merchant{{ID: "tea", Numbers: "42", Gateway: upstream}}
	a, b := start(t, m, silent, shop), start(t, m, silent, shop)
	client := enrolled(t, "tea", "T1", silent, a, b)
	store := paymenttest.NewMemory()
	rules := payment.DefaultPolicy()
	rules.CallTimeout = 7 * time.Second
	cashier, err := payment.NewCashier(payment.Parts{Gateway: client, Store: store, Rules: rules, Random: rand.Reader, Numbers: client.Numbers})
	if err != nil {
		t.Fatal(err)
	}
	life, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- cashier.Run(life) }()
	for !cashier.Gate().Open {
		time.Sleep(time.Second)
	}
	code, err := bank.Mint(s.Name, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := cashier.Begin(t.Context(), payment.Order{Subject: "tea", Amount: tea}, payment.NewCode(code))
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second)
	a.die() // in mid-sale: the other instance goes on
	a.stop()
	for range 30 {
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		if p, err = store.Get(p.ID); err != nil || !p.Open() {
			break
		}
	}
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	compare(t, s, p, bank)
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
