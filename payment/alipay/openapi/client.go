package openapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	common "posd/payment/alipay/call"
	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/wire"
)

// Client is a [payment.Gateway] to Alipay. It may be used by several goroutines.
type Client struct {
	cfg    Config
	path   string // of every request
	expiry string // timeout_express
	wire   *wire.Client
	signer *alipay.Signer
	ring   *keyring
	now    func() time.Time
	heard  func(time.Time)
	log    *slog.Logger

	way way // to the bills

	pay, present, query, cancel, refund, refundQuery, download, bill *call
}

var (
	_ payment.Gateway   = (*Client)(nil)
	_ payment.Presenter = (*Client)(nil)
)

// Names of the APIs.
const (
	methodPay         = "alipay.trade.pay"
	methodPresent     = "alipay.trade.precreate"
	methodQuery       = "alipay.trade.query"
	methodCancel      = "alipay.trade.cancel"
	methodRefund      = "alipay.trade.refund"
	methodRefundQuery = "alipay.trade.fastpay.refund.query"
	methodDownload    = "alipay.open.app.alipaycert.download"
	methodBill        = "alipay.data.dataservice.bill.downloadurl.query"
)

// New checks everything and connects to nothing. The error holds every fault; each wraps [ErrConfig] or wire.ErrConfig.
func New(cfg Config, parts Parts) (*Client, error) {
	cfg = cfg.withDefaults()
	base, path := cfg.split()
	signer, ring, errKeys := parts.keys()
	conns, errWire := wire.New(wire.Config{
		Base: base, Proxy: cfg.Proxy, Idle: cfg.IdleTimeout, RootCAs: parts.RootCAs, Dial: parts.Dial, Now: parts.Now,
		Passed: parts.Passed, Peer: parts.Peer, Log: parts.Logger,
	})
	if err := errors.Join(cfg.check(), errKeys, errWire); err != nil {
		return nil, err
	}
	c := &Client{
		cfg: cfg, path: path, expiry: strconv.Itoa(int(cfg.Expiry/time.Minute)) + "m", wire: conns, signer: signer, ring: ring,
		now: parts.Now, heard: parts.Heard, log: parts.Logger, way: newWay(cfg, parts),
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.heard == nil {
		c.heard = func(time.Time) {}
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	return c, c.makeCalls()
}

func (c *Client) makeCalls() error {
	var faults []error
	for _, x := range []struct {
		into   **call
		method string
		rules  []rule
	}{
		{&c.pay, methodPay, payRules},
		{&c.present, methodPresent, presentRules},
		{&c.query, methodQuery, queryRules},
		{&c.cancel, methodCancel, cancelRules},
		{&c.refund, methodRefund, refundRules},
		{&c.refundQuery, methodRefundQuery, refundQueryRules},
		{&c.download, methodDownload, downloadRules},
		{&c.bill, methodBill, billRules},
	} {
		made, err := c.prepare(x.method, x.rules)
		*x.into, faults = made, append(faults, err)
	}
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
	if err := errors.Join(checkNumber(r.Number), checkAmount(r.Amount), checkCode(r.Code)); err != nil {
		return invalid(payment.NotSent, err)
	}
	q := question{call: c.pay, number: r.Number, amount: r.Amount}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writePay(w, r) })
	if f != nil {
		return f.answer(payment.NotSent)
	}
	return classifyPay(a)
}

// Present asks for a code that the customer scans; see [payment.Presenter]. Until then a query answers NotFound: the scan makes the
// trade.
func (c *Client) Present(ctx context.Context, r payment.PresentRequest) payment.Answer {
	if err := errors.Join(checkNumber(r.Number), checkAmount(r.Amount), common.CheckValid(r.Valid)); err != nil {
		return invalid(payment.NotSent, err)
	}
	q := question{call: c.present, number: r.Number, amount: r.Amount}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writePresent(w, r) })
	if f != nil {
		return f.answer(payment.NotSent)
	}
	return classifyPresent(a)
}

// Query asks what became of a number; see [payment.Gateway].
func (c *Client) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := checkTrade(r); err != nil {
		return invalid(payment.Unknown, err)
	}
	q := question{call: c.query, number: r.Number, ref: r.Ref, amount: r.Amount}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { writeTrade(w, r) })
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyQuery(a)
}

// Cancel closes an unpaid trade and gives a paid one's money back; see [payment.Gateway].
func (c *Client) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := checkTrade(r); err != nil {
		return invalid(payment.Unknown, err)
	}
	q := question{call: c.cancel, number: r.Number, ref: r.Ref, amount: r.Amount}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { writeTrade(w, r) })
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyCancel(a)
}

