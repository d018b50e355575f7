package daemon_test

import (
	"iter"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
	"posd/payment/reconcile"
)

// shelf is a journal in memory as reconcile.Book.
type shelf struct{ *paymenttest.Memory }

// Touched implements reconcile.Book.
func (s shelf) Touched(time.Time, time.Time) iter.Seq2[payment.Payment, error] {
	return func(yield func(payment.Payment, error) bool) {
		for _, saved := range s.Saves() {
			p, err := s.Get(saved.Payment.ID)
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

// reconcile holds the bills that the simulated Alipay writes of its books against the journal: nothing may differ, whatever
// happened on the way (promise 12).
func (w *world) reconcile(name string) {
	w.t.Helper()
	from, to := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), time.Now().Add(time.Hour)
	for format, text := range map[reconcile.Format][]byte{
		reconcile.Spot: w.alipay.Ledger().SpotBill("2088000000000001", from, to), reconcile.Intl: w.alipay.Ledger().IntlBill(from, to),
	} {
		bill, err := reconcile.Parse("bill", text)
		if err != nil {
			w.t.Fatalf("%s: %v\n%s", name, err, text)
		}
		result, err := reconcile.Compare(bill, shelf{w.store}, reconcile.Opts{From: from, To: to})
		if err != nil {
			w.t.Fatal(err)
		}
		for currency, sum := range result.Sums {
			if sum.There != sum.Here {
				w.t.Errorf("%s: %s bill says %d %s, the journal %d", name, format, sum.There, currency, sum.Here)
			}
		}
		for _, g := range result.Gaps {
			w.t.Errorf("%s: %s bill: %+v", name, format, g)
		}
	}
}
