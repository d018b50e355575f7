package intl_test

import (
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
)

// Every scenario of the simulated Alipay, with what each call must answer. Where money was taken and the answer is not to be
// believed, the query says the truth.
func TestScenarios(t *testing.T) {
	t.Parallel()
	scripts := map[string]string{
		"paid":                "pay:paid query:paid refund:done query:paid",
		"confirm_queries":     "pay:confirming/buyer_confirming query:confirming query:confirming query:paid",
		"confirm_seconds":     "pay:confirming query:confirming 8s query:paid cancel:done query:closed",
		"confirm_never":       "pay:confirming 179s query:confirming 2s query:closed/trade_closed",
		"confirm_by_hand":     "pay:confirming query:confirming cancel:done query:closed",
		"buyer_declines":      "pay:confirming query:confirming query:closed",
		"foreign_currency":    "pay:paid query:paid",
		"confirm_last_moment": "pay:confirming 169s query:confirming 2s query:paid",
		"pays_at_cancel":      "pay:confirming query:confirming cancel:done query:closed",
		"refused":             "pay:refused/balance_not_enough query:not_found",

		"charged_lost":           "pay:unknown/answer_lost query:paid",
		"uncharged_lost":         "pay:unknown/answer_lost query:not_found cancel:done",
		"answer_late":            "pay:unknown/answer_timeout query:paid",
		"answer_truncated":       "pay:unknown/answer_unreadable query:paid",
		"answer_cut":             "pay:unknown/answer_lost query:paid",
		"answer_reset":           "pay:unknown/answer_lost query:paid",
		"answer_hangs":           "pay:unknown/answer_timeout query:paid",
		"answer_drips":           "pay:unknown/answer_timeout query:paid",
		"answer_huge":            "pay:unknown/answer_unreadable query:paid",
		"answer_html":            "pay:unknown/gateway_busy query:paid",
		"answer_redirect":        "pay:unknown/address_wrong query:paid",
		"charged_system_error":   "pay:unknown/gateway_busy query:paid",
		"uncharged_system_error": "pay:unknown/gateway_busy query:not_found",
		"strange_code":           "pay:unknown/result_unknown query:paid",
		"strange_status":         "pay:unknown/result_unknown query:paid",
		"minimal":                "pay:paid query:paid",
		"wrong_amount":           "pay:unknown/answer_mismatch query:paid",
		"wrong_currency":         "pay:unknown/answer_mismatch query:paid",
		"charged_inconsistent":   "pay:unknown/repeat_differs query:paid",

		"forged":           "pay:unknown/alipay_key_wrong query:not_found",
		"forged_refusal":   "pay:unknown/alipay_key_wrong query:paid",
		"unsigned":         "pay:unknown/answer_unsigned query:not_found",
		"unsigned_refusal": "pay:unknown/answer_unsigned query:paid",
		"blank_signature":  "pay:unknown/answer_unsigned query:not_found",
		"tampered":         "pay:unknown/alipay_key_wrong query:paid",
		"forged_beside":    "pay:unknown/answer_unreadable query:confirming",
		"forged_twice":     "pay:unknown/answer_unreadable query:confirming",
		"forged_first":     "pay:unknown/answer_unreadable query:confirming",
		"extra_member":     "pay:unknown/answer_unreadable query:paid",
		"trailing":         "pay:unknown/answer_unreadable query:paid",
		"other_number":     "pay:unknown/answer_mismatch query:not_found",
		"other_message":    "pay:unknown/answer_mismatch query:not_found",
		"query_forged":     "pay:confirming query:unknown/alipay_key_wrong query:confirming",

		"query_not_exist":     "pay:unknown query:not_found query:not_found query:not_found query:paid",
		"query_system_error":  "pay:unknown query:unknown query:unknown query:unknown/gateway_busy query:paid",
		"query_strange_word":  "pay:unknown query:unknown/status_unknown query:unknown query:paid",
		"query_minimal":       "pay:confirming query:unknown/status_unknown query:unknown query:confirming",
		"query_lost":          "pay:unknown query:unknown/answer_lost query:unknown query:unknown query:paid",
		"cancel_unknown":      "pay:confirming cancel:unknown/gateway_busy cancel:unknown cancel:unknown query:confirming cancel:done query:closed",
		"cancel_done_unknown": "pay:confirming cancel:unknown query:closed",
		"cancel_lost":         "pay:confirming cancel:unknown/answer_lost cancel:unknown cancel:done query:closed",
		"cancel_refused":      "pay:confirming cancel:refused/cancel_window query:confirming",
		"pay_after_cancel":    "pay:unknown/answer_timeout cancel:done 3s query:paid",
		"pay_delayed":         "pay:unknown/answer_timeout query:not_found 31s query:paid",
		"pay_duplicated":      "pay:paid 3s query:paid",
		"cancel_refused_paid": "pay:confirming cancel:refused 76s query:paid",
		"refund_unknown":      "pay:paid refund:unknown/gateway_busy refund:unknown refund:done",
		"refund_lost":         "pay:paid refund:unknown/answer_lost refund:unknown refund:done",
		"refund_refused":      "pay:paid refund:refused/process_failed query:paid",
		"silent":              "pay:unknown/answer_timeout query:unknown cancel:unknown query:unknown",
		"silent_uncharged":    "pay:unknown/answer_timeout query:unknown cancel:unknown",
	}
	for _, scenario := range alipaytest.Scenarios() {
		script, known := scripts[scenario.Name]
		if !known {
			t.Errorf("scenario %s has no script", scenario.Name)
			continue
		}
		delete(scripts, scenario.Name)
		t.Run(scenario.Name, func(t *testing.T) {
			t.Parallel()
			at(t, with{}, func(c *counter) {
				c.sell(scenario.Name, 0).play(script)
				c.clean()
			})
		})
	}
	for name := range scripts {
		t.Errorf("no scenario is called %s", name)
	}
}

// clean checks that the real gateway would have taken every message, and that nothing secret was said.
func (c *counter) clean() {
	c.t.Helper()
	for _, v := range c.alipay.Violations() {
		c.t.Errorf("violation: %+v", v)
	}
	said := c.log.String() + strings.Join(c.details, "\n")
	for _, secret := range secrets(c.t) {
		if strings.Contains(said, secret) {
			c.t.Errorf("%q is in the log or a detail", secret)
		}
	}
}

// secrets are the beginnings of what may never be said: payment codes of all scenarios, our key.
func secrets(t *testing.T) []string {
	t.Helper()
	out := []string{"2800", "BEGIN", keys().ours.D.String()[:16], "tok-secret"}
	for _, p := range keys().ours.Primes {
		out = append(out, p.String()[:16])
	}
	return out
}

func TestEveryDocumentedRefusal(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		for i, code := range alipaytest.Refusals() {
			s := c.sell("refused", i)
			if i == 0 {
				s = c.sell("refused", len(alipaytest.Refusals())) // 0 is "the default"
			}
			a := s.do("pay")
			if a.Outcome != payment.Refused || a.Reason.Wire != code || a.Reason.Code == alipay.UnknownCode || a.Reason.Action == payment.ActNone {
				t.Errorf("%s: %+v", code, a)
			}
		}
		c.clean()
	})
}

func TestTradeMembersArrive(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("foreign_currency", 0)
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
		s := c.sell("paid", 0)
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
		s := c.sell("paid", 0)
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
				c.sell("confirm_seconds", 0).play("pay:confirming query:confirming 9s query:paid refund:done cancel:refused")
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
		s := c.sell("paid", 0)
		s.play("pay:paid")
		s.trade.Number = ""
		s.play("query:paid")
	})
}
