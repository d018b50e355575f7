package intl_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
	"posd/payment/alipay/wire"
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

func TestProbeTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		with
		reason string
		denied bool
	}{
		"all is well": {},
		"our key is another": {
			with:   with{opts: func(o *alipaytest.Opts) { o.MerchantPublicKey = stranger(t) }},
			reason: "our_key_refused", denied: true,
		},
		"our key was never uploaded": {
			with:   with{opts: func(o *alipaytest.Opts) { o.MerchantPublicKey = nil }},
			reason: "our_key_missing", denied: true,
		},
		"alipay's key is another": {
			with:   with{parts: func(p *intl.Parts) { p.AlipayKey = stranger(t) }},
			reason: "alipay_key_wrong",
		},
		"client id": {
			with:   with{cfg: func(cfg *intl.Config) { cfg.ClientID = "385XSH66SG02E901" }},
			reason: "client_id_refused", denied: true,
		},
		"merchant id":  {with: with{cfg: func(cfg *intl.Config) { cfg.MerchantID = "1" }}, reason: "contract_missing"},
		"address":      {with: with{cfg: func(cfg *intl.Config) { cfg.Paths.Query = "/alipay/intl/acquiring/offline/payQuery.htm" }}, reason: "address_wrong"},
		"prefix":       {with: with{cfg: func(cfg *intl.Config) { cfg.BaseURL = "https://open-sea.alipay.com/" }}, reason: "address_wrong"},
		"token":        {with: with{opts: func(o *alipaytest.Opts) { o.IntegratorToken = "x" }}, reason: "token_refused"},
		"authority":    {with: with{parts: func(p *intl.Parts) { p.RootCAs = nil }}, reason: "tls_untrusted"},
		"another name": {with: with{cfg: func(cfg *intl.Config) { cfg.BaseURL = "https://elsewhere.test/api" }}, reason: "tls_untrusted"},
		"our clock is decades off": {
			with:   with{parts: func(p *intl.Parts) { p.Now = func() time.Time { return time.Unix(0, 0) } }},
			reason: "tls_clock",
		},
		"our clock is a day off": {
			with:   with{parts: func(p *intl.Parts) { p.Now = func() time.Time { return time.Now().Add(24 * time.Hour) } }},
			reason: "request_refused",
		},
		"no network": {
			with: with{parts: func(p *intl.Parts) {
				p.Dial = func(context.Context, string, string) (net.Conn, error) {
					return nil, &net.DNSError{Err: "no answer", IsTimeout: true}
				}
			}},
			reason: "no_network",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x.parts = bufferedPipe(x.with)
			at(t, x.with, func(c *counter) {
				a := c.client.Probe(c.t.Context())
				c.heed(a)
				ok := x.reason == ""
				if (a.Outcome == payment.Done) != ok || (ok && !a.Signed) || a.Reason.Code != x.reason || a.Denied != x.denied {
					t.Errorf("%+v", a)
				}
				if !ok && a.Reason.Action != payment.ActTechnician && a.Reason.Action != payment.ActCheckNetwork {
					t.Errorf("nobody is sent to mend it: %+v", a)
				}
			})
		})
	}
}

// stranger is the public half of a key that nobody at the counter has.
func stranger(t *testing.T) *rsa.PublicKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &key.PublicKey
}

// bufferedPipe gives the client a receive buffer, as a socket has: an end that breaks a handshake off to send an alert would wait
// for one that waits to be read.
func bufferedPipe(w with) func(*intl.Parts) {
	return func(p *intl.Parts) {
		if w.parts != nil {
			w.parts(p)
		}
		dial := p.Dial
		p.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return readAhead(conn), nil
		}
	}
}

// A denial in the middle of a sale proves nothing about it and closes the gate.
func TestDenialDuringASale(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("paid", 0)
		c.alipay.SetSwitches(alipaytest.Switches{Deny: true})
		for _, call := range []string{"pay", "query", "cancel"} {
			if a := s.do(call); a.Outcome != payment.Unknown || !a.Denied || a.Signed || a.Reason.Code != "our_key_refused" {
				t.Errorf("%s: %+v", call, a)
			}
		}
		c.alipay.SetSwitches(alipaytest.Switches{})
		s.play("query:not_found")
	})
}

func TestGatewayDown(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("paid", 0)
		c.alipay.SetSwitches(alipaytest.Switches{Down: true})
		s.play("pay:not_sent/connect_failed query:unknown/connect_failed cancel:unknown/connect_failed")
		s.trade.Ref = "2015032412007101547201352747"
		s.play("refund:not_sent/connect_failed")
		c.alipay.SetSwitches(alipaytest.Switches{Unavailable: true})
		s.play("pay:unknown/gateway_busy")
		c.alipay.SetSwitches(alipaytest.Switches{WrongKey: true})
		s.play("query:unknown/alipay_key_wrong")
		c.alipay.SetSwitches(alipaytest.Switches{})
		s.trade.Ref = ""
		s.play("query:not_found")
		c.clean()
	})
}

func TestDiallingErrorsAreNotSent(t *testing.T) {
	t.Parallel()
	var now error
	at(t, with{parts: func(p *intl.Parts) {
		p.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, now }
	}}, func(c *counter) {
		s := c.sell("paid", 0)
		for _, x := range []struct {
			err    error
			reason string
		}{
			{&net.DNSError{Err: "no such host", IsNotFound: true}, wire.NameNotFound},
			{&net.DNSError{Err: "i/o timeout", IsTimeout: true}, wire.NoNetwork},
			{errors.New("strange"), wire.ConnectFailed},
			{context.DeadlineExceeded, wire.ConnectTimeout},
		} {
			now = x.err
			a := s.do("pay")
			if a.Outcome != payment.NotSent || a.Reason.Code != x.reason || a.Reason.Action != payment.ActCheckNetwork {
				t.Errorf("%v: %+v", x.err, a)
			}
		}
	})
}

