package acquirer

import (
	"context"
	"fmt"
	"time"

	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/call"
)

// Enroll draws a key if there is none, and changes a one-time code for a certificate. Asked again with the same key, as after an
// answer that was lost, the relay gives the same terminal another certificate. The error wraps [ErrRefused] or [ErrIdentity], or is
// a *wire.Error.
func (c *Client) Enroll(ctx context.Context, code string) error {
	csr, err := c.id.request()
	if err != nil {
		return err
	}
	q := newQuestion(protocol.PathEnroll)
	return c.certify(ctx, q, enrollBody(q, code, csr))
}

// Renew changes our certificate for a fresh one. The errors are those of Enroll.
func (c *Client) Renew(ctx context.Context) error {
	csr, err := c.id.request()
	if err != nil {
		return err
	}
	q := newQuestion(protocol.PathRenew)
	return c.certify(ctx, q, enrollBody(q, "", csr))
}

// certify asks for a certificate and keeps it. The connections made before are not used again: they show the old one.
func (c *Client) certify(ctx context.Context, q *question, body []byte) error {
	defer clear(body) // it may hold a code
	ctx, stop := context.WithTimeout(ctx, c.cfg.CallTimeout)
	defer stop()
	c.CloseIdle()
	reply, err := c.post(ctx, q.path, body)
	if err != nil {
		return err
	}
	a, d := hold(q, reply)
	switch {
	case d != nil:
		return fmt.Errorf("%w: %s", ErrRefused, d.Detail)
	case a.Certificate == "":
		return fmt.Errorf("%w: %s", ErrRefused, call.OneLine(fmt.Errorf("%.200s", a.Error))) //nolint:err113 // a text of the relay's
	}
	if err := c.id.keep(a.Certificate); err != nil {
		return err
	}
	c.CloseIdle()
	return nil
}

// Pauses of Run.
const (
	lookEvery  = 30 * time.Second
	retryAfter = time.Minute
)

// Run enrols with the code that it is given, if we are nobody yet, and keeps our certificate fresh until ctx ends. It returns nil.
func (c *Client) Run(ctx context.Context) error {
	pause := time.Duration(0)
	for {
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil
		}
		pause = lookEvery
		if err := c.tend(ctx); err != nil && ctx.Err() == nil {
			c.log.Warn("certificate_not_fresh", "error", err)
			pause = retryAfter
		}
	}
}

// tend does what is due.
func (c *Client) tend(ctx context.Context) error {
	if err := c.id.refresh(); err != nil {
		return err
	}
	_, enrolled := c.id.Subject()
	switch {
	case !enrolled:
		code, err := c.code()
		if err != nil || code == "" {
			return err
		}
		if err := c.Enroll(ctx, code); err != nil {
			return err
		}
	case c.id.Due(c.now()):
		if err := c.Renew(ctx); err != nil {
			return err
		}
	default:
		return nil
	}
	_, until := c.id.Life()
	c.log.Info("certificate_fresh", "until", until)
	return nil
}
