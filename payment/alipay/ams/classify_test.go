package ams

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"posd/payment"
)

const (
	ours   = `"paymentRequestId":"` + testNumber + `"`
	amount = `"paymentAmount":{"currency":"EUR","value":"1250"}`
	refund = `"refundRequestId":"` + testRefund + `"`

	testShow = "https://global.alipay.com/281002040098Zv1LBbBSkUyU0S7qFJtPVdRE"
	codeMade = `"orderCodeForm":{"expireTime":"2026-03-04T12:11:56+08:00","codeDetails":[` +
		`{"codeValue":"https://global.alipay.com/big.png","displayType":"BIGIMAGE"},{"codeValue":"` + testShow + `","displayType":"TEXT"}]}`
)

func TestOutcomes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, x := range []struct {
		to                    *api
		status, code, members string
		outcome               payment.Outcome
		reason                string
	}{
		{c.pay, "S", "SUCCESS", ours + "," + amount, payment.Paid, ""},
		{c.pay, "S", "SUCCESS", ours, payment.Paid, ""},
		{c.pay, "S", "SUCCESS", "", payment.Unknown, "answer_unreadable"},
		{c.pay, "S", "SUCCESS", `"paymentId":"` + testRef + `"`, payment.Unknown, "answer_unreadable"},
		{c.pay, "S", "PAYMENT_IN_PROCESS", ours, payment.Unknown, "buyer_confirming"},
		{c.pay, "U", "PAYMENT_IN_PROCESS", "", payment.Confirming, "buyer_confirming"},
		{c.pay, "U", "UNKNOWN_EXCEPTION", "", payment.Unknown, "gateway_busy"},
		{c.pay, "U", "REQUEST_TRAFFIC_EXCEED_LIMIT", "", payment.Unknown, "gateway_busy"},
		{c.pay, "U", "USER_BALANCE_NOT_ENOUGH", "", payment.Unknown, "balance_not_enough"},
		{c.pay, "F", "USER_BALANCE_NOT_ENOUGH", "", payment.Refused, "balance_not_enough"},
		{c.pay, "F", "INVALID_MERCHANT_STATUS", "", payment.Refused, "merchant_refused"},
		{c.pay, "F", "REPEAT_REQ_INCONSISTENT", "", payment.Unknown, "repeat_differs"},
		{c.pay, "F", "ORDER_IS_CLOSED", "", payment.Unknown, "trade_closed"},
		{c.pay, "F", "NEVER_HEARD_OF", "", payment.Unknown, "result_unknown"},
		{c.pay, "A", "SUCCESS", ours, payment.Unknown, "result_unknown"},

		{c.present, "U", "PAYMENT_IN_PROCESS", ours + "," + amount + "," + codeMade, payment.Confirming, ""},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours + "," + codeMade, payment.Confirming, ""},
		{c.present, "U", "PAYMENT_IN_PROCESS", codeMade, payment.Unknown, "answer_unreadable"},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours, payment.Unknown, "answer_unreadable"},
		{c.present, "U", "PAYMENT_IN_PROCESS", "", payment.Unknown, "answer_unreadable"},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours + `,"orderCodeForm":{"codeDetails":[{"codeValue":"https://a.test/x.png","displayType":"BIGIMAGE"}]}`, payment.Unknown, "answer_unreadable"},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours + `,"orderCodeForm":{"codeDetails":[{"codeValue":"https://a.test/1","displayType":"TEXT"},{"codeValue":"https://a.test/2","displayType":"TEXT"}]}`, payment.Unknown, "answer_unreadable"},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours + `,"orderCodeForm":{"codeDetails":{"codeValue":"https://a.test/1","displayType":"TEXT"}}`, payment.Unknown, "answer_unreadable"},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours + `,"orderCodeForm":[]`, payment.Unknown, "answer_unreadable"},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours + `,"orderCodeForm":{"codeDetails":[7,{"codeValue":"alipays://x","displayType":"TEXT"}]}`, payment.Unknown, "answer_unreadable"},
		{c.present, "U", "UNKNOWN_EXCEPTION", ours + "," + codeMade, payment.Unknown, "gateway_busy"},
		{c.present, "S", "SUCCESS", ours + "," + codeMade, payment.Unknown, ""},
		{c.present, "F", "PAYMENT_AMOUNT_EXCEED_LIMIT", "", payment.Refused, "amount_too_large"},
		{c.present, "F", "REPEAT_REQ_INCONSISTENT", "", payment.Unknown, "repeat_differs"},

		{c.query, "S", "SUCCESS", ours + "," + amount, payment.Unknown, "status_unknown"},
		{c.query, "S", "SUCCESS", ours + "," + amount + `,"paymentStatus":"SUCCESS"`, payment.Paid, ""},
		{c.query, "S", "SUCCESS", `"paymentId":"` + testRef + `",` + amount + `,"paymentStatus":"SUCCESS"`, payment.Paid, ""},
		{c.query, "S", "SUCCESS", ours + `,"paymentStatus":"SUCCESS"`, payment.Unknown, "answer_unreadable"},
		{c.query, "S", "SUCCESS", amount + `,"paymentStatus":"SUCCESS"`, payment.Unknown, "answer_unreadable"},
		{c.query, "S", "SUCCESS", ours + `,"paymentStatus":"PROCESSING"`, payment.Confirming, "buyer_confirming"},
		{c.query, "S", "SUCCESS", ours + `,"paymentStatus":"PENDING"`, payment.Confirming, "buyer_confirming"},
		{c.query, "S", "SUCCESS", ours + `,"paymentStatus":"FAIL"`, payment.Closed, "trade_closed"},
		{c.query, "S", "SUCCESS", ours + `,"paymentStatus":"CANCELLED"`, payment.Closed, "trade_closed"},
		{c.query, "S", "SUCCESS", ours + `,"paymentStatus":"success"`, payment.Unknown, "status_unknown"},
		{c.query, "S", "SUCCESS", ours + `,"paymentStatus":["SUCCESS"]`, payment.Unknown, "status_unknown"},
		{c.query, "F", "ORDER_NOT_EXIST", "", payment.NotFound, "trade_not_found"},
		{c.query, "U", "UNKNOWN_EXCEPTION", ours + `,"paymentStatus":"SUCCESS"`, payment.Unknown, "gateway_busy"},
		{c.query, "F", "USER_BALANCE_NOT_ENOUGH", "", payment.Unknown, "balance_not_enough"},

		{c.cancel, "S", "SUCCESS", ours, payment.Done, ""},
		{c.cancel, "S", "SUCCESS", "", payment.Unknown, "answer_unreadable"},
		{c.cancel, "F", "CANCEL_WINDOW_EXCEED", "", payment.Refused, "cancel_window"},
		{c.cancel, "F", "ORDER_NOT_EXIST", "", payment.Unknown, "trade_not_found"},
		{c.cancel, "U", "UNKNOWN_EXCEPTION", "", payment.Unknown, "gateway_busy"},

		{c.refund, "S", "SUCCESS", refund, payment.Done, ""},
		{c.refund, "S", "SUCCESS", "", payment.Unknown, "answer_unreadable"},
		{c.refund, "U", "REFUND_IN_PROCESS", "", payment.Unknown, "refund_in_process"},
		{c.refund, "F", "REFUND_AMOUNT_EXCEED", "", payment.Refused, "refund_too_large"},
		{c.refund, "F", "ORDER_UNPAID", "", payment.Refused, "state_refused"},

		{c.refundQuery, "S", "SUCCESS", refund + `,"refundStatus":"SUCCESS"`, payment.Done, ""},
		{c.refundQuery, "S", "SUCCESS", refund + `,"refundStatus":"PROCESSING"`, payment.Unknown, "refund_in_process"},
		{c.refundQuery, "S", "SUCCESS", refund + `,"refundStatus":"FAIL"`, payment.NotFound, ""},
		{c.refundQuery, "S", "SUCCESS", refund, payment.Unknown, "status_unknown"},
		{c.refundQuery, "F", "REFUND_NOT_EXIST", "", payment.NotFound, "refund_not_found"},
		{c.refundQuery, "F", "ORDER_NOT_EXIST", "", payment.NotFound, "trade_not_found"},
		{c.refundQuery, "U", "UNKNOWN_EXCEPTION", "", payment.Unknown, "gateway_busy"},
	} {
		a := c.believe(t, x.to, x.status, x.code, x.members)
		if a.Outcome != x.outcome || a.Reason.Code != x.reason {
			t.Errorf("%s %s %s %s: %+v", x.to.endpoint.Path(), x.status, x.code, x.members, a)
		}
		if shows := x.to == c.present && x.outcome == payment.Confirming; shows && a.Show != testShow || !shows && a.Show != "" {
			t.Errorf("%s %s %s: shows %q", x.status, x.code, x.members, a.Show)
		}
		believed := x.reason != "answer_unreadable" || x.to == c.present // there it is the code that cannot be read
		if a.Signed != believed || strings.Contains(a.Detail, testCode[:10]) || strings.Contains(a.Detail, "Zhang") {
			t.Errorf("%s %s: signed %t, detail %q", x.status, x.code, a.Signed, a.Detail)
		}
	}
}

