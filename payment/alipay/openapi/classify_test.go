package openapi

import (
	"strings"
	"testing"
	"time"

	"posd/configs/words"
	"posd/payment"
)

const tech = payment.ActTechnician

func TestOutcomes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, x := range []struct {
		method, code, sub, members string
		outcome                    payment.Outcome
		reason                     string
		action                     payment.Action
	}{
		{methodPay, "10000", "", paidMembers, payment.Paid, "", 0},
		{methodPay, "10000", "", tradeNamed + `,"total_amount":12.5`, payment.Paid, "", 0},
		{methodPay, "10000", "", paidMembers + `,"trade_status":"TRADE_SUCCESS"`, payment.Paid, "", 0},
		{methodPay, "10000", "", paidMembers + `,"trade_status":"WAIT_BUYER_PAY"`, payment.Unknown, "trade_status_unknown", tech},
		{methodPay, "10000", "ACQ.SYSTEM_ERROR", paidMembers, payment.Unknown, "gateway_busy", 0},
		{methodPay, "10003", "", paidMembers, payment.Confirming, "buyer_confirming", 0},
		{methodPay, "10003", "", named, payment.Confirming, "buyer_confirming", 0},
		{methodPay, "10003", "", "", payment.Unknown, "result_unknown", 0},
		{methodPay, "20000", "ACQ.SYSTEM_ERROR", named, payment.Unknown, "gateway_busy", 0},
		{methodPay, "20000", "isp.unknow-error", "", payment.Unknown, "gateway_busy", 0},
		{methodPay, "20000", "aop.ACQ.SYSTEM_ERROR", "", payment.Unknown, "gateway_busy", 0},
		{methodPay, "20000", "never-heard", "", payment.Unknown, "gateway_busy", 0},
		{methodPay, "20000", "", "", payment.Unknown, "gateway_busy", 0},
		{methodPay, "40004", "ACQ.SYSTEM_ERROR", named, payment.Unknown, "gateway_busy", 0},
		{methodPay, "40004", "AQC.SYSTEM_ERROR", named, payment.Unknown, "gateway_busy", 0},
		{methodPay, "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", named, payment.Refused, "code_expired", payment.ActRescan},
		{methodPay, "40004", "PAYMENT_AUTH_CODE_INVALID", named, payment.Refused, "code_expired", payment.ActRescan},
		{methodPay, "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", "", payment.Unknown, "code_expired", payment.ActRescan},
		{methodPay, "40004", "ACQ.BUYER_BANKCARD_BALANCE_NOT_E", named, payment.Refused, "card_balance_not_enough", payment.ActOtherTender},
		{methodPay, "20000", "ACQ.PAYMENT_AUTH_CODE_INVALID", named, payment.Unknown, "code_expired", payment.ActRescan},
		{methodPay, "40004", "ACQ.TOTAL_FEE_EXCEED", named, payment.Refused, "amount_too_large", payment.ActAmount},
		{methodPay, "40004", "ACQ.TRADE_HAS_SUCCESS", named, payment.Unknown, "already_paid", 0},
		{methodPay, "40004", "ACQ.TRADE_HAS_CLOSE", named, payment.Unknown, "trade_closed", payment.ActRetry},
		{methodPay, "40004", "ACQ.CONTEXT_INCONSISTENT", named, payment.Unknown, "repeat_differs", payment.ActRetry},
		{methodPay, "40004", "ACQ.TRADE_BUYER_NOT_MATCH", named, payment.Unknown, "repeat_differs", payment.ActRetry},
		{methodPay, "40004", "ACQ.ACCESS_FORBIDDEN", named, payment.Refused, "contract_missing", tech},
		{methodPay, "40004", "ACQ.PARTNER_ERROR", named, payment.Refused, "app_id_refused", tech},
		{methodPay, "40004", "ACQ.SECONDARY_MERCHANT_ID_INVALID", named, payment.Refused, "sub_merchant_refused", tech},
		{methodPay, "40004", "ACQ.SECONDARY_MERCHANT_ID_INVALI", named, payment.Refused, "sub_merchant_refused", tech},
		{methodPay, "40004", "ACQ.NEVER_HEARD_OF", named, payment.Unknown, "result_unknown", 0},
		{methodPay, "40004", "ACQ.MERCHANT_NEW_RULE", named, payment.Unknown, "merchant_refused", tech},
		{methodPay, "40004", "", named, payment.Unknown, "result_unknown", 0},
		{methodPay, "40002", "isv.invalid-parameter", "", payment.Unknown, "request_refused", tech},
		{methodPay, "40001", "never-heard", "", payment.Unknown, "request_refused", tech},
		{methodPay, "10001", "", paidMembers, payment.Unknown, "result_unknown", 0},
		{methodPay, "10000 ", "", paidMembers, payment.Unknown, "result_unknown", 0},

		{methodPresent, "10000", "", codeMade, payment.Confirming, "", 0},
		{methodPresent, "10000", "", codeMade + `,"total_amount":"12.50"`, payment.Confirming, "", 0},
		{methodPresent, "10000", "", named + `,"qr_code":"http://qr.alipay.com/x"`, payment.Unknown, "answer_unreadable", 0},
		{methodPresent, "10000", "", named + `,"qr_code":"javascript:pay()"`, payment.Unknown, "answer_unreadable", 0},
		{methodPresent, "10000", "ACQ.SYSTEM_ERROR", codeMade, payment.Unknown, "gateway_busy", 0},
		{methodPresent, "10003", "", codeMade, payment.Unknown, "result_unknown", 0},
		{methodPresent, "20000", "isp.unknow-error", "", payment.Unknown, "gateway_busy", 0},
		{methodPresent, "40004", "ACQ.TOTAL_FEE_EXCEED", named, payment.Refused, "amount_too_large", payment.ActAmount},
		{methodPresent, "40004", "ACQ.TOTAL_FEE_EXCEED", "", payment.Unknown, "amount_too_large", payment.ActAmount},
		{methodPresent, "40004", "ACQ.ACCESS_FORBIDDEN", named, payment.Refused, "contract_missing", tech},
		{methodPresent, "40004", "ACQ.CONTEXT_INCONSISTENT", named, payment.Unknown, "repeat_differs", payment.ActRetry},
		{methodPresent, "40004", "ACQ.TRADE_HAS_SUCCESS", named, payment.Unknown, "already_paid", 0},
		{methodPresent, "40004", "ACQ.NEVER_HEARD_OF", codeMade, payment.Unknown, "result_unknown", 0},

		{methodQuery, "10000", "", queryPaid, payment.Paid, "", 0},
		{methodQuery, "10000", "", tradeNamed + `,"total_amount":"12.50","trade_status":"TRADE_FINISHED"`, payment.Paid, "", 0},
		{methodQuery, "10000", "", tradeNamed + `,"total_amount":"12.50","trade_status":"WAIT_BUYER_PAY"`, payment.Confirming, "buyer_confirming", 0},
		{methodQuery, "10000", "", tradeNamed + `,"total_amount":"12.50","trade_status":"TRADE_CLOSED"`, payment.Closed, "trade_closed", payment.ActRetry},
		{methodQuery, "10000", "", tradeNamed + `,"total_amount":"12.50","trade_status":"PONDERING"`, payment.Unknown, "trade_status_unknown", tech},
		{methodQuery, "10000", "", tradeNamed + `,"total_amount":"12.50","trade_status":"trade_success"`, payment.Unknown, "trade_status_unknown", tech},
		{methodQuery, "10003", "", queryPaid, payment.Unknown, "result_unknown", 0},
		{methodQuery, "40004", "ACQ.TRADE_NOT_EXIST", named, payment.NotFound, "trade_not_found", 0},
		{methodQuery, "40004", "TRADE_NOT_EXIST", "", payment.NotFound, "trade_not_found", 0},
		{methodQuery, "20000", "ACQ.TRADE_NOT_EXIST", named, payment.Unknown, "trade_not_found", 0},
		{methodQuery, "40004", "ACQ.SYSTEM_ERROR", queryPaid, payment.Unknown, "gateway_busy", 0},
		{methodQuery, "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", named, payment.Unknown, "code_expired", payment.ActRescan},

		{methodCancel, "10000", "", cancelDone, payment.Done, "", 0},
		{methodCancel, "10000", "", named + `,"retry_flag":"N"`, payment.Done, "", 0},
		{methodCancel, "10000", "", named + `,"retry_flag":"Y"`, payment.Unknown, "gateway_busy", 0},
		{methodCancel, "10000", "", named + `,"retry_flag":"n"`, payment.Unknown, "gateway_busy", 0},
		{methodCancel, "20000", "isp.unknow-error", named, payment.Unknown, "gateway_busy", 0},
		{methodCancel, "40004", "AQC.SYSTEM_ERROR", named + `,"retry_flag":"Y"`, payment.Unknown, "gateway_busy", 0},
		{methodCancel, "40004", "ACQ.TRADE_CANCEL_TIME_OUT", named, payment.Refused, "cancel_window", 0},
		{methodCancel, "40004", "ACQ.TRADE_CANCEL_TIME_OUT", "", payment.Unknown, "cancel_window", 0},
		{methodCancel, "40004", "ACQ.REASON_TRADE_REFUND_FEE_ERR", named, payment.Refused, "refund_too_large", payment.ActAmount},
		{methodCancel, "40004", "ACQ.CANCEL_NOT_ALLOWED", named, payment.Refused, "state_refused", 0},
		{methodCancel, "40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", named, payment.Refused, "shop_balance", tech},
		{methodCancel, "40004", "ACQ.TRADE_NOT_EXIST", named, payment.Unknown, "trade_not_found", 0},
		{methodCancel, "40004", "ACQ.NEVER_HEARD_OF", named, payment.Unknown, "result_unknown", 0},

		{methodRefund, "10000", "", refundDone, payment.Done, "", 0},
		{methodRefund, "10000", "", tradeNamed + `,"fund_change":"N","refund_fee":"2.50"`, payment.Unknown, "gateway_busy", 0},
		{methodRefund, "10000", "", tradeNamed + `,"fund_change":"X"`, payment.Unknown, "gateway_busy", 0},
		{methodRefund, "40004", "ACQ.SYSTEM_ERROR", named, payment.Unknown, "gateway_busy", 0},
		{methodRefund, "40004", "ACQ.REASON_TRADE_REFUND_FEE_ERR", named, payment.Refused, "refund_too_large", payment.ActAmount},
		{methodRefund, "40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", named, payment.Refused, "shop_balance", tech},
		{methodRefund, "40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "", payment.Unknown, "shop_balance", tech},
		{methodRefund, "40004", "ACQ.DISCORDANT_REPEAT_REQUEST", named, payment.Unknown, "repeat_differs", tech},
		{methodRefund, "40004", "ACQ.TRADE_NOT_EXIST", named, payment.Unknown, "trade_not_found", 0},

		{methodRefundQuery, "10000", "", refundFound, payment.Done, "", 0},
		{methodRefundQuery, "10000", "", "", payment.NotFound, "", 0},
		{methodRefundQuery, "10000", "", tradeNamed, payment.NotFound, "", 0},
		{methodRefundQuery, "10000", "", tradeNamed + `,"refund_status":"REFUND_PROCESSING"`, payment.Unknown, "", 0},
		{methodRefundQuery, "10000", "", tradeNamed + `,"refund_status":"REFUND_SUCCESS"`, payment.Unknown, "answer_mismatch", tech},
		{methodRefundQuery, "40004", "TRADE_NOT_EXIST", "", payment.NotFound, "trade_not_found", 0},
		{methodRefundQuery, "40004", "ACQ.SYSTEM_ERROR", "", payment.Unknown, "gateway_busy", 0},
	} {
		a := c.believe(t, x.method, x.code, x.sub, x.members)
		if a.Outcome != x.outcome || a.Reason.Code != x.reason || a.Reason.Action != x.action || !a.Signed || a.Denied {
			t.Errorf("%s %s %s %s: %+v", x.method, x.code, x.sub, x.members, a)
		}
		if shows := x.method == methodPresent && x.outcome == payment.Confirming; (a.Show == testShow) != shows || (a.Show != "") != shows {
			t.Errorf("%s %s %s: shows %q", x.method, x.code, x.members, a.Show)
		}
		quiet(t, x.method+x.code+x.sub, a)
	}
}

