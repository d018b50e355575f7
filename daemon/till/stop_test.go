package till_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"posd/configs/words"
	"posd/daemon/till"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/paymenttest"
)

// TestStopInEachPhase presses Stop while the sale waits for a code, for the pay's answer, for the buyer, for a verdict, for the
// cancel, and after it.
func TestStopInEachPhase(t *testing.T) {
	lost := func(payment paymenttest.Call) func(paymenttest.Call, int) paymenttest.Trouble {
		return func(call paymenttest.Call, n int) paymenttest.Trouble {
			return paymenttest.Trouble{LoseAnswer: call == payment && n == 0}
		}
	}
	for _, phase := range []struct {
		name   string
		script func(paymenttest.Call, int) paymenttest.Trouble
		scan   bool
		during payment.State
		wait   time.Duration
		shows  display.Kind
		ends   payment.State
	}{
		{"waiting for a code", nil, false, payment.StateCreated, 0, display.NotPaid, payment.StateCancelled},
		{"request under way", lost(paymenttest.CallPay), true, payment.StateSending, time.Second, display.Stopping, payment.StateCancelled},
		{"buyer confirms", nil, true, payment.StateConfirming, time.Second, display.NotPaid, payment.StateCancelled},
		{"no verdict", lost(paymenttest.CallPay), true, payment.StateUnknown, 6 * time.Second, display.NotPaid, payment.StateCancelled},
	} {
		t.Run(phase.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c := open(t, nil)
				c.bank.Confirms, c.bank.Script = -1, phase.script
				p := c.sell()
				if phase.scan {
					c.scan(goodCode)
				}
				time.Sleep(phase.wait)
				c.state(p.ID, phase.during)
				if err := c.StopSale(t.Context()); err != nil {
					t.Fatal(err)
				}
				c.shows(phase.shows)
				if err := c.StopSale(t.Context()); err != nil {
					t.Errorf("a second press: %v", err)
				}
				time.Sleep(10 * time.Second)
				c.state(p.ID, phase.ends)
				if net := c.bank.Net(p.Number()); net != 0 {
					t.Errorf("stopped, and yet charged %d", net)
				}
				if _, err := c.Stop(t.Context(), p.ID); !errors.Is(err, payment.ErrState) {
					t.Errorf("stopping what has ended: %v", err)
				}
				c.shows(display.Idle)
			})
		})
	}
}

func TestStopAfterPaidIsRefused(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		c.scan(goodCode)
		if _, err := c.Stop(t.Context(), p.ID); !errors.Is(err, payment.ErrState) {
			t.Errorf("stopping what is paid: %v", err)
		}
		if c.bank.Net(p.Number()) != 1250 {
			t.Error("the money is gone")
		}
	})
}

// TestAClientThatLeavesTakesNothingWithIt: the connection goes on being warmed after the request that began the sale has ended.
func TestAClientThatLeavesTakesNothingWithIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		warm := make(chan error, 1)
		c := open(t, func(p *till.Parts) {
			p.Warm = func(ctx context.Context) {
				time.Sleep(time.Second)
				warm <- ctx.Err()
			}
		})
		ctx, leave := context.WithCancel(t.Context())
		if _, err := c.Start(ctx, till.Request{Order: coffee()}); err != nil {
			t.Fatal(err)
		}
		leave()
		if err := <-warm; err != nil {
			t.Errorf("warming ended with the request: %v", err)
		}
	})
}

func TestTheEndWaitsForTheConnectionThatIsBeingWarmed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		ended := false
		c := open(t, func(p *till.Parts) {
			p.Warm = func(ctx context.Context) {
				<-ctx.Done()
				time.Sleep(time.Second)
				ended = true
			}
		})
		c.sell()
		c.stop()
		if !ended {
			t.Error("left behind")
		}
	})
}

func TestATillThatHasEndedSaysSo(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		scans := c.inbox
		c.sell()
		c.stop()
		if _, err := c.Start(t.Context(), till.Request{Order: coffee()}); !errors.Is(err, payment.ErrStopped) {
			t.Errorf("start: %v", err)
		}
		if err := c.Touch(t.Context()); !errors.Is(err, payment.ErrStopped) {
			t.Errorf("touch: %v", err)
		}
		scans.Deliver(scanner.Scan{Text: goodCode, At: time.Now()})
		if want := []scanner.Drop{scanner.DropNotArmed}; !slices.Equal(c.drops, want) {
			t.Errorf("a scan after the end: %v", c.drops)
		}
		c.Notice(payment.NoticePaid, payment.Payment{}) // the Cashier's calls still come home
	})
}

// TestOnlyChangesAreTold: the watchdog's beat wakes nobody.
func TestOnlyChangesAreTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		before := c.changes.Load()
		for range 100 {
			if err := c.Touch(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if c.changes.Load() != before {
			t.Errorf("%d changes at an idle counter", c.changes.Load()-before)
		}
		c.sell()
		if c.changes.Load() == before {
			t.Error("a sale is no change")
		}
	})
}

// TestPaidIsShownOnlyOnceItIsDurable breaks the disk before the verdict: whatever the bank says, nobody reads "paid".
func TestPaidIsShownOnlyOnceItIsDurable(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.bank.Script = func(call paymenttest.Call, _ int) paymenttest.Trouble {
			if call == paymenttest.CallPay {
				return paymenttest.Trouble{Arrives: time.Second}
			}
			return paymenttest.Trouble{}
		}
		p := c.sell()
		c.scan(goodCode)
		c.store.Break()
		time.Sleep(2 * time.Second)
		c.shows(display.Problem)
		c.says("till.halted", "")
		if slices.Contains(c.screen.seen(), display.Paid) {
			t.Errorf("shown as paid before it was durable: %s", c.diary.all())
		}
		if c.bank.Net(p.Number()) != 1250 {
			t.Error("the bank was to charge it: otherwise this test says nothing")
		}
		c.armed(false)
		if c.Sale().Active {
			t.Error("the sale is still followed")
		}
		c.Notice(payment.NoticePaidLate, other(1, 300))
		time.Sleep(time.Hour)
		c.shows(display.Problem) // until somebody starts the terminal anew
	})
}

// TestHaltOutlivesTheHoldingOfTheSaleBefore: the timer of an earlier verdict must not wipe away what a halt says.
func TestHaltOutlivesTheHoldingOfTheSaleBefore(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.sell()
		c.scan(goodCode)
		c.shows(display.Paid)
		c.sell()
		c.Halt(words.Say("till.halted"))
		c.shows(display.Problem)
		time.Sleep(2 * hold)
		c.shows(display.Problem)
		c.Notice(payment.NoticePaidLate, other(1, 300))
		c.shows(display.Problem)
		c.Halt(words.Say("till.starting")) // a second halt finds no sale
		c.says("till.halted", "")
	})
}
