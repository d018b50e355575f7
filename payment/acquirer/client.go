package acquirer

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/call"
)

// Client is a [payment.Gateway] through a relay. It may be used by several goroutines.
type Client struct {
	cfg      Config
	id       *Identity
	code     func() (string, error)
	lines    []line
	now      func() time.Time
	heard    func(time.Time)
	log      *slog.Logger
	doubtful doubtful

	first atomic.Int32 // the instance that is tried first
	avoid atomic.Int64 // until when, in ms
}

// New checks everything and connects to nothing. The error holds every fault; each wraps [ErrConfig] or wire.ErrConfig.
func New(cfg Config, parts Parts) (*Client, error) {
	cfg.CallTimeout = cmp.Or(cfg.CallTimeout, DefaultCallTimeout)
	c := &Client{cfg: cfg, id: parts.Identity, code: parts.Code, now: parts.Now, heard: parts.Heard, log: parts.Logger}
	faults := []error{cfg.check(parts)}
	for _, base := range cfg.URLs {
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
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	if c.code == nil {
		c.code = func() (string, error) { return "", nil }
	}
	return c, nil
}

// Warm makes sure that a fresh connection, TLS handshake done, is there for the next call. The error is a [*wire.Error].
func (c *Client) Warm(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	var err error
	for _, l := range c.order() {
		if err = l.wire.Warm(ctx); err == nil {
			return nil
		}
	}
	return err
}

// CloseIdle closes the kept connections.
func (c *Client) CloseIdle() {
	for _, l := range c.lines {
		l.wire.CloseIdle()
		l.waits.CloseIdle()
	}
}

// Numbers are the digits with which our numbers go on after their first, as the relay gave them out; "" for any.
func (c *Client) Numbers() string {
	s, _ := c.id.Subject()
	return s.Numbers
}

// Subject says who we are to the relay, and until when our certificate is good; the zero values before the first enrolment.
func (c *Client) Subject() (s protocol.Subject, until time.Time) {
	s, _ = c.id.Subject()
	_, until = c.id.Life()
	return s, until
}

// Pay asks for the money; see [payment.Gateway].
func (c *Client) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	if err := errors.Join(call.CheckNumber(r.Number), r.Amount.Check(), call.CheckCode(r.Code)); err != nil {
		return call.Invalid(payment.NotSent, err)
	}
	q := newQuestion(protocol.PathPay)
	q.number, q.amount = r.Number, r.Amount
	return c.ask(ctx, q, c.payBody(q, r), payment.NotSent)
}

// Present asks for a code that the customer scans; see [payment.Presenter]. A relay that makes none says so: not sent.
func (c *Client) Present(ctx context.Context, r payment.PresentRequest) payment.Answer {
	if err := errors.Join(call.CheckNumber(r.Number), r.Amount.Check(), call.CheckValid(r.Valid)); err != nil {
		return call.Invalid(payment.NotSent, err)
	}
	q := newQuestion(protocol.PathPresent)
	q.number, q.amount = r.Number, r.Amount
	return c.ask(ctx, q, c.presentBody(q, r), payment.NotSent)
}

// Query asks what became of a number; see [payment.Gateway].
func (c *Client) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := call.CheckNumber(r.Number); err != nil {
		return call.Invalid(payment.Unknown, err)
	}
	q := askTrade(protocol.PathQuery, r)
	return c.ask(ctx, q, q.body(), payment.Unknown)
}

// Cancel closes an unpaid trade and gives a paid one's money back; see [payment.Gateway].
func (c *Client) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	if err := call.CheckNumber(r.Number); err != nil {
		return call.Invalid(payment.Unknown, err)
	}
	q := askTrade(protocol.PathCancel, r)
	return c.ask(ctx, q, q.body(), payment.Unknown)
}

// Probe asks for a number that cannot exist; see [payment.Gateway].
func (c *Client) Probe(ctx context.Context) payment.Answer {
	q := newQuestion(protocol.PathProbe)
	return c.ask(ctx, q, q.body(), payment.Unknown)
}

// ask sends one question and returns what its answer says, if it is to be believed. unsent is what the call is where nothing of it
// left.
func (c *Client) ask(ctx context.Context, q *question, body []byte, unsent payment.Outcome) payment.Answer {
	defer clear(body) // it may hold a payment code
	if _, enrolled := c.id.Subject(); !enrolled {
		return payment.Answer{
			Outcome: unsent, Reason: payment.Reason{Code: "not_enrolled", Action: payment.ActTechnician}, Detail: ErrNotEnrolled.Error(),
		}
	}
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	reply, err := c.post(ctx, q.path, body)
	if err != nil {
		return call.NoReply(err).Answer(unsent)
	}
	a, d := judge(q, reply)
	if d != nil {
		return d.Answer(unsent)
	}
	return a
}
