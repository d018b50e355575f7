package spot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/wire"
)

// Client is a [payment.Gateway] to Alipay. It may be used by several goroutines.
type Client struct {
	cfg    Config
	seal   seal
	extend string       // extend_info of every pay
	lines  []line       // the gateways, the first one first
	avoid  atomic.Int64 // until when, in Unix milliseconds, the second line is tried first
	now    func() time.Time
	heard  func(time.Time)
}

var _ payment.Gateway = (*Client)(nil)

// line is the way to one gateway.
type line struct {
	wire     *wire.Client
	endpoint *wire.Endpoint
}

// api is one of the five services.
type api struct {
	service string
	call    alipay.Calls
	asks    bool // moves nothing: may be asked again
	rules   []rule
}

var (
	payAPI         = &api{service: "alipay.acquire.overseas.spot.pay", call: alipay.CallPay, rules: payRules}
	queryAPI       = &api{service: "alipay.acquire.overseas.query", asks: true, rules: queryRules}
	cancelAPI      = &api{service: "alipay.acquire.cancel", call: alipay.CallCancel, rules: cancelRules}
	refundAPI      = &api{service: "alipay.acquire.overseas.spot.refund", call: alipay.CallRefund, rules: refundRules}
	refundQueryAPI = &api{service: "alipay.acquire.refund.query", asks: true, rules: refundQueryRules}
)

// New checks everything and connects to nothing. The error holds every fault; each wraps [ErrConfig] or wire.ErrConfig.
func New(cfg Config, parts Parts) (*Client, error) {
	cfg = cfg.withDefaults()
	c := &Client{cfg: cfg, extend: cfg.extendInfo(), now: parts.Now, heard: parts.Heard}
	var errSeal error
	c.seal, errSeal = newSeal(cfg.SignType, parts)
	faults := []error{cfg.check(), errSeal}
	for _, base := range []string{cfg.BaseURL, cfg.BackupURL} {
		if base == "" {
			continue
		}
		l, err := newLine(base, cfg, parts)
		c.lines, faults = append(c.lines, l), append(faults, err)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.heard == nil {
		c.heard = func(time.Time) {}
	}
	return c, nil
}

func newLine(base string, cfg Config, parts Parts) (line, error) {
	conns, err := wire.New(wire.Config{
		Base: base, Proxy: cfg.Proxy, Idle: cfg.IdleTimeout, RootCAs: parts.RootCAs, Dial: parts.Dial, Now: parts.Now,
		Passed: parts.Passed, Peer: parts.Peer, Log: parts.Logger, Accept: "application/xml, text/xml",
	})
	if err != nil {
		return line{}, err
	}
	endpoint, err := conns.Endpoint(cfg.Path+"?_input_charset="+charset, "application/x-www-form-urlencoded; charset=utf-8")
	return line{conns, endpoint}, err
}

// Warm makes sure that a fresh connection, TLS handshake done, is there for the next call: to the first gateway, or to the second
// while the first is down. The error is a [*wire.Error].
func (c *Client) Warm(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	var err error
	for _, l := range c.order() {
		limited, done := c.share(ctx)
		err = l.wire.Warm(limited)
		done()
		if err == nil {
			return nil
		}
	}
	return err
}

// CloseIdle closes the kept connections.
func (c *Client) CloseIdle() {
	for _, l := range c.lines {
		l.wire.CloseIdle()
	}
}

// Pay asks for the money; see [payment.Gateway].
func (c *Client) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	if err := errors.Join(checkNumber(r.Number), checkAmount(r.Amount), checkCode(r.Code)); err != nil {
		return invalid(payment.NotSent, err)
	}
	a, f := c.ask(ctx, &question{api: payAPI, number: r.Number, amount: r.Amount}, c.payForm(r))
	if f != nil {
		return f.answer(payment.NotSent)
	}
	return classifyPay(a)
}

// Query asks what became of a number; see [payment.Gateway].
func (c *Client) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := checkNumber(r.Number); err != nil {
		return invalid(payment.Unknown, err)
	}
	a, f := c.ask(ctx, &question{api: queryAPI, number: r.Number, ref: r.Ref, amount: r.Amount}, c.queryForm(r))
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyQuery(a)
}

