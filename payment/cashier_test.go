package payment_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

// counter is a Cashier at work in a bubble of virtual time, with what it told.
type counter struct {
	*payment.Cashier

	t     *testing.T
	bank  *paymenttest.Bank
	store *paymenttest.Memory
	stop  func()

	mu      sync.Mutex
	notices []payment.Notice
}

func open(t *testing.T, bank *paymenttest.Bank, store *paymenttest.Memory) *counter {
	t.Helper()
	return openWith(t, bank, store, payment.DefaultPolicy())
}

func openWith(t *testing.T, bank *paymenttest.Bank, store *paymenttest.Memory, rules payment.Policy) *counter {
	t.Helper()
	c := &counter{t: t, bank: bank, store: store}
	cashier, err := payment.NewCashier(payment.Parts{
		Gateway: bank, Store: store, Rules: rules, Random: rand.Reader,
		Listener: payment.Listener{Payment: func(n payment.Notice, _ payment.Payment) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.notices = append(c.notices, n)
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Cashier = cashier
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- cashier.Run(ctx) }()
	c.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the cashier ended with %v", err)
		}
	}
	synctest.Wait()
	return c
}

var coffee = payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Source: "test"}

var code = payment.NewCode("281234567890123456")

func (c *counter) sell() payment.Payment {
	c.t.Helper()
	p, err := c.Begin(c.t.Context(), coffee, code)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

// after lets d pass and returns the payment as it then stands.
func (c *counter) after(d time.Duration, id payment.ID) payment.Payment {
	c.t.Helper()
	time.Sleep(d)
	synctest.Wait()
	p, err := c.store.Get(id)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

// told reports whether a notice was heard.
func (c *counter) told(n payment.Notice) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Contains(c.notices, n)
}

// bubble runs a test in virtual time.
func bubble(t *testing.T, run func(t *testing.T)) {
	t.Parallel()
	synctest.Test(t, run)
}

func want(t *testing.T, p payment.Payment, s payment.State) {
	t.Helper()
	if p.State != s {
		t.Fatalf("the payment is %s, not %s: %+v", p.State, s, p)
	}
}

func TestPaidAtOnceTakesTwoCommits(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, paymenttest.NewBank(), paymenttest.NewMemory())
		defer c.stop()
		p := c.sell()
		want(t, c.after(time.Second, p.ID), payment.StatePaid)
		if n := len(c.store.Saves()); n != 2 {
			t.Fatalf("%d commits, not 2", n)
		}
		if !c.told(payment.NoticePaid) {
			t.Fatal("nobody was told")
		}
	})
}

func TestTheIntentIsDurableBeforeTheFirstByte(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank, store := paymenttest.NewBank(), paymenttest.NewMemory()
		bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			if call == paymenttest.CallPay && (len(store.Saves()) == 0 || store.Saves()[0].Payment.State != payment.StateSending) {
				t.Error("pay left before its intent was durable")
			}
			if call == paymenttest.CallCancel && store.Saves()[len(store.Saves())-1].Payment.State != payment.StateCancelling {
				t.Error("cancel left before its intent was durable")
			}
			return paymenttest.Trouble{}
		}
		bank.Confirms = -1
		c := open(t, bank, store)
		defer c.stop()
		want(t, c.after(5*time.Minute, c.sell().ID), payment.StateCancelled)
	})
}

func TestABrokenJournalSendsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, paymenttest.NewBank(), paymenttest.NewMemory())
		defer c.stop()
		c.store.Break()
		if _, err := c.Begin(t.Context(), coffee, code); !errors.Is(err, payment.ErrStore) {
			t.Fatalf("got %v", err)
		}
		time.Sleep(time.Minute)
		for _, made := range c.bank.Calls() {
			if made.Call != paymenttest.CallProbe {
				t.Fatalf("%s left the terminal", made.Call)
			}
		}
		if g := c.Gate(); g.Open || g.Cause.Code != payment.CauseJournal {
			t.Fatalf("the gate is %+v", g)
		}
	})
}

func TestTheBuyerConfirms(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Confirms = 3
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		want(t, c.after(time.Minute, c.sell().ID), payment.StatePaid)
		if !c.told(payment.NoticeConfirming) {
			t.Fatal("nobody saw that the buyer confirms")
		}
	})
}

