package book

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"posd/daemon/journal"
	"posd/daemon/journal/journaltest"
	"posd/payment"
)

// sold saves a paid sale, and with refund above zero a refund of so much of it.
func sold(t *testing.T, b *Book, n uint64, operator string, minor, refund int64) {
	t.Helper()
	p := payment.Payment{
		ID: payment.NewID(n), State: payment.StatePaid,
		Order: payment.Order{Amount: payment.Amount{Minor: minor, Currency: "CNY"}, Operator: operator},
	}
	if err := b.Save(p, payment.NoticePaid); err != nil {
		t.Fatal(err)
	}
	if refund > 0 {
		p.Refunds = []payment.Refund{{
			Number: string(p.ID) + "r", Amount: payment.Amount{Minor: refund, Currency: "CNY"}, State: payment.RefundDone, Operator: "boss",
		}}
		if err := b.Save(p, payment.NoticeRefunded); err != nil {
			t.Fatal(err)
		}
	}
}

// TestAZReportClosesWhatItReports: each sale is in exactly one, numbers have no gaps, and it is the same when it is read again.
func TestAZReportClosesWhatItReports(t *testing.T) {
	t.Parallel()
	j := journaltest.Open(t)
	b, err := New(j, Opts{Zone: time.UTC, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	none := func(Report) ([]journal.Record, error) { return nil, nil }
	sold(t, b, 1, "amy", 1000, 0)
	sold(t, b, 2, "bo", 500, 200)
	x, err := b.X(j)
	want := Sum{Sales: 2, SalesMinor: 1500, Refunds: 1, RefundMinor: 200}
	if err != nil || x.Number != 0 || x.Currencies["CNY"] != want || x.Operators["amy"]["CNY"] != (Sum{Sales: 1, SalesMinor: 1000}) ||
		x.Operators["boss"]["CNY"] != (Sum{Refunds: 1, RefundMinor: 200}) {
		t.Fatalf("X: %+v, %v", x, err)
	}
	z, err := b.Z(j, none)
	if err != nil || z.Number != 1 || z.Currencies["CNY"] != want || z.From != 1 || z.To != 3 || len(z.Head) != 64 {
		t.Fatalf("Z: %+v, %v", z, err)
	}
	if x, err = b.X(j); err != nil || len(x.Currencies) != 0 || x.From != 4 || x.Since.IsZero() {
		t.Errorf("X after Z: %+v, %v", x, err)
	}
	sold(t, b, 3, "", 70, 0)
	again, err := b.Z(j, none)
	if err != nil || again.Number != 2 || again.Currencies["CNY"] != (Sum{Sales: 1, SalesMinor: 70}) || again.From != z.To+1 {
		t.Errorf("the second Z: %+v, %v", again, err)
	}
	kept, err := ZReport(j, 1)
	kept.At, z.At = kept.At.UTC().Round(0), z.At.UTC().Round(0)
	if err != nil || !reflect.DeepEqual(kept, z) {
		t.Errorf("read again: %+v, %v\nwas %+v", kept, err, z)
	}
	if _, err := ZReport(j, 3); !errors.Is(err, ErrNoReport) {
		t.Errorf("one that is not there: %v", err)
	}
}

// TestAZReportAndItsSlipAreOneCommit: if the slip cannot be owed, nothing is closed.
func TestAZReportAndItsSlipAreOneCommit(t *testing.T) {
	t.Parallel()
	j := journaltest.Open(t)
	b, err := New(j, Opts{Zone: time.UTC, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	no := errors.New("no paper")
	if _, err := b.Z(j, func(Report) ([]journal.Record, error) { return nil, no }); !errors.Is(err, no) || j.Len() != 0 {
		t.Errorf("%v, %d entries", err, j.Len())
	}
	before := j.Stats().Commits
	z, err := b.Z(j, func(Report) ([]journal.Record, error) {
		return []journal.Record{{Stream: "spool", Kind: "owed", Key: "z-1", Version: 1, Open: true, Body: []byte("{}")}}, nil
	})
	if err != nil || z.Number != 1 || j.Stats().Commits != before+1 || j.Len() != 2 {
		t.Errorf("%+v, %v: %d commits", z, err, j.Stats().Commits-before)
	}
}

// TestWhatLeftNoMoneyIsCounted by who did it, each once.
func TestWhatLeftNoMoneyIsCounted(t *testing.T) {
	t.Parallel()
	j := journaltest.Open(t)
	b, err := New(j, Opts{
		Zone: time.UTC, Now: time.Now, Shift: func() int { return 4 },
		NoSale: func(e journal.Entry) (string, bool) { return string(e.Body), e.Stream == "drawer" },
	})
	if err != nil {
		t.Fatal(err)
	}
	save := func(n uint64, operator string, states ...payment.State) {
		for _, state := range states {
			p := payment.Payment{ID: payment.NewID(n), State: state, Order: payment.Order{Amount: payment.Amount{Minor: 5, Currency: "CNY"}, Operator: operator}}
			p.Returned = state == payment.StateCancelled && n == 3
			if err := b.Save(p, ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	save(1, "amy", payment.StateSending, payment.StateRefused)
	save(2, "amy", payment.StateSending, payment.StateCancelling, payment.StateWatched, payment.StateCancelled)
	save(3, "bo", payment.StateCancelling, payment.StateCancelled)
	save(4, "bo", payment.StateSending, payment.StatePaid)
	from := j.Len() + 1
	if _, err := j.Append(time.Now(), journal.Record{Stream: "drawer", Kind: "no_sale", Body: []byte("cy")}); err != nil {
		t.Fatal(err)
	}
	want := map[string]Tally{"amy": {NotPaid: 2}, "bo": {NotPaid: 1, Returned: 1}, "cy": {NoSales: 1}}
	z, err := b.Z(j, func(Report) ([]journal.Record, error) { return nil, nil })
	if err != nil || !reflect.DeepEqual(z.Tallies, want) || z.Tally() != (Tally{3, 1, 1}) || z.Shift != 4 || len(z.Names()) != 3 {
		t.Errorf("%+v, %v", z, err)
	}
	if kept, err := ZReport(j, 1); err != nil || !reflect.DeepEqual(kept.Tallies, want) || kept.Shift != 4 {
		t.Errorf("read again: %+v, %v", kept, err)
	}
	if s, err := b.Shift(j, 5, from, time.Now()); err != nil || s.Shift != 5 || s.From != from || s.Tally() != (Tally{NoSales: 1}) || len(s.Currencies) != 0 {
		t.Errorf("a shift: %+v, %v", s, err)
	}
}

// TestADayReportSumsUpItsDay: money counts on the day on which it moved, for whoever moved it, whatever was closed in between.
func TestADayReportSumsUpItsDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	j := journaltest.Open(t)
	b, err := New(j, Opts{Zone: time.UTC, DayEnds: 4 * time.Hour, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	sold(t, b, 1, "amy", 1000, 0)
	if _, err := b.Z(j, func(Report) ([]journal.Record, error) { return nil, nil }); err != nil {
		t.Fatal(err)
	}
	now = now.Add(7 * time.Hour) // three at night: the same business day
	sold(t, b, 2, "bo", 500, 200)
	now = now.Add(7 * time.Hour)
	sold(t, b, 3, "amy", 70, 0)
	day, err := b.DayReport("2026-11-23")
	if err != nil || day.Currencies["CNY"] != (Sum{Sales: 2, SalesMinor: 1500, Refunds: 1, RefundMinor: 200}) ||
		day.Operators["amy"]["CNY"] != (Sum{Sales: 1, SalesMinor: 1000}) || day.Operators["boss"]["CNY"] != (Sum{Refunds: 1, RefundMinor: 200}) {
		t.Errorf("%+v, %v", day, err)
	}
	if next, err := b.DayReport("2026-11-24"); err != nil || next.Currencies["CNY"] != (Sum{Sales: 1, SalesMinor: 70}) || len(next.Operators) != 1 {
		t.Errorf("%+v, %v", next, err)
	}
	for _, none := range []string{"2026-11-25", "2026-11-31", "yesterday", "2026-1-1", ""} {
		if _, err := b.DayReport(none); !errors.Is(err, ErrDay) {
			t.Errorf("%q: %v", none, err)
		}
	}
}
