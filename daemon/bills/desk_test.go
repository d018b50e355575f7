package bills_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posd/daemon/bills"
	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
	"posd/payment/reconcile"
)

var beijing = time.FixedZone("UTC+8", 8*60*60)

// shop is a journal with one sale of 12.50 on 2026-11-23 and the desk on it.
type shop struct {
	*testing.T

	path string
	j    *journal.Journal
	desk *bills.Desk
	now  time.Time
}

const number = "90000000000000000001_0"

func openShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{T: t, path: filepath.Join(t.TempDir(), "journal.db"), now: time.Date(2026, 11, 23, 12, 0, 0, 0, beijing)}
	s.open()
	t.Cleanup(func() { _ = s.j.Close() })
	b, err := book.New(s.j, book.Opts{Zone: beijing, Now: func() time.Time { return s.now }})
	if err != nil {
		t.Fatal(err)
	}
	p := payment.Payment{
		ID: "90000000000000000001", State: payment.StatePaid, Began: s.now, Trade: payment.Trade{Time: s.now},
		Order: payment.Order{Subject: "tea", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}},
	}
	if err := b.Save(p, payment.NoticePaid); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(24 * time.Hour)
	return s
}

func (s *shop) open() {
	s.Helper()
	j, err := journal.Open(s.path, journal.Opts{})
	if err != nil {
		s.Fatal(err)
	}
	s.j, s.desk = j, bills.NewDesk(j, func() time.Time { return s.now }, nil)
}

// read holds a bill of rows against the journal and keeps the outcome.
func (s *shop) read(name string, rows ...string) bills.Outcome {
	s.Helper()
	text := "Partner_transaction_id,Transaction_id,Amount,Currency,Payment_time,Type\n" + strings.Join(rows, "\n") + "\n"
	bill, err := reconcile.Parse(name, []byte(text))
	if err != nil {
		s.Fatal(err)
	}
	out, err := bills.Judge(s.j, bill, reconcile.Opts{})
	if err != nil {
		s.Fatal(err)
	}
	if _, err := s.desk.Record(out, 0); err != nil {
		s.Fatal(err)
	}
	return out
}

func (s *shop) gaps() []bills.Gap {
	s.Helper()
	gaps, err := s.desk.Gaps()
	if err != nil {
		s.Fatal(err)
	}
	return gaps
}

const (
	good  = number + ",1,12.50,CNY,11/23/2026 12:00,PAYMENT"
	wrong = number + ",1,12.51,CNY,11/23/2026 12:00,PAYMENT"
)

func TestAGapWaitsForAPerson(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	out := s.read("x_fptrade_20261123.csv", wrong)
	if out.Run.Gaps != 1 || len(s.gaps()) != 1 || s.gaps()[0].Kind != reconcile.AmountOff || s.gaps()[0].Payment == "" {
		t.Fatalf("%+v, %+v", out, s.gaps())
	}
	if err := s.j.Close(); err != nil {
		t.Fatal(err)
	}
	s.open() // a power cut changes nothing
	s.read("y_fptrade_20261123.csv", good)
	if gaps := s.gaps(); len(gaps) != 1 || gaps[0].Since != "y_fptrade_20261123.csv" {
		t.Fatalf("a bill that agrees has closed it: %+v", gaps)
	}
	id := s.gaps()[0].ID
	for _, why := range []string{"", strings.Repeat("x", bills.MaxWhy+1), "\xff"} {
		if _, err := s.desk.Explain(id, "chen", why); !errors.Is(err, bills.ErrText) {
			t.Errorf("%q: %v", why, err)
		}
	}
	if _, err := s.desk.Explain("0000000000000000", "chen", "no such"); !errors.Is(err, bills.ErrUnknown) {
		t.Error(err)
	}
	g, err := s.desk.Explain(id, "chen", "corrected by Alipay, ticket 7")
	if err != nil || g.Open || len(s.gaps()) != 0 {
		t.Fatalf("%+v, %v", g, err)
	}
	if again, err := s.desk.Explain(id, "wu", "I too"); err != nil || again.By != "chen" {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestTheSameBillAgain(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.read("x_fptrade_20261123.csv", wrong)
	id := s.gaps()[0].ID
	if _, err := s.desk.Explain(id, "chen", "known"); err != nil {
		t.Fatal(err)
	}
	out := s.read("x_fptrade_20261123.csv", wrong)
	if out.Run.Gaps != 0 || out.Run.Settled != 1 || out.Gaps[0].Why != "known" || len(s.gaps()) != 0 {
		t.Errorf("the same figures: %+v", out)
	}
	out = s.read("x_fptrade_20261123.csv", strings.Replace(wrong, "12.51", "12.52", 1))
	if out.Run.Gaps != 1 || len(s.gaps()) != 1 || s.gaps()[0].Why != "" {
		t.Errorf("other figures: %+v, %+v", out, s.gaps())
	}
	runs, err := s.desk.Runs(10)
	if err != nil || len(runs) != 2 || runs[0].Matched != 0 || runs[0].Rows != 1 || runs[0].Sums[0].Bill != "1252" || runs[0].Sums[0].Journal != "1250" {
		t.Errorf("%+v, %v", runs, err)
	}
}

// What a client says about gaps is held against what they are, and never closes one.
func TestAnOutcomeIsChecked(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	good := s.read("x_fptrade_20261123.csv", wrong)
	for name, change := range map[string]func(*bills.Outcome){
		"no digest":  func(o *bills.Outcome) { o.Run.Digest = "" },
		"no name":    func(o *bills.Outcome) { o.Run.Name = "" },
		"wrong id":   func(o *bills.Outcome) { o.Gaps[0].ID = "0011223344556677" },
		"wrong kind": func(o *bills.Outcome) { o.Gaps[0].Kind = "fine" },
		"too many":   func(o *bills.Outcome) { o.Gaps = make([]bills.Gap, bills.MaxGapPart+1) },
	} {
		o := good
		o.Gaps = append([]bills.Gap{}, good.Gaps...)
		change(&o)
		if _, err := s.desk.Record(o, 0); !errors.Is(err, bills.ErrPart) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := good
	o.Gaps = append([]bills.Gap{}, good.Gaps...)
	o.Gaps[0].Open, o.Gaps[0].Why = false, "trust me"
	if _, err := s.desk.Record(o, 1); err != nil || len(s.gaps()) != 1 {
		t.Errorf("a client has closed a gap: %v, %+v", err, s.gaps())
	}
}
