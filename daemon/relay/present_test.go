package relay_test

import (
	"slices"
	"testing"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/paymenttest"
)

// toShow asks for a code that pays a number.
func toShow(number string) payment.PresentRequest {
	return payment.PresentRequest{Number: number, Amount: tea, Subject: "tea", Created: time.Now(), Valid: 3 * time.Minute}
}

// TestACodeGoesThroughAChain, the same at each of its ends, and so does the news that somebody has scanned and paid it: the terminal
// waits at one instance, Alipay notifies the other, in the form of each family that has codes.
func TestACodeGoesThroughAChain(t *testing.T) {
	t.Parallel()
	for n, u := range upstreams() {
		if u.opts.Family == alipaytest.FamilySpot || testing.Short() && n != 2 {
			continue
		}
		t.Run(u.opts.Family, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newStreet(t, u, true)
				number := string(payment.NewIDWithin(s.client.Numbers(), 5)) + "_0"
				asked := toShow(number)
				a := s.client.Present(t.Context(), asked)
				if a.Outcome != payment.Confirming || !a.Signed || a.Show == "" {
					t.Fatalf("%+v", a)
				}
				if again := s.client.Present(t.Context(), asked); again.Show != a.Show {
					t.Errorf("%q, then %+v", a.Show, again)
				}
				asked.Amount.Minor++
				if other := s.client.Present(t.Context(), asked); other.Outcome != payment.Unknown || other.Show != "" {
					t.Errorf("other content: %+v", other)
				}
				go func() {
					time.Sleep(4 * time.Second)
					if _, err := s.bank.Ledger().Scan(a.Show); err != nil {
						t.Error(err)
					}
				}()
				began := time.Now()
				if !s.client.Await(t.Context(), trade(number), 20*time.Second) || time.Since(began) > 5*time.Second {
					t.Errorf("news after %v", time.Since(began))
				}
				if got := s.client.Query(t.Context(), trade(number)); got.Outcome != payment.Paid || !got.Signed {
					t.Errorf("%+v", got)
				}
				if got := s.notified(number); !slices.Equal(got, []string{alipaytest.NoticeTaken}) {
					t.Errorf("notifications: %v", got)
				}
				for _, v := range s.bank.Violations() {
					t.Errorf("%+v", v)
				}
			})
		})
	}
}

// TestWhoMakesNoCodesSaysSo: a family without them, and what a relay refuses by itself. Nobody has been asked, at the end of a chain either.
func TestWhoMakesNoCodesSaysSo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		plain := struct{ payment.Gateway }{bank}
		above := start(t, relaytest.NewMemory(), silent, []relay.Merchant{{ID: "tea", Numbers: "11", Gateway: plain}})
		up := enrolled(t, "tea", "integrator", silent, above)
		below := start(t, relaytest.NewMemory(), silent, []relay.Merchant{{ID: "shop", Numbers: "1101", Gateway: up.Client}})
		c := enrolled(t, "shop", "T1", silent, below)
		number := string(payment.NewIDWithin("1101", 5)) + "_0"
		for name, terminal := range map[string]term{"at the relay": up, "through a chain": c} {
			a := terminal.Present(t.Context(), toShow(number))
			if a.Outcome != payment.NotSent || a.Reason.Code != "present_not_supported" || a.Reason.Action != payment.ActTechnician || a.Show != "" {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if len(bank.Calls()) != 0 {
			t.Errorf("%+v", bank.Calls())
		}
	})
}

// TestCodesAreRationed as payments are.
func TestCodesAreRationed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		few := func(o *relay.Opts) { o.Limit = relay.Limit{PerSecond: 1, Burst: 2} }
		c := enrolled(t, "tea", "T1", silent, start(t, relaytest.NewMemory(), silent, shops(bank), few))
		for n := range 3 {
			a := c.Present(t.Context(), toShow(ours))
			if n < 2 && (a.Outcome != payment.Confirming || a.Show == "") || n == 2 && (a.Outcome != payment.NotSent || a.Reason.Code != "too_many_requests") {
				t.Errorf("%d: %+v", n, a)
			}
		}
	})
}
