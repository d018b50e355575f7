package payment_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

var denied = payment.Answer{Denied: true, Reason: payment.Reason{Code: "our_key_refused", Action: payment.ActTechnician}}

// probesAt returns when the probes left, counted from the first.
func (c *counter) probesAt() []time.Duration {
	var at []time.Duration
	var first time.Time
	for _, made := range c.bank.Calls() {
		if made.Call != paymenttest.CallProbe {
			continue
		}
		if at == nil {
			first = made.At
		}
		at = append(at, made.At.Sub(first))
	}
	return at
}

// onProbes lets the probes for which refuse says so fail.
func onProbes(a payment.Answer, refuse func(n int) bool) func(paymenttest.Call, int) paymenttest.Trouble {
	return func(call paymenttest.Call, n int) paymenttest.Trouble {
		if call == paymenttest.CallProbe && refuse(n) {
			return paymenttest.Trouble{Answer: &a}
		}
		return paymenttest.Trouble{}
	}
}

func TestProbesBackOff(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = onProbes(denied, func(n int) bool { return n < 9 })
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		s := time.Second
		if want := []time.Duration{0, 1 * s, 3 * s, 7 * s, 15 * s, 31 * s, 61 * s, 91 * s, 121 * s, 151 * s}; !slices.Equal(c.probesAt(), want) {
			t.Errorf("probes left at %v, not %v", c.probesAt(), want)
		}
		if !c.Gate().Open {
			t.Error("the gate is closed")
		}
	})
}

func TestAnUnsignedProbeOpensNothing(t *testing.T) {
	for name, a := range map[string]payment.Answer{
		"unsigned":       {Outcome: payment.Done},
		"signed, no":     {Outcome: payment.Refused, Signed: true},
		"signed unknown": {Signed: true},
		"not sent":       {Outcome: payment.NotSent, Reason: payment.Reason{Code: "no_network"}},
		"another word":   {Outcome: payment.Paid, Signed: true},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				bank := paymenttest.NewBank()
				bank.Script = onProbes(a, func(int) bool { return true })
				c := open(t, bank, paymenttest.NewMemory())
				defer c.stop()
				time.Sleep(time.Hour)
				if g := c.Gate(); g.Open || g.Cause != a.Reason {
					t.Errorf("the gate is %+v", g)
				}
			})
		})
	}
}

// TestARefusalOfTheKeysClosesTheGate: the sale stays unknown and is asked for, no other begins, and a proof opens the gate again.
func TestARefusalOfTheKeysClosesTheGate(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			if call == paymenttest.CallPay || call == paymenttest.CallProbe && n == 1 {
				return paymenttest.Trouble{Answer: &denied}
			}
			return paymenttest.Trouble{}
		}
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		before := c.Gate()
		if !before.Open || !before.Since.Equal(time.Now()) {
			t.Fatalf("at first the gate is %+v", before)
		}
		time.Sleep(time.Minute)
		p := c.sell()
		synctest.Wait()
		if g := c.Gate(); g.Open || g.Cause != denied.Reason || !g.Since.Equal(time.Now()) {
			t.Fatalf("after the refusal the gate is %+v", g)
		}
		want(t, c.after(0, p.ID), payment.StateUnknown)
		if _, err := c.Begin(t.Context(), coffee, payment.NewCode("289999999999999999")); !errors.Is(err, payment.ErrNotReady) {
			t.Fatalf("a sale begins: %v", err)
		}
		if want := []time.Duration{0, time.Minute}; !slices.Equal(c.probesAt(), want) {
			t.Fatalf("probes left at %v, not %v", c.probesAt(), want)
		}
		want(t, c.after(3*time.Second, p.ID), payment.StatePaid)
		if g := c.Gate(); !g.Open || g.Cause != (payment.Reason{}) {
			t.Fatalf("after the proof the gate is %+v", g)
		}
	})
}

func TestAClosedGateTakesNoCode(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = onProbes(denied, func(n int) bool { return n > 0 })
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		p, err := c.Begin(t.Context(), coffee, payment.Code{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if _, err := c.Scan(t.Context(), p.ID, code); !errors.Is(err, payment.ErrNotReady) {
			t.Fatalf("got %v", err)
		}
		want(t, c.after(0, p.ID), payment.StateCreated)
	})
}

// TestOneProbeAtATime: however often somebody asks, the pauses stay what they are, and nothing is left to wake an idle terminal.
func TestOneProbeAtATime(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = onProbes(denied, func(n int) bool { return n < 20 })
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		for range 10 {
			if err := c.Probe(t.Context()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		asked := len(c.probesAt())
		time.Sleep(2*time.Minute + time.Second)
		if n := len(c.probesAt()) - asked; n != 4 { // every 30 s by now
			t.Errorf("%d probes in two minutes", n)
		}
		time.Sleep(10 * time.Minute)
		asked = len(c.probesAt())
		time.Sleep(time.Hour)
		if n := len(c.probesAt()) - asked; n != 0 || !c.Gate().Open {
			t.Errorf("%d probes while the gate is open", n)
		}
	})
}

func TestAProbeUnderWayIsEnough(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = func(paymenttest.Call, int) paymenttest.Trouble { return paymenttest.Trouble{Arrives: time.Second} }
		c := open(t, bank, paymenttest.NewMemory())
		defer c.stop()
		if err := c.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if n := len(c.probesAt()); n != 1 {
			t.Errorf("%d probes at once", n)
		}
		if g := c.Gate(); g.Open || g.Cause.Code != payment.CauseStarting {
			t.Errorf("before the answer the gate is %+v", g)
		}
	})
}

// TestABrokenJournalStaysTheCause: what the gateway says later neither hides it nor opens the gate.
func TestABrokenJournalStaysTheCause(t *testing.T) {
	for name, late := range map[string]*payment.Answer{"proof": nil, "refusal": &denied} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				bank := paymenttest.NewBank()
				bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
					if call == paymenttest.CallProbe && n > 0 {
						return paymenttest.Trouble{Arrives: time.Second, Answer: late}
					}
					return paymenttest.Trouble{}
				}
				c := open(t, bank, paymenttest.NewMemory())
				defer c.stop()
				if err := c.Probe(t.Context()); err != nil {
					t.Fatal(err)
				}
				c.store.Break()
				if _, err := c.Begin(t.Context(), coffee, code); !errors.Is(err, payment.ErrStore) {
					t.Fatalf("got %v", err)
				}
				time.Sleep(time.Hour)
				if g := c.Gate(); g.Open || g.Cause.Code != payment.CauseJournal || g.Cause.Action != payment.ActTechnician {
					t.Errorf("the gate is %+v", g)
				}
				if n := len(c.probesAt()); n != 2 {
					t.Errorf("%d probes left, for nothing", n)
				}
			})
		})
	}
}

func TestTheGateIsHeardOf(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		bank.Script = onProbes(denied, func(n int) bool { return n == 0 || n == 1 })
		var heard []payment.Gate
		cashier, err := payment.NewCashier(payment.Parts{
			Gateway: bank, Store: paymenttest.NewMemory(), Rules: payment.DefaultPolicy(),
			Listener: payment.Listener{Gate: func(g payment.Gate) { heard = append(heard, g) }},
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		if err := cashier.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if len(heard) != 2 || heard[0].Open || heard[0].Cause != denied.Reason || !heard[1].Open {
			t.Errorf("heard %+v", heard)
		}
	})
}
