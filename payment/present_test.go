package payment_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

// offered is a gateway's answer that made a code to show.
var offered = payment.Answer{Outcome: payment.Confirming, Signed: true, Show: "https://qr.example/1"}

// showingCounter is a counter whose terminal shows codes for two minutes.
func showingCounter(t *testing.T, bank *paymenttest.Bank) *counter {
	t.Helper()
	return openWith(t, bank, paymenttest.NewMemory(), showing())
}

// show begins a sale that is paid by a code to scan.
func (c *counter) show() payment.Payment {
	c.t.Helper()
	o := coffee
	o.Present = true
	p, err := c.Begin(c.t.Context(), o, payment.Code{})
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

// TestACodeThatIsShownIsPaid: the intent is durable before the code is asked for, the code before it is shown.
func TestACodeThatIsShownIsPaid(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		c := showingCounter(t, bank)
		defer c.stop()
		p := c.after(time.Second, c.show().ID)
		want(t, p, payment.StatePresented)
		if p.Show == "" || !c.told(payment.NoticePresented) {
			t.Fatalf("nothing is shown: %+v", p)
		}
		if first := c.store.Saves()[0].Payment; first.State != payment.StateSending || !first.Presented || first.Order.Present {
			t.Errorf("the intent: %+v", first)
		}
		want(t, c.after(time.Minute, p.ID), payment.StatePresented)
		bank.Confirm(p.Number())
		p = c.after(5*time.Second, p.ID)
		want(t, p, payment.StatePaid)
		if p.Show != "" || p.Recovered {
			t.Errorf("%+v", p)
		}
	})
}

// TestACodeThatNobodyScansIsCancelled when its time is over, and told as that.
func TestACodeThatNobodyScansIsCancelled(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		c := showingCounter(t, bank)
		defer c.stop()
		id := c.show().ID
		want(t, c.after(119*time.Second, id), payment.StatePresented)
		p := c.after(2*time.Second, id)
		want(t, p, payment.StateWatched)
		if p.GivenUp.Why != payment.WhyTimeUp {
			t.Errorf("given up for %q", p.GivenUp.Why)
		}
		want(t, c.after(2*time.Hour, id), payment.StateCancelled)
		for _, made := range bank.Calls() {
			if made.Call == paymenttest.CallPay {
				t.Error("a pay left")
			}
		}
	})
}

// TestAnOrderMayTurnToACodeToShow while it waits for one to scan.
func TestAnOrderMayTurnToACodeToShow(t *testing.T) {
	bubble(t, func(t *testing.T) {
		c := showingCounter(t, paymenttest.NewBank())
		defer c.stop()
		p, err := c.Begin(t.Context(), coffee, payment.Code{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = c.Present(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
		want(t, c.after(time.Second, p.ID), payment.StatePresented)
		if _, err = c.Scan(t.Context(), p.ID, code); !errors.Is(err, payment.ErrState) {
			t.Errorf("a code is scanned beside the one that is shown: %v", err)
		}
		if _, err = c.Present(t.Context(), p.ID); !errors.Is(err, payment.ErrState) {
			t.Errorf("a second code is asked for: %v", err)
		}
	})
}

// TestATerminalThatShowsNoCodes says so, and so does an order that has a code already.
func TestATerminalThatShowsNoCodes(t *testing.T) {
	t.Parallel()
	c, hands := ready(t, paymenttest.NewMemory(), payment.Listener{})
	o := coffee
	o.Present = true
	if _, err := c.Begin(o, payment.Code{}); !errors.Is(err, payment.ErrShowsNone) {
		t.Errorf("begin: %v", err)
	}
	p, err := c.Begin(coffee, payment.Code{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = c.Present(p.ID); !errors.Is(err, payment.ErrShowsNone) || len(hands.calls) > 0 {
		t.Errorf("present: %v, %v left", err, hands.calls)
	}
	rules := showing()
	p, effects := payment.Next(payment.Payment{}, payment.Event{Kind: payment.EvCreate, ID: "9", Order: o, Code: code, At: tableTime, Rules: &rules})
	if !reported(effects) || !errors.Is(effects[0].Err, payment.ErrOrder) || p.State != payment.StateNone {
		t.Errorf("a code to scan and one to show: %s, %s", p.State, doings(effects))
	}
}

// TestWhatMayBeACodeIsShownToNobody: without a code under a valid signature there is a last look, and the sale is given up.
func TestWhatMayBeACodeIsShownToNobody(t *testing.T) {
	t.Parallel()
	long := offered
	long.Show = strings.Repeat("x", payment.ShowMax+1)
	for name, c := range map[string]struct {
		answer payment.Answer
		shown  bool
	}{
		"a code":         {offered, true},
		"the longest":    {payment.Answer{Outcome: payment.Confirming, Signed: true, Show: strings.Repeat("x", payment.ShowMax)}, true},
		"too long":       {long, false},
		"no code in it":  {payment.Answer{Outcome: payment.Confirming, Signed: true}, false},
		"not signed":     {payment.Answer{Outcome: payment.Confirming, Show: "x"}, false},
		"paid, as if":    {payment.Answer{Outcome: payment.Paid, Signed: true, Show: "x"}, false},
		"nothing at all": {nothing, false},
	} {
		p := step(t, payment.Payment{}, payment.Event{Kind: payment.EvCreate, ID: "9", Order: shownCoffee()})
		p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: c.answer})
		if c.shown {
			want(t, p, payment.StatePresented)
			continue
		}
		if p.State != payment.StateUnknown || p.Flight.Kind != payment.FlightQuery || p.Show != "" {
			t.Errorf("%s: %+v", name, p)
			continue
		}
		p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: payment.Answer{Outcome: payment.Confirming, Signed: true}})
		if p.State != payment.StateCancelling || p.GivenUp.Why != payment.WhyNoCode {
			t.Errorf("%s, and then: %+v", name, p)
		}
	}
}

func shownCoffee() payment.Order {
	o := coffee
	o.Present = true
	return o
}

// step is Next under the rules of a terminal that shows codes.
func step(t *testing.T, p payment.Payment, ev payment.Event) payment.Payment {
	t.Helper()
	rules := showing()
	ev.At, ev.Rules = tableTime, &rules
	after, effects := payment.Next(p, ev)
	if reported(effects) {
		t.Fatalf("%s in %s: %v", ev.Kind, p.State, effects[0].Err)
	}
	return after
}

// TestStopWhileTheCodeIsMade: it is never shown.
func TestStopWhileTheCodeIsMade(t *testing.T) {
	t.Parallel()
	p := step(t, payment.Payment{}, payment.Event{Kind: payment.EvCreate, ID: "9", Order: shownCoffee()})
	p = step(t, p, payment.Event{Kind: payment.EvStop})
	p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: offered})
	if p.State != payment.StatePresented || p.Show != "" || p.Flight.Kind != payment.FlightQuery {
		t.Fatalf("%+v", p)
	}
	p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: payment.Answer{Outcome: payment.NotFound, Signed: true}})
	if p.State != payment.StateCancelling || p.GivenUp.Why != payment.WhyStop {
		t.Errorf("%+v", p)
	}
}