// Every code of the gateway has words, and none of its answers, which name no trade, settles anything.
func TestGatewayCodes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for sub, m := range gatewayCodes {
		for _, key := range []words.Key{words.Key("reason." + m.Reason.Code), words.Key("reason." + m.Reason.Code + ".do")} {
			if !words.Has(key) {
				t.Errorf("%s: no words for %s", sub, key)
			}
		}
		methods := []string{methodPay, methodQuery, methodCancel, methodRefund}
		if testing.Short() {
			methods = methods[len(sub)%len(methods):][:1] // a signature takes long under an emulator
		}
		for _, method := range methods {
			a := c.believe(t, method, "40002", sub, "")
			if a.Outcome != payment.Unknown || a.Reason != lookup("40002", sub).Reason || a.Denied != m.Denies || a.Reason.Wire == "" {
				t.Errorf("%s %s: %+v", method, sub, a)
			}
		}
		if len(sub) <= subLen {
			continue
		}
		if cut := lookup("40002", sub[:subLen]); cut.Reason.Code != m.Reason.Code && cut.Reason.Code != "request_refused" {
			t.Errorf("%s cut: %+v", sub, cut)
		}
	}
	for code, m := range groups {
		if got := lookup(code, ""); got.Reason.Code != m.Reason.Code {
			t.Errorf("%s: %+v", code, got)
		}
	}
}

