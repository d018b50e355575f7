package reconcile_test

import (
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/reconcile"
)

// shelf is a journal in memory.
type shelf map[payment.ID]payment.Payment

func (s shelf) Get(id payment.ID) (payment.Payment, error) {
	if p, ok := s[id]; ok {
		return p, nil
	}
	return payment.Payment{}, payment.ErrUnknownPayment
}

func (s shelf) Touched(from, to time.Time) iter.Seq2[payment.Payment, error] {
	return func(yield func(payment.Payment, error) bool) {
		for _, p := range s {
			if !p.Changed.Before(from) && p.Changed.Before(to) && !yield(p, nil) {
				return
			}
		}
	}
}

func cny(minor int64) payment.Amount { return payment.Amount{Minor: minor, Currency: "CNY"} }

func at(text string) time.Time {
	from, _, err := reconcile.Day("2026-11-23")
	if err != nil {
		panic(err)
	}
	clock, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+text, from.Location())
	if err != nil {
		panic(err)
	}
	return clock
}

// theShop is what the sample bills tell, rightly.
func theShop() shelf {
	one := payment.Payment{
		ID: "90000000000000000001", State: payment.StatePaid, Order: payment.Order{Amount: cny(1250)}, Began: at("23 09:00"),
		Changed: at("23 11:00"), Trade: payment.Trade{Ref: "r1", Time: at("23 09:00")},
		Refunds: []payment.Refund{{Number: back, Amount: cny(200), State: payment.RefundDone, Asked: at("23 11:00"), Settled: at("23 11:00")}},
	}
	two := payment.Payment{
		ID: "90000000000000000002", Attempt: 1, State: payment.StatePaid, Order: payment.Order{Amount: cny(300)}, Began: at("23 10:00"),
		Changed: at("23 10:00"), Trade: payment.Trade{Time: at("23 10:00")}, Spent: []payment.Spent{{Number: "90000000000000000002_0"}},
	}
	return shelf{one.ID: one, two.ID: two}
}

func (s shelf) with(p payment.Payment) shelf {
	if p.Began.IsZero() {
		p.Began = at("23 12:00")
	}
	p.Changed = p.Began
	s[p.ID] = p
	return s
}

