package till_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/till"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/payment/paymenttest"
)

func TestAForeignCodeLeavesTheSaleOpen(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		for text, reason := range map[string]words.Key{
			wechatCode: "reason.code_wechat", "6212345678901234567": "reason.code_unionpay", "4006381333931": "reason.code_product",
			string(payment.NewID(7)): "reason.code_receipt", "https://qr.alipay.com/fkx1": "reason.code_link", "?": "reason.code_unreadable",
		} {
			c.scan(text)
			c.shows(display.ScanAgain)
			c.says(reason, reason+".do")
			c.armed(true)
		}
		if c.calls(paymenttest.CallPay) != 0 || len(c.store.Saves()) != 1 {
			t.Errorf("a foreign code went on: %s", c.diary.all())
		}
		c.scan(goodCode)
		c.shows(display.Paid)
		c.state(p.ID, payment.StatePaid)
	})
}

func TestTheSameCodeAgainIsTold(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.sell()
		c.scan(goodCode)
		c.shows(display.Paid)
		p := c.sell()
		time.Sleep(scanner.RepeatIn)
		c.scan(goodCode)
		c.shows(display.ScanAgain)
		c.says("till.code_used", "till.refresh_code")
		c.armed(true)
		if got := c.state(p.ID, payment.StateCreated); got.Attempt != 0 {
			t.Errorf("attempt %d", got.Attempt)
		}
		c.scan(freshCode)
		c.shows(display.Paid)
		if c.calls(paymenttest.CallPay) != 2 {
			t.Errorf("%d pays for two sales", c.calls(paymenttest.CallPay))
		}
	})
}

// TestScansWhileBusyChangeNothing lets a nervous finger scan on through a sale, and after it (promise 23).
func TestScansWhileBusyChangeNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.bank.Confirms = 3
		c.scan(freshCode) // no sale
		p := c.sell()
		c.scan(goodCode)
		for range 20 {
			c.scan(freshCode)
			c.scan(goodCode)
			time.Sleep(time.Second)
		}
		c.state(p.ID, payment.StatePaid)
		c.scan(freshCode)
		if c.calls(paymenttest.CallPay) != 1 || c.Sale().Active {
			t.Errorf("%d pays; %s", c.calls(paymenttest.CallPay), c.diary.all())
		}
		if len(c.drops) != 42 {
			t.Errorf("%d scans were told to go nowhere", len(c.drops))
		}
	})
}

func TestARefusedCodeGivesWayToAFreshOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.bank.Refuses = payment.Reason{Code: "code_expired", Wire: "PAYMENT_AUTH_CODE_INVALID", Action: payment.ActRescan}
		p := c.sell()
		c.scan(goodCode)
		c.shows(display.ScanAgain)
		c.says("reason.code_expired", "reason.code_expired.do")
		c.armed(true)
		c.bank.Refuses = payment.Reason{}
		c.scan(freshCode)
		c.shows(display.Paid)
		got := c.state(p.ID, payment.StatePaid)
		if got.Attempt != 1 || len(got.Spent) != 1 || c.bank.Net(got.Number()) != 1250 {
			t.Errorf("paid as %+v", got)
		}
		if c.warmed.Load() != 2 {
			t.Errorf("warmed %d times", c.warmed.Load())
		}
	})
}

// TestARefusedCodeOfTheRequestEndsTheSale: its sender decides what comes next, not the scanner.
func TestARefusedCodeOfTheRequestEndsTheSale(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.bank.Refuses = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
		p, err := c.Start(t.Context(), till.Request{Order: coffee(), Code: goodCode})
		if err != nil {
			t.Fatal(err)
		}
		c.state(p.ID, payment.StateRefused)
		c.shows(display.Refused)
	})
}

func TestARefusalEndsTheSale(t *testing.T) {
	for name, tune := range map[string]func(*till.Parts){"no rescan": func(p *till.Parts) { p.Rescan = false }, "no cure": nil} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				c := open(t, tune)
				c.bank.Refuses = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
				if tune == nil {
					c.bank.Refuses = payment.Reason{Code: "balance_not_enough", Action: payment.ActOtherTender}
				}
				p := c.sell()
				c.scan(goodCode)
				c.shows(display.Refused)
				c.says(words.Key("reason."+c.bank.Refuses.Code), words.Key("reason."+c.bank.Refuses.Code+".do"))
				c.state(p.ID, payment.StateRefused)
				c.armed(false)
				c.sell()
			})
		})
	}
}

// TestTheGateClosesWhileACodeIsAwaited: the sale stays open, and the customer hears why nothing happens.
func TestTheGateClosesWhileACodeIsAwaited(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		c.bank.Script = func(call paymenttest.Call, n int) paymenttest.Trouble {
			if call == paymenttest.CallProbe && n < 3 {
				return paymenttest.Trouble{Answer: &payment.Answer{Reason: payment.Reason{Code: "our_key_refused", Action: payment.ActTechnician}}}
			}
			return paymenttest.Trouble{}
		}
		if err := c.cashier.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		c.scan(goodCode)
		c.shows(display.ScanAgain)
		c.says("till.not_ready", "till.show_payment_code")
		time.Sleep(10 * time.Second) // the gate opens again
		c.scan(goodCode)
		c.state(p.ID, payment.StatePaid)
	})
}

// TestAScanThatMeetsStopShowsNothing: the code comes in the instant in which the sale is stopped.
func TestAScanThatMeetsStopShowsNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		for range 30 {
			p := c.sell()
			c.meanwhile(func() {
				if _, err := c.Stop(t.Context(), p.ID); err != nil {
					t.Fatal(err)
				}
				c.scan(goodCode)
			})
			c.shows(display.NotPaid)
			c.state(p.ID, payment.StateCancelled)
			time.Sleep(scanner.RepeatIn)
		}
		if slices.Contains(c.screen.seen(), display.ScanAgain) || c.calls(paymenttest.CallPay) > 0 {
			t.Errorf("the scan left a trace: %s", c.diary.all())
		}
	})
}

func TestNobodyScans(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		time.Sleep(time.Minute - 1)
		c.shows(display.AskCode)
		time.Sleep(time.Nanosecond)
		c.shows(display.NotPaid)
		c.state(p.ID, payment.StateCancelled)
		c.scan(goodCode)
		if want := []scanner.Drop{scanner.DropNotArmed}; !slices.Equal(c.drops, want) {
			t.Errorf("a scan after the end: %v", c.drops)
		}
		if c.calls(paymenttest.CallPay)+c.calls(paymenttest.CallCancel) != 0 {
			t.Error("a sale without a code is nobody's business but ours")
		}
	})
}

// TestTheWaitForACodeStartsAnewWithEachArming: after a refusal the customer has the whole time again, and it ends too.
func TestTheWaitForACodeStartsAnewWithEachArming(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.bank.Refuses = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
		p := c.sell()
		time.Sleep(50 * time.Second)
		c.scan(wechatCode)
		time.Sleep(50 * time.Second)
		c.scan(goodCode)
		c.shows(display.ScanAgain)
		time.Sleep(time.Minute - 1)
		c.shows(display.ScanAgain)
		time.Sleep(time.Nanosecond)
		c.shows(display.NotPaid)
		c.state(p.ID, payment.StateCancelled)
	})
}

func TestWithoutATimeoutASaleWaitsForEver(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, func(p *till.Parts) { p.ScanTimeout = 0 })
		p := c.sell()
		time.Sleep(24 * time.Hour)
		c.scan(goodCode)
		c.state(p.ID, payment.StatePaid)
	})
}
