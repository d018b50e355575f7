package paymenttest_test

import (
	"testing"

	"posd/payment"
	"posd/payment/paymenttest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	m := paymenttest.NewMemory()
	paymenttest.TestStore(t, m, func(*testing.T) payment.Store { return m })
}