// Cancel closes an unpaid trade and gives a paid one's money back; see [payment.Gateway].
func (c *Client) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := checkNumber(r.Number); err != nil {
		return invalid(payment.Unknown, err)
	}
	a, f := c.ask(ctx, &question{api: cancelAPI, number: r.Number, ref: r.Ref}, c.cancelForm(r))
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyCancel(a)
}

// Refund gives money back; see [payment.Gateway]. What its answer leaves open is asked for inside the same deadline.
func (c *Client) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	if err := errors.Join(checkNumber(r.Trade.Number), checkNumber(r.Number), checkAmount(r.Amount)); err != nil {
		return invalid(payment.NotSent, err)
	}
	if c.atNight() {
		return payment.Answer{
			Outcome: payment.NotSent, Reason: payment.Reason{Code: "refund_night", Action: payment.ActRetry},
			Detail: "alipay executes no refund from 00:00 to 01:30 in Beijing",
		}
	}
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	q := &question{api: refundAPI, number: r.Trade.Number, ref: r.Trade.Ref, refund: r.Number, amount: r.Amount}
	a, f := c.ask(ctx, q, c.refundForm(r))
	if f != nil {
		return f.answer(payment.NotSent)
	}
	out := classifyRefund(a)
	if out.Outcome != payment.Unknown {
		return out
	}
	q = &question{api: refundQueryAPI, number: r.Trade.Number, refund: r.Number}
	if a, f = c.ask(ctx, q, c.refundQueryForm(r)); f != nil {
		return out
	}
	if found := classifyRefundQuery(a); found.Outcome != payment.Unknown {
		return found
	}
	return out
}

// FindRefund asks what became of a refund. Outcomes: Done, NotFound, Unknown.
func (c *Client) FindRefund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	if err := errors.Join(checkNumber(r.Trade.Number), checkNumber(r.Number)); err != nil {
		return invalid(payment.Unknown, err)
	}
	q := &question{api: refundQueryAPI, number: r.Trade.Number, refund: r.Number}
	a, f := c.ask(ctx, q, c.refundQueryForm(r))
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyRefundQuery(a)
}

// Nights in which no refund is executed synchronously. Source: docs.antom.com/ac/global/spot_refund, is_sync.
const (
	nightUTCOffset = 8 * time.Hour
	nightEnds      = 90 * time.Minute // after midnight
)

func (c *Client) atNight() bool {
	beijing := c.now().UTC().Add(nightUTCOffset)
	return beijing.Sub(beijing.Truncate(24*time.Hour)) < nightEnds
}

// Probe asks for a number that cannot exist; see [payment.Gateway].
func (c *Client) Probe(ctx context.Context) payment.Answer {
	r := payment.TradeRequest{Number: "probe_" + strings.ToLower(rand.Text())} // ours are digits
	a, f := c.ask(ctx, &question{api: queryAPI, number: r.Number}, c.queryForm(r))
	if f != nil {
		return f.answer(payment.Unknown)
	}
	return classifyProbe(a)
}

// ask sends one question and returns its answer, if it is to be believed.
func (c *Client) ask(ctx context.Context, q *question, f form) (*answer, *disbelief) {
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	body, err := c.sealed(f)
	if err != nil {
		return nil, unsendable(err)
	}
	defer clear(body) // it held the payment code
	reply, err := c.post(ctx, q.api, body)
	if err != nil {
		return nil, noReply(err)
	}
	return c.judge(q, reply)
}

// checkNumber holds a number against what every gateway takes: 1 to 64 letters, digits, "_" and "-".
func checkNumber(number string) error {
	if number == "" || len(number) > 64 || strings.Trim(number, numberChars) != "" {
		return fmt.Errorf("%w: a number is 1 to 64 letters, digits, _ and -", payment.ErrOrder)
	}
	return nil
}

const numberChars = "0123456789_-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// checkAmount wants what the family can write: two decimals, or none for JPY and KRW. A currency with three is refused.
func checkAmount(a payment.Amount) error {
	if err := a.Check(); err != nil {
		return err
	}
	if n, _ := a.Currency.Exponent(); n > 2 {
		return fmt.Errorf("%w: this interface has no third decimal for %s", payment.ErrAmount, a.Currency)
	}
	return nil
}

func checkCode(code payment.Code) error {
	if digits := code.Reveal(); len(digits) < alipay.MinCodeLen || len(digits) > alipay.MaxCodeLen || strings.Trim(digits, "0123456789") != "" {
		return fmt.Errorf("%w: no payment code", payment.ErrOrder)
	}
	return nil
}
