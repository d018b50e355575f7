package daemon

import (
	"strings"
	"testing"
	"time"

	"posd/configs/words"
	"posd/daemon/bills"
	"posd/daemon/health"
	"posd/payment/reconcile"
	"posd/printer"
)

// differing is the outcome of a bill with one gap.
func differing() bills.Outcome {
	g := reconcile.Gap{Kind: reconcile.PaidThere, Type: reconcile.Payment, Number: "90000000000000000001_0"}
	return bills.Outcome{
		Run: bills.Run{
			Format: reconcile.Spot, Name: "bill.txt", Digest: strings.Repeat("ab", 32), Rows: 3, Matched: 2, Gaps: 1, Others: 4,
			From: time.Unix(0, 0), To: time.Unix(86400, 0), Sums: []bills.Sum{{Currency: "CNY", Bill: "1750", Journal: "1250"}},
		},
		Gaps: []bills.Gap{{
			ID: g.ID(), Open: true, Kind: g.Kind, Type: g.Type, Number: g.Number,
			There: &bills.Amount{Value: "500", Currency: "CNY"}, Here: &bills.Amount{Value: "500", Currency: "CNY"},
		}},
	}
}

func billsHealth(t *testing.T, d *Daemon) health.State {
	t.Helper()
	for _, n := range d.health.Snapshot() {
		if n.Code == probBills {
			return n.State
		}
	}
	t.Fatal("no such problem")
	return health.Unknown
}

// A gap is a fault of the terminal's health until somebody has explained it.
func TestAGapIsShownUntilItIsExplained(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	desk := billDesk{d.bills, d}
	d.reportBills()
	if billsHealth(t, d) != health.OK {
		t.Error("a fault without a gap")
	}
	if _, err := desk.Record(differing(), 0); err != nil || billsHealth(t, d) != health.Faulty {
		t.Errorf("a gap and no fault, %v", err)
	}
	if _, err := desk.Explain(differing().Gaps[0].ID, "chen", "refunded by hand"); err != nil || billsHealth(t, d) != health.OK {
		t.Errorf("explained, and still a fault, %v", err)
	}
}

// The outcome goes onto paper once; checking the bill again prints a copy.
func TestABillsOutcomeIsPrinted(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	desk := billDesk{d.bills, d}
	for range 2 {
		if err := desk.Print(differing(), "chen"); err != nil {
			t.Fatal(err)
		}
	}
	jobs := d.spool.Owed()
	if len(jobs) != 1 {
		t.Fatalf("%d slips", len(jobs))
	}
	text := strings.Join(printer.Layout(jobs[0].Receipt, printer.Paper{Columns: printer.Columns58, Lang: words.En}).Lines(0), "\n")
	for _, want := range []string{"bill.txt", "1970-01-01", "17.50 CNY", "12.50 CNY", "90000000000000000001_0"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
