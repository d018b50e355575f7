package paymenttest

import (
	"maps"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
)

// testScenarios plays each scenario by its script. In the short form it is every fourth; the family's seed says which.
func testScenarios(t *testing.T, f Family) {
	scripts := maps.Clone(f.Scripts)
	for i, scenario := range alipaytest.Scenarios() {
		script, known := scripts[scenario.Name]
		if !known {
			t.Errorf("scenario %s has no script", scenario.Name)
			continue
		}
		delete(scripts, scenario.Name)
		if testing.Short() && (uint64(i)+f.Opts.Seed)%4 != 0 {
			continue
		}
		t.Run(scenario.Name, func(t *testing.T) {
			t.Parallel()
			at(t, f, func(c *stall) { c.sell(scenario.Name, 0).play(script) })
		})
	}
	for name := range scripts {
		t.Errorf("no scenario is called %s", name)
	}
}

// testRefusals: every documented final refusal is one, with a reason of ours and something to do.
func testRefusals(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		count := len(alipaytest.Refusals())
		for i := range count {
			s := c.sell("refused", count+i) // 0 would be the default; the index counts round
			a := s.do("pay")
			if a.Outcome != payment.Refused || a.Reason.Code == "" || a.Reason.Code == "result_unknown" || a.Reason.Action == payment.ActNone {
				c.t.Errorf("%s: %+v", alipaytest.Refusals()[i], a)
			}
		}
	})
}

// testAmounts: what is asked for is what the books say, to the smallest unit, and so is what is given back.
func testAmounts(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		for _, amount := range append([]payment.Amount{f.Amount, {Minor: 1, Currency: f.Amount.Currency}}, f.Amounts...) {
			s := c.sell("paid", 0)
			s.trade.Amount = amount
			s.play("pay:paid query:paid")
			got, _ := c.alipay.Ledger().Trade(s.trade.Number)
			if got.Amount.Value != amount.Minor || got.Amount.Currency != string(amount.Currency) {
				c.t.Errorf("asked for %v, booked %v", amount, got.Amount)
			}
			if amount.Minor < 5 {
				continue
			}
			s.play("refund:done")
			if got, _ = c.alipay.Ledger().Trade(s.trade.Number); got.Refunded != s.part().Minor {
				c.t.Errorf("%d refunded of %v", got.Refunded, amount)
			}
		}
	})
}

// testRepeats: the same number with the same content gets the true state and moves nothing.
func testRepeats(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		s := c.sell("paid", 0)
		first := s.pay()
		for range 2 {
			a := c.client.Pay(c.t.Context(), first)
			c.heed("pay", a)
			if a.Outcome != payment.Paid {
				c.t.Errorf("%+v", a)
			}
		}
		other := first
		other.Amount.Minor++
		a := c.client.Pay(c.t.Context(), other)
		c.heed("pay", a)
		if a.Outcome != payment.Unknown {
			c.t.Errorf("other content: %+v", a)
		}
		if tr, _ := c.alipay.Ledger().Trade(s.trade.Number); tr.Charges != 1 {
			c.t.Errorf("charged %d times", tr.Charges)
		}
	})
}

// testRefunds: a trade that nobody knows is not refunded; one number gives back once, with or without Alipay's own number.
func testRefunds(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		s := c.sell("paid", 0)
		if a := s.do("refund"); a.Outcome != payment.NotSent && a.Outcome != payment.Unknown && a.Outcome != payment.Refused {
			c.t.Errorf("refund of nothing: %+v", a)
		}
		s.refund = "8" + strings.Repeat("7", 19) // what was refused once is another refund
		s.play("pay:paid")
		for range 2 {
			s.trade.Ref = ""
			s.play("refund:done")
		}
		s.play("refund:done")
		if tr, _ := c.alipay.Ledger().Trade(s.trade.Number); tr.Refunded != s.part().Minor {
			c.t.Errorf("%d refunded", tr.Refunded)
		}
		first := s.refund
		for range 4 {
			s.refund += "1"
			s.play("refund:done")
		}
		s.refund += "1"
		if a := s.do("refund"); a.Outcome != payment.Refused || a.Reason.Code == "result_unknown" {
			c.t.Errorf("more than was paid: %+v", a)
		}
		if tr, _ := c.alipay.Ledger().Trade(s.trade.Number); tr.Net() != 0 || first == s.refund {
			c.t.Errorf("net %d", tr.Net())
		}
	})
}

// testProbe: a number that cannot exist, answered under a valid signature.
func testProbe(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		a := c.client.Probe(c.t.Context())
		c.heed("probe", a)
		if a.Outcome != payment.Done || !a.Signed || a.Reason.Code != "" {
			c.t.Errorf("%+v", a)
		}
		for name, switches := range map[string]alipaytest.Switches{
			"down": {Down: true}, "unavailable": {Unavailable: true}, "lost": {LoseAnswers: true}, "wrong key": {WrongKey: true},
			"denied": {Deny: true}, "slow": {Slow: time.Minute},
		} {
			c.alipay.SetSwitches(switches)
			a := c.client.Probe(c.t.Context())
			c.heed("probe", a)
			if a.Outcome != payment.Unknown || a.Signed || a.Reason.Code == "" || a.Denied != switches.Deny {
				c.t.Errorf("%s: %+v", name, a)
			}
		}
	})
}
