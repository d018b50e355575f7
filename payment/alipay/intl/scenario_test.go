package intl_test

import (
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
)

// clean checks that the real gateway would have taken every message, and that nothing secret was said.
func (c *counter) clean() {
	c.t.Helper()
	for _, v := range c.alipay.Violations() {
		c.t.Errorf("violation: %+v", v)
	}
	said := c.log.String() + strings.Join(c.details, "\n")
	for _, secret := range secrets() {
		if strings.Contains(said, secret) {
			c.t.Errorf("%q is in the log or a detail", secret)
		}
	}
}

// secrets are the beginnings of what may never be said: payment codes of all scenarios, our key.
func secrets() []string {
	out := []string{"2800", "BEGIN", keys().ours.D.String()[:16], "tok-secret"}
	for _, p := range keys().ours.Primes {
		out = append(out, p.String()[:16])
	}
	return out
}

func TestTradeMembersArrive(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("foreign_currency")
		for _, call := range []string{"pay", "query"} {
			a := s.do(call)
			if a.Trade.Ref == "" || a.Trade.Rate == "" || a.Trade.PaidBy.Currency != "CNY" || a.Trade.PaidBy.Minor == 0 || !a.Trade.Time.Equal(time.Now()) {
				t.Errorf("%s: %+v", call, a.Trade)
			}
		}
	})
}

// Without Alipay's number a refund asks for it first; a trade that nobody knows is not refunded.
func TestRefundFindsTheTrade(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("paid")
		if a := s.do("refund"); a.Outcome != payment.NotSent || a.Reason.Code != "refund_not_paid" {
			t.Errorf("refund of nothing: %+v", a)
		}
		s.play("pay:paid")
		s.trade.Ref = ""
		s.play("refund:done")
		s.trade.Ref = ""
		s.play("refund:done") // the same number: the same refund
		if tr, _ := c.alipay.Ledger().Trade(s.trade.Number); tr.Refunded != 250 {
			t.Errorf("%d refunded", tr.Refunded)
		}
		c.alipay.SetSwitches(alipaytest.Switches{LoseAnswers: true})
		s.trade.Ref = ""
		if a := s.do("refund"); a.Outcome != payment.NotSent {
			t.Errorf("query lost: %+v", a)
		}
		c.clean()
	})
}

// A refund and the query before it share one deadline.
func TestRefundHasOneDeadline(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("paid")
		s.play("pay:paid")
		s.trade.Ref = ""
		c.alipay.SetSwitches(alipaytest.Switches{Slow: 3 * time.Second})
		start := time.Now()
		s.play("refund:unknown/answer_timeout")
		if took := time.Since(start); took != intl.DefaultCallTimeout {
			t.Errorf("took %v", took)
		}
	})
}

// The acquirer's and the integrator's set-ups pass the simulated Alipay's own checks.
func TestOtherSetUps(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]with{
		"2.0.0":        {cfg: func(cfg *intl.Config) { cfg.Version = "2.0.0" }},
		"2.0.2":        {cfg: func(cfg *intl.Config) { cfg.Version = "2.0.2" }},
		"SHA256":       {cfg: func(cfg *intl.Config) { cfg.SignType = "SHA256" }},
		"test prefix":  {opts: func(o *alipaytest.Opts) { o.Prefix = "/isupergw" }, cfg: func(cfg *intl.Config) { cfg.BaseURL = "https://open-na.alipay.com/isupergw" }},
		"integrator":   {opts: func(o *alipaytest.Opts) { o.IntegratorToken = "tok-secret" }, cfg: func(cfg *intl.Config) { cfg.IsvAccessToken = "tok-secret" }},
		"other status": {opts: func(o *alipaytest.Opts) { o.StatusMember = "orderState" }, cfg: func(cfg *intl.Config) { cfg.StatusMember = "orderState" }},
		"own words": {
			opts: func(o *alipaytest.Opts) {
				o.StatusWords = map[alipaytest.Status]string{alipaytest.StatusSuccess: "BEZAHLT", alipaytest.StatusClosed: "ZU"}
			},
			cfg: func(cfg *intl.Config) {
				cfg.StatusWords = map[string]payment.Outcome{"BEZAHLT": payment.Paid, "ZU": payment.Closed}
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at(t, w, func(c *counter) {
				c.sell("confirm_seconds").play("pay:confirming query:confirming 9s query:paid refund:done cancel:refused")
				if a := c.client.Probe(c.t.Context()); a.Outcome != payment.Done {
					t.Errorf("%+v", a)
				}
				c.clean()
			})
		})
	}
}

// A trade can be asked for by Alipay's number alone.
func TestQueryByAlipaysNumber(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("paid")
		s.play("pay:paid")
		s.trade.Number = ""
		s.play("query:paid")
	})
}
