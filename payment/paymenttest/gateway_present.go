package paymenttest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
)

// showTime is how long a code of these tests is to pay. It is a whole number of every family's units.
const showTime = 3 * time.Minute

// present asks for a code that pays the sale.
func (s *attempt) present(ctx context.Context) payment.Answer {
	s.c.t.Helper()
	presenter, ok := s.c.client.(payment.Presenter)
	if !ok {
		s.c.t.Fatal("the client is no Presenter")
	}
	return presenter.Present(ctx, s.offer())
}

func (s *attempt) offer() payment.PresentRequest {
	return payment.PresentRequest{Number: s.trade.Number, Amount: s.trade.Amount, Subject: "茶", Created: s.began, Valid: showTime}
}

// show begins a sale whose code the buyer scans. It plays a scenario: what befalls a pay there befalls the request for the code.
func (c *stall) show(scenario string, value int) *attempt {
	c.t.Helper()
	s := c.sell("paid", 0)
	s.began = time.Now()
	played, err := alipaytest.ScenarioNamed(scenario, value)
	if err != nil {
		c.t.Fatal(err)
	}
	c.alipay.Script(s.trade.Number, played.Presented())
	return s
}

// testPresent: codes that the terminal shows, where the family has them.
func testPresent(t *testing.T, f Family) {
	can, supported := false, f.Opts.Family != alipaytest.FamilySpot
	at(t, f, func(c *stall) {
		if can = payment.CanPresent(c.client); can && !supported {
			c.show("paid", 0).play("present:not_sent/present_not_supported query:not_found")
		}
	})
	if !can || !supported {
		return
	}
	for name, test := range map[string]func(*stall){
		"courses": presentCourses, "faults": presentFaults, "refusals": presentRefusals, "repeats": presentRepeats, "line": presentLine,
		"invalid": presentInvalid, "sales": presentSales,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at(t, f, test)
		})
	}
}

// unscanned is what a query finds while nobody has scanned the code, and closed what it finds once nobody can.
func (f Family) unscanned() (open, closed string) {
	if f.Unscanned == payment.NotFound {
		return "query:not_found", "query:not_found"
	}
	return "query:" + f.Unscanned.String(), "query:closed"
}

// presentCourses: what becomes of a number whose code was shown.
func presentCourses(c *stall) {
	waits, over := c.f.unscanned()
	for _, x := range []struct{ scenario, script string }{
		{"paid", "present:confirming " + waits + " 10s scan query:paid refund:done query:paid"},
		{"paid", "present:confirming " + waits + " scan query:paid cancel:done query:closed"},
		{"confirm_queries", "present:confirming " + waits + " scan query:confirming scan query:confirming query:paid"},
		{"confirm_by_hand", "present:confirming scan query:confirming/buyer_confirming cancel:done query:closed"},
		{"buyer_declines", "present:confirming scan query:confirming query:closed"},
		{"pays_at_cancel", "present:confirming scan query:confirming cancel:done query:closed"},
		{"foreign_currency", "present:confirming scan query:paid"},
		{"paid", "present:confirming " + waits + " cancel:done " + over},
		{"query_system_error", "present:unknown/answer_lost query:unknown/gateway_busy query:unknown query:unknown"},
		{"cancel_unknown", "present:confirming scan cancel:unknown cancel:unknown cancel:unknown"},
	} {
		s := c.show(x.scenario, 0)
		s.play(x.script)
		if got, known := c.alipay.Ledger().Trade(s.trade.Number); known && got.Amount.Value != s.trade.Amount.Minor {
			c.t.Errorf("asked for %v, booked %v", s.trade.Amount, got.Amount)
		}
	}
	s := c.show("paid", 0)
	almost := cmp.Or(c.f.ShowLife, showTime) - 5*time.Second
	s.play("present:confirming " + almost.String() + " " + waits + " 10s " + over)
	if _, err := c.alipay.Ledger().Scan(s.show); err == nil {
		c.t.Error("a code of long ago was scanned")
	}
	c.abroad(s.show)
}

// abroad fails if what a code says is in the log.
func (c *stall) abroad(show string) {
	if show != "" && strings.Contains(c.log.String(), show) {
		c.t.Error("the code is in the log")
	}
}