func TestALostAnswerIsAskedForNotGuessed(t *testing.T) {
	for name, trouble := range map[string]paymenttest.Trouble{
		"charged": {LoseAnswer: true}, "never arrived": {LoseRequest: true}, "arrives after the cancel": {Arrives: 3 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				bank := paymenttest.NewBank()
				bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
					if call == paymenttest.CallPay {
						return trouble
					}
					return paymenttest.Trouble{}
				}
				c := open(t, bank, paymenttest.NewMemory())
				defer c.stop()
				id := c.sell().ID
				p := c.after(2*time.Hour, id)
				wantState, wantNet := payment.StateCancelled, int64(0)
				if trouble.LoseAnswer {
					wantState, wantNet = payment.StatePaid, 1250
				}
				want(t, p, wantState)
				if net := bank.Net(p.Number()); net != wantNet {
					t.Fatalf("the merchant has %d, not %d", net, wantNet)
				}
			})
		})
	}
}

func TestNoGapBetweenTheLastQueryAndTheCancel(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Confirms = -1
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		began := time.Now()
		c.after(2*time.Minute, c.sell().ID)
		var last paymenttest.Made
		for _, made := range bank.Calls() {
			if made.Call == paymenttest.CallCancel {
				if last.Call != paymenttest.CallQuery || !made.At.Equal(last.At) {
					t.Fatalf("the cancel left %v after %s", made.At.Sub(last.At), last.Call)
				}
				if d := made.At.Sub(began); d < 50*time.Second || d > 70*time.Second {
					t.Fatalf("given up after %v", d)
				}
				return
			}
			last = made
		}
		t.Fatal("never cancelled")
	})
}

func TestStopDuringThePayWaitsForItsAnswer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			return paymenttest.Trouble{LoseRequest: call == paymenttest.CallPay}
		}
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		p := c.sell()
		for range 2 {
			if _, err := c.Stop(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(4 * time.Second)
		if n := len(bank.Calls()); n != 2 {
			t.Fatalf("%d calls while the pay was out", n)
		}
		want(t, c.after(10*time.Second, p.ID), payment.StateWatched)
		calls := bank.Calls()
		if calls[2].Call != paymenttest.CallQuery || calls[3].Call != paymenttest.CallCancel {
			t.Fatalf("after the deadline came %v", calls[2:])
		}
	})
}

func TestAPowerCutAfterTheIntentNeverPaysAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank, store := paymenttest.NewBank(), paymenttest.NewMemory()
		bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			return paymenttest.Trouble{LoseAnswer: call == paymenttest.CallPay}
		}
		c := open(t, bank, store)
		id := c.sell().ID
		c.stop()
		// What was journalled before the cut is all that the next process knows.
		again := paymenttest.NewMemory()
		if err := again.Save(store.Saves()[0].Payment, ""); err != nil {
			t.Fatal(err)
		}
		c = open(t, bank, again)
		defer c.stop()
		want(t, c.after(time.Minute, id), payment.StatePaid)
		if !c.told(payment.NoticePaidLate) {
			t.Fatal("the cashier was not told that it came late")
		}
		pays := 0
		for _, made := range bank.Calls() {
			if made.Call == paymenttest.CallPay {
				pays++
			}
		}
		if pays != 1 {
			t.Fatalf("%d pays were sent", pays)
		}
	})
}

func TestACancelIsRetriedForEver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Confirms = -1
		bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			return paymenttest.Trouble{LoseRequest: call == paymenttest.CallCancel && n < 30}
		}
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		p := c.sell()
		want(t, c.after(5*time.Minute, p.ID), payment.StateUnresolved)
		if !c.told(payment.NoticeUnresolved) {
			t.Fatal("no alarm")
		}
		want(t, c.after(24*time.Hour, p.ID), payment.StateCancelled)
	})
}

func TestMoneyFoundAfterGivingUpGoesBack(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			switch {
			case call == paymenttest.CallPay: // arrives long after the cancel, and the buyer pays it
				return paymenttest.Trouble{Arrives: 10 * time.Minute}
			case call == paymenttest.CallCancel && n > 0: // too late to cancel
				return paymenttest.Trouble{Answer: &payment.Answer{Outcome: payment.Refused, Signed: true}, LoseRequest: false}
			}
			return paymenttest.Trouble{}
		}
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		p := c.after(24*time.Hour, c.sell().ID)
		if net := bank.Net(p.Number()); net != 0 {
			t.Fatalf("the merchant keeps %d of a sale that was shown as not paid; the payment is %s", net, p.State)
		}
	})
}

