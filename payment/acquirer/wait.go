package acquirer

import (
	"context"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/call"
)

// Await waits until the relay has heard something about a number, at most patience or until ctx ends, and reports whether it has.
// What it has heard proves nothing: a query tells. It costs a connection beside those of the calls, and no error is worth telling.
func (c *Client) Await(ctx context.Context, r payment.TradeRequest, patience time.Duration) bool {
	patience = min(patience, protocol.MaxWait).Truncate(time.Second)
	if _, enrolled := c.id.Subject(); !enrolled || patience <= 0 || call.CheckNumber(r.Number) != nil {
		return false
	}
	ctx, stop := context.WithTimeout(ctx, patience+c.cfg.CallTimeout)
	defer stop()
	q := askTrade(protocol.PathWait, payment.TradeRequest{Number: r.Number})
	reply, err := c.post(ctx, q.path, waitBody(q, patience))
	if err != nil {
		return false
	}
	a, d := hold(q, reply)
	return d == nil && a.News
}