func TestTradeOfAnAnswer(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	want := payment.Trade{
		Ref: testRef, Time: time.Date(2026, 3, 4, 4, 8, 57, 0, time.UTC), Buyer: "15****5620",
		PaidBy: payment.Amount{Minor: 1200, Currency: "CNY"}, Discount: payment.Amount{Minor: 50, Currency: "CNY"},
	}
	got := c.believe(t, methodPay, "10000", "", paidMembers).Trade
	if !got.Time.Equal(want.Time) {
		t.Errorf("time %v", got.Time)
	}
	if got.Time = want.Time; got != want {
		t.Errorf("%+v", got)
	}
	if at := c.believe(t, methodQuery, "10000", "", queryPaid).Trade.Time; !at.Equal(want.Time) {
		t.Errorf("query: time %v", at)
	}
	for _, odd := range []string{
		`"buyer_pay_amount":"-5"`, `"buyer_pay_amount":"0.00"`, `"buyer_pay_amount":"1.234"`, `"gmt_payment":"yesterday"`, `"buyer_logon_id":null`,
	} {
		a := c.believe(t, methodPay, "10000", "", tradeNamed+`,"total_amount":"12.50",`+odd)
		if a.Outcome != payment.Paid || a.Trade != (payment.Trade{Ref: testRef}) {
			t.Errorf("%s: %+v", odd, a)
		}
	}
}

