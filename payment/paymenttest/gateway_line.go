package paymenttest

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
	"posd/payment/alipay/wire"
)

func testGatewayDown(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
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
	})
}

// testDenial: a denial in the middle of a sale proves nothing about it and closes the gate.
func testDenial(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		s := c.sell("paid", 0)
		c.alipay.SetSwitches(alipaytest.Switches{Deny: true})
		for _, call := range []string{"pay", "query", "cancel"} {
			if a := s.do(call); a.Outcome != payment.Unknown || !a.Denied || a.Signed || a.Reason.Code != "our_key_refused" {
				c.t.Errorf("%s: %+v", call, a)
			}
		}
		c.alipay.SetSwitches(alipaytest.Switches{})
		s.play("query:not_found")
	})
}

func testDiallingErrors(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
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
			c.dialErr = x.err
			a := s.do("pay")
			if a.Outcome != payment.NotSent || a.Reason.Code != x.reason || a.Reason.Action != payment.ActCheckNetwork {
				c.t.Errorf("%v: %+v", x.err, a)
			}
		}
	})
}

// testWarm: the connection is made before the scan, the sale then dials no more, one that Alipay drops is replaced unseen, and what
// is wrong is said.
func testWarm(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		if err := c.client.Warm(c.t.Context()); err != nil {
			c.t.Fatal(err)
		}
		c.sell("confirm_queries", 2).play("pay:confirming 3s query:confirming 3s query:paid")
		if c.dials.Load() != 1 {
			c.t.Errorf("%d dials", c.dials.Load())
		}
		synctest.Wait()
		c.alipay.DropIdle()
		synctest.Wait()
		c.sell("paid", 0).play("pay:paid")
		if c.dials.Load() != 2 {
			c.t.Errorf("%d dials", c.dials.Load())
		}
		if !strings.Contains(c.log.String(), "gateway_connected") {
			c.t.Error("the log knows nothing of the connection")
		}
		c.alipay.SetSwitches(alipaytest.Switches{Down: true})
		synctest.Wait()
		err := c.client.Warm(c.t.Context())
		if e, ok := errors.AsType[*wire.Error](err); !ok || e.Sent || e.Reason.Code != wire.ConnectFailed {
			c.t.Errorf("%v", err)
		}
	})
}

// testInvalidRequests: what cannot be right goes nowhere.
func testInvalidRequests(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		ctx, amount, code := c.t.Context(), f.Amount, payment.NewCode("281234567890123456")
		for name, a := range map[string]payment.Answer{
			"nothing":     c.client.Pay(ctx, payment.PayRequest{}),
			"no number":   c.client.Pay(ctx, payment.PayRequest{Amount: amount, Code: code}),
			"odd number":  c.client.Pay(ctx, payment.PayRequest{Number: "9\"", Amount: amount, Code: code}),
			"long number": c.client.Pay(ctx, payment.PayRequest{Number: strings.Repeat("9", 65), Amount: amount, Code: code}),
			"no amount":   c.client.Pay(ctx, payment.PayRequest{Number: "9_0", Code: code}),
			"no code":     c.client.Pay(ctx, payment.PayRequest{Number: "9_0", Amount: amount}),
			"odd code":    c.client.Pay(ctx, payment.PayRequest{Number: "9_0", Amount: amount, Code: payment.NewCode("28123456789012345x")}),
			"refund":      c.client.Refund(ctx, payment.RefundRequest{Trade: payment.TradeRequest{Number: "9_0"}, Amount: amount}),
		} {
			if a.Outcome != payment.NotSent || a.Reason.Code != "request_invalid" {
				c.t.Errorf("%s: %+v", name, a)
			}
			if strings.Contains(a.Detail, "28123") || strings.Contains(a.Detail, "\n") {
				c.t.Errorf("%s: detail %q", name, a.Detail)
			}
		}
		for name, a := range map[string]payment.Answer{
			"query": c.client.Query(ctx, payment.TradeRequest{}), "cancel": c.client.Cancel(ctx, payment.TradeRequest{}),
		} {
			if a.Outcome != payment.Unknown || a.Reason.Code != "request_invalid" {
				c.t.Errorf("%s: %+v", name, a)
			}
		}
		if c.dials.Load() != 0 {
			c.t.Error("something was dialled")
		}
	})
}

// testConcurrentCalls: many calls at once share the client.
func testConcurrentCalls(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		done := make(chan payment.Answer)
		for range 10 {
			request := c.sell("paid", 0).pay()
			go func() { done <- c.client.Pay(c.t.Context(), request) }()
		}
		for range 10 {
			a := <-done
			c.heed("pay", a)
			if a.Outcome != payment.Paid {
				c.t.Errorf("%+v", a)
			}
		}
	})
}

// testCallerGoesAway: a caller that leaves finds an unknown behind, never a verdict; before anything was sent, nothing.
func testCallerGoesAway(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		s := c.sell("answer_hangs", 0)
		ctx, cancel := context.WithTimeout(c.t.Context(), time.Second)
		defer cancel()
		a := c.client.Pay(ctx, s.pay())
		c.heed("pay", a)
		if a.Outcome != payment.Unknown || a.Reason.Code != wire.AnswerTimeout {
			c.t.Errorf("%+v", a)
		}
		if a := c.client.Pay(ctx, s.pay()); a.Outcome != payment.NotSent {
			c.t.Errorf("%+v", a)
		}
		s.play("query:paid")
	})
}
