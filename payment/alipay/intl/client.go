package intl

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
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
	newMsgID func() string
	heard    func(time.Time)

	merchantName, merchantID string
	statusPaths              []string
	statusWords              map[string]payment.Outcome

	pay, present, query, cancel, refund *api
}

var (
	_ payment.Gateway   = (*Client)(nil)
	_ payment.Presenter = (*Client)(nil)
)

// api is one of the functions.
type api struct {
	function string // head.function
	call     alipay.Calls
	endpoint *wire.Endpoint
	rules    []rule
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
	c := &Client{
		cfg: cfg, wire: conns, signer: signer, verifier: verifier, now: parts.Now, newMsgID: parts.NewMsgID, heard: parts.Heard,
		statusPaths: statusMembers, statusWords: maps.Clone(statusWords),
	}
	c.merchantName, c.merchantID = cfg.merchant()
	maps.Copy(c.statusWords, cfg.StatusWords)
	if cfg.StatusMember != "" {
		c.statusPaths = []string{cfg.StatusMember}
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.newMsgID == nil {
		c.newMsgID = rand.Text
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
	prepare := func(path, function string, call alipay.Calls, rules []rule) *api {
		endpoint, err := c.wire.Endpoint(path, "application/json; charset=UTF-8")
		if err != nil {
			faults = append(faults, err)
		}
		return &api{function: function, call: call, endpoint: endpoint, rules: rules}
	}
	c.pay = prepare(c.cfg.Paths.Pay, "alipay.intl.acquiring.offline.pay", alipay.CallPay, payRules)
	c.present = prepare(c.cfg.Paths.Present, "alipay.intl.acquiring.offline.preCreate", alipay.CallPay, presentRules)
	c.query = prepare(c.cfg.Paths.Query, "alipay.intl.acquiring.offline.payQuery", alipay.NoCall, tradeRules)
	c.cancel = prepare(c.cfg.Paths.Cancel, "alipay.intl.acquiring.common.payCancel", alipay.CallCancel, tradeRules)
	c.refund = prepare(c.cfg.Paths.Refund, "alipay.intl.acquiring.common.refund", alipay.CallRefund, refundRules)
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
	return c.classifyPay(a)
}

// Present asks for a code that the customer scans; see [payment.Presenter]. No member of the request says how long it is to pay, so
// r.Valid is only checked.
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
	q, err := tradeQuestion(c.query, r)
	if err != nil {
		return call.Invalid(payment.Unknown, err)
	}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writeTrade(w, r) })
	if f != nil {
		return f.Answer(payment.Unknown)
	}
	return c.classifyQuery(a)
}

// Cancel closes an unpaid trade and gives a paid one's money back; see [payment.Gateway].
func (c *Client) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	q, err := tradeQuestion(c.cancel, r)
	if err != nil {
		return call.Invalid(payment.Unknown, err)
	}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writeTrade(w, r) })
	if f != nil {
		return f.Answer(payment.Unknown)
	}
	return classifyCancel(a)
}

// Refund gives money back; see [payment.Gateway]. Without r.Trade.Ref the trade is queried for it first, inside the deadline of
// this call; if that fails, no refund was sent.
func (c *Client) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	if err := errors.Join(call.CheckNumber(r.Number), call.CheckTrade(r.Trade), r.Amount.Check()); err != nil {
		return call.Invalid(payment.NotSent, err)
	}
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	if r.Trade.Ref == "" {
		found := c.Query(ctx, r.Trade)
		if found.Trade.Ref == "" {
			return refundNotSent(found)
		}
		r.Trade.Ref = found.Trade.Ref
	}
	q := question{api: c.refund, number: r.Trade.Number, ref: r.Trade.Ref, amount: r.Trade.Amount, refund: r.Number, refundAmount: r.Amount}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writeRefund(w, r) })
	if f != nil {
		return f.Answer(payment.NotSent)
	}
	return classifyRefund(a)
}

// Probe asks for a number that cannot exist; see [payment.Gateway].
func (c *Client) Probe(ctx context.Context) payment.Answer {
	r := payment.TradeRequest{Number: "probe_" + strings.ToLower(rand.Text())} // ours are digits
	q := question{api: c.query, number: r.Number}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writeTrade(w, r) })
	if f != nil {
		return f.Answer(payment.Unknown)
	}
	return classifyProbe(a)
}

// ask sends one question and returns its answer, if it is to be believed.
func (c *Client) ask(ctx context.Context, q *question, body func(*jsonout.Builder)) (*answer, *call.Disbelief) {
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	if q.msgID = c.newMsgID(); q.msgID == "" || len(q.msgID) > msgIDMax {
		return nil, call.Unsendable(errMsgID) // nothing would bind the answer
	}
	request, err := c.seal(q, body)
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

// msgIDMax is the length of reqMsgId.
const msgIDMax = 64

func tradeQuestion(to *api, r payment.TradeRequest) (question, error) {
	return question{api: to, number: r.Number, ref: r.Ref, amount: r.Amount}, call.CheckTrade(r)
}