// Warm connects before the scan, the sale then dials no more, and a connection that Alipay drops is replaced unseen.
func TestWarmConnectionServesTheSale(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		if err := c.client.Warm(c.t.Context()); err != nil {
			t.Fatal(err)
		}
		s := c.sell("confirm_queries", 2)
		s.play("pay:confirming 3s query:confirming 3s query:paid")
		if c.dials.Load() != 1 {
			t.Errorf("%d dials", c.dials.Load())
		}
		synctest.Wait()
		c.alipay.DropIdle()
		synctest.Wait()
		c.sell("paid", 0).play("pay:paid")
		if c.dials.Load() != 2 {
			t.Errorf("%d dials", c.dials.Load())
		}
		c.clean()
		if !strings.Contains(c.log.String(), "gateway_connected") {
			t.Error("the log knows nothing of the connection")
		}
	})
}

func TestWarmSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		c.alipay.SetSwitches(alipaytest.Switches{Down: true})
		err := c.client.Warm(c.t.Context())
		if e, ok := errors.AsType[*wire.Error](err); !ok || e.Sent || e.Reason.Code != wire.ConnectFailed {
			t.Errorf("%v", err)
		}
	})
}

// Requests that cannot be right go nowhere.
func TestInvalidRequestsAreNotSent(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		usd := payment.Amount{Minor: 1, Currency: "USD"}
		code := payment.NewCode("281234567890123456")
		for name, a := range map[string]payment.Answer{
			"no number":   c.client.Pay(c.t.Context(), payment.PayRequest{Amount: usd, Code: code}),
			"odd number":  c.client.Pay(c.t.Context(), payment.PayRequest{Number: "9\"", Amount: usd, Code: code}),
			"long number": c.client.Pay(c.t.Context(), payment.PayRequest{Number: strings.Repeat("9", 65), Amount: usd, Code: code}),
			"no amount":   c.client.Pay(c.t.Context(), payment.PayRequest{Number: "9_0", Code: code}),
			"no code":     c.client.Pay(c.t.Context(), payment.PayRequest{Number: "9_0", Amount: usd}),
			"odd code":    c.client.Pay(c.t.Context(), payment.PayRequest{Number: "9_0", Amount: usd, Code: payment.NewCode("28123456789012345x")}),
			"refund":      c.client.Refund(c.t.Context(), payment.RefundRequest{Trade: payment.TradeRequest{Number: "9_0"}, Amount: usd}),
		} {
			if a.Outcome != payment.NotSent || a.Reason.Code != "request_invalid" {
				t.Errorf("%s: %+v", name, a)
			}
			if strings.Contains(a.Detail, "28123") {
				t.Errorf("%s: the code is in %q", name, a.Detail)
			}
		}
		for name, a := range map[string]payment.Answer{
			"query": c.client.Query(c.t.Context(), payment.TradeRequest{}), "cancel": c.client.Cancel(c.t.Context(), payment.TradeRequest{}),
		} {
			if a.Outcome != payment.Unknown || a.Reason.Code != "request_invalid" {
				t.Errorf("%s: %+v", name, a)
			}
		}
		if c.dials.Load() != 0 {
			t.Error("something was dialled")
		}
	})
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

// Many calls at once share the client.
func TestConcurrentCalls(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		done := make(chan payment.Answer)
		for range 10 {
			s := c.sell("paid", 0)
			go func() {
				done <- c.client.Pay(c.t.Context(), payment.PayRequest{Number: s.trade.Number, Amount: s.trade.Amount, Subject: "x", Code: s.code})
			}()
		}
		for range 10 {
			if a := <-done; a.Outcome != payment.Paid {
				t.Errorf("%+v", a)
			}
		}
		c.clean()
	})
}

// A caller that goes away leaves an unknown behind, never a verdict; before anything was sent, nothing.
func TestCallerThatGoesAway(t *testing.T) {
	t.Parallel()
	at(t, with{}, func(c *counter) {
		s := c.sell("answer_hangs", 0)
		ctx, cancel := context.WithTimeout(c.t.Context(), time.Second)
		defer cancel()
		pay := payment.PayRequest{Number: s.trade.Number, Amount: s.trade.Amount, Subject: "x", Code: s.code}
		if a := c.client.Pay(ctx, pay); a.Outcome != payment.Unknown || a.Reason.Code != wire.AnswerTimeout {
			t.Errorf("%+v", a)
		}
		if a := c.client.Pay(ctx, pay); a.Outcome != payment.NotSent {
			t.Errorf("%+v", a)
		}
		s.play("query:paid")
	})
}

func TestGatewaysOwnTimeIsHeard(t *testing.T) {
	t.Parallel()
	var heard []time.Time
	at(t, with{parts: func(p *intl.Parts) { p.Heard = func(at time.Time) { heard = append(heard, at) } }}, func(c *counter) {
		c.sell("paid", 0).play("pay:paid query:paid")
		c.sell("forged", 0).play("pay:unknown")
		if len(heard) != 2 || !heard[0].Equal(time.Now().Truncate(time.Second)) {
			t.Errorf("heard %v", heard)
		}
	})
}
