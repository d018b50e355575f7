package daemon

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/configs/words"
	"posd/payment"
	"posd/printer"
	"posd/printer/spool"
)

var update = flag.Bool("update", false, "write the golden files anew")

// notices are all that a payment can be told with.
var notices = []payment.Notice{
	payment.NoticeCreated, payment.NoticeSending, payment.NoticePresented, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticePaid,
	payment.NoticePaidLate, payment.NoticeScanAgain, payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeStopping,
	payment.NoticeCancelling, payment.NoticeCancelled, payment.NoticeWatched, payment.NoticeReturning, payment.NoticeReturned,
	payment.NoticeUnresolved, payment.NoticeRefundPending, payment.NoticeRefundUnknown, payment.NoticeRefunded,
	payment.NoticeRefundRefused, payment.NoticeRefundNotSent,
}

// refunded is a paid payment with two refunds, the second of which was just settled.
func refunded() payment.Payment {
	p := paid(1)
	yuan := func(minor int64) payment.Amount { return payment.Amount{Minor: minor, Currency: "CNY"} }
	p.Refunds = []payment.Refund{
		{Number: payment.NewRefundNumber(1), Amount: yuan(100), State: payment.RefundDone, Operator: "Li", Settled: p.Changed},
		{Number: payment.NewRefundNumber(2), Amount: yuan(250), State: payment.RefundDone, Operator: "Wang", Settled: p.Changed.Add(time.Hour)},
	}
	return p
}

// abroad is a payment in the shop's own currency by a buyer who paid in another.
func abroad(p payment.Payment) payment.Payment {
	p.Order.Amount = payment.Amount{Minor: 1250, Currency: "HKD"}
	p.Trade.PaidBy = payment.Amount{Minor: 1147, Currency: "CNY"}
	p.Trade.Rate = "1 HKD = 0.9176 CNY"
	p.Trade.Discount = payment.Amount{Minor: 50, Currency: "HKD"}
	return p
}

// returned is a payment whose money came after it was given up, and went back.
func returned() payment.Payment {
	p := paid(1)
	p.State, p.Late, p.Returned = payment.StateCancelled, true, true
	p.GivenUp = payment.GiveUp{Why: payment.WhyStop, At: p.Created}
	p.Trade.Time = time.Time{}
	return p
}

// owed returns the job that a notice makes owed, if any.
func owed(t *testing.T, d *Daemon, n payment.Notice, p payment.Payment) (spool.Job, bool) {
	t.Helper()
	records, err := d.owes(n, payment.Payment{}, p)
	if err != nil {
		t.Fatal(err)
	}
	if len(records) == 0 {
		return spool.Job{}, false
	}
	r := records[0]
	job, err := spool.Parse(spool.Record{Kind: r.Kind, Version: r.Version, Key: r.Key, Open: r.Open, Body: r.Body})
	if err != nil || len(records) != 1 || r.Stream != spool.Stream || !r.Open || job.State != spool.StateOwed {
		t.Fatalf("owed as %+v: %+v, %v", records, job, err)
	}
	return job, true
}

func TestWhatIsPrintedAboutAPayment(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	for name, c := range map[string]struct {
		notice payment.Notice
		about  payment.Payment
		id     string
	}{
		"sale":     {payment.NoticePaid, paid(1), string(payment.NewID(1))},
		"abroad":   {payment.NoticePaid, abroad(paid(1)), string(payment.NewID(1))},
		"late":     {payment.NoticePaidLate, paid(1), string(payment.NewID(1))},
		"refund":   {payment.NoticeRefunded, refunded(), payment.NewRefundNumber(2)},
		"returned": {payment.NoticeReturned, returned(), string(payment.NewID(1)) + "-returned"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job, ok := owed(t, d, c.notice, c.about)
			if !ok || job.ID != c.id {
				t.Fatalf("owed as %q, %t", job.ID, ok)
			}
			paper := printer.Layout(job.Receipt, printer.Paper{Columns: printer.Columns58, Lang: words.Bilingual})
			golden(t, name+".txt", strings.Join(paper.Lines(printer.Columns58), "\n")+"\n")
		})
	}
}