// A member that is there says what we asked for, or the answer is not ours.
func TestMembersBindTheAnswer(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, x := range []struct {
		to      *api
		members string
	}{
		{c.pay, `"paymentRequestId":"91234567890123456789_1"`},
		{c.pay, ours + `,"paymentAmount":{"currency":"EUR","value":"1251"}`},
		{c.pay, ours + `,"paymentAmount":{"currency":"USD","value":"1250"}`},
		{c.query, ours + `,"paymentId":"1","paymentStatus":"SUCCESS",` + amount},
		{c.cancel, `"paymentRequestId":"another"`},
		{c.refund, `"refundRequestId":"another"`},
		{c.refund, refund + `,"refundAmount":{"currency":"EUR","value":"251"}`},
		{c.refundQuery, refund + `,"refundStatus":"SUCCESS","refundAmount":{"currency":"USD","value":"250"}`},
	} {
		if a := c.believe(t, x.to, "S", "SUCCESS", x.members); a.Outcome != payment.Unknown || a.Signed || a.Reason.Code != "answer_mismatch" {
			t.Errorf("%s: %+v", x.members, a)
		}
	}
}

// Each of the three headers is there once and says what is signed.
func TestHeadersBindTheAnswer(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	body := `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},` + ours + `}`
	milliseconds := strconv.FormatInt(testNow.UnixMilli(), 10)
	for name, x := range map[string]struct {
		change func(http.Header)
		reason string
	}{
		"as it is":         {func(http.Header) {}, ""},
		"no signature":     {func(h http.Header) { h.Del("Signature") }, "answer_unsigned"},
		"empty signature":  {func(h http.Header) { h.Set("Signature", "algorithm=RSA256,keyVersion=1,signature=") }, "answer_unsigned"},
		"two signatures":   {func(h http.Header) { h.Add("Signature", h.Get("Signature")) }, "answer_unreadable"},
		"two in one":       {func(h http.Header) { h.Set("Signature", h.Get("Signature")+",signature=x") }, "answer_unreadable"},
		"other algorithm":  {func(h http.Header) { h.Set("Signature", strings.Replace(h.Get("Signature"), "RSA256", "MD5", 1)) }, "answer_unreadable"},
		"broken escape":    {func(h http.Header) { h.Set("Signature", h.Get("Signature")+"%2") }, "answer_unreadable"},
		"no client":        {func(h http.Header) { h.Del("Client-Id") }, "answer_unreadable"},
		"another client":   {func(h http.Header) { h.Set("Client-Id", "somebody") }, "answer_mismatch"},
		"no time":          {func(h http.Header) { h.Del("Response-Time") }, "answer_unreadable"},
		"another time":     {func(h http.Header) { h.Set("Response-Time", "2026-03-04T12:08:58+08:00") }, "alipay_key_wrong"},
		"time twice":       {func(h http.Header) { h.Add("Response-Time", testTime) }, "answer_unreadable"},
		"time not signed":  {func(h http.Header) { h.Set("Response-Time", milliseconds) }, "alipay_key_wrong"},
		"without encoding": {func(h http.Header) { h.Set("Signature", unescaped(h.Get("Signature"))) }, ""},
	} {
		reply := c.signedBy(t, alipayKey(), c.pay, body)
		x.change(reply.Header)
		a := c.verdict(c.pay, reply)
		if (a.Outcome == payment.Paid) != (x.reason == "") || a.Reason.Code != x.reason {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if a := c.verdict(c.pay, c.signedBy(t, forger(), c.pay, body)); a.Outcome != payment.Unknown || a.Reason.Code != "alipay_key_wrong" {
		t.Errorf("forged: %+v", a)
	}
	if a := c.verdict(c.pay, c.signedBy(t, alipayKey(), c.cancel, body)); a.Outcome != payment.Unknown {
		t.Errorf("signed for another call: %+v", a)
	}
	late := newClient(t)
	late.now = func() time.Time { return testNow.Add(time.Hour) }
	if a := late.verdict(late.pay, late.signedBy(t, alipayKey(), late.pay, body)); a.Outcome != payment.Unknown || a.Reason.Code != "answer_stale" {
		t.Errorf("played again: %+v", a)
	}
}

func unescaped(header string) string {
	return strings.NewReplacer("%2B", "+", "%2F", "/", "%3D", "=").Replace(header)
}

// SIGNATURE_INVALID is never signed: it proves nothing and closes the gate.
func TestDenialsAreUnsigned(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for code, reason := range map[string]string{
		"SIGNATURE_INVALID": "our_key_refused", "KEY_NOT_FOUND": "our_key_missing", "INVALID_CLIENT": "client_id_refused",
	} {
		reply := c.signedBy(t, alipayKey(), c.pay, `{"result":{"resultCode":"`+code+`","resultStatus":"F"}}`)
		reply.Header = http.Header{}
		if a := c.verdict(c.pay, reply); a.Outcome != payment.Unknown || !a.Denied || a.Reason.Code != reason || a.Signed {
			t.Errorf("%s: %+v", code, a)
		}
	}
}

func TestTradeMembersArrive(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	a := c.believe(t, c.pay, "S", "SUCCESS", ours+`,"paymentId":"`+testRef+`","paymentTime":"2026-03-04T12:08:57+08:00",`+
		`"actualPaymentAmount":{"currency":"CNY","value":"8905"},"paymentQuote":{"quoteCurrencyPair":"EUR/CNY","quotePrice":"7.1234"},`+
		`"pspCustomerInfo":{"pspName":"AlipayCN","displayCustomerId":"138******38"}`)
	want := payment.Trade{
		Ref: testRef, Time: testNow.Add(time.Second), PaidBy: payment.Amount{Minor: 8905, Currency: "CNY"}, Rate: "1 EUR = 7.1234 CNY", Buyer: "138******38",
	}
	if !a.Trade.Time.Equal(want.Time) || a.Trade.Ref != want.Ref || a.Trade.PaidBy != want.PaidBy || a.Trade.Rate != want.Rate || a.Trade.Buyer != want.Buyer {
		t.Errorf("%+v", a.Trade)
	}
}
