package paymenttest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"posd/payment"
)

// TestStore holds a Store to its contract. reopen returns a Store on the same data, as the next process would find it; for a
// Store that keeps nothing it may return the same one.
func TestStore(t *testing.T, store payment.Store, reopen func(t *testing.T) payment.Store) {
	t.Helper()
	at := time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
	paid := full(at)
	open := payment.Payment{
		ID: payment.NewID(2), State: payment.StateSending, Created: at, Changed: at, Began: at, Code: "28****1234",
		Order: payment.Order{Ref: "A7", Subject: "tea", Amount: payment.Amount{Minor: 300, Currency: "CNY"}, KeepOpen: true},
	}
	for _, p := range []payment.Payment{paid, open} {
		if err := store.Save(p, payment.NoticeSending); err != nil {
			t.Fatalf("save %s: %v", p.ID, err)
		}
	}
	finished := open
	finished.State = payment.StateRefused
	second := open
	second.ID, second.Order.Ref = payment.NewID(3), "A7"
	for _, p := range []payment.Payment{second, finished} {
		if err := store.Save(p, payment.NoticeRefused); err != nil {
			t.Fatalf("save %s: %v", p.ID, err)
		}
	}
	check := func(s payment.Store) {
		t.Helper()
		holds(t, s, paid)
		holds(t, s, finished)
		if _, err := s.Get(payment.NewID(99)); !errors.Is(err, payment.ErrUnknownPayment) {
			t.Errorf("a payment that is not there: %v", err)
		}
		ids(t, "open", s.Open, second.ID)
		ids(t, "by order", func() ([]payment.Payment, error) { return s.ByOrder("A7") }, second.ID, finished.ID)
		ids(t, "by another order", func() ([]payment.Payment, error) { return s.ByOrder("A") })
	}
	check(store)
	check(reopen(t))
}

// full is a payment in which every durable member is set.
func full(at time.Time) payment.Payment {
	reason := payment.Reason{Code: "code_expired", Wire: "PAYMENT_AUTH_CODE_INVALID", Action: payment.ActRescan}
	yuan := payment.Amount{Minor: 8000, Currency: "CNY"}
	return payment.Payment{
		ID: payment.NewID(1), State: payment.StatePaid, Created: at, Changed: at.Add(time.Minute), Attempt: 1, Code: "28****1234",
		Order: payment.Order{
			Ref: "A6", Subject: "咖啡", Amount: payment.Amount{Minor: 1250, Currency: "EUR"}, Operator: "李", Shift: 7, Source: "api",
			KeepOpen: true, Key: "k-1", Digest: "d",
		},
		Began: at.Add(time.Second), Seen: true, Reason: reason, Recovered: true, Late: true, Returned: true,
		Spent:   []payment.Spent{{Number: "9_0", Code: "28****9999", Reason: reason, At: at}},
		Trade:   payment.Trade{Ref: "2026", Time: at, PaidBy: yuan, Rate: "7.1", Buyer: "13****1234", Discount: yuan},
		GivenUp: payment.GiveUp{Why: payment.WhyStop, At: at},
		Refunds: []payment.Refund{{
			Number: "81", Amount: payment.Amount{Minor: 5, Currency: "EUR"}, State: payment.RefundDone, Why: "cold", Operator: "王", Approver: "陈", Shift: 8,
			Late: true, Asked: at, Settled: at, Reason: reason, Key: "k-2", Digest: "e",
		}},
	}
}

func holds(t *testing.T, s payment.Store, want payment.Payment) {
	t.Helper()
	got, err := s.Get(want.ID)
	if err != nil {
		t.Fatalf("get %s: %v", want.ID, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("saved\n%+v\nread back\n%+v", want, got)
	}
}

func ids(t *testing.T, what string, read func() ([]payment.Payment, error), want ...payment.ID) {
	t.Helper()
	found, err := read()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	got := make([]payment.ID, 0, len(found))
	for _, p := range found {
		got = append(got, p.ID)
	}
	if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