// Refund gives money back; see [payment.Gateway]. An answer that does not say that money moved is checked by a query of this very
// refund, inside the deadline of this call: an earlier request under the same number may have moved it.
func (c *Client) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	if err := errors.Join(checkNumber(r.Number), checkTrade(r.Trade), checkAmount(r.Amount)); err != nil {
		return invalid(payment.NotSent, err)
	}
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	q := question{
		call: c.refund, number: r.Trade.Number, ref: r.Trade.Ref, amount: r.Trade.Amount, refund: r.Number, refundAmount: r.Amount,
	}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { c.writeRefund(w, r) })
	if f != nil {
		return f.answer(payment.NotSent)
	}
	said := classifyRefund(a)
	if said.Outcome == payment.Done {
		return said
	}
	return settle(said, c.findRefund(ctx, q, r))
}

// FindRefund asks what became of a refund. Outcomes: Done, NotFound, Unknown.
func (c *Client) FindRefund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	if err := errors.Join(checkNumber(r.Number), checkTrade(r.Trade)); err != nil {
		return invalid(payment.Unknown, err)
	}
	return c.findRefund(ctx, question{
		number: r.Trade.Number, ref: r.Trade.Ref, amount: r.Trade.Amount, refund: r.Number, refundAmount: r.Amount,
	}, r)
}

// findRefund asks what became of a refund.
func (c *Client) findRefund(ctx context.Context, q question, r payment.RefundRequest) payment.Answer {
	q.call = c.refundQuery
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) {
		writeTrade(w, r.Trade)
		w.Text("out_request_no", r.Number)
	})
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyRefundQuery(a)
}

// Probe asks for a number that cannot exist; see [payment.Gateway].
func (c *Client) Probe(ctx context.Context) payment.Answer {
	r := payment.TradeRequest{Number: "probe_" + strings.ToLower(rand.Text())} // ours are digits
	q := question{call: c.query, number: r.Number}
	a, f := c.ask(ctx, &q, func(w *jsonout.Builder) { writeTrade(w, r) })
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyProbe(a)
}

// ask sends one question and returns its answer, if it is to be believed. An answer signed under a certificate that is new to us is
// judged again once that certificate has been had.
func (c *Client) ask(ctx context.Context, q *question, content func(*jsonout.Builder)) (*answer, *disbelief) {
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	reply, f := c.send(ctx, q.call, content)
	if f != nil {
		return nil, f
	}
	if !reply.Date.IsZero() { // the certificate vouches for it, whatever the answer is worth
		c.heard(reply.Date)
	}
	a, f := c.judge(q, reply)
	if f != nil && f.renewed != "" && c.renew(ctx, f.renewed) {
		a, f = c.judge(q, reply)
	}
	return a, f
}

func (c *Client) send(ctx context.Context, to *call, content func(*jsonout.Builder)) (wire.Reply, *disbelief) {
	request, err := c.seal(to, content)
	if err != nil {
		return wire.Reply{}, unsendable(err)
	}
	reply, err := c.wire.Post(ctx, request)
	clear(request) // it held the payment code
	if err != nil {
		return wire.Reply{}, noReply(err)
	}
	return reply, nil
}

// checkNumber holds a number against the pages: at most 64 letters, digits and "_".
func checkNumber(number string) error {
	if number == "" || len(number) > 64 || strings.Trim(number, numberChars) != "" {
		return fmt.Errorf("%w: a number is 1 to 64 letters, digits and _", payment.ErrOrder)
	}
	return nil
}

const numberChars = "0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

func checkAmount(a payment.Amount) error {
	if a.Currency != Currency {
		return fmt.Errorf("%w: this interface takes %s alone", payment.ErrAmount, Currency)
	}
	return a.Check()
}

func checkCode(code payment.Code) error {
	if digits := code.Reveal(); len(digits) < alipay.MinCodeLen || len(digits) > alipay.MaxCodeLen || strings.Trim(digits, "0123456789") != "" {
		return fmt.Errorf("%w: no payment code", payment.ErrOrder)
	}
	return nil
}

// checkTrade wants the trade's number or Alipay's.
func checkTrade(r payment.TradeRequest) error {
	if r.Number == "" && r.Ref != "" {
		return checkNumber(r.Ref)
	}
	return checkNumber(r.Number)
}