func TestCancelThatGaveMoneyBack(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for members, returned := range map[string]bool{
		"": false, `,"action":"refund"`: true, `,"action":"close"`: false, `,"action":"x"`: false, `,"action":{}`: false,
	} {
		if a := c.believe(t, methodCancel, "10000", "", named+`,"retry_flag":"N"`+members); a.Outcome != payment.Done || a.Returned != returned {
			t.Errorf("%s: %+v", members, a)
		}
	}
	if a := c.believe(t, methodCancel, "10000", "", named+`,"retry_flag":"Y","action":"refund"`); a.Returned {
		t.Error("an unknown cancel gave money back")
	}
}

// What a refund's own answer leaves open, the query of the refund settles.
func TestSettle(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ said, found, want payment.Outcome }{
		{payment.Unknown, payment.Done, payment.Done},
		{payment.Refused, payment.Done, payment.Done},
		{payment.Refused, payment.NotFound, payment.Refused},
		{payment.Refused, payment.Unknown, payment.Unknown},
		{payment.Unknown, payment.NotFound, payment.Unknown},
		{payment.Unknown, payment.Unknown, payment.Unknown},
	} {
		if got := settle(payment.Answer{Outcome: x.said}, payment.Answer{Outcome: x.found}); got.Outcome != x.want {
			t.Errorf("%v, then %v: %v", x.said, x.found, got.Outcome)
		}
	}
}

