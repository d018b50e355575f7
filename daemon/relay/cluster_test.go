package relay_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/acquirer"
	"posd/payment/paymenttest"
)

var silent = slog.New(slog.DiscardHandler)

// bubble runs a test in virtual time.
func bubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

var tea = payment.Amount{Minor: 1250, Currency: "CNY"}

func order(number string) payment.PayRequest {
	return payment.PayRequest{Number: number, Amount: tea, Subject: "tea", Code: payment.NewCode("281234567890123456"), Created: time.Now()}
}

func trade(number string) payment.TradeRequest {
	return payment.TradeRequest{Number: number, Amount: tea}
}

// shops are two merchants that share an account with Alipay, as an acquirer's secondary merchants do.
func shops(bank payment.Gateway) []relay.Merchant {
	return []relay.Merchant{{ID: "tea", Numbers: "11", Gateway: bank}, {ID: "rice", Numbers: "12", Gateway: bank}}
}

const (
	ours   = "91112345678901234567_0"
	theirs = "91212345678901234567_0"
)

// TestForeignNumbersAreRefused: a terminal acts on numbers of its own merchant alone, in every call.
func TestForeignNumbersAreRefused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		i := start(t, relaytest.NewMemory(), silent, shops(bank))
		mine, other := enrolled(t, "tea", "T1", silent, i), enrolled(t, "rice", "T1", silent, i)
		if a := other.Pay(t.Context(), order(theirs)); a.Outcome != payment.Paid {
			t.Fatalf("%+v", a)
		}
		foreign := trade(theirs)
		refund := payment.RefundRequest{Trade: foreign, Number: "81112345678901234567", Amount: tea}
		foreignRefund := payment.RefundRequest{Trade: trade(ours), Number: "81212345678901234567", Amount: tea}
		for name, a := range map[string]payment.Answer{
			"pay": mine.Pay(t.Context(), order(theirs)), "present": mine.Present(t.Context(), toShow(theirs)), "query": mine.Query(t.Context(), foreign), "cancel": mine.Cancel(t.Context(), foreign),
			"refund": mine.Refund(t.Context(), refund), "refund number": mine.Refund(t.Context(), foreignRefund),
			"refund query": mine.FindRefund(t.Context(), refund),
		} {
			if a.Reason.Code != "number_foreign" || a.Outcome != payment.NotSent && a.Outcome != payment.Unknown {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if mine.Await(t.Context(), foreign, 3*time.Second) {
			t.Error("it hears of others' trades")
		}
		if there, _ := bank.Trade(theirs); there.Net() != tea.Minor {
			t.Errorf("%+v", there)
		}
	})
}

// TestAnInstanceDiesInMidPay: the pay is unknown, the query through the other instance says what became of it, and one charge was
// made.
func TestAnInstanceDiesInMidPay(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			if call == paymenttest.CallPay {
				return paymenttest.Trouble{Arrives: 2 * time.Second}
			}
			return paymenttest.Trouble{}
		}
		m := relaytest.NewMemory()
		a, b := start(t, m, silent, shops(bank)), start(t, m, silent, shops(bank))
		c := enrolled(t, "tea", "T1", silent, a, b)
		go func() {
			time.Sleep(time.Second)
			a.die()
		}()
		if got := c.Pay(t.Context(), order(ours)); got.Outcome != payment.Unknown || got.Signed {
			t.Errorf("%+v", got)
		}
		time.Sleep(2 * time.Second)
		if got := c.Query(t.Context(), trade(ours)); got.Outcome != payment.Paid || !got.Signed {
			t.Errorf("%+v", got)
		}
		if there, _ := bank.Trade(ours); there.Net() != tea.Minor {
			t.Errorf("%+v", there)
		}
		// What has not been sent may be sent elsewhere.
		if got := c.Pay(t.Context(), order("91112345678901234568_0")); got.Outcome != payment.Paid {
			t.Errorf("%+v", got)
		}
	})
}

// TestACodeIsUsedOnce: at two instances at once, by two terminals, one gets a certificate; that one may ask again.
func TestACodeIsUsedOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := relaytest.NewMemory()
		a, b := start(t, m, silent, shops(paymenttest.NewBank())), start(t, m, silent, shops(paymenttest.NewBank()))
		code, err := a.Registry().NewCode(t.Context(), "tea", "T1", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		clients := []term{terminal(t, t.TempDir(), silent, a), terminal(t, t.TempDir(), silent, b)}
		errs := make([]error, len(clients))
		var both sync.WaitGroup
		for n, c := range clients {
			both.Go(func() { errs[n] = c.Enroll(t.Context(), code) })
		}
		both.Wait()
		won := 0
		for n, c := range clients {
			if errs[n] == nil {
				won++
				if err := c.Enroll(t.Context(), " "+strings.ToLower(code)); err != nil {
					t.Errorf("asked again: %v", err)
				}
				synctest.Wait()
				if a := c.Probe(t.Context()); a.Outcome != payment.Done {
					t.Errorf("%+v", a)
				}
			} else if !errors.Is(errs[n], acquirer.ErrRefused) {
				t.Error(errs[n])
			}
		}
		if won != 1 {
			t.Errorf("%d terminals got a certificate for one code: %v", won, errs)
		}
	})
}

