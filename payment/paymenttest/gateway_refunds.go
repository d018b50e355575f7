package paymenttest

import (
	"context"
	"strconv"
	"testing"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
)

// refundFinder is a client whose family has a query for refunds.
type refundFinder interface {
	FindRefund(ctx context.Context, r payment.RefundRequest) payment.Answer
}

// testRefundQueries: each of several parts is found by its own number and amount, and one that was never sent is not.
func testRefundQueries(t *testing.T, f Family) {
	at(t, f, func(c *stall) {
		finder, ok := c.client.(refundFinder)
		if !ok || f.Opts.Family == "" || f.Opts.Family == alipaytest.FamilyIntl { // intl has no such query, behind a relay neither
			return
		}
		s := c.sell("paid", 0)
		s.play("pay:paid")
		parts := s.refundInParts(3)
		find := func(r payment.RefundRequest) payment.Answer {
			a := finder.FindRefund(c.t.Context(), r)
			c.heed("find refund", a)
			return a
		}
		for n, part := range parts {
			if a := find(part); a.Outcome != payment.Done || !a.Signed {
				c.t.Errorf("part %d is not found: %+v", n, a)
			}
		}
		never := parts[0]
		never.Number += "9"
		if a := find(never); a.Outcome != payment.NotFound && a.Outcome != payment.Unknown { // a family may have no word for it: then it proves nothing
			c.t.Errorf("one that was never sent: %+v", a)
		}
		if tr, _ := c.alipay.Ledger().Trade(s.trade.Number); tr.Refunded != 303 || len(tr.Refunds) != len(parts) {
			c.t.Errorf("%d refunded in %d parts", tr.Refunded, len(tr.Refunds))
		}
	})
}

// refundInParts gives back 100, 101, ... of the smallest unit.
func (s *attempt) refundInParts(count int64) (parts []payment.RefundRequest) {
	s.c.t.Helper()
	for n := range count {
		part := payment.RefundRequest{
			Trade: s.trade, Number: s.refund + strconv.FormatInt(n, 10), Amount: payment.Amount{Minor: 100 + n, Currency: s.trade.Amount.Currency},
		}
		a := s.c.client.Refund(s.c.t.Context(), part)
		s.c.heed("refund", a)
		if a.Outcome != payment.Done {
			s.c.t.Errorf("part %d: %+v", n, a)
		}
		parts = append(parts, part)
	}
	return parts
}
