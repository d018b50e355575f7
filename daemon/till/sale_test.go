package till_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"posd/configs/words"
	"posd/daemon/till"
	"posd/display"
	"posd/payment"
	"posd/payment/paymenttest"
)

func TestASaleFromTheAmountToIdle(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.bank.Confirms = 2
		c.bank.Script = func(paymenttest.Call, int) paymenttest.Trouble { return paymenttest.Trouble{Arrives: time.Second} }
		c.shows(display.Idle)
		p := c.sell()
		c.shows(display.AskCode)
		c.armed(true)
		if v := c.screen.now(); v.Amount != "12.50" || v.Currency != "CNY" {
			t.Errorf("the display asks for %s %s", v.Amount, v.Currency)
		}
		c.scan(goodCode)
		c.shows(display.InProgress)
		time.Sleep(time.Second)
		c.shows(display.Confirming)
		c.armed(false)
		time.Sleep(7 * time.Second) // after 2 s, and 3 s after that answer: the second query finds it paid
		c.shows(display.Paid)
		c.state(p.ID, payment.StatePaid)
		if s := c.Sale(); s.Active || s.Payment.ID != "" {
			t.Errorf("the counter is not free: %+v", s)
		}
		time.Sleep(hold - 1)
		c.shows(display.Paid)
		time.Sleep(time.Nanosecond)
		c.shows(display.Idle)
		want := "show idle, save created, show ask_code, save sending, show in_progress, save confirming, show confirming, " +
			"save paid, show paid, show idle"
		if got := c.diary.all(); got != want {
			t.Errorf("the order of records and views:\n got %s\nwant %s", got, want)
		}
		if c.warmed.Load() != 1 {
			t.Errorf("the connection was warmed %d times", c.warmed.Load())
		}
		if want := []till.Signal{till.SignalListen, till.SignalLook, till.SignalGood}; !slices.Equal(c.heard, want) {
			t.Errorf("heard %v, not %v", c.heard, want)
		}
	})
}

func TestANewSaleTakesTheDisplayFromAVerdict(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.sell()
		c.scan(goodCode)
		time.Sleep(hold - time.Second)
		c.sell()
		time.Sleep(hold)
		c.shows(display.AskCode)
	})
}

func TestACodeWithTheRequestNeedsNoScan(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p, err := c.Start(t.Context(), till.Request{Order: coffee(), Code: goodCode})
		if err != nil {
			t.Fatal(err)
		}
		c.state(p.ID, payment.StatePaid)
		c.shows(display.Paid)
		if slices.Contains(c.screen.seen(), display.AskCode) || c.warmed.Load() != 0 {
			t.Errorf("a scan was asked for: %v", c.screen.seen())
		}
	})
}

func TestWhoComesDuringASaleIsToldWhichOne(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		_, err := c.Start(t.Context(), till.Request{Order: coffee()})
		busy, is := errors.AsType[*till.BusyError](err)
		if !is || busy.ID != p.ID || !errors.Is(err, till.ErrBusy) {
			t.Errorf("the second sale: %v", err)
		}
		if n := len(c.store.Saves()); n != 1 {
			t.Errorf("%d records for one sale", n)
		}
	})
}

// TestTheNextSaleMayStartOnceTheVerdictIsDurable: a till that has read the verdict at the API starts its next sale at once,
// though the loop has not heard of the verdict yet. Which of the two the loop takes first is a matter of luck, so it is tried often.
func TestTheNextSaleMayStartOnceTheVerdictIsDurable(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		p := c.sell()
		for range 30 {
			next := make(chan payment.Payment, 1)
			c.meanwhile(func() {
				if _, err := c.Stop(t.Context(), p.ID); err != nil {
					t.Fatal(err)
				}
				go func() {
					started, err := c.Start(t.Context(), till.Request{Order: coffee()})
					if err != nil {
						t.Error(err)
					}
					next <- started
				}()
			})
			p = <-next
		}
	})
}

func TestNotReadyRefusesBeforeAnythingIsWritten(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := open(t, nil)
		c.why = words.Say("printer.paper_out")
		_, err := c.Start(t.Context(), till.Request{Order: coffee()})
		not, is := errors.AsType[*till.NotReadyError](err)
		if !is || not.Why.Key != "printer.paper_out" || !errors.Is(err, payment.ErrNotReady) {
			t.Errorf("refused with %v", err)
		}
		c.why = words.Message{}
		if _, err = c.Start(t.Context(), till.Request{Order: coffee(), Code: wechatCode}); err == nil {
			t.Error("a sale started with another wallet's code")
		}
		if foreign, is := errors.AsType[*till.NotACodeError](err); !is || foreign.What.Key != "reason.code_wechat" {
			t.Errorf("refused with %v", err)
		}
		if _, err := c.Start(t.Context(), till.Request{}); !errors.Is(err, payment.ErrAmount) {
			t.Errorf("no amount: %v", err)
		}
		if len(c.store.Saves()) != 0 || c.calls(paymenttest.CallPay) != 0 || c.Sale().Active {
			t.Errorf("refused, and yet: %s", c.diary.all())
		}
		c.shows(display.Idle)
		c.sell() // nothing is left behind
	})
}
