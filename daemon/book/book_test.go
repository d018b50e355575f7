package book_test

import (
	"path/filepath"
	"testing"
	"time"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
	"posd/payment/paymenttest"
)

var shanghai = time.FixedZone("CST", 8*60*60)

// shop is a book on a journal of its own, with a clock that a test sets.
type shop struct {
	t    *testing.T
	path string
	j    *journal.Journal
	*book.Book

	now  time.Time
	owes []journal.Record
}

func openShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, path: filepath.Join(t.TempDir(), "journal.db"), now: time.Date(2026, 3, 1, 12, 0, 0, 0, shanghai)}
	s.open()
	t.Cleanup(func() { _ = s.j.Close() })
	return s
}

func (s *shop) open() {
	s.t.Helper()
	j, err := journal.Open(s.path, journal.Opts{})
	if err != nil {
		s.t.Fatal(err)
	}
	b, err := book.New(j, book.Opts{
		Zone: shanghai, DayEnds: 4 * time.Hour, Now: func() time.Time { return s.now },
		Owes: func(payment.Notice, payment.Payment, payment.Payment) ([]journal.Record, error) { return s.owes, nil },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.j, s.Book = j, b
}

// restart is what a power cut leaves: a new book on the same file.
func (s *shop) restart() {
	s.t.Helper()
	if err := s.j.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.open()
}

func (s *shop) save(p payment.Payment, n payment.Notice) {
	s.t.Helper()
	if err := s.Save(p, n); err != nil {
		s.t.Fatal(err)
	}
}

func TestABookIsAStore(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	paymenttest.TestStore(t, s.Book, func(t *testing.T) payment.Store {
		t.Helper()
		s.restart()
		return s.Book
	})
}

func sale(n uint64, minor int64) payment.Payment {
	return payment.Payment{
		ID: payment.NewID(n), State: payment.StateSending,
		Order: payment.Order{Subject: "tea", Amount: payment.Amount{Minor: minor, Currency: "CNY"}, Key: "key"},
	}
}

func TestTotalsOfABusinessDay(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := sale(1, 1000)
	s.save(p, payment.NoticeSending)
	p.State = payment.StatePaid
	s.save(p, payment.NoticePaid)
	s.now = s.now.Add(15 * time.Hour) // 03:00: the night still belongs to the day before
	q := sale(2, 500)
	q.State = payment.StatePaid
	s.save(q, payment.NoticePaid)
	s.now = s.now.Add(2 * time.Hour) // 05:00: the next day
	p.Refunds = []payment.Refund{{Number: "8", Amount: payment.Amount{Minor: 300, Currency: "CNY"}, State: payment.RefundPending}}
	s.save(p, payment.NoticeRefundPending)
	p.Refunds = []payment.Refund{{Number: "8", Amount: payment.Amount{Minor: 300, Currency: "CNY"}, State: payment.RefundDone}}
	s.save(p, payment.NoticeRefunded)

	check := func() {
		t.Helper()
		first, err := s.DayTotals("2026-03-01")
		if err != nil {
			t.Fatal(err)
		}
		if got := first.Currencies["CNY"]; got != (book.Sum{Sales: 2, SalesMinor: 1500}) {
			t.Errorf("the first day: %+v", got)
		}
		if got := s.Today().Currencies["CNY"]; got != (book.Sum{Refunds: 1, RefundMinor: 300}) {
			t.Errorf("the second day: %+v", got)
		}
	}
	check()
	s.restart()
	check()
}

// TestABusinessDaySurvivesTheClock that was wrong for a while: what was sold under the wrong date has its own day, and the day that
// comes back is whole.
func TestABusinessDaySurvivesTheClock(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	sell := func(n uint64) {
		p := sale(n, 1000)
		p.State = payment.StatePaid
		s.save(p, payment.NoticePaid)
	}
	sell(1)
	right := s.now
	s.now = right.AddDate(0, 0, -3)
	sell(2)
	s.now = right
	if got := s.Today(); got.Day != "2026-03-01" || got.Currencies["CNY"].Sales != 1 {
		t.Errorf("after the clock came back: %+v", got)
	}
	sell(3)
	if got := s.Today(); got.Currencies["CNY"].Sales != 2 || got.Currencies["CNY"].SalesMinor != 2000 {
		t.Errorf("and after one more sale: %+v", got)
	}
}

func TestWhatASaleOwesIsInTheSameCommit(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.owes = []journal.Record{{Stream: "spool", Kind: "owed", Key: "r1", Open: true}}
	before := s.j.Stats()
	s.save(sale(1, 1000), payment.NoticePaid)
	if after := s.j.Stats(); after.Commits != before.Commits+1 || s.j.Len() != 2 {
		t.Fatalf("%d commits for %d records", after.Commits-before.Commits, s.j.Len())
	}
}

func TestARequestIsFoundByItsKey(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.save(sale(1, 1000), payment.NoticeSending)
	s.restart()
	if p, err := s.ByKey("key"); err != nil || p.ID != payment.NewID(1) {
		t.Fatalf("%v, %v", p.ID, err)
	}
	if _, err := s.ByKey("ke"); err == nil {
		t.Fatal("half a key is a key")
	}
}

func TestTheTimelineIsEveryRecord(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := sale(1, 1000)
	s.save(p, payment.NoticeSending)
	p.State = payment.StatePaid
	s.save(p, payment.NoticePaid)
	steps, err := s.Timeline(p.ID)
	if err != nil || len(steps) != 2 || steps[0].Notice != "sending" || steps[1].State != payment.StatePaid {
		t.Fatalf("%+v, %v", steps, err)
	}
}