func TestRefundRules(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		p := c.sell()
		time.Sleep(time.Second)
		ask := func(minor int64) error {
			_, _, err := c.Refund(t.Context(), p.ID, payment.Refund{Amount: payment.Amount{Minor: minor, Currency: "CNY"}})
			return err
		}
		if err := ask(1251); !errors.Is(err, payment.ErrRefund) {
			t.Fatalf("more than was paid: %v", err)
		}
		bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			return paymenttest.Trouble{LoseAnswer: call == paymenttest.CallRefund && n < 2}
		}
		if err := ask(1000); err != nil {
			t.Fatal(err)
		}
		if err := ask(100); !errors.Is(err, payment.ErrRefund) {
			t.Fatalf("beside an unsettled refund: %v", err)
		}
		time.Sleep(10 * time.Minute)
		if err := ask(251); !errors.Is(err, payment.ErrRefund) {
			t.Fatalf("more than is left: %v", err)
		}
		if err := ask(250); err != nil {
			t.Fatal(err)
		}
		want(t, c.after(time.Second, p.ID), payment.StateRefunded)
		if net := bank.Net(p.Number()); net != 0 {
			t.Fatalf("the merchant has %d left", net)
		}
	})
}

func TestARepeatedCodeIsOnePayment(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, paymenttest.NewBank(), paymenttest.NewMemory())
		defer c.stop()
		c.sell()
		if _, err := c.Begin(t.Context(), coffee, code); !errors.Is(err, payment.ErrCodeUsed) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestNotSentLeavesNothingBehind(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			return paymenttest.Trouble{NotSent: call == paymenttest.CallPay && n == 0}
		}
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		want(t, c.after(time.Second, c.sell().ID), payment.StateNotSent)
		want(t, c.after(time.Second, c.sell().ID), payment.StatePaid) // the same code may go again
	})
}

func TestAnOrderIsPaidOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, paymenttest.NewBank(), paymenttest.NewMemory())
		defer c.stop()
		o := coffee
		o.Ref = "A1001"
		if _, err := c.Begin(t.Context(), o, code); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if _, err := c.Begin(t.Context(), o, payment.NewCode("289999999999999999")); !errors.Is(err, payment.ErrState) {
			t.Fatalf("got %v", err)
		}
	})
}

func TestNoSaleBeforeTheGatewayAnswered(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		denied := payment.Answer{Denied: true, Reason: payment.Reason{Code: "key_refused"}}
		bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			if call == paymenttest.CallProbe && n < 3 {
				return paymenttest.Trouble{Answer: &denied}
			}
			return paymenttest.Trouble{}
		}
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		if _, err := c.Begin(t.Context(), coffee, code); !errors.Is(err, payment.ErrNotReady) {
			t.Fatalf("got %v", err)
		}
		if g := c.Gate(); g.Cause.Code != "key_refused" {
			t.Fatalf("the gate is %+v", g)
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if !c.Gate().Open {
			t.Fatal("the gate stays closed although the gateway answered")
		}
	})
}

func TestARefusalThatAFreshCodeCuresKeepsTheSaleOpen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Refuses = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		o := coffee
		o.KeepOpen = true
		p, err := c.Begin(t.Context(), o, payment.Code{})
		if err != nil {
			t.Fatal(err)
		}
		want(t, p, payment.StateCreated)
		if _, err = c.Scan(t.Context(), p.ID, code); err != nil {
			t.Fatal(err)
		}
		p = c.after(time.Second, p.ID)
		want(t, p, payment.StateCreated)
		if p.Attempt != 1 || len(p.Spent) != 1 {
			t.Fatalf("the next attempt is %d", p.Attempt)
		}
		bank.Refuses = payment.Reason{}
		if _, err = c.Scan(t.Context(), p.ID, payment.NewCode("289999999999999999")); err != nil {
			t.Fatal(err)
		}
		want(t, c.after(time.Second, p.ID), payment.StatePaid)
	})
}
