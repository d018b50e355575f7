package daemon

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/daemon/book"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/payment"
	"posd/printer"
)

// TestAZReportIsPrintedOnceAndCopied: the slip comes with the report, a copy says that it is one.
func TestAZReportIsPrintedOnceAndCopied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthOK}
		d, _ := printing(t, p)
		settle(t, d, payment.NoticePaid, paid(1))
		z, job, err := reports{d}.Make(t.Context(), true, false, "amy")
		synctest.Wait()
		if err != nil || z.Number != 1 || job.ID != "z-000001" || len(p.prints) != 2 || p.prints[1].Kind != printer.KindZ {
			t.Fatalf("%+v, %+v, %v: %d prints", z, job, err, len(p.prints))
		}
		if x, job, err := (reports{d}).Make(t.Context(), false, false, ""); err != nil || len(x.Currencies) != 0 || job.ID != "" {
			t.Errorf("X after Z: %+v, %+v, %v", x, job, err)
		}
		if _, _, err := (reports{d}).Copy(t.Context(), 1, "amy"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if len(p.prints) != 3 || p.prints[2].Copy != 1 || p.prints[2].Kind != printer.KindZ {
			t.Errorf("%d prints: %+v", len(p.prints), p.prints[len(p.prints)-1])
		}
		text := strings.Join(printer.Layout(p.prints[2], printer.Paper{Columns: 32, Lang: words.Zh}).Lines(32), "\n")
		for _, says := range []string{"Z 报表", "COPY 1", "000001", "收款 Sales 1", "净额", "日志校验"} {
			if !strings.Contains(text, says) {
				t.Errorf("%q is not on\n%s", says, text)
			}
		}
	})
}

// TestADayIsPrinted as often as somebody asks, and says which day it is.
func TestADayIsPrinted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthOK}
		d, _ := printing(t, p)
		settle(t, d, payment.NoticePaid, paid(1))
		today := d.book.Day(d.parts.Now())
		report, job, err := reports{d}.Day(t.Context(), "", true, "amy")
		synctest.Wait()
		if err != nil || report.Day != today || job.ID == "" || len(p.prints) != 2 || p.prints[1].Kind != printer.KindDay {
			t.Fatalf("%+v, %+v, %v: %d prints", report, job, err, len(p.prints))
		}
		text := strings.Join(printer.Layout(p.prints[1], printer.Paper{Columns: 32, Lang: words.Zh}).Lines(32), "\n")
		if !strings.Contains(text, "日结汇总") || !strings.Contains(text, today) || !strings.Contains(text, "Mei") {
			t.Errorf("printed\n%s", text)
		}
		if _, _, err := (reports{d}).Day(t.Context(), "2999-01-01", true, ""); !errors.Is(err, book.ErrDay) {
			t.Errorf("a day to come: %v", err)
		}
	})
}

// TestAnUnknownOutcomeIsOnPaperOnce, however often it is given up on.
func TestAnUnknownOutcomeIsOnPaperOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &press{ends: printer.Printed, state: printer.HealthOK}
		d, _ := printing(t, p)
		lost := paid(1)
		lost.State = payment.StateUnresolved
		settle(t, d, payment.NoticeUnresolved, lost)
		d.spool.Wake()
		synctest.Wait()
		settle(t, d, payment.NoticeUnresolved, lost)
		d.spool.Wake()
		synctest.Wait()
		if len(p.prints) != 1 || p.prints[0].Kind != printer.KindUnresolved {
			t.Errorf("%d prints: %+v", len(p.prints), p.prints)
		}
	})
}

// TestTwoZReportsAtOnce: each has its number, and together they count every sale once, whatever is sold meanwhile.
func TestTwoZReportsAtOnce(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	const clerks, sales = 8, 24
	made := make(chan book.Report, clerks)
	var all sync.WaitGroup
	all.Go(func() {
		for n := range uint64(sales) {
			if err := d.book.Save(paid(n), payment.NoticePaid); err != nil {
				t.Error(err)
			}
		}
	})
	for range clerks {
		all.Go(func() {
			z, _, err := reports{d}.Make(t.Context(), true, false, "amy")
			if err != nil {
				t.Error(err)
			}
			made <- z
		})
	}
	all.Wait()
	last, _, err := reports{d}.Make(t.Context(), true, false, "amy")
	if err != nil {
		t.Fatal(err)
	}
	close(made)
	zs := append(slices.Collect(func(yield func(book.Report) bool) {
		for z := range made {
			yield(z)
		}
	}), last)
	slices.SortFunc(zs, func(a, b book.Report) int { return a.Number - b.Number })
	counted, next := 0, uint64(1)
	for i, z := range zs {
		if z.Number != i+1 || z.From != next {
			t.Errorf("report %d of %d is number %d, from %d instead of %d", i+1, len(zs), z.Number, z.From, next)
		}
		counted, next = counted+z.Currencies["CNY"].Sales, z.To+1
	}
	if counted != sales {
		t.Errorf("%d sales counted, not %d", counted, sales)
	}
}

// TestAReportThatFailsStopsNoSale, unless it was the journal that failed.
func TestAReportThatFailsStopsNoSale(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	body := journal.Record{Stream: book.StreamReport, Kind: "closed", Key: "z", Version: 99, Body: []byte("{}")}
	if _, err := d.journal.Append(time.Now(), body); err != nil {
		t.Fatal(err)
	}
	if _, _, err := (reports{d}).Make(t.Context(), true, false, ""); !errors.Is(err, book.ErrReport) {
		t.Fatalf("a report of tomorrow: %v", err)
	}
	if n := d.problem(t, probJournal); n.State != health.OK {
		t.Errorf("the journal is blamed: %+v", n)
	}
	if err := d.journal.Close(); err != nil {
		t.Fatal(err)
	}
	d.journalRefused(fmt.Errorf("z: %w", journal.ErrBroken))
	if n := d.problem(t, probJournal); n.State != health.Faulty {
		t.Errorf("the journal is not blamed: %+v", n)
	}
}
