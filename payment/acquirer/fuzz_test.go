package acquirer

import (
	"net/http"
	"strings"
	"testing"

	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/alipay/wire"
)

// FuzzAnswer: whatever a relay says, an answer that proves something repeats our message and number, has a signature under it, and is
// one that the call can have; and what is shown of any answer is one line.
func FuzzAnswer(f *testing.F) {
	q := asked(protocol.PathPay)
	f.Add(repeated(q) + `,"outcome":"paid","signed":true,"trade":{"ref":"2026","time":"2026-11-24T10:00:00+08:00"}}`)
	f.Add(repeated(q) + `,"outcome":"refused","signed":true,"reason":{"code":"balance_not_enough","wire":"X\n","action":"other_tender"}}`)
	f.Add(repeated(q) + `,"outcome":"unknown","detail":"a\r\nb"}`)
	f.Add(repeated(q) + `,"outcome":"not_sent","reason":{"code":"too_many_requests","action":"retry"}}`)
	f.Add(`{"message":"","outcome":"paid"}`)
	f.Fuzz(func(t *testing.T, body string) {
		a, d := judge(q, wire.Reply{Status: http.StatusOK, Body: []byte(body)})
		if d != nil {
			a = d.Answer(payment.NotSent)
		}
		switch a.Outcome {
		case payment.Unknown:
		case payment.NotSent, payment.Paid, payment.Refused, payment.Confirming:
			said, err := protocol.ReadAnswer([]byte(body))
			if err != nil || said.Message != q.message || said.Number != q.number || a.Outcome != payment.NotSent && !a.Signed {
				t.Errorf("%s: %+v", body, a)
			}
		case payment.Closed, payment.NotFound, payment.Done:
			t.Errorf("a pay became %s", a.Outcome)
		}
		if strings.ContainsAny(a.Detail+a.Reason.Wire+a.Trade.Ref+a.Trade.Buyer, "\r\n\x00\x1b") {
			t.Errorf("%+v", a)
		}
	})
}
