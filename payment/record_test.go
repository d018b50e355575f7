package payment_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"posd/payment"
)

// whole is a payment in which every durable member is set.
func whole() payment.Payment {
	at := time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)
	reason := payment.Reason{Code: "code_expired", Wire: "PAYMENT_AUTH_CODE_INVALID", Action: payment.ActRescan}
	yuan := payment.Amount{Minor: 8000, Currency: "CNY"}
	return payment.Payment{
		ID: payment.NewID(1), State: payment.StatePaid, Created: at, Changed: at.Add(time.Minute), Attempt: 1, Code: "28****1234",
		Order: payment.Order{
			Ref: "A6", Subject: "<咖啡> & \u2028", Amount: payment.Amount{Minor: 1250, Currency: "EUR"}, Operator: "李", Shift: 7, Source: "api",
			KeepOpen: true, Key: "k-1", Digest: "d",
		},
		Began: at.Add(time.Second), Presented: true, Show: "https://qr.example/1", Seen: true, Reason: reason, Recovered: true, Late: true, Returned: true,
		Spent:   []payment.Spent{{Number: "9_0", Code: "28****9999", Reason: reason, At: at}},
		Trade:   payment.Trade{Ref: "2026", Time: at, PaidBy: yuan, Rate: "7.1", Buyer: "13****1234", Discount: yuan},
		GivenUp: payment.GiveUp{Why: payment.WhyStop, At: at},
		Refunds: []payment.Refund{{
			Number: "81", Amount: payment.Amount{Minor: 5, Currency: "EUR"}, State: payment.RefundDone, Why: "cold", Operator: "王", Approver: "陈", Shift: 8,
			Late: true, Asked: at, Settled: at, Reason: reason, Key: "k-2", Digest: "e",
		}},
	}
}

// TestARecordHoldsEverything goes through every durable member: one that is forgotten in the record is lost at a restart.
func TestARecordHoldsEverything(t *testing.T) {
	t.Parallel()
	p := whole()
	filled(t, "Payment", reflect.ValueOf(p))
	body, err := payment.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	got, err := payment.Decode(payment.RecordVersion, body)
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Fatalf("%+v became %+v (%v)", p, got, err)
	}
	p.Flight = payment.Flight{Seq: 7, Kind: payment.FlightPay}
	if again, err := payment.Encode(p); err != nil || !bytes.Equal(again, body) {
		t.Fatalf("what is under way is in the record: %s (%v)", again, err)
	}
}

// filled fails on a member of the example that is not set.
func filled(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch {
	case name == "Payment.Flight", name == "Payment.Order.Present": // live in memory only
	case v.IsZero():
		t.Errorf("the example leaves %s empty", name)
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			filled(t, name+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			filled(t, name+"[]", v.Index(i))
		}
	}
}

func TestRecordsThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	good := `{"id":"9","state":"paid","created":"2026-03-01T12:00:00Z","changed":"2026-03-01T12:00:00Z"}`
	if _, err := payment.Decode(payment.RecordVersion, []byte(good)); err != nil {
		t.Fatal(err)
	}
	if _, err := payment.Decode(payment.RecordVersion+1, []byte(good)); err == nil {
		t.Error("a later version is read")
	}
	for _, change := range [][2]string{
		{`"paid"`, `"none"`},
		{`"paid"`, `"perhaps"`},
		{`"paid"`, `""`},
		{`"id":"9"`, `"id":""`},
		{`"id":"9"`, `"id":9`},
		{`}`, `,"attempt":-1}`},
		{`}`, `,"attempt":1e99}`},
		{`}`, `,"given_up":"mood"}`},
		{`}`, `,"refunds":[{"state":"half"}]}`},
		{`}`, ``},
		{`}`, `}}`},
	} {
		body := strings.Replace(good, change[0], change[1], 1)
		if p, err := payment.Decode(payment.RecordVersion, []byte(body)); err == nil {
			t.Errorf("%s is read as %+v", body, p)
		}
	}
}

func FuzzDecode(f *testing.F) {
	body, err := payment.Encode(whole())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"id":"9","state":"sending","created":"2026-03-01T12:00:00+08:00","refunds":[{"state":"pending","amount":{"minor":-1}}]}`))
	f.Add([]byte(`{"id":"\ud800","state":"watched","attempt":3,"spent":[{},{}],"given_up":"stop"}`))
	f.Add([]byte(`null`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := payment.Decode(payment.RecordVersion, body)
		if err != nil {
			return
		}
		written, err := payment.Encode(p)
		if err != nil {
			t.Fatalf("%s is read as %+v, which cannot be written: %v", body, p, err)
		}
		again, err := payment.Decode(payment.RecordVersion, written)
		if err != nil || !same(again, p) {
			t.Fatalf("%+v became %+v (%v)", p, again, err)
		}
	})
}

// same compares payments by what they mean: a time is the same in any zone.
func same(a, b payment.Payment) bool {
	utc(&a)
	utc(&b)
	return reflect.DeepEqual(a, b)
}

func utc(p *payment.Payment) {
	for _, at := range []*time.Time{&p.Created, &p.Changed, &p.Began, &p.GivenUp.At, &p.Trade.Time} {
		*at = at.UTC()
	}
	for i := range p.Spent {
		p.Spent[i].At = p.Spent[i].At.UTC()
	}
	for i := range p.Refunds {
		p.Refunds[i].Asked, p.Refunds[i].Settled = p.Refunds[i].Asked.UTC(), p.Refunds[i].Settled.UTC()
	}
}
