package ams

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/call"
	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/wire"
)

// Client is a [payment.Gateway] to Alipay. It may be used by several goroutines.
type Client struct {
	cfg      Config
	wire     *wire.Client
	signer   *alipay.Signer
	verifier *alipay.Verifier
	now      func() time.Time
	heard    func(time.Time)
	doubtful doubtful

	pay, present, query, cancel, refund, refundQuery *api
}

// api is one of the five calls.
type api struct {
	endpoint *wire.Endpoint
	rules    []rule
	bound    []string // of a success, one of these members must be there
}

// New checks everything and connects to nothing. The error holds every fault; each wraps [ErrConfig] or wire.ErrConfig.
func New(cfg Config, parts Parts) (*Client, error) {
	cfg = cfg.withDefaults()
	signer, verifier, errKeys := parts.keys()
	conns, errWire := wire.New(wire.Config{
		Base: cfg.BaseURL, Proxy: cfg.Proxy, Idle: cfg.IdleTimeout, RootCAs: parts.RootCAs, Dial: parts.Dial, Now: parts.Now,
		Passed: parts.Passed, Peer: parts.Peer, Log: parts.Logger,
	})
	if err := errors.Join(cfg.check(), errKeys, errWire); err != nil {
		return nil, err
	}
	c := &Client{cfg: cfg, wire: conns, signer: signer, verifier: verifier, now: parts.Now, heard: parts.Heard}
	if c.now == nil {
		c.now = time.Now
	}
	if c.heard == nil {
		c.heard = func(time.Time) {}
	}
	if err := c.makeAPIs(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Client) makeAPIs() error {
	var faults []error
	prepare := func(path string, rules []rule, bound ...string) *api {
		endpoint, err := c.wire.Endpoint(path, "application/json; charset=UTF-8")
		if err != nil {
			faults = append(faults, err)
		}
		return &api{endpoint: endpoint, rules: rules, bound: bound}
	}
	c.pay = prepare(c.cfg.Paths.Pay, payRules, payBound...)
	c.present = prepare(c.cfg.Paths.Pay, payRules, payBound...)
	c.query = prepare(c.cfg.Paths.Query, tradeRules, tradeBound...)
	c.cancel = prepare(c.cfg.Paths.Cancel, tradeRules, tradeBound...)
	c.refund = prepare(c.cfg.Paths.Refund, refundRules, refundBound...)
	c.refundQuery = prepare(c.cfg.Paths.RefundQuery, refundRules, refundBound...)
	return errors.Join(faults...)
}

// Warm makes sure that a fresh connection, TLS handshake done, is there for the next call. Call it every few seconds while a
// payment code is awaited; it costs nothing while the connection is good. The error is a [*wire.Error].
func (c *Client) Warm(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	return c.wire.Warm(ctx)
}

// CloseIdle closes the kept connections.
func (c *Client) CloseIdle() { c.wire.CloseIdle() }

// Pay asks for the money; see [payment.Gateway].
func (c *Client) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	if err := errors.Join(call.CheckNumber(r.Number), r.Amount.Check(), call.CheckCode(r.Code)); err != nil {
		return call.Invalid(payment.NotSent, err)
	}
	q := question{api: c.pay, number: r.Number, amount: r.Amount}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writePay(w, r) })
	if f != nil {
		return f.Answer(payment.NotSent)
	}
	return classifyPay(a)
}

// Present asks for a code that the customer scans; see [payment.Presenter]. The trade waits for the scan from the beginning, so that a
// query answers Confirming before it as after it.
func (c *Client) Present(ctx context.Context, r payment.PresentRequest) payment.Answer {
	if err := errors.Join(call.CheckNumber(r.Number), r.Amount.Check(), call.CheckValid(r.Valid)); err != nil {
		return call.Invalid(payment.NotSent, err)
	}
	q := question{api: c.present, number: r.Number, amount: r.Amount}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writePresent(w, r) })
	if f != nil {
		return f.Answer(payment.NotSent)
	}
	return classifyPresent(a)
}

// Query asks what became of a number; see [payment.Gateway].
func (c *Client) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := call.CheckTrade(r); err != nil {
		return call.Invalid(payment.Unknown, err)
	}
	a, f := c.askTrade(ctx, c.query, r)
	if f != nil {
		return f.Answer(payment.Unknown)
	}
	return classifyQuery(a)
}

// Cancel closes an unpaid trade and gives a paid one's money back; see [payment.Gateway].
func (c *Client) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := call.CheckTrade(r); err != nil {
		return call.Invalid(payment.Unknown, err)
	}
	a, f := c.askTrade(ctx, c.cancel, r)
	if f != nil {
		return f.Answer(payment.Unknown)
	}
	return classifyCancel(a)
}

// Probe asks for a number that cannot exist; see [payment.Gateway].
func (c *Client) Probe(ctx context.Context) payment.Answer {
	r := payment.TradeRequest{Number: "probe_" + strings.ToLower(rand.Text())} // ours are digits
	a, f := c.askTrade(ctx, c.query, r)
	if f != nil {
		return f.Answer(payment.Unknown)
	}
	return classifyProbe(a)
}

// askTrade asks about a trade.
func (c *Client) askTrade(ctx context.Context, to *api, r payment.TradeRequest) (*answer, *call.Disbelief) {
	q := question{api: to, number: r.Number, ref: r.Ref, amount: r.Amount}
	return c.ask(ctx, &q, func(w *jsonout.Builder) { writeTrade(w, r) })
}

// ask sends one question and returns its answer, if it is to be believed.
func (c *Client) ask(ctx context.Context, q *question, body func(*jsonout.Builder)) (*answer, *call.Disbelief) {
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	request, err := c.seal(q.api, c.now(), body)
	if err != nil {
		return nil, call.Unsendable(err)
	}
	reply, err := c.wire.Post(ctx, request)
	clear(request) // it held the payment code
	if err != nil {
		return nil, call.NoReply(err)
	}
	if !reply.Date.IsZero() { // the certificate vouches for it, whatever the answer is worth
		c.heard(reply.Date)
	}
	return c.judge(q, reply)
}
