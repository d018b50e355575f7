package payment_test

import (
	"context"
	"crypto/rand"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

// relayed is a bank that tells of news after a while, or of none.
type relayed struct {
	*paymenttest.Bank

	after time.Duration // negative: never
	waits atomic.Int32
}

func (r *relayed) Await(ctx context.Context, _ payment.TradeRequest, patience time.Duration) bool {
	r.waits.Add(1)
	wait, news := patience, false
	if r.after >= 0 && r.after < patience {
		wait, news = r.after, true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return news
	case <-ctx.Done():
		return false
	}
}

// sellBy begins a sale at a gateway, and returns what ends the Cashier.
func sellBy(t *testing.T, g payment.Gateway, store *paymenttest.Memory, numbers func() string) (payment.Payment, func()) {
	t.Helper()
	return orderBy(t, g, store, numbers, coffee, code)
}

// orderBy is sellBy for any order, by a code or by one to show.
func orderBy(t *testing.T, g payment.Gateway, store *paymenttest.Memory, numbers func() string, o payment.Order, by payment.Code) (payment.Payment, func()) {
	t.Helper()
	c, err := payment.NewCashier(payment.Parts{
		Gateway: g, Store: store, Rules: showing(), Random: rand.Reader, Numbers: numbers,
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	for !c.Gate().Open {
		time.Sleep(time.Second)
	}
	p, err := c.Begin(t.Context(), o, by)
	if err != nil {
		t.Fatal(err)
	}
	return p, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func queries(b *paymenttest.Bank) (at []time.Time) {
	for _, made := range b.Calls() {
		if made.Call == paymenttest.CallQuery {
			at = append(at, made.At)
		}
	}
	return at
}

// TestNewsAreAskedForAtOnce: a gateway that hears of a trade ends the wait for the buyer, whatever the wait was.
func TestNewsAreAskedForAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Confirms = 1
		store := paymenttest.NewMemory()
		p, stop := sellBy(t, &relayed{Bank: bank, after: 700 * time.Millisecond}, store, nil)
		defer stop()
		time.Sleep(time.Second)
		got, err := store.Get(p.ID)
		if err != nil || got.State != payment.StatePaid {
			t.Errorf("%s, %v", got.State, err)
		}
		if at := queries(bank); len(at) != 1 || at[0].Sub(p.Created) != 700*time.Millisecond {
			t.Errorf("queries at %v, begun at %v", at, p.Created)
		}
	})
}

// TestNewsOfACodeThatIsShownAreAskedForAtOnce too: its buyer has scanned it.
func TestNewsOfACodeThatIsShownAreAskedForAtOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		o := coffee
		o.Present = true
		p, stop := orderBy(t, &relayed{Bank: bank, after: 700 * time.Millisecond}, paymenttest.NewMemory(), nil, o, payment.Code{})
		defer stop()
		time.Sleep(time.Second)
		if at := queries(bank); len(at) != 1 || at[0].Sub(p.Created) != 700*time.Millisecond {
			t.Errorf("queries at %v, begun at %v", at, p.Created)
		}
	})
}

// TestFalseNewsCostOneQuery: whoever keeps telling of news that are none does not use the queries of an attempt up.
func TestFalseNewsCostOneQuery(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Confirms = -1
		gateway := &relayed{Bank: bank}
		_, stop := sellBy(t, gateway, paymenttest.NewMemory(), nil)
		defer stop()
		time.Sleep(50 * time.Second)
		at := queries(bank)
		rules := payment.DefaultPolicy().QueryWaits
		for i := 1; i < len(at); i++ {
			if at[i].Sub(at[i-1]) != rules[i] {
				t.Errorf("query %d came %v after the one before, not %v", i, at[i].Sub(at[i-1]), rules[i])
			}
		}
		if len(at) < 9 || gateway.waits.Load() != 1 {
			t.Errorf("%d queries, %d waits", len(at), gateway.waits.Load())
		}
	})
}

// TestWaitsEndWithTheProcess: a wait for news holds up no end.
func TestWaitsEndWithTheProcess(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Confirms = -1
		_, stop := sellBy(t, &relayed{Bank: bank, after: -1}, paymenttest.NewMemory(), nil)
		time.Sleep(time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %v", took)
		}
	})
}

// TestNumbersOfAMerchant: where the gateway gives digits out, payments and refunds begin with them, and stay numbers of ours.
func TestNumbersOfAMerchant(t *testing.T) {
	bubble(t, func(t *testing.T) {
		for _, digits := range []string{"", "07", "123", "4711"} {
			p, stop := sellBy(t, paymenttest.NewBank(), paymenttest.NewMemory(), func() string { return digits })
			stop()
			if !strings.HasPrefix(string(p.ID), "9"+digits) || !payment.IsID(string(p.ID)) || len(p.ID) != max(20, 18+len(digits)) {
				t.Errorf("%s within %q", p.ID, digits)
			}
			refund := payment.NewRefundNumberWithin(digits, 17)
			if !strings.HasPrefix(refund, "8"+digits) || len(refund) != len(p.ID) {
				t.Errorf("%s within %q", refund, digits)
			}
		}
		for _, text := range []string{"", "9", "8" + strings.Repeat("1", 19), "9" + strings.Repeat("1", 22), "9" + strings.Repeat("x", 19)} {
			if payment.IsID(text) {
				t.Errorf("%q is an ID", text)
			}
		}
	})
}
