package protocol_test

import (
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
)

func TestAnswersGoThere(t *testing.T) {
	t.Parallel()
	for _, want := range []payment.Answer{
		{},
		{Outcome: payment.Paid, Signed: true, Trade: payment.Trade{
			Ref: "2026", Time: time.Date(2026, 3, 4, 12, 8, 57, 0, time.UTC), PaidBy: payment.Amount{Minor: 9, Currency: "CNY"},
			Rate: "7.1", Buyer: "138***", Discount: payment.Amount{Minor: 1, Currency: "CNY"},
		}},
		{Outcome: payment.Refused, Signed: true, Reason: payment.Reason{Code: "code_expired", Wire: "X", Action: payment.ActRescan}, Detail: "F X"},
		{Outcome: payment.NotSent, Denied: true, Reason: payment.Reason{Code: "no_network", Action: payment.ActCheckNetwork}},
		{Outcome: payment.Done, Signed: true, Returned: true},
		{Outcome: payment.Confirming, Signed: true, Show: "https://qr.test/1"},
	} {
		var a protocol.Answer
		a.Put(want)
		got, err := a.Take()
		if err != nil || got != want {
			t.Errorf("%+v became %+v, %v", want, got, err)
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		``, `{`, `[]`, `{"message":1}`, `{"message":"a","message":"b"}`, `{"message":"a","Message":"b"}`, `{"Outcome":"paid"}`, `{"outcome":"paid"} x`,
		`{"outcome":{"a":"paid"}}`,
	} {
		if a, err := protocol.ReadAnswer([]byte(text)); !errors.Is(err, protocol.ErrMessage) {
			t.Errorf("%s: %+v, %v", text, a, err)
		}
	}
	for _, text := range []string{
		`{}`, `{"outcome":"PAID"}`, `{"outcome":"invalid"}`, `{"outcome":"paid","reason":{"action":"dance"}}`, `{"outcome":"paid","reason":{"code":"A b"}}`,
	} {
		a, err := protocol.ReadAnswer([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := a.Take(); !errors.Is(err, protocol.ErrMessage) || got.Outcome != payment.Unknown {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	long, err := protocol.ReadAnswer([]byte(`{"outcome":"unknown","detail":"a\nb` + strings.Repeat("c", 1000) + `","later":true}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := long.Take(); err != nil || strings.Contains(got.Detail, "\n") || len(got.Detail) > protocol.MaxText {
		t.Errorf("%q, %v", got.Detail, err)
	}
}

func TestRequestsAreStrict(t *testing.T) {
	t.Parallel()
	good := `{"message":"m","number":"9","amount":{"currency":"CNY","value":"1250"},"seconds":3}`
	r, err := protocol.ReadRequest(strings.NewReader(good))
	if err != nil || r.Number != "9" || r.Seconds != 3 {
		t.Errorf("%+v, %v", r, err)
	}
	if a, err := r.Amount.Read(); err != nil || a.Minor != 1250 {
		t.Errorf("%v, %v", a, err)
	}
	for _, text := range []string{
		`{"ref":"2026"}`, `{"Number":"9"}`, `{"number":9}`, `{"number":"9","number":"8"}`, strings.Repeat(" ", protocol.MaxMessage+1), `null`,
	} {
		if r, err := protocol.ReadRequest(strings.NewReader(text)); !errors.Is(err, protocol.ErrMessage) {
			t.Errorf("%.40s: %+v, %v", text, r, err)
		}
	}
	for _, value := range []string{"", "0", "-1", "01", "1.5", "1e3", "99999999999999999999"} {
		if a, err := (&protocol.Amount{Currency: "CNY", Value: value}).Read(); err == nil {
			t.Errorf("%q is %v", value, a)
		}
	}
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	for _, s := range []protocol.Subject{
		{Terminal: "T-01", Merchant: "tea", Numbers: "0471", Generation: 3}, {Terminal: "T", Merchant: "m.1", Generation: 1},
	} {
		got, err := protocol.ReadSubject(&x509.Certificate{Subject: s.Name()})
		if err != nil || got != s {
			t.Errorf("%+v became %+v, %v", s, got, err)
		}
	}
	for _, s := range []protocol.Subject{
		{},
		{Terminal: "T", Merchant: "m"},
		{Terminal: "T", Generation: 1},
		{Terminal: "T/1", Merchant: "m", Generation: 1},
		{Terminal: "T", Merchant: "m", Numbers: "1", Generation: 1},
		{Terminal: "T", Merchant: "m", Numbers: "12345", Generation: 1},
		{Terminal: "T", Merchant: "m", Numbers: "1a", Generation: 1},
	} {
		if got, err := protocol.ReadSubject(&x509.Certificate{Subject: s.Name()}); err == nil {
			t.Errorf("%+v became %+v", s, got)
		}
	}
	s := protocol.Subject{Numbers: "12"}
	for number, want := range map[string]bool{"912": true, "8129_0R": true, "": false, "9": false, "911": false, "12": false} {
		if s.Covers(number) != want {
			t.Errorf("%q: %v", number, !want)
		}
	}
}

func FuzzReadAnswer(f *testing.F) {
	f.Add([]byte(`{"message":"m","outcome":"paid","signed":true,"trade":{"ref":"1"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := protocol.ReadAnswer(text)
		if err != nil {
			return
		}
		if got, err := a.Take(); err == nil && strings.ContainsAny(got.Detail+got.Reason.Wire+got.Trade.Ref, "\r\n") {
			t.Errorf("%q", got.Detail)
		}
	})
}

func FuzzReadRequest(f *testing.F) {
	f.Add(`{"message":"m","number":"9","amount":{"currency":"CNY","value":"1250"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		if r, err := protocol.ReadRequest(strings.NewReader(text)); err == nil && len(r.Number) > len(text) {
			t.Errorf("%q", r.Number)
		}
	})
}
