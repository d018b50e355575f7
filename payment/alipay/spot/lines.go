package spot

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"posd/payment/alipay/wire"
)

// avoidFor is how long a gateway that could not be reached is tried last.
const avoidFor = time.Minute

// order returns the gateways in the order in which they are tried.
func (c *Client) order() []line {
	if len(c.lines) < 2 || c.now().UnixMilli() >= c.avoid.Load() {
		return c.lines
	}
	return []line{c.lines[1], c.lines[0]}
}

// share is the time that one of the gateways may take: all of it where there is one, half where there are two.
func (c *Client) share(ctx context.Context) (context.Context, context.CancelFunc) {
	if len(c.lines) < 2 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, c.cfg.CallTimeout/2)
}

// post sends a body to the first gateway, and to the second one only if the first has got nothing of it, or if it is a question that
// moves nothing and the first did not answer it.
func (c *Client) post(ctx context.Context, to *api, body []byte) (wire.Reply, error) {
	lines := c.order()
	for i, l := range lines {
		last := i == len(lines)-1
		reply, err := c.postTo(ctx, l, to, body, last)
		if last || !again(to, reply, err) || ctx.Err() != nil {
			return reply, err
		}
		c.prefer(lines[i+1])
	}
	return wire.Reply{}, errors.New("no gateway") // New makes at least one
}

// again reports whether the next gateway may be asked.
func again(to *api, reply wire.Reply, err error) bool {
	if e, ok := errors.AsType[*wire.Error](err); ok && !e.Sent {
		return true
	}
	return to.asks && (err != nil || reply.Status >= http.StatusInternalServerError)
}

// postTo sends a body to one gateway. Before the last one, connecting alone may take half of the time, and so may a question.
func (c *Client) postTo(ctx context.Context, l line, to *api, body []byte, last bool) (wire.Reply, error) {
	if !last {
		limited, stop := c.share(ctx)
		defer stop()
		if err := l.wire.Warm(limited); err != nil {
			return wire.Reply{}, err
		}
		if to.asks {
			ctx = limited
		}
	}
	request := slices.Concat(make([]byte, l.endpoint.Room()), body)
	defer clear(request)
	reply, err := l.wire.Post(ctx, l.endpoint.Frame(request))
	if err == nil && !reply.Date.IsZero() { // the certificate vouches for it, whatever the answer is worth
		c.heard(reply.Date)
	}
	return reply, err
}

// prefer remembers which gateway to try first for a while.
func (c *Client) prefer(l line) {
	until := int64(0)
	if l.wire == c.lines[len(c.lines)-1].wire {
		until = c.now().Add(avoidFor).UnixMilli()
	}
	c.avoid.Store(until)
}
