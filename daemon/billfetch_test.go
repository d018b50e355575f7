package daemon

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/bills"
	"posd/daemon/gateways"
	"posd/daemon/health"
	"posd/payment/alipay/alipaytest"
)

// clerk is a gateway that hands out bills of a simulated Alipay's books.
type clerk struct {
	bank

	books *alipaytest.Ledger
	err   error
	asked []string
}

func (c *clerk) Bill(_ context.Context, day string, _ int64) ([]byte, error) {
	c.asked = append(c.asked, day)
	if c.err != nil {
		return nil, c.err
	}
	from, err := time.ParseInLocation(time.DateOnly, day, beijing)
	if err != nil {
		return nil, err
	}
	return c.books.OpenAPIBill("2014072300007148", from, from.AddDate(0, 0, 1))
}

func (d *Daemon) fetchHealth(t *testing.T) health.State {
	t.Helper()
	return d.problem(t, probBillFetch).State
}

// TestYesterdaysBillIsFetchedOnceAMorning, tried again while it is not there, and told of when it stays away.
func TestYesterdaysBillIsFetchedOnceAMorning(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := &clerk{books: alipaytest.NewLedger(alipaytest.LedgerOpts{})}
		d := benchOf(t, withPrinter, func(d *Daemon) {
			d.cfg.Gateway.FetchBills = true
			var err error
			if d.health, err = health.NewTracker(problems(d.cfg), d.parts.Now, d.healthChanged); err != nil {
				t.Fatal(err)
			}
			c.bank, _ = d.gateway.(bank)
			d.gateway = c
		})
		night := time.Now().In(beijing).Truncate(24 * time.Hour)
		at := func(clock time.Duration) time.Duration { // the moment after so much of the next day of Beijing
			t.Helper()
			next := time.Date(night.Year(), night.Month(), night.Day()+1, 0, 0, 0, 0, beijing).Add(clock)
			time.Sleep(time.Until(next))
			return d.fetchDue(t.Context())
		}
		if wait := at(time.Hour); wait != fetchLook || len(c.asked) != 0 {
			t.Errorf("at one in the night it waits %v and asked for %v", wait, c.asked)
		}
		c.err = errors.New("no way")
		if wait := at(billReady); wait != fetchAgain || len(c.asked) != 1 || d.fetchHealth(t) == health.Faulty {
			t.Errorf("in the morning it waits %v, asked for %v, %s", wait, c.asked, d.fetchHealth(t))
		}
		if at(billLate); d.fetchHealth(t) != health.Faulty {
			t.Error("at noon nobody is told")
		}
		c.err = gateways.ErrNoBill
		if wait := at(billLate + time.Hour); wait != fetchLook || d.fetchHealth(t) != health.OK {
			t.Errorf("nothing was sold, and it waits %v, %s", wait, d.fetchHealth(t))
		}
		c.err = nil
		if wait := at(billLate + 2*time.Hour); wait != fetchLook || d.fetchHealth(t) != health.OK {
			t.Errorf("had, and it waits %v, %s", wait, d.fetchHealth(t))
		}
		had := len(c.asked)
		if at(billLate + 3*time.Hour); len(c.asked) != had {
			t.Error("had already, and fetched again")
		}
		runs, err := d.bills.Runs(10)
		if err != nil || len(runs) != 1 || runs[0].Days() != c.asked[0] || runs[0].Operator != "auto" {
			t.Errorf("kept %+v, %v", runs, err)
		}
	})
}

// TestAFetchedBillLeavesItsGaps: what Alipay charged and the journal does not know is kept, shown and printed.
func TestAFetchedBillLeavesItsGaps(t *testing.T) {
	t.Parallel()
	books := alipaytest.NewLedger(alipaytest.LedgerOpts{})
	d := benchOf(t, withPrinter, func(d *Daemon) { d.gateway = &clerk{books: books} })
	desk := billDesk{d.bills, d}
	if newest, yesterday := desk.Newest(), time.Now().In(beijing).AddDate(0, 0, -1); newest > yesterday.Format(time.DateOnly) || len(newest) != 10 {
		t.Errorf("the newest bill is of %q", newest)
	}
	day := time.Now().In(beijing).Format(time.DateOnly)
	charge := alipaytest.Order{Number: "91234567890123456789_0", Code: "281234567890123456", Amount: alipaytest.Money{Currency: "CNY", Value: 1250}}
	if trade, err := books.Pay(charge); err != nil || trade.Charged != 1250 {
		t.Fatalf("%+v, %v", trade, err)
	}
	o, err := desk.Fetch(t.Context(), day, "chen", false)
	if err != nil || o.Run.Gaps != 1 || o.Gaps[0].Number != charge.Number {
		t.Fatalf("%+v, %v", o, err)
	}
	if billsHealth(t, d) != health.Faulty {
		t.Error("nobody is told")
	}
	if _, err := d.spool.Job("bill-" + o.Run.Digest[:16]); err != nil {
		t.Errorf("nothing is printed: %v", err)
	}
	d.gateway = bank{}
	if newest := desk.Newest(); newest != "" {
		t.Errorf("a family without bills has one of %s", newest)
	}
	if _, err := desk.Fetch(t.Context(), day, "chen", false); !errors.Is(err, bills.ErrNoSource) {
		t.Errorf("of a family without bills: %v", err)
	}
	d.gateway = &clerk{books: books, err: gateways.ErrNoBill}
	if _, err := desk.Fetch(t.Context(), day, "chen", false); !errors.Is(err, bills.ErrNoBill) {
		t.Errorf("without a bill: %v", err)
	}
}
