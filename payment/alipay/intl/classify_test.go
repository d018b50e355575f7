package intl

import (
	"net/http"
	"testing"
	"time"

	"posd/configs/words"
	"posd/payment"
)

func TestOutcomes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, x := range []struct {
		function, status, code, members string
		outcome                         payment.Outcome
		reason                          string
		action                          payment.Action
	}{
		{payFunction, "S", "SUCCESS", paidMembers, payment.Paid, "", 0},
		{payFunction, "S", "SUCCESS", "", payment.Paid, "", 0},
		{payFunction, "S", "SUCCESS", `"transStatus":"TRADE_SUCCESS"`, payment.Paid, "", 0},
		{payFunction, "S", "SUCCESS", `"transStatus":"WAIT_BUYER_PAY"`, payment.Confirming, "buyer_confirming", 0},
		{payFunction, "S", "SUCCESS", `"transStatus":"TRADE_CLOSED"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{payFunction, "S", "SUCCESS", `"transStatus":"PONDERING"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{payFunction, "S", "PAYMENT_IN_PROCESS", "", payment.Unknown, "buyer_confirming", 0},
		{payFunction, "S", "PARAM_ILLEGAL", "", payment.Unknown, "request_refused", payment.ActTechnician},
		{payFunction, "U", "PAYMENT_IN_PROCESS", "", payment.Confirming, "buyer_confirming", 0},
		{payFunction, "U", "UNKNOWN_EXCEPTION", "", payment.Unknown, "gateway_busy", 0},
		{payFunction, "U", "SUCCESS", paidMembers, payment.Unknown, "result_unknown", 0},
		{payFunction, "U", "USER_BALANCE_NOT_ENOUGH", "", payment.Unknown, "balance_not_enough", payment.ActOtherTender},
		{payFunction, "F", "USER_BALANCE_NOT_ENOUGH", "", payment.Refused, "balance_not_enough", payment.ActOtherTender},
		{payFunction, "F", "PAYMENT_AUTH_CODE_INVALID", "", payment.Refused, "code_expired", payment.ActRescan},
		{payFunction, "F", "ACQ.PAYMENT_AUTH_CODE_INVALID", "", payment.Refused, "code_expired", payment.ActRescan},
		{payFunction, "F", "ACCESS_FORBIDDEN", "", payment.Refused, "contract_missing", payment.ActTechnician},
		{payFunction, "F", "SYSTEM_ERROR", "", payment.Unknown, "gateway_busy", 0},
		{payFunction, "F", "REPEAT_REQ_INCONSISTENT", "", payment.Unknown, "repeat_differs", payment.ActRetry},
		{payFunction, "F", "TRADE_HAS_SUCCESS", "", payment.Unknown, "already_paid", 0},
		{payFunction, "F", "TRADE_HAS_CLOSE", "", payment.Unknown, "trade_closed", payment.ActRetry},
		{payFunction, "F", "ORDER_NOT_EXIST", "", payment.Unknown, "trade_not_found", 0},
		{payFunction, "F", "NEVER_HEARD_OF", "", payment.Unknown, "result_unknown", 0},
		{payFunction, "F", "SUCCESS", "", payment.Unknown, "result_unknown", 0},
		{payFunction, "F", "", "", payment.Unknown, "result_unknown", 0},
		{payFunction, "A", "SUCCESS", paidMembers, payment.Unknown, "result_unknown", 0},
		{payFunction, "s", "SUCCESS", paidMembers, payment.Unknown, "result_unknown", 0},

		{presentFunction, "S", "SUCCESS", codeMade, payment.Confirming, "", 0},
		{presentFunction, "S", "", `"orderQrCode":"` + testShow + `"`, payment.Confirming, "", 0},
		{presentFunction, "S", "SUCCESS", `"qrCode":"` + testShow + `","orderQrCode":"` + testShow + `"`, payment.Confirming, "", 0},
		{presentFunction, "S", "SUCCESS", `"qrCode":"https://a.test/x","orderQrCode":"` + testShow + `"`, payment.Unknown, "answer_unreadable", 0},
		{presentFunction, "S", "SUCCESS", `"orderQrCode":["` + testShow + `"]`, payment.Unknown, "answer_unreadable", 0},
		{presentFunction, "S", "SUCCESS", `"orderQrCode":"weixin://wxpay"`, payment.Unknown, "answer_unreadable", 0},
		{presentFunction, "S", "SUCCESS", `"merchantTransId":"` + testNumber + `"`, payment.Unknown, "answer_unreadable", 0},
		{presentFunction, "U", "PAYMENT_IN_PROCESS", codeMade, payment.Unknown, "buyer_confirming", 0},
		{presentFunction, "U", "UNKNOWN_EXCEPTION", codeMade, payment.Unknown, "gateway_busy", 0},
		{presentFunction, "F", "INVALID_CONTRACT", "", payment.Refused, "contract_missing", payment.ActTechnician},
		{presentFunction, "F", "REPEAT_REQ_INCONSISTENT", codeMade, payment.Unknown, "repeat_differs", payment.ActRetry},

		{queryFunction, "S", "SUCCESS", paidMembers, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", "", payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", `"status":"TRADE_SUCCESS"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", paidMembers + `,"transStatus":"TRADE_SUCCESS"`, payment.Paid, "", 0},
		{queryFunction, "S", "SUCCESS", `"tradeStatus":"TRADE_FINISHED"`, payment.Paid, "", 0},
		{queryFunction, "S", "SUCCESS", `"statusDetail":{"acquirementStatus":"SUCCESS"}`, payment.Paid, "", 0},
		{queryFunction, "S", "SUCCESS", `"transStatus":"trade_success"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", `"transStatus":"PONDERING"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", `"transStatus":["TRADE_SUCCESS"]`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", `"transStatus":"TRADE_SUCCESS","tradeStatus":"TRADE_CLOSED"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", `"transStatus":"TRADE_SUCCESS","tradeStatus":"PONDERING"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", `"transStatus":"PONDERING","tradeStatus":"TRADE_SUCCESS"`, payment.Unknown, "status_unknown", payment.ActTechnician},
		{queryFunction, "S", "SUCCESS", `"transStatus":"WAIT_BUYER_PAY"`, payment.Confirming, "buyer_confirming", 0},
		{queryFunction, "S", "SUCCESS", `"transStatus":"TRADE_CLOSED"`, payment.Closed, "trade_closed", payment.ActRetry},
		{queryFunction, "F", "ORDER_NOT_EXIST", "", payment.NotFound, "trade_not_found", 0},
		{queryFunction, "U", "ORDER_NOT_EXIST", "", payment.Unknown, "trade_not_found", 0},
		{queryFunction, "S", "ORDER_NOT_EXIST", "", payment.Unknown, "trade_not_found", 0},
		{queryFunction, "F", "SYSTEM_ERROR", `"transStatus":"TRADE_SUCCESS"`, payment.Unknown, "gateway_busy", 0},
		{queryFunction, "U", "SYSTEM_ERROR", `"transStatus":"TRADE_CLOSED"`, payment.Unknown, "gateway_busy", 0},
		{queryFunction, "F", "USER_BALANCE_NOT_ENOUGH", "", payment.Unknown, "balance_not_enough", payment.ActOtherTender},
		{queryFunction, "F", "TRADE_HAS_CLOSE", "", payment.Unknown, "trade_closed", payment.ActRetry},

		{cancelFunction, "S", "SUCCESS", "", payment.Done, "", 0},
		{cancelFunction, "U", "SYSTEM_ERROR", "", payment.Unknown, "gateway_busy", 0},
		{cancelFunction, "F", "CANCEL_WINDOW_EXCEED", "", payment.Refused, "cancel_window", 0},
		{cancelFunction, "F", "ORDER_STATUS_INVALID", "", payment.Refused, "state_refused", 0},
		{cancelFunction, "F", "ORDER_NOT_EXIST", "", payment.Unknown, "trade_not_found", 0},
		{cancelFunction, "F", "REFUND_WINDOW_EXCEED", "", payment.Unknown, "refund_window", payment.ActOtherTender},
		{cancelFunction, "U", "CANCEL_WINDOW_EXCEED", "", payment.Unknown, "cancel_window", 0},
		{cancelFunction, "F", "NEVER_HEARD_OF", "", payment.Unknown, "result_unknown", 0},

		{refundFunction, "S", "SUCCESS", "", payment.Done, "", 0},
		{refundFunction, "U", "UNKNOWN_EXCEPTION", "", payment.Unknown, "gateway_busy", 0},
		{refundFunction, "F", "REFUND_AMOUNT_EXCEED", "", payment.Refused, "refund_too_large", payment.ActAmount},
		{refundFunction, "F", "PROCESS_FAIL", "", payment.Refused, "process_failed", payment.ActOtherTender},
		{refundFunction, "F", "REPEAT_REQ_INCONSISTENT", "", payment.Unknown, "repeat_differs", payment.ActRetry},
		{refundFunction, "F", "ORDER_NOT_EXIST", "", payment.Unknown, "trade_not_found", 0},
		{refundFunction, "F", "CANCEL_WINDOW_EXCEED", "", payment.Unknown, "cancel_window", 0},
	} {
		a := c.believe(t, x.function, x.status, x.code, x.members)
		if a.Outcome != x.outcome || a.Reason.Code != x.reason || a.Reason.Action != x.action || !a.Signed || a.Denied {
			t.Errorf("%s %s %s %s: %+v", x.function, x.status, x.code, x.members, a)
		}
		if shows := x.function == presentFunction && x.outcome == payment.Confirming; shows && a.Show != testShow || !shows && a.Show != "" {
			t.Errorf("%s %s %s: shows %q", x.status, x.code, x.members, a.Show)
		}
		quiet(t, x.code, a)
		if x.reason != "" && !words.Has(words.Key("reason."+x.reason)) {
			t.Errorf("no words for %s", x.reason)
		}
	}
}

func TestTradeOfAnAnswer(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	a := c.believe(t, payFunction, "S", "SUCCESS", paidMembers)
	want := payment.Trade{
		Ref: testRef, Time: time.Date(2026, 3, 4, 4, 8, 57, 0, time.UTC), PaidBy: payment.Amount{Minor: 8905, Currency: "CNY"}, Rate: "7.1234",
	}
	if !a.Trade.Time.Equal(want.Time) {
		t.Errorf("time %v", a.Trade.Time)
	}
	if a.Trade.Time = want.Time; a.Trade != want {
		t.Errorf("%+v", a.Trade)
	}
	for _, members := range []string{
		`"payAmount":"8905"`, `"payAmount":{"currency":"CNY","value":"89.05"}`, `"payAmount":{"value":"8905"}`,
		`"payAmount":{"currency":"CNY","value":"-5"}`, `"paymentTime":"yesterday"`, `"conversionRate":null`,
	} {
		a := c.believe(t, payFunction, "S", "SUCCESS", members)
		if a.Outcome != payment.Paid || a.Trade != (payment.Trade{}) {
			t.Errorf("%s: %+v", members, a)
		}
	}
}

func TestCancelThatGaveMoneyBack(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for members, returned := range map[string]bool{
		"": false, `"action":"refund"`: true, `"action":"REFUND"`: true, `"action":"close"`: false, `"action":{}`: false, `"action":"x"`: false,
	} {
		if a := c.believe(t, cancelFunction, "S", "SUCCESS", members); a.Outcome != payment.Done || a.Returned != returned {
			t.Errorf("%s: %+v", members, a)
		}
	}
	if a := c.believe(t, cancelFunction, "U", "SYSTEM_ERROR", `"action":"refund"`); a.Returned {
		t.Error("an unknown cancel gave money back")
	}
}

// Members that are there must say what was asked for; those that are not, are not missed.
func TestAnswersAboutSomethingElse(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, members := range []string{
		`"merchantTransId":"91234567890123456789_1"`,
		`"merchantTransId":91234567890123456789`,
		`"merchantTransId":["` + testNumber + `"]`,
		`"orderAmount":{"currency":"USD","value":"1251"}`,
		`"orderAmount":{"currency":"USD","value":"12.50"}`,
		`"orderAmount":{"currency":"USD","value":"01250"}`,
		`"orderAmount":{"currency":"EUR","value":"1250"}`,
		`"orderAmount":{"value":"1251"}`,
		`"orderAmount":"1250"`,
		`"orderAmount":[{"currency":"USD","value":"1250"}]`,
		`"merchantId":"2118820000000000024"`,
		`"partnerId":"2118820000000000024"`,
	} {
		for _, function := range []string{payFunction, queryFunction, cancelFunction, refundFunction} {
			a := c.believe(t, function, "S", "SUCCESS", members+`,"transStatus":"TRADE_SUCCESS"`)
			if a.Outcome != payment.Unknown || a.Signed || (a.Reason.Code != "answer_mismatch" && a.Reason.Code != "answer_unreadable") {
				t.Errorf("%s %s: %+v", function, members, a)
			}
			quiet(t, members, a)
		}
	}
	for _, members := range []string{
		`"merchantRefundId":"80000000000000000000"`,
		`"refundAmount":{"currency":"USD","value":"251"}`,
		`"refundAmount":{"currency":"EUR","value":"250"}`,
		`"acquirementId":"2015032412007101547201352748"`,
	} {
		if a := c.believe(t, refundFunction, "S", "SUCCESS", members); a.Outcome != payment.Unknown || a.Signed {
			t.Errorf("refund %s: %+v", members, a)
		}
	}
	for _, members := range []string{
		`"merchantTransId":null,"orderAmount":null,"acquirementId":null`,
		`"merchantTransId":"","orderAmount":{},"merchantId":""`,
		`"orderAmount":{"currency":"USD","value":1250}`,
		`"merchantId":"2118820000000000023","extendInfo":"x"`,
		`"payAmount":{"currency":"EUR","value":"1"}`,
	} {
		if a := c.believe(t, payFunction, "S", "SUCCESS", members); a.Outcome != payment.Paid {
			t.Errorf("%s: %+v", members, a)
		}
	}
}

func TestHeadBindsTheAnswer(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for head, believed := range map[string]bool{
		`{"reqMsgId":"MSG1"}`: true,
		`{"reqMsgId":"MSG1","clientId":"385XSH66SG02E900","function":"` + payFunction + `"}`: true,
		`{"reqMsgId":"MSG1","clientId":null}`:                                                true,
		`{"reqMsgId":"MSG2"}`:                                                                false,
		`{"reqMsgId":"msg1"}`:                                                                false,
		`{"reqMsgId":""}`:                                                                    false,
		`{"reqMsgId":null}`:                                                                  false,
		`{"reqMsgId":["MSG1"]}`:                                                              false,
		`{"ReqMsgId":"MSG1"}`:                                                                false,
		`{}`:                                                                                 false,
		`"MSG1"`:                                                                             false,
		`{"reqMsgId":"MSG1","reqMsgId":"MSG1"}`:                                              false,
		`{"reqMsgId":"MSG1","REQMSGID":"MSG1"}`:                                              false,
		`{"reqMsgId":"MSG1","clientId":"another"}`:                                           false,
		`{"reqMsgId":"MSG1","function":"` + queryFunction + `"}`:                             false,
	} {
		raw := signed(t, alipayKey(), `{"head":`+head+`,"body":{"resultInfo":{"resultStatus":"S","resultCode":"SUCCESS"}}}`)
		if a := c.verdict(payFunction, http.StatusOK, raw); (a.Outcome == payment.Paid) != believed || a.Signed != believed {
			t.Errorf("%s: %+v", head, a)
		}
	}
}

func TestConfiguredStatusMember(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(cfg *Config) {
		cfg.StatusMember = "trade.state"
		cfg.StatusWords = map[string]payment.Outcome{"BEZAHLT": payment.Paid, "SUCCESS": payment.Closed}
	})
	for members, outcome := range map[string]payment.Outcome{
		`"trade":{"state":"BEZAHLT"}`:        payment.Paid,
		`"trade":{"state":"TRADE_SUCCESS"}`:  payment.Paid,
		`"trade":{"state":"SUCCESS"}`:        payment.Closed,
		`"trade":{"state":"WAIT_BUYER_PAY"}`: payment.Confirming,
		`"transStatus":"TRADE_SUCCESS"`:      payment.Unknown,
		`"trade":"TRADE_SUCCESS"`:            payment.Unknown,
	} {
		if a := c.believe(t, queryFunction, "S", "SUCCESS", members); a.Outcome != outcome {
			t.Errorf("%s: %+v", members, a)
		}
	}
	if newClient(t).statusWords["SUCCESS"] != payment.Paid {
		t.Error("one client's words changed another's")
	}
}

func TestProbeVerdicts(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, x := range []struct {
		status, code string
		outcome      payment.Outcome
		reason       string
	}{
		{"F", "ORDER_NOT_EXIST", payment.Done, ""},
		{"S", "SUCCESS", payment.Done, ""},
		{"F", "NEVER_HEARD_OF", payment.Done, ""},
		{"U", "NEVER_HEARD_OF", payment.Done, ""},
		{"U", "SYSTEM_ERROR", payment.Unknown, "gateway_busy"},
		{"F", "ACCESS_DENIED", payment.Unknown, "contract_missing"},
		{"F", "INVALID_SIGNATURE", payment.Unknown, "our_key_refused"},
		{"F", "MERCHANT_NOT_REGISTERED", payment.Unknown, "merchant_id_refused"},
		{"F", "PARAM_ILLEGAL", payment.Unknown, "request_refused"},
	} {
		raw := signed(t, alipayKey(), response(queryFunction, x.status, x.code, ""))
		a, d := c.judge(c.testQuestion(queryFunction), reply200(raw))
		if d != nil {
			t.Fatalf("%s: %+v", x.code, d)
		}
		if got := classifyProbe(a); got.Outcome != x.outcome || got.Reason.Code != x.reason || !got.Signed {
			t.Errorf("%s %s: %+v", x.status, x.code, got)
		}
	}
}
