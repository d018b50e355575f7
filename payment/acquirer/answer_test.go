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
			got := verdict(q, http.StatusOK, repeated(q)+`,"outcome":"`+o.String()+`","signed":true,"show":"https://qr.test/1"}`)
			shows := path == protocol.PathPresent && o == payment.Confirming
			if got.Outcome != want || (got.Show == "https://qr.test/1") != shows {
				t.Errorf("%s: %s became %s, shows %q", path, o, got.Outcome, got.Show)
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

// TestCodesOfRelays: a relay that makes no codes has asked nobody, whether it says so or is of before there were any, and what a relay
// gives to show has to be a code. A place that is not there proves nothing of other calls.
func TestCodesOfRelays(t *testing.T) {
	t.Parallel()
	q := asked(protocol.PathPresent)
	for name, x := range map[string]struct {
		status  int
		says    string
		outcome payment.Outcome
		reason  string
	}{
		"old":         {http.StatusNotFound, "404 page not found", payment.NotSent, "present_not_supported"},
		"older":       {http.StatusMethodNotAllowed, "", payment.NotSent, "present_not_supported"},
		"none":        {200, repeated(q) + `,"outcome":"not_sent","reason":{"code":"present_not_supported","action":"technician"}}`, payment.NotSent, "present_not_supported"},
		"a script":    {200, repeated(q) + `,"outcome":"confirming","signed":true,"show":"javascript:1"}`, payment.Unknown, "answer_unreadable"},
		"no code":     {200, repeated(q) + `,"outcome":"confirming","signed":true}`, payment.Unknown, "answer_unreadable"},
		"unsigned":    {200, repeated(q) + `,"outcome":"confirming","show":"https://qr.test/1"}`, payment.Unknown, "answer_unsigned"},
		"not ours":    {200, strings.Replace(repeated(q), "1250", "1251", 1) + `,"outcome":"confirming","signed":true,"show":"https://qr.test/1"}`, payment.Unknown, "answer_mismatch"},
		"not well":    {http.StatusBadGateway, "", payment.Unknown, "gateway_busy"},
		"not allowed": {http.StatusForbidden, "", payment.Unknown, "answer_unreadable"},
	} {
		if got := verdict(q, x.status, x.says); got.Outcome != x.outcome || got.Reason.Code != x.reason || got.Show != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for _, path := range []string{protocol.PathPay, protocol.PathRefund, protocol.PathQuery} {
		if got := verdict(asked(path), http.StatusNotFound, "404 page not found"); got.Outcome != payment.Unknown {
			t.Errorf("%s: %+v", path, got)
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
