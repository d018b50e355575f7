package daemon

import (
	"context"
	"time"

	"posd/daemon/admin"
	"posd/daemon/gateways"
	"posd/payment"
)

// metered counts what the gateway answered and how long it took. It decides nothing.
type metered struct {
	gateways.Gateway

	metrics *admin.Metrics
	now     func() time.Time
}

func (m metered) note(call string, began time.Time, a payment.Answer) payment.Answer {
	m.metrics.Call(call, a.Outcome, m.now().Sub(began))
	return a
}

// Pay implements payment.Gateway.
func (m metered) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	began := m.now()
	return m.note("pay", began, m.Gateway.Pay(ctx, r))
}

// Present implements payment.Presenter where the gateway does; see Presents.
func (m metered) Present(ctx context.Context, r payment.PresentRequest) payment.Answer {
	presenter, ok := m.Gateway.(payment.Presenter)
	if !ok {
		return payment.NoCodes("the gateway makes no codes")
	}
	began := m.now()
	return m.note("present", began, presenter.Present(ctx, r))
}

// Presents tells payment.CanPresent what the gateway can.
func (m metered) Presents() bool { return payment.CanPresent(m.Gateway) }

// Query implements payment.Gateway.
func (m metered) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	began := m.now()
	return m.note("query", began, m.Gateway.Query(ctx, r))
}

// Cancel implements payment.Gateway.
func (m metered) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	began := m.now()
	return m.note("cancel", began, m.Gateway.Cancel(ctx, r))
}

// Refund implements payment.Gateway.
func (m metered) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	began := m.now()
	return m.note("refund", began, m.Gateway.Refund(ctx, r))
}

// Await implements payment.Waiter where the gateway does; where it does not there is never news.
func (m metered) Await(ctx context.Context, r payment.TradeRequest, patience time.Duration) bool {
	waiter, ok := m.Gateway.(payment.Waiter)
	return ok && waiter.Await(ctx, r, patience)
}