// golden holds text against a file of testdata, or writes it there with -update.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", "receipts", name)
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, text, want)
	}
}

// TestOnlyMoneyThatMovedOwesAReceipt, and money of which it is not known: it goes through every notice.
func TestOnlyMoneyThatMovedOwesAReceipt(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	var owing []payment.Notice
	for _, n := range notices {
		if _, ok := owed(t, d, n, refunded()); ok {
			owing = append(owing, n)
		}
	}
	want := []payment.Notice{
		payment.NoticePaid, payment.NoticePaidLate, payment.NoticeReturned, payment.NoticeUnresolved, payment.NoticeRefunded,
	}
	if !slices.Equal(owing, want) {
		t.Errorf("owing: %v, not %v", owing, want)
	}
	mute, _ := bench(t, withoutPrinter)
	if _, ok := owed(t, mute, payment.NoticePaid, paid(1)); ok {
		t.Error("a receipt is owed that nobody can print")
	}
}

// TestNoReceiptNamesABuyer who was not masked by the gateway (promise 24).
func TestNoReceiptNamesABuyer(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withPrinter)
	for _, n := range []payment.Notice{payment.NoticePaid, payment.NoticeRefunded, payment.NoticeReturned} {
		records, err := d.owes(n, payment.Payment{}, refunded())
		if err != nil {
			t.Fatal(err)
		}
		if body := string(records[0].Body); strings.Contains(body, "13800001234") || !strings.Contains(body, "13****1234") {
			t.Errorf("%s: %s", n, body)
		}
	}
}

// TestWhatTheBuyerPaid: families that name only what the buyer paid, or a bare rate, leave it to the receipt to say what that means.
func TestWhatTheBuyerPaid(t *testing.T) {
	t.Parallel()
	usd := func(minor int64) payment.Amount { return payment.Amount{Minor: minor, Currency: "USD"} }
	cny := payment.Amount{Minor: 8192, Currency: "CNY"}
	for name, c := range map[string]struct {
		trade                     payment.Trade
		discount, paid, rate, cny string
	}{
		"nothing said":        {payment.Trade{}, "", "", "", ""},
		"paid less":           {payment.Trade{PaidBy: usd(1150)}, "1.00 USD", "11.50 USD", "", ""},
		"paid all":            {payment.Trade{PaidBy: usd(1250)}, "", "12.50 USD", "", ""},
		"discount said":       {payment.Trade{PaidBy: usd(1150), Discount: usd(50)}, "0.50 USD", "11.50 USD", "", ""},
		"bare rate":           {payment.Trade{PaidBy: cny, Rate: "7.1234"}, "", "", "1 USD = 7.1234 CNY", "81.92 CNY"},
		"rate in words":       {payment.Trade{PaidBy: cny, Rate: "USD/CNY 7.1"}, "", "", "USD/CNY 7.1", "81.92 CNY"},
		"another wallet":      {payment.Trade{PaidBy: payment.Amount{Minor: 17000, Currency: "KRW"}, Rate: "1360"}, "", "17000 KRW", "1 USD = 1360 KRW", ""},
		"rate without amount": {payment.Trade{Rate: "7.1"}, "", "", "7.1", ""},
	} {
		p := paid(1)
		p.Order.Amount, p.Trade = usd(1250), c.trade
		r := receipts{zone: time.UTC}.sale(p)
		if r.Discount.String() != c.discount || r.Paid.String() != c.paid || r.Rate != c.rate || r.CNY.String() != c.cny {
			t.Errorf("%s: discount %q, paid %q, rate %q, CNY %q", name, r.Discount, r.Paid, r.Rate, r.CNY)
		}
	}
}