// TestRevocationIsSeenEverywhere, on connections that are open too, and a code made before it is worth nothing.
func TestRevocationIsSeenEverywhere(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := relaytest.NewMemory()
		a, b := start(t, m, silent, shops(paymenttest.NewBank())), start(t, m, silent, shops(paymenttest.NewBank()))
		c := enrolled(t, "tea", "T1", silent, b)
		if got := c.Probe(t.Context()); got.Outcome != payment.Done {
			t.Fatalf("%+v", got)
		}
		before, err := a.Registry().NewCode(t.Context(), "tea", "T1", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Registry().Revoke(t.Context(), "tea", "T1"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		for name, got := range map[string]payment.Answer{
			"pay": c.Pay(t.Context(), order(ours)), "query": c.Query(t.Context(), trade(ours)), "probe": c.Probe(t.Context()),
		} {
			if !got.Denied || got.Reason.Code != "terminal_refused" || got.Outcome != payment.NotSent && got.Outcome != payment.Unknown {
				t.Errorf("%s: %+v", name, got)
			}
		}
		if err := c.Renew(t.Context()); !errors.Is(err, acquirer.ErrRefused) {
			t.Errorf("renewed: %v", err)
		}
		if err := terminal(t, t.TempDir(), silent, b).Enroll(t.Context(), before); !errors.Is(err, acquirer.ErrRefused) {
			t.Errorf("a code of before: %v", err)
		}
		again := enrolled(t, "tea", "T1", silent, b)
		if got := again.Probe(t.Context()); got.Outcome != payment.Done {
			t.Errorf("enrolled anew: %+v", got)
		}
		if got := c.Probe(t.Context()); !got.Denied {
			t.Errorf("the old certificate: %+v", got)
		}
		if err := a.Registry().Revoke(t.Context(), "tea", "T9"); !errors.Is(err, relay.ErrTerminal) {
			t.Error(err)
		}
	})
}

// TestASilentEngine: an instance that does not know who was revoked moves no money, and answers queries.
func TestASilentEngine(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := relaytest.NewMemory()
		i := start(t, m, silent, shops(paymenttest.NewBank()))
		c := enrolled(t, "tea", "T1", silent, i)
		if got := c.Pay(t.Context(), order(ours)); got.Outcome != payment.Paid {
			t.Fatalf("%+v", got)
		}
		m.SetDown(true)
		time.Sleep(relay.StaleAfter + time.Second)
		if got := c.Pay(t.Context(), order("91112345678901234568_0")); got.Outcome != payment.NotSent || got.Reason.Code != "relay_not_ready" {
			t.Errorf("%+v", got)
		}
		if got := c.Cancel(t.Context(), trade(ours)); got.Outcome != payment.Unknown {
			t.Errorf("%+v", got)
		}
		if got := c.Query(t.Context(), trade(ours)); got.Outcome != payment.Paid {
			t.Errorf("%+v", got)
		}
		m.SetDown(false)
		time.Sleep(5 * time.Second)
		if got := c.Cancel(t.Context(), trade(ours)); got.Outcome != payment.Done {
			t.Errorf("%+v", got)
		}
	})
}

// TestTooManyRequests: a terminal that asks without end is held back, across instances, and another is not.
func TestTooManyRequests(t *testing.T) {
	bubble(t, func(t *testing.T) {
		m := relaytest.NewMemory()
		few := func(o *relay.Opts) { o.Limit = relay.Limit{PerSecond: 1, Burst: 5} }
		bank := paymenttest.NewBank()
		a, b := start(t, m, silent, shops(bank), few), start(t, m, silent, shops(bank), few)
		c, other := enrolled(t, "tea", "T1", silent, a), enrolled(t, "tea", "T2", silent, a)
		elsewhere := terminal(t, c.dir, silent, b)
		for n := range 6 {
			at := []term{c, elsewhere}[n%2]
			if got := at.Probe(t.Context()); (got.Outcome == payment.Done) != (n < 5) {
				t.Errorf("%d: %+v", n, got)
			}
		}
		if got := c.Pay(t.Context(), order(ours)); got.Outcome != payment.NotSent || got.Reason.Code != "too_many_requests" {
			t.Errorf("%+v", got)
		}
		if got := other.Probe(t.Context()); got.Outcome != payment.Done {
			t.Errorf("%+v", got)
		}
		time.Sleep(2 * time.Second)
		if got := c.Pay(t.Context(), order(ours)); got.Outcome != payment.Paid {
			t.Errorf("%+v", got)
		}
	})
}

// TestCertificatesRenewThemselves, run out with the terminal switched off, and are gone for good after the grace.
func TestCertificatesRenewThemselves(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const life, grace = 30 * time.Minute, time.Hour
		i := start(t, relaytest.NewMemory(), silent, shops(paymenttest.NewBank()), func(o *relay.Opts) { o.Life, o.Grace = life, grace })
		c := enrolled(t, "tea", "T1", silent, i)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		for n := range 6 {
			time.Sleep(10 * time.Minute)
			if got := c.Probe(t.Context()); got.Outcome != payment.Done {
				t.Errorf("%d: %+v", n, got)
			}
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		time.Sleep(life + 10*time.Minute) // switched off
		back := terminal(t, c.dir, silent, i)
		if got := back.Probe(t.Context()); !got.Denied {
			t.Errorf("with a certificate that ran out: %+v", got)
		}
		if err := back.Renew(t.Context()); err != nil {
			t.Error(err)
		}
		if got := back.Probe(t.Context()); got.Outcome != payment.Done {
			t.Errorf("%+v", got)
		}
		time.Sleep(life + grace + time.Minute)
		if err := back.Renew(t.Context()); !errors.Is(err, acquirer.ErrRefused) {
			t.Errorf("after the grace: %v", err)
		}
	})
}
