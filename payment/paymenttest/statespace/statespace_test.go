package statespace_test

import (
	"os"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/paymenttest/statespace"
)

// bounds are small for every change, tiny for slow machines, and large where EXPLORE=large asks for it, as make explore does.
func bounds() statespace.Bounds {
	switch {
	case os.Getenv("EXPLORE") == "large":
		return statespace.Large()
	case testing.Short():
		return statespace.Tiny()
	default:
		return statespace.Small()
	}
}

// TestEveryReachableState enumerates the protocol and prints how many states and transitions it has.
func TestEveryReachableState(t *testing.T) {
	t.Parallel()
	began := time.Now()
	report := statespace.Search(payment.Next, bounds())
	t.Logf("%+v: %s, %v", bounds(), report, time.Since(began).Round(time.Millisecond))
	if report.Violation != "" {
		t.Fatalf("%s\n%s", report.Violation, report.Timeline)
	}
	notices := []payment.Notice{
		payment.NoticeCreated, payment.NoticeSending, payment.NoticePresented, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticePaid,
		payment.NoticePaidLate, payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeStopping, payment.NoticeCancelling,
		payment.NoticeCancelled, payment.NoticeWatched, payment.NoticeReturning, payment.NoticeReturned, payment.NoticeUnresolved,
		payment.NoticeRefundPending, payment.NoticeRefundUnknown, payment.NoticeRefunded, payment.NoticeRefundRefused,
		payment.NoticeRefundNotSent,
	}
	if bounds().Attempts > 1 {
		notices = append(notices, payment.NoticeScanAgain)
	}
	for _, n := range notices {
		if !report.Told[n] {
			t.Errorf("%q is never told: the search does not go where it should", n)
		}
	}
	for s := payment.StateNone; s <= payment.StateRefunded; s++ {
		if !report.Reached[s] {
			t.Errorf("%s is never reached", s)
		}
	}
}
