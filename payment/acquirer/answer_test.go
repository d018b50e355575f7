package acquirer

import (
	"net/http"
	"strings"
	"testing"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/wire"
)

var amount = payment.Amount{Minor: 1250, Currency: "CNY"}

// asked is the question of the tests.
func asked(path string) *question {
	q := &question{path: path, message: "MMMMMMMMMMMMMMMMMMMMMMMMMM", number: "91234567890123456789_0", amount: amount}
	if path == protocol.PathRefund || path == protocol.PathRefundQuery {
		q.refund, q.refundAmount = "81234567890123456789", amount
	}
	return q
}

// repeated are the members that bind an answer to asked.
func repeated(q *question) string {
	text := `{"message":"` + q.message + `","number":"` + q.number + `","amount":{"currency":"CNY","value":"1250"}`
	if q.refund != "" {
		text += `,"refund_number":"` + q.refund + `"`
	}
	return text
}

func verdict(q *question, status int, body string) payment.Answer {
	a, d := judge(q, wire.Reply{Status: status, Body: []byte(body)})
	if d != nil {
		return d.Answer(payment.NotSent)
	}
	return a
}

// TestWhatEachCallMayConclude: a verdict that the call cannot have, or that Alipay has not signed, is none.
func TestWhatEachCallMayConclude(t *testing.T) {
	t.Parallel()
	for path, may := range verdicts {
		q := asked(path)
		for _, o := range []payment.Outcome{
			payment.Paid, payment.Refused, payment.Confirming, payment.Closed, payment.NotFound, payment.NotSent, payment.Done,
		} {
			want := payment.Unknown
			for _, m := range may {
				if m == o {
					want = o
				}
			}
			if got := verdict(q, http.StatusOK, repeated(q)+`,"outcome":"`+o.String()+`","signed":true}`); got.Outcome != want {
				t.Errorf("%s: %s became %s", path, o, got.Outcome)
			}
			if want != payment.NotSent {
				want = payment.Unknown
			}
			if got := verdict(q, http.StatusOK, repeated(q)+`,"outcome":"`+o.String()+`"}`); got.Outcome != want || got.Signed {
				t.Errorf("%s: %s without a signature became %+v", path, o, got)
			}
		}
	}
}

// TestAnswersToOthersAreNotBelieved, nor are pages, errors and half answers.
func TestAnswersToOthersAreNotBelieved(t *testing.T) {
	t.Parallel()
	q := asked(protocol.PathRefund)
	good := repeated(q) + `,"outcome":"done","signed":true}`
	if got := verdict(q, http.StatusOK, good); got.Outcome != payment.Done {
		t.Fatalf("%+v", got)
	}
	for _, x := range []struct {
		status      int
		old, new    string
		wanted      string
		notBelieved bool
	}{
		{200, q.message, "NNNNNNNNNNNNNNNNNNNNNNNNNN", "answer_mismatch", true},
		{200, q.number, "91234567890123456788_0", "answer_mismatch", true},
		{200, q.refund, "81234567890123456788", "answer_mismatch", true},
		{200, "1250", "1251", "answer_mismatch", true},
		{200, "CNY", "USD", "answer_mismatch", true},
		{200, `"1250"`, `"12.50"`, "answer_unreadable", true},
		{200, `"done"`, `"DONE"`, "answer_unreadable", true},
		{200, `"signed":true`, `"signed":true,"Signed":true`, "answer_unreadable", true},
		{200, `"signed":true`, `"signed":"true"`, "answer_unreadable", true},
		{200, `}`, ``, "answer_unreadable", true},
		{200, good, "<html>busy</html>", "answer_unreadable", true},
		{200, good, "", "answer_unreadable", true},
		{302, "", "", "address_wrong", true},
		{404, "", "", "address_wrong", true},
		{502, "", "", "gateway_busy", true},
		{200, `"signed":true`, `"signed":true,"later":{"a":1}`, "", false},
	} {
		got := verdict(q, x.status, strings.Replace(good, x.old, x.new, 1))
		if (got.Outcome == payment.Unknown) != x.notBelieved || got.Reason.Code != x.wanted || got.Signed == x.notBelieved {
			t.Errorf("%d, %s for %s: %+v", x.status, x.new, x.old, got)
		}
	}
}