// TestARestartShowsNoCode: it is asked for as after any pay, for about a minute, and a payment then is told as late.
func TestARestartShowsNoCode(t *testing.T) {
	t.Parallel()
	p := step(t, payment.Payment{}, payment.Event{Kind: payment.EvCreate, ID: "9", Order: shownCoffee()})
	p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: offered})
	p.Flight = payment.Flight{}
	p = step(t, p, payment.Event{Kind: payment.EvRestart})
	if p.State != payment.StatePresented || p.Show != "" || !p.Recovered || p.Flight.Kind != payment.FlightQuery {
		t.Fatalf("%+v", p)
	}
	p.Flight.Tries = len(payment.DefaultPolicy().QueryWaits)
	p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: nothing})
	want(t, p, payment.StateCancelling)
	if p.GivenUp.Why != payment.WhyTimeUp {
		t.Errorf("given up for %q", p.GivenUp.Why)
	}
}

// TestWhyASaleIsGivenUp: the journal tells Stop from silence.
func TestWhyASaleIsGivenUp(t *testing.T) {
	t.Parallel()
	for why, change := range map[payment.Why]func(*payment.Payment){
		payment.WhyStop:    func(p *payment.Payment) { p.Flight.StopAsked = true },
		payment.WhyQueries: func(p *payment.Payment) { p.Flight.Tries = 99 },
	} {
		p := step(t, payment.Payment{}, payment.Event{Kind: payment.EvCreate, ID: "9", Order: coffee, Code: code})
		p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: nothing})
		p = step(t, p, payment.Event{Kind: payment.EvWake, Seq: p.Flight.Seq})
		change(&p)
		p = step(t, p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Answer: nothing})
		if p.State != payment.StateCancelling || p.GivenUp.Why != why {
			t.Errorf("%s: %+v", why, p)
		}
	}
}

// TestHowLongACodeIsShown: whole pauses of three seconds, at least what was asked for.
func TestHowLongACodeIsShown(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]time.Duration{
		0: 0, 1: 3 * time.Second, time.Second: 3 * time.Second, 25 * time.Minute: 25 * time.Minute, 3 * time.Second: 3 * time.Second, 2 * time.Minute: 2 * time.Minute, 100 * time.Second: 102 * time.Second,
	} {
		rules := payment.DefaultPolicy()
		rules.ShowFor(d)
		if got := rules.ShownFor(); got != want || rules.Check() != nil {
			t.Errorf("%v: shown for %v, %v", d, got, rules.Check())
		}
	}
	rules := payment.DefaultPolicy()
	if rules.ShowFor(25*time.Minute + 1); rules.Check() == nil {
		t.Error("501 queries are taken")
	}
}
