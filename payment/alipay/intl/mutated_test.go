package intl

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
	for _, x := range []struct{ function, status, code, members string }{
		{payFunction, "S", "SUCCESS", paidMembers},
		{queryFunction, "S", "SUCCESS", paidMembers + `,"transStatus":"TRADE_SUCCESS"`},
		{presentFunction, "S", "SUCCESS", codeMade},
		{cancelFunction, "F", "CANCEL_WINDOW_EXCEED", ""},
		{payFunction, "F", "USER_BALANCE_NOT_ENOUGH", ""},
		{payFunction, "U", "PAYMENT_IN_PROCESS", ""},
		{refundFunction, "S", "SUCCESS", `"merchantRefundId":"` + testRefund + `"`},
	} {
		text := response(x.function, x.status, x.code, x.members)
		truth := signed(t, alipayKey(), text)
		lies := []forgerytest.Answer{{Body: signed(t, forger(), text)}, {Body: `{"response":` + text + `}`}}
		for _, change := range [][2]string{
			{testMsgID, "MSG2"},
			{testNumber, testNumber[:20] + "_1"},
			{`"value":"1250"`, `"value":"1251"`},
			{`"currency":"USD"`, `"currency":"EUR"`},
			{testRefund, "81234567890123456780"},
			{x.function, "alipay.intl.acquiring.offline.other"},
			{"385XSH66SG02E900", "385XSH66SG02E901"},
		} {
			if other := strings.ReplaceAll(text, change[0], change[1]); other != text {
				lies = append(lies, forgerytest.Answer{Body: signed(t, alipayKey(), other)})
			}
		}
		targets = append(targets, forgerytest.Target{
			Name: x.function + " " + x.code, Truth: forgerytest.Answer{Body: truth}, Lies: lies,
			Signed: []string{text, truth[strings.LastIndex(truth, `:"`)+2 : strings.LastIndex(truth, `"`)]},
			Judge:  func(a forgerytest.Answer) payment.Answer { return c.verdict(x.function, http.StatusOK, a.Body) },
		})
	}
	forgerytest.Run(t, targets)
}
