package intl_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
	"posd/payment/alipay/wire"
)

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
			"nothing":     c.client.Pay(c.t.Context(), payment.PayRequest{}),
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
			if strings.Contains(a.Detail, "28123") || strings.Contains(a.Detail, "\n") {
				t.Errorf("%s: detail %q", name, a.Detail)
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

// TestGatewaysOwnTimeIsHeard also of an answer that is not believed: the certificate vouches for its Date.
func TestGatewaysOwnTimeIsHeard(t *testing.T) {
	t.Parallel()
	var heard []time.Time
	at(t, with{parts: func(p *intl.Parts) { p.Heard = func(at time.Time) { heard = append(heard, at) } }}, func(c *counter) {
		c.sell("paid", 0).play("pay:paid query:paid")
		c.sell("forged", 0).play("pay:unknown")
		if len(heard) != 3 || !heard[0].Equal(time.Now().Truncate(time.Second)) {
			t.Errorf("heard %v", heard)
		}
	})
}

// Without a message id nothing would bind an answer to its question.
func TestMessageIDIsNeeded(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", strings.Repeat("x", 65)} {
		at(t, with{parts: func(p *intl.Parts) { p.NewMsgID = func() string { return id } }}, func(c *counter) {
			c.sell("paid", 0).play("pay:not_sent/request_invalid query:unknown/request_invalid")
			if c.dials.Load() != 0 {
				t.Error("something was dialled")
			}
		})
	}
}
