package payment_test

import (
	"context"
	"testing"

	"posd/payment"
	"posd/payment/paymenttest"
)

// before stands before another gateway, as one that counts its calls does.
type before struct{ payment.Gateway }

func (before) Present(context.Context, payment.PresentRequest) payment.Answer {
	return payment.Answer{}
}
func (b before) Presents() bool { return payment.CanPresent(b.Gateway) }

func TestWhoCanPresent(t *testing.T) {
	t.Parallel()
	bank := paymenttest.NewBank()
	plain := struct{ payment.Gateway }{bank}
	for name, x := range map[string]struct {
		gateway payment.Gateway
		want    bool
	}{
		"a presenter": {bank, true}, "none": {plain, false}, "before a presenter": {before{bank}, true}, "before none": {before{plain}, false},
		"before one before none": {before{before{plain}}, false},
	} {
		if got := payment.CanPresent(x.gateway); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if a := payment.NoCodes("x"); a.Outcome != payment.NotSent || a.Reason != (payment.Reason{Code: "present_not_supported", Action: payment.ActTechnician}) || a.Detail != "x" || a.Show != "" {
		t.Errorf("%+v", a)
	}
}