// Members that are there must say what was asked for, and those that the pages promise must be there.
func TestAnswersAboutSomethingElse(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	good := map[string]string{
		methodPay: paidMembers, methodQuery: queryPaid, methodCancel: cancelDone, methodRefund: refundDone, methodRefundQuery: refundFound,
	}
	for method, members := range good {
		for from, to := range map[string]string{
			named:                           `"out_trade_no":"91234567890123456789_1"`,
			`"out_trade_no":"` + testNumber: `"out_trade_no":" ` + testNumber,
			`"out_trade_no"`:                `"Out_trade_no"`,
			`"total_amount":"12.50"`:        `"total_amount":"12.51"`,
			`"total_amount"`:                `"total":"1","total_amount":"0012.5000","x"`,
			`"12.50","trade_status"`:        `"1250","trade_status"`,
			`"refund_amount":"2.50"`:        `"refund_amount":"2.51"`,
			testRefund:                      "80000000000000000000",
			tradeNamed:                      tradeNamed + `,"trans_currency":"USD"`,
			`"trade_status":"TRADE_SUCC`:    `"other_status":"TRADE_SUCC`,
			`"retry_flag"`:                  `"retry"`,
			`"fund_change"`:                 `"change"`,
		} {
			changed := strings.Replace(members, from, to, 1)
			if changed == members {
				continue
			}
			a := c.believe(t, method, "10000", "", changed)
			if a.Outcome != payment.Unknown {
				t.Errorf("%s %s: %+v", method, changed, a)
			}
			quiet(t, changed, a)
		}
		if a := c.believe(t, method, "10000", "", members+`,"trans_currency":"CNY","more":{"sign":"x","code":"40004"}`); a.Outcome == payment.Unknown {
			t.Errorf("%s: %+v", method, a)
		}
	}
	q := c.testQuestion(methodQuery)
	q.ref = "2015061121001004400068549374"
	a, d := c.judge(q, reply200(signed(t, alipayKey(), methodQuery, response("10000", "", queryPaid))))
	if a != nil || d.reason.Code != "answer_mismatch" {
		t.Errorf("another trade_no: %+v", d)
	}
}

func TestProbeVerdicts(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, x := range []struct {
		code, sub string
		outcome   payment.Outcome
		reason    string
	}{
		{"40004", "ACQ.TRADE_NOT_EXIST", payment.Done, ""},
		{"40004", "ACQ.NEVER_HEARD_OF", payment.Done, ""},
		{"40004", "ACQ.SYSTEM_ERROR", payment.Unknown, "gateway_busy"},
		{"20000", "isp.unknow-error", payment.Unknown, "gateway_busy"},
		{"40006", "isv.insufficient-isv-permissions", payment.Unknown, "contract_missing"},
		{"40006", "", payment.Unknown, "contract_missing"},
		{"20001", "aop.app-auth-token-time-out", payment.Unknown, "token_refused"},
		{"40002", "isv.invalid-signature", payment.Unknown, "our_key_refused"},
		{"40004", "ACQ.ACCESS_FORBIDDEN", payment.Unknown, "contract_missing"},
		{"40004", "ACQ.INVALID_PARAMETER", payment.Unknown, "request_refused"},
	} {
		a, d := c.judge(c.testQuestion(methodQuery), reply200(signed(t, alipayKey(), methodQuery, response(x.code, x.sub, ""))))
		if d != nil {
			t.Fatalf("%s: %+v", x.sub, d)
		}
		if got := classifyProbe(a); got.Outcome != x.outcome || got.Reason.Code != x.reason || !got.Signed {
			t.Errorf("%s %s: %+v", x.code, x.sub, got)
		}
	}
}
