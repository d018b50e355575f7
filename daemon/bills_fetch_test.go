package daemon_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs"
	"posd/daemon/gateways"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
	"posd/payment/reconcile"
)

// TestTheBillOfADayIsTheJournalOfThatDay sells, cancels and refunds through the real client of the open platform, has the bill of the day
// from the gateway, and holds it against the journal: it is there from the next morning, and nothing differs.
func TestTheBillOfADayIsTheJournalOfThatDay(t *testing.T) {
	t.Parallel()
	identity, err := alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2))
	if err != nil {
		t.Fatal(err)
	}
	open := slices.IndexFunc(families, func(f family) bool { return f.name == configs.FamilyOpenAPI })
	c := families[open].sign(t, t.TempDir(), identity)
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, c)
		source, ok := w.client.(interface {
			Bill(ctx context.Context, day string, limit int64) ([]byte, error)
		})
		if !ok {
			t.Fatal("the client hands out no bills")
		}
		from, to, err := reconcile.Day(time.Now().In(time.FixedZone("", 8*60*60)).Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		day := from.Format(time.DateOnly)
		for _, name := range []string{"paid", "charged_lost", "confirm_never", "paid"} {
			s, err := alipaytest.ScenarioNamed(name, 0)
			if err != nil {
				t.Fatal(err)
			}
			p := w.sell(s)
			time.Sleep(2 * time.Minute)
			if name == "charged_lost" {
				if _, _, err := w.Refund(t.Context(), p.ID, payment.Refund{Amount: payment.Amount{Minor: 250, Currency: "CNY"}, Why: "cold"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := source.Bill(t.Context(), day, reconcile.MaxBytes); !errors.Is(err, gateways.ErrNoBill) {
			t.Errorf("on the same day: %v", err)
		}
		time.Sleep(48 * time.Hour)
		synctest.Wait()
		text, err := source.Bill(t.Context(), day, reconcile.MaxBytes)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := source.Bill(t.Context(), day, 100); err == nil {
			t.Error("a bill of any size is taken")
		}
		bill, err := reconcile.Parse("bill.zip", text)
		if err != nil {
			t.Fatal(err)
		}
		result, err := reconcile.Compare(bill, shelf{w.store}, reconcile.Opts{From: from, To: to})
		if err != nil || len(result.Gaps) > 0 || len(bill.Rows) != 4 || len(result.Matched) != 4 {
			t.Errorf("%d rows, %d matched, %+v, %v", len(bill.Rows), len(result.Matched), result.Gaps, err)
		}
	})
}
