package spot

import (
	"strconv"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay"
)

// Values of result_code. FAILED is spot_pay's word, FAIL the others'; UNKNOW is spelt so on the page.
const (
	resultSuccess = "SUCCESS"
	resultFailed  = "FAILED"
	resultFail    = "FAIL"
	resultUnknown = "UNKNOW"
)

// Values of alipay_trans_status. Source: "Transaction status", docs.antom.com/ac/global/overseas_query.
var statusWords = map[string]payment.Outcome{
	"TRADE_SUCCESS":  payment.Paid,
	"TRADE_FINISHED": payment.Paid,
	"WAIT_BUYER_PAY": payment.Confirming,
	"TRADE_CLOSED":   payment.Closed,
}

// succeeded reports whether the call did what it was asked to. A success with an error beside it is none.
func (a *answer) succeeded() bool { return a.result == resultSuccess && a.code == "" }

func (a *answer) failed() bool { return a.result == resultFailed || a.result == resultFail }

// refuses reports whether the answer refuses a call for good: a failure by a code that is final for it, about our number.
func (a *answer) refuses(call alipay.Calls) bool {
	return a.failed() && a.bound && a.meaning.IsFinal(call)
}

// believed is what every believed answer says: signed, and Alipay's number if it is there.
func (a *answer) believed(outcome payment.Outcome) payment.Answer {
	out := payment.Answer{Outcome: outcome, Signed: true, Trade: readTrade(a.body)}
	switch a.result {
	case resultSuccess, resultFailed, resultFail, resultUnknown:
		out.Detail = a.result
	}
	if !a.succeeded() {
		out.Reason = a.meaning.Reason
	}
	if a.meaning.Reason.Wire != "" {
		out.Detail = strings.TrimSpace(out.Detail + " " + a.meaning.Reason.Wire)
	}
	return out
}

// unbound is a success that does not say whose it is.
func (a *answer) unbound() payment.Answer {
	out := because(a.believed(payment.Unknown), "answer_mismatch", payment.ActTechnician)
	out.Detail = oneLine(errShape) + ": the number"
	return out
}

// because replaces the reason.
func because(a payment.Answer, code string, action payment.Action) payment.Answer {
	a.Reason = payment.Reason{Code: code, Wire: a.Reason.Wire, Action: action}
	return a
}

// classifyPay: SUCCESS is paid, FAILED is refused if the code is final for a pay, UNKNOW and the rest are to be asked for.
func classifyPay(a *answer) payment.Answer {
	switch {
	case a.succeeded() && !a.bound:
		return a.unbound()
	case a.succeeded():
		return a.believed(payment.Paid)
	case a.refuses(alipay.CallPay):
		return a.believed(payment.Refused)
	case a.result == resultUnknown && a.meaning.Waiting && a.bound:
		return a.believed(payment.Confirming)
	}
	return a.believed(payment.Unknown)
}

// classifyQuery: only the trade's status says what became of the trade. SUCCESS alone says that the query was understood.
func classifyQuery(a *answer) payment.Answer {
	if a.failed() && a.meaning.Missing {
		return a.believed(payment.NotFound)
	}
	if !a.succeeded() {
		return a.believed(payment.Unknown)
	}
	if !a.bound {
		return a.unbound()
	}
	status := statusWords[a.body.value("alipay_trans_status")]
	out := a.believed(status)
	switch status {
	case payment.Confirming:
		return because(out, "buyer_confirming", payment.ActNone)
	case payment.Closed:
		return because(out, "trade_closed", payment.ActRetry)
	case payment.Unknown:
		return because(out, "status_unknown", payment.ActTechnician)
	case payment.Paid, payment.Refused, payment.NotFound, payment.NotSent, payment.Done:
	}
	return out
}

// classifyCancel: SUCCESS is done, whatever the trade was. FAIL is refused if the code is final for a cancel.
func classifyCancel(a *answer) payment.Answer {
	switch {
	case a.succeeded() && !a.bound:
		return a.unbound()
	case a.succeeded():
		out := a.believed(payment.Done)
		out.Returned = strings.EqualFold(a.body.value("action"), "refund")
		return out
	case a.refuses(alipay.CallCancel):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// classifyRefund: SUCCESS is done, FAIL is refused if the code is final for a refund.
func classifyRefund(a *answer) payment.Answer {
	switch {
	case a.succeeded() && !a.bound:
		return a.unbound()
	case a.succeeded():
		return a.believed(payment.Done)
	case a.refuses(alipay.CallRefund):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// classifyRefundQuery: SUCCESS of the refund is done; everything else leaves the refund as its own answer left it. A refund that is
// not found may still be on its way, and one that failed may be asked for again under its number.
func classifyRefundQuery(a *answer) payment.Answer {
	if a.result == resultSuccess && a.bound && a.body.value("refund_result_code") == resultSuccess {
		return a.believed(payment.Done)
	}
	return a.believed(payment.Unknown)
}

// classifyProbe: a signed answer proves address, partner and both keys. It is not enough if it refuses what we are, or comes from a
// gateway that is not well.
func classifyProbe(a *answer) payment.Answer {
	refused := a.failed() && a.meaning.Reason.Action == payment.ActTechnician
	if refused || a.meaning.Reason.Code == "gateway_busy" {
		return a.believed(payment.Unknown)
	}
	out := a.believed(payment.Done)
	out.Reason = payment.Reason{}
	return out
}

// readTrade reads what an answer says about the trade beyond what was asked. What cannot be read was not said.
func readTrade(body element) payment.Trade {
	t := payment.Trade{Ref: body.value("alipay_trans_id"), Rate: body.value("exchange_rate"), Buyer: decoded(body, "alipay_buyer_login_id")}
	if t.Ref == "" {
		t.Ref = body.value("trade_no")
	}
	for _, layout := range []string{"20060102150405", time.DateTime} {
		if at, err := time.ParseInLocation(layout, body.value("alipay_pay_time"), beijing); err == nil {
			t.Time = at
		}
	}
	if whole, frac, ok := strings.Cut(body.value("trans_amount_cny"), "."); ok && len(frac) == 2 {
		if minor, err := strconv.ParseInt(whole+frac, 10, 64); err == nil && minor > 0 {
			t.PaidBy = payment.Amount{Minor: minor, Currency: "CNY"}
		}
	}
	return t
}
