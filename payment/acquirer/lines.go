package acquirer

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/wire"
)

// avoidFor is how long an instance that could not be reached is tried last.
const avoidFor = time.Minute

// line is one instance of the relay.
type line struct {
	wire      *wire.Client
	waits     *wire.Client // long polls have connections of their own: a sale never waits behind one
	endpoints map[string]*wire.Endpoint
}

// paths are all calls.
var paths = []string{
	protocol.PathPay, protocol.PathPresent, protocol.PathQuery, protocol.PathCancel, protocol.PathRefund, protocol.PathRefundQuery, protocol.PathProbe,
	protocol.PathWait, protocol.PathEnroll, protocol.PathRenew,
}

// newLine checks an instance's address.
func newLine(base string, cfg Config, parts Parts) (line, error) {
	settings := wire.Config{
		Base: base, Proxy: cfg.Proxy, Idle: cfg.IdleTimeout, MaxBody: protocol.MaxMessage, RootCAs: parts.RootCAs, Dial: parts.Dial,
		Now: parts.Now, Passed: parts.Passed, Peer: parts.Peer, Log: parts.Logger,
	}
	if parts.Identity != nil {
		settings.Certificate = parts.Identity.certificate
	}
	calls, err := wire.New(settings)
	if err != nil {
		return line{}, err
	}
	waits, err := wire.New(settings)
	if err != nil {
		return line{}, err
	}
	l := line{wire: calls, waits: waits, endpoints: map[string]*wire.Endpoint{}}
	for _, path := range paths {
		if l.endpoints[path], err = calls.Endpoint(path, protocol.ContentType); err != nil {
			return line{}, err
		}
	}
	return l, nil
}

// order returns the instances in the order in which they are tried.
func (c *Client) order() []line {
	first := int(c.first.Load())
	if first == 0 || c.now().UnixMilli() >= c.avoid.Load() {
		return c.lines
	}
	return slices.Concat(c.lines[first:], c.lines[:first])
}

// prefer tries the instance after l first for a while.
func (c *Client) prefer(l line) {
	i := slices.IndexFunc(c.lines, func(x line) bool { return x.wire == l.wire })
	c.avoid.Store(c.now().Add(avoidFor).UnixMilli())
	c.first.Store(int32((i + 1) % len(c.lines))) //nolint:gosec // at most maxURLs
}

// post sends a body to the first instance, and to the next one only if that one has got nothing of it, or if it is a question that
// moves nothing and was not answered.
func (c *Client) post(ctx context.Context, path string, body []byte) (wire.Reply, error) {
	lines := c.order()
	for i, l := range lines {
		last := i == len(lines)-1
		reply, err := c.postTo(ctx, l, path, body, last)
		if last || !again(path, reply, err) || ctx.Err() != nil {
			return reply, err
		}
		c.prefer(l)
	}
	return wire.Reply{}, ErrConfig // New makes at least one line
}

// again reports whether the next instance may be asked.
func again(path string, reply wire.Reply, err error) bool {
	if e, ok := errors.AsType[*wire.Error](err); ok && !e.Sent {
		return true
	}
	return asks(path) && (err != nil || reply.Status >= http.StatusInternalServerError)
}

// asks reports whether a call moves nothing.
func asks(path string) bool {
	switch path {
	case protocol.PathQuery, protocol.PathRefundQuery, protocol.PathProbe, protocol.PathWait:
		return true
	}
	return false
}

// postTo sends a body to one instance. Before the last one, connecting alone may take its share of the time, and so may a question.
func (c *Client) postTo(ctx context.Context, l line, path string, body []byte, last bool) (wire.Reply, error) {
	to := l.wire
	if path == protocol.PathWait {
		to = l.waits
	}
	if !last {
		limited, stop := context.WithTimeout(ctx, c.cfg.CallTimeout/time.Duration(len(c.lines)))
		defer stop()
		if err := to.Warm(limited); err != nil {
			return wire.Reply{}, err
		}
		if asks(path) && path != protocol.PathWait {
			ctx = limited
		}
	}
	endpoint := l.endpoints[path]
	request := slices.Concat(make([]byte, endpoint.Room()), body)
	defer clear(request)
	reply, err := to.Post(ctx, endpoint.Frame(request))
	if err == nil && !reply.Date.IsZero() { // the certificate vouches for it, whatever the answer is worth
		c.heard(reply.Date)
	}
	return reply, err
}