// told is a result as a line per gap.
func told(r reconcile.Result) string {
	var lines []string
	for _, g := range r.Gaps {
		line := fmt.Sprintf("%s %s %s %d/%d %s", g.Kind, g.Type, g.Number, g.There.Minor, g.Here.Minor, g.State)
		if g.Edge {
			line += " edge"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func compare(t *testing.T, bill string, s shelf, opts reconcile.Opts) reconcile.Result {
	t.Helper()
	b, err := reconcile.Parse("x_fptrade_20261123.csv", []byte(bill))
	if err != nil {
		t.Fatal(err)
	}
	r, err := reconcile.Compare(b, s, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAllFourBillsAgree(t *testing.T) {
	t.Parallel()
	for _, bill := range []string{openapiBill, spotBill, intlBill, amsBill} {
		r := compare(t, bill, theShop(), reconcile.Opts{Terminal: "T1"})
		if len(r.Gaps) != 0 || len(r.Matched) != 3 || r.Sums["CNY"] != (reconcile.Sum{There: 1350, Here: 1350}) || r.Derived {
			t.Errorf("%s: %s, %+v", r.Format, told(r), r)
		}
	}
}

// spotOf is a bill of the sample's payments and more rows.
func spotOf(rows ...string) string {
	bill := strings.Replace(spotBill, "Total_count:3", fmt.Sprintf("Total_count:%d", 3+len(rows)), 1)
	for _, row := range rows {
		bill += row + "||5812|Tea|Tea|paymentQrCode|||\n"
	}
	return bill
}

const (
	third  = "90000000000000000003_0"
	payRow = third + "|9|5.00|0|CNY|2026-11-23 12:00:05|PAYMENT"
	canRow = third + "|9|5.00|0|CNY|2026-11-23 12:01:05|CANCEL"
)

func TestEveryDifferenceIsNamed(t *testing.T) {
	t.Parallel()
	five := func(state payment.State) payment.Payment {
		p := payment.Payment{ID: "90000000000000000003", State: state, Order: payment.Order{Amount: cny(500)}}
		switch state { //nolint:exhaustive // the others were given up
		case payment.StatePaid, payment.StateUnknown, payment.StateConfirming, payment.StateRefused:
		default:
			p.GivenUp.Why = payment.WhyStop
		}
		return p
	}
	withRefund := func(state payment.RefundState) payment.Payment {
		p := theShop()["90000000000000000001"]
		p.Refunds = []payment.Refund{{Number: back, Amount: cny(200), State: state, Asked: at("23 11:00"), Settled: at("23 11:00")}}
		return p
	}
	for _, c := range []struct {
		name string
		bill string
		shop shelf
		want string
	}{
		{"not ours", spotOf(payRow), theShop(), "missing_here payment " + third + " 500/0 "},
		{"not in the bill", spotBill, theShop().with(five(payment.StatePaid)), "missing_there payment " + third + " 0/500 paid"},
		{"another amount", spotOf(strings.Replace(payRow, "5.00", "5.01", 1)), theShop().with(five(payment.StatePaid)), "amount payment " + third + " 501/500 paid"},
		{"watched, and paid there", spotOf(payRow), theShop().with(five(payment.StateWatched)), "paid_there payment " + third + " 500/500 watched"},
		{"cancelled, and paid there", spotOf(payRow), theShop().with(five(payment.StateCancelled)), "paid_there payment " + third + " 500/500 cancelled"},
		{"refused, and paid there", spotOf(payRow), theShop().with(five(payment.StateRefused)), "paid_there payment " + third + " 500/500 refused"},
		{"unresolved", spotOf(payRow), theShop().with(five(payment.StateUnresolved)), "paid_there payment " + third + " 500/500 unresolved"},
		{"still being asked", spotOf(payRow), theShop().with(five(payment.StateUnknown)), "status payment " + third + " 500/500 unknown"},
		{"cancelled on both sides", spotOf(payRow, canRow), theShop().with(five(payment.StateCancelled)), ""},
		{"cancelled before it was paid", spotOf(canRow), theShop().with(five(payment.StateCancelled)), ""},
		{"cancelled there alone", spotOf(payRow, canRow), theShop().with(five(payment.StatePaid)), "status cancel " + third + " 500/500 paid"},
		{"an attempt that was refused", spotOf(strings.Replace(payRow, third, "90000000000000000002_0", 1)), theShop(), "paid_there payment 90000000000000000002_0 500/0 paid"},
		{"twice", spotOf(payRow, payRow), theShop().with(five(payment.StatePaid)), "twice payment " + third + " 500/0 "},
		{"a refund of nobody", spotOf("88|9|5.00|0|CNY|2026-11-23 12:00:05|REFUND"), theShop(), "missing_here refund 88 500/0 "},
		{"a refund that is not settled here", spotBill, theShop().with(withRefund(payment.RefundPending)), "status refund " + back + " 200/200 pending"},
		{"a refund that was refused here", spotBill, theShop().with(withRefund(payment.RefundRefused)), "status refund " + back + " 200/200 refused"},
		{"a fee", spotOf(strings.Replace(payRow, "PAYMENT", "FEE", 1)), theShop(), "missing_here other " + third + " 500/0 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := compare(t, c.bill, c.shop, reconcile.Opts{})
			if told(r) != c.want {
				t.Errorf("%s\nwant %s", told(r), c.want)
			}
			if sum := r.Sums["CNY"]; (sum.There == sum.Here) != (c.want == "") && !strings.HasPrefix(c.want, "status") {
				t.Errorf("sums %+v", sum)
			}
		})
	}
}

func TestTheWindowIsABeijingDay(t *testing.T) {
	t.Parallel()
	late := payment.Payment{ID: "90000000000000000003", State: payment.StatePaid, Order: payment.Order{Amount: cny(500)}}
	for _, c := range []struct {
		began, said string
		want        string
	}{
		{"24 00:00", "", ""},
		{"23 23:50", "", "missing_there payment " + third + " 0/500 paid edge"},
		{"23 23:40", "", "missing_there payment " + third + " 0/500 paid"},
		{"23 23:59", "24 00:00", ""},
		{"24 00:00", "23 23:59", "missing_there payment " + third + " 0/500 paid"},
	} {
		p := late
		p.Began = at(c.began)
		if c.said != "" {
			p.Trade.Time = at(c.said)
		}
		if got := told(compare(t, spotBill, theShop().with(p), reconcile.Opts{})); got != c.want {
			t.Errorf("%s/%s: %s, want %s", c.began, c.said, got, c.want)
		}
	}
}

// A bill that names no day is for the day of its rows; for several days only what lies between them is looked for.
func TestTheWindowOfTheRows(t *testing.T) {
	t.Parallel()
	b, err := reconcile.Parse("x_settle_20261125_1.csv", []byte(strings.Replace(intlBill, "11/23/2026 9:00", "11/22/2026 9:00", 1)))
	if err != nil {
		t.Fatal(err)
	}
	shop := theShop().with(payment.Payment{ID: "90000000000000000003", State: payment.StatePaid, Order: payment.Order{Amount: cny(500)}})
	r, err := reconcile.Compare(b, shop, reconcile.Opts{})
	if err != nil || !r.Derived || len(r.Gaps) != 0 { // the sale of 12:00 is after the last row
		t.Errorf("%s, %+v, %v", told(r), r, err)
	}
	from, to, _ := reconcile.Day("2026-11-23")
	if r, err = reconcile.Compare(b, shop, reconcile.Opts{From: from, To: to}); err != nil || len(r.Gaps) != 1 || r.Derived {
		t.Errorf("%s, %v", told(r), err)
	}
	empty, err := reconcile.Parse("x", []byte(strings.SplitAfter(intlBill, "\n")[0]))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reconcile.Compare(empty, shop, reconcile.Opts{}); err == nil {
		t.Error("an empty bill of no day is compared")
	}
}

func TestOtherTerminals(t *testing.T) {
	t.Parallel()
	r := compare(t, openapiBill, theShop(), reconcile.Opts{Terminal: "T2"})
	if r.Others != 3 || len(r.Matched) != 0 || len(r.Gaps) != 3 { // ours are missing there: the shop's terminal is not T2
		t.Errorf("%s, %+v", told(r), r)
	}
	if r = compare(t, spotOf(payRow), theShop(), reconcile.Opts{Shared: true}); r.Others != 1 || len(r.Gaps) != 0 {
		t.Errorf("%s, %+v", told(r), r)
	}
}

func TestAGapHasOneName(t *testing.T) {
	t.Parallel()
	r := compare(t, spotOf(payRow), theShop(), reconcile.Opts{})
	s := compare(t, spotOf(payRow), theShop(), reconcile.Opts{})
	if id := r.Gaps[0].ID(); len(id) != 16 || id != s.Gaps[0].ID() || !r.Gaps[0].Same(s.Gaps[0]) {
		t.Errorf("%s, %s", id, s.Gaps[0].ID())
	}
}
