package spool_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/spool"
)

// The layout of a record is kept for years: this one must be read for ever.
const recordV1 = `{"receipt":{"kind":"sale","merchant":"晨光咖啡馆","header":["上海"],"store":"静安店","terminal":"T1",` +
	`"cashier":"张三","title":"拿铁","order":"91234567890123456789","attempt":"91234567890123456789_0",` +
	`"trade":"2026050922001412341234567890","amount":{"text":"12.50","currency":"USD"},"discount":{"text":"1.00","currency":"USD"},` +
	`"paid":{"text":"11.50","currency":"USD"},"rate":"7.1","cny":{"text":"81.92","currency":"CNY"},"buyer":"138****0000",` +
	`"time":"2026-05-09T12:34:56+08:00","footer":["bye"]},"owed":"2026-05-09T12:34:56+08:00","changed":"2026-05-09T12:34:56+08:00"}`

func full() printer.Receipt {
	return printer.Receipt{
		Merchant: "晨光咖啡馆", Header: []string{"上海"}, Store: "静安店", Terminal: "T1", Cashier: "张三", Title: "拿铁",
		Order: "91234567890123456789", Attempt: "91234567890123456789_0", Trade: "2026050922001412341234567890",
		Amount: printer.Money{Text: "12.50", Currency: "USD"}, Discount: printer.Money{Text: "1.00", Currency: "USD"},
		Paid: printer.Money{Text: "11.50", Currency: "USD"}, Rate: "7.1", CNY: printer.Money{Text: "81.92", Currency: "CNY"},
		Buyer: "138****0000", Time: time.Date(2026, 5, 9, 12, 34, 56, 0, time.FixedZone("", 8*3600)), Footer: []string{"bye"},
	}
}

func TestOwe(t *testing.T) {
	t.Parallel()
	r := spool.Owe("91234567890123456789", full())
	if r.Kind != "owed" || r.Version != 1 || r.Key != "91234567890123456789" || !r.Open || string(r.Body) != recordV1 {
		t.Errorf("record %+v with body\n%s\nwant\n%s", r, r.Body, recordV1)
	}
	j, err := spool.Parse(r)
	if err != nil {
		t.Fatal(err)
	}
	want := spool.Job{ID: r.Key, State: spool.StateOwed, Receipt: full(), Owed: full().Time, Changed: full().Time}
	if !same(j, want) {
		t.Errorf("job %+v, want %+v", j, want)
	}
}

// same compares two jobs, times by their instant and offset.
func same(a, b spool.Job) bool {
	for _, at := range []*time.Time{
		&a.Owed, &a.Changed, &a.Receipt.Time, &a.Receipt.Expires, &b.Owed, &b.Changed, &b.Receipt.Time, &b.Receipt.Expires,
	} {
		if !at.IsZero() {
			_, offset := at.Zone()
			*at = at.In(time.FixedZone("", offset)).Round(0)
		}
	}
	return reflect.DeepEqual(a, b)
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	good := spool.Owe("a", full())
	for name, spoil := range map[string]func(*spool.Record){
		"kind":    func(r *spool.Record) { r.Kind = "printing" },
		"version": func(r *spool.Record) { r.Version = 3 },
		"key":     func(r *spool.Record) { r.Key = "" },
		"body":    func(r *spool.Record) { r.Body = []byte(`{"receipt":`) },
		"receipt": func(r *spool.Record) { r.Body = []byte(`{"receipt":{"kind":"of a newer posd"}}`) },
		"type":    func(r *spool.Record) { r.Body = []byte(`{"prints":"1"}`) },
	} {
		r := good
		spoil(&r)
		if _, err := spool.Parse(r); !errors.Is(err, spool.ErrRecord) {
			t.Errorf("%s: error %v, want ErrRecord", name, err)
		}
	}
}

// TestOldPosdRefusesPaySlips: it would take the kind, which it does not know, for that of a sale.
func TestOldPosdRefusesPaySlips(t *testing.T) {
	t.Parallel()
	for _, k := range printer.Kinds() {
		want := 1
		if k == printer.KindPaySlip {
			want = 2
		}
		if got := spool.Owe("a", printer.Receipt{Kind: k}).Version; got != want {
			t.Errorf("kind %d is written as version %d, want %d", k, got, want)
		}
	}
}

// Text that is no UTF-8 is replaced, as on paper; all else survives.
func TestRecordKeepsTheReceipt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := full()
		r.Merchant, r.Title, r.Time = rapid.String().Draw(t, "merchant"), rapid.String().Draw(t, "title"), time.Time{}
		r.Link = rapid.String().Draw(t, "link")
		r.Expires = time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "expires"), 0).In(time.FixedZone("", 8*3600))
		r.Kind = rapid.SampledFrom(printer.Kinds()).Draw(t, "kind")
		j, err := spool.Parse(spool.Owe("a", r))
		if err != nil || !same(j, spool.Job{ID: "a", State: spool.StateOwed, Receipt: r}) {
			t.Errorf("%+v came back as %+v, %v", r, j.Receipt, err)
		}
	})
}

func TestEveryStateHasWords(t *testing.T) {
	t.Parallel()
	for _, s := range []spool.State{
		spool.StateOwed, spool.StateSending, spool.StateUnconfirmed, spool.StateHeld, spool.StatePrinted, spool.StateSent, spool.StateSettled,
	} {
		if !words.Has(s.Word()) {
			t.Errorf("%s has no words", s)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("owed", 1, []byte(recordV1))
	f.Add("sending", 1, []byte(`{"prints":-1,"process":"\u0000","owed":"yesterday","receipt":{"kind":"x","copy":-3,"reason":"y"}}`))
	f.Add("", 0, []byte(nil))
	f.Fuzz(func(t *testing.T, kind string, version int, body []byte) {
		j, err := spool.Parse(spool.Record{Kind: kind, Version: version, Key: "a", Body: body})
		if err != nil {
			if !errors.Is(err, spool.ErrRecord) {
				t.Errorf("error %v", err)
			}
			return
		}
		if j.Prints < 0 || j.Breaks < 0 || j.Receipt.Copy < 0 || int(j.Receipt.Kind) >= len(printer.Kinds()) {
			t.Errorf("job %+v", j)
		}
	})
}
