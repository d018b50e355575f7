package openapi

import (
	"net/http"
	"strings"
	"testing"

	"posd/payment"
	"posd/payment/alipay/forgerytest"
)

// No mutilated, exchanged, replayed or re-signed answer is believed.
func TestMutatedAnswersAreNotBelieved(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	var targets []forgerytest.Target
	for _, x := range []struct{ method, code, sub, members string }{
		{methodPay, "10000", "", paidMembers},
		{methodQuery, "10000", "", queryPaid},
		{methodPresent, "10000", "", codeMade},
		{methodCancel, "40004", "ACQ.TRADE_CANCEL_TIME_OUT", named},
		{methodCancel, "10000", "", cancelDone},
		{methodRefund, "10000", "", refundDone},
		{methodRefundQuery, "10000", "", refundFound},
		{methodPay, "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", named},
		{methodPay, "10003", "", named},
	} {
		text := response(x.code, x.sub, x.members)
		truth := signed(t, alipayKey(), x.method, text)
		lies := []forgerytest.Answer{
			{Body: signed(t, forger(), x.method, text)},
			{Body: `{"` + member(x.method) + `":` + text + `}`},
			{Body: signed(t, alipayKey(), "alipay.trade.create", text)},
		}
		for _, change := range [][2]string{
			{testNumber, testNumber[:20] + "_1"},
			{testRefund, "81234567890123456780"},
			{`"total_amount":"12.50"`, `"total_amount":"12.51"`},
			{`"refund_amount":"2.50"`, `"refund_amount":"2.05"`},
		} {
			if other := strings.ReplaceAll(text, change[0], change[1]); other != text {
				lies = append(lies, forgerytest.Answer{Body: signed(t, alipayKey(), x.method, other)})
			}
		}
		targets = append(targets, forgerytest.Target{
			Name: x.method + " " + x.code, Truth: forgerytest.Answer{Body: truth}, Lies: lies,
			Signed: []string{text, truth[strings.LastIndex(truth, `:"`)+2 : strings.LastIndex(truth, `"`)]},
			Judge:  func(a forgerytest.Answer) payment.Answer { return c.verdict(x.method, http.StatusOK, a.Body) },
		})
	}
	forgerytest.Run(t, targets)
}
