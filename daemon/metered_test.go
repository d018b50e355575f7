package daemon

import (
	"context"
	"testing"
	"time"

	"posd/daemon/admin"
	"posd/daemon/gateways"
	"posd/payment"
	"posd/payment/paymenttest"
)

// warmed is a connection that needs no preparing.
type warmed struct{}

func (warmed) Warm(context.Context) error { return nil }

// What counts the calls can what the gateway behind it can, and no more.
func TestWhatCountsCanPresentWhereTheGatewayCan(t *testing.T) {
	t.Parallel()
	bank := paymenttest.NewBank()
	request := payment.PresentRequest{Number: "91112345678901234567_0", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Subject: "tea", Valid: time.Minute}
	for name, x := range map[string]struct {
		gateway gateways.Gateway
		can     bool
	}{
		"with codes": {struct {
			*paymenttest.Bank
			warmed
		}{Bank: bank}, true},
		"without codes": {struct {
			payment.Gateway
			warmed
		}{Gateway: bank}, false},
	} {
		m := metered{Gateway: x.gateway, metrics: admin.NewMetrics(), now: time.Now}
		a := m.Present(t.Context(), request)
		if payment.CanPresent(m) != x.can || (a.Outcome == payment.Confirming) != x.can || !x.can && a.Reason.Code != "present_not_supported" {
			t.Errorf("%s: can %v, %+v", name, payment.CanPresent(m), a)
		}
	}
}