// presentFaults: what cannot be believed of an answer to a pay cannot be believed of a code, least of all a code that pays somebody else.
// Asked for once more under the same number, the code is the same, and its trade one.
func presentFaults(c *stall) {
	for i, scenario := range []string{
		"charged_lost", "uncharged_lost", "answer_truncated", "answer_cut", "answer_html", "answer_redirect", "charged_system_error",
		"uncharged_system_error", "strange_code", "strange_status", "minimal", "charged_inconsistent", "forged", "forged_refusal",
		"unsigned", "unsigned_refusal", "blank_signature", "tampered", "forged_beside", "forged_twice", "forged_first", "extra_member",
		"trailing", "other_number", "other_message",
	} {
		if testing.Short() && (uint64(i)+c.f.Opts.Seed)%4 != 0 {
			continue
		}
		first := strings.Fields(c.f.Scripts[scenario])[0]
		if scenario == "minimal" {
			first = "pay:unknown/answer_unreadable" // the code is what the answer is for
		}
		s := c.show(scenario, 0)
		s.play("present:" + strings.TrimPrefix(first, "pay:"))
		if s.show != "" {
			c.t.Errorf("%s: shows %q", scenario, s.show)
		}
		s.play("present:confirming")
		if strings.Contains(s.show, "notyours") {
			c.t.Errorf("%s: shows %q", scenario, s.show)
		}
		if !strings.HasPrefix(scenario, "forged_") {
			s.play("scan query:paid")
		}
		if got, _ := c.alipay.Ledger().Trade(s.trade.Number); got.Charges > 1 {
			c.t.Errorf("%s: charged %d times", scenario, got.Charges)
		}
	}
	s := c.show("answer_hangs", 0)
	s.play("present:unknown/answer_timeout present:confirming scan query:paid")
}

// presentRefusals: what Alipay can refuse before there is a buyer is a refusal, with a reason and something to do.
func presentRefusals(c *stall) {
	all := alipaytest.Refusals()
	for _, code := range []string{
		alipaytest.RefusedAmountLimit, alipaytest.RefusedCurrency, alipaytest.RefusedContract, alipaytest.RefusedMerchant,
	} {
		s := c.show("refused", len(all)+slices.Index(all, code)) // 0 would be the default; the index counts round
		a := s.do("present")
		if a.Outcome != payment.Refused || a.Show != "" || a.Reason.Code == "" || a.Reason.Code == "result_unknown" || a.Reason.Action == payment.ActNone {
			c.t.Errorf("%s: %+v", code, a)
		}
		s.play("present:refused query:not_found")
	}
}

// presentRepeats: the same number gets the same code while its trade is open, and never a second one.
func presentRepeats(c *stall) {
	s := c.show("confirm_by_hand", 0)
	s.play("present:confirming")
	first := s.show
	s.play("5s present:confirming")
	if s.show != first {
		c.t.Errorf("shows %q, then %q", first, s.show)
	}
	price := s.trade.Amount
	s.trade.Amount.Minor++
	s.play("present:unknown/repeat_differs")
	s.trade.Amount = price
	if a := c.client.Pay(c.t.Context(), s.pay()); a.Outcome != payment.Unknown {
		c.t.Errorf("a payment code for a number whose code is shown: %+v", a)
	} else {
		c.heed("pay", a)
	}
	s.show = first
	s.play("scan query:confirming cancel:done")
	if a := s.do("present"); a.Outcome != payment.Unknown || a.Show != "" {
		c.t.Errorf("a code for a trade that is over: %+v", a)
	}
	paid := c.show("paid", 0)
	paid.play("present:confirming scan query:paid")
	if a := paid.do("present"); a.Outcome != payment.Unknown || a.Show != "" {
		c.t.Errorf("a code for a trade that is paid: %+v", a)
	}
	paid.play("query:paid")
}

// presentLine: the line fails, the gateway does, our key is refused.
func presentLine(c *stall) {
	s := c.show("paid", 0)
	for _, x := range []struct {
		switches alipaytest.Switches
		script   string
	}{
		{alipaytest.Switches{Down: true}, "present:not_sent/connect_failed"},
		{alipaytest.Switches{Unavailable: true}, "present:unknown/gateway_busy"},
		{alipaytest.Switches{WrongKey: true}, "present:unknown/alipay_key_wrong"},
		{alipaytest.Switches{}, "present:confirming scan query:paid"},
	} {
		c.alipay.SetSwitches(x.switches)
		s.play(x.script)
	}
	denied := c.show("paid", 0)
	c.alipay.SetSwitches(alipaytest.Switches{Deny: true})
	if a := denied.do("present"); a.Outcome != payment.Unknown || !a.Denied || a.Signed || a.Reason.Code != "our_key_refused" {
		c.t.Errorf("denied: %+v", a)
	}
}

// presentInvalid: what cannot be right goes nowhere.
func presentInvalid(c *stall) {
	good := c.show("paid", 0)
	for name, change := range map[string]func(*payment.PresentRequest){
		"no number":  func(r *payment.PresentRequest) { r.Number = "" },
		"odd number": func(r *payment.PresentRequest) { r.Number = "9\"" },
		"no amount":  func(r *payment.PresentRequest) { r.Amount = payment.Amount{} },
		"no life":    func(r *payment.PresentRequest) { r.Valid = 0 },
		"long life":  func(r *payment.PresentRequest) { r.Valid = 3 * time.Hour },
	} {
		r := good.offer()
		change(&r)
		a := c.client.(payment.Presenter).Present(c.t.Context(), r) //nolint:errcheck,forcetypeassert // testPresent has seen to it
		if a.Outcome != payment.NotSent || a.Reason.Code != "request_invalid" || a.Show != "" {
			c.t.Errorf("%s: %+v", name, a)
		}
	}
	if c.dials.Load() != 0 {
		c.t.Error("something was dialled")
	}
}
