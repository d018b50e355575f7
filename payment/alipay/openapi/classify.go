package openapi

import (
	"strings"

	"posd/payment"
	"posd/payment/alipay"
	common "posd/payment/alipay/call"
)

// Values of code. Source: 公共错误码, opendocs.alipay.com/common/02km9f, and alipay.trade.pay for the second.
const (
	codeSuccess  = "10000"
	codeWaiting  = "10003" // the buyer is confirming: not paid
	codeBusiness = "40004" // the business refuses; sub_code says why
)

// succeeded reports whether the call did what it was asked to. A success with a sub_code that contradicts it is none.
func (a *answer) succeeded() bool { return a.code == codeSuccess && !a.sub }

// bound reports whether the answer names the trade. What it names has been held against the question.
func (a *answer) bound() bool { return get(a.body, "out_trade_no") != "" }

// refuses reports whether the answer is a definitive no to a call.
func (a *answer) refuses(call alipay.Calls) bool {
	return a.code == codeBusiness && a.meaning.IsFinal(call) && a.bound()
}

// believed is what every believed answer says: signed, and Alipay's number if it is there. A refusal of our key or ids that does not
// name the trade proves nothing about it, signed or not; it closes the gate.
func (a *answer) believed(outcome payment.Outcome) payment.Answer {
	out := payment.Answer{Outcome: outcome, Signed: true, Trade: readTrade(a.body)}
	if isCode(a.code) {
		out.Detail = a.code
	}
	if !a.succeeded() {
		out.Reason = a.meaning.Reason
		out.Denied = outcome == payment.Unknown && a.meaning.Denies
	}
	if a.meaning.Reason.Wire != "" {
		out.Detail = strings.TrimSpace(out.Detail + " " + a.meaning.Reason.Wire)
	}
	return out
}

// isCode keeps what is not a code out of the log.
func isCode(code string) bool { return len(code) <= 5 && strings.Trim(code, "0123456789") == "" }

// because replaces the reason.
func because(a payment.Answer, code string, action payment.Action) payment.Answer {
	a.Reason = payment.Reason{Code: code, Wire: a.Reason.Wire, Action: action}
	return a
}

// classifyPay: 10000 is paid, 10003 waits for the buyer, 40004 is refused if its sub_code is final for a pay; the rest is to be
// asked for. A 10000 whose trade status contradicts it is not paid.
func classifyPay(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		status := get(a.body, "trade_status")
		if status == "" || statusWords[status] == payment.Paid {
			return a.believed(payment.Paid)
		}
		return because(a.believed(payment.Unknown), "trade_status_unknown", payment.ActTechnician)
	case a.code == codeWaiting && a.bound():
		return because(a.believed(payment.Confirming), "buyer_confirming", payment.ActNone)
	case a.refuses(alipay.CallPay):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// classifyPresent: 10000 has a code to show. 40004 is refused if its sub_code is final for a pay: nobody has seen a code, so that nobody can
// pay it.
func classifyPresent(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		return common.Presented(a.believed(payment.Unknown), get(a.body, "qr_code"))
	case a.refuses(alipay.CallPay):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// statusWords are the trade's states. Source: trade_status on the page of alipay.trade.query (opendocs.alipay.com/open/02e7gm).
var statusWords = map[string]payment.Outcome{
	"WAIT_BUYER_PAY": payment.Confirming,
	"TRADE_SUCCESS":  payment.Paid,
	"TRADE_FINISHED": payment.Paid,   // and past the time of refunds
	"TRADE_CLOSED":   payment.Closed, // unpaid for too long, or refunded in full
}

// classifyQuery: only trade_status says what became of the trade. 10000 alone says that the query was understood.
func classifyQuery(a *answer) payment.Answer {
	if a.code == codeBusiness && a.meaning.Missing {
		return a.believed(payment.NotFound)
	}
	if !a.succeeded() {
		return a.believed(payment.Unknown)
	}
	out := a.believed(statusWords[get(a.body, "trade_status")])
	switch out.Outcome {
	case payment.Confirming:
		return because(out, "buyer_confirming", payment.ActNone)
	case payment.Closed:
		return because(out, "trade_closed", payment.ActRetry)
	case payment.Unknown:
		return because(out, "trade_status_unknown", payment.ActTechnician)
	case payment.Paid, payment.Refused, payment.NotFound, payment.NotSent, payment.Done:
	}
	return out
}

// classifyCancel: 10000 with retry_flag N is done, whatever the trade was; with Y nothing is certain yet. 40004 is refused if its
// sub_code is final for a cancel. action=refund says that the trade had been paid.
func classifyCancel(a *answer) payment.Answer {
	switch {
	case a.succeeded() && get(a.body, "retry_flag") == "N":
		out := a.believed(payment.Done)
		out.Returned = get(a.body, "action") == "refund"
		return out
	case a.succeeded():
		return because(a.believed(payment.Unknown), "gateway_busy", payment.ActNone)
	case a.refuses(alipay.CallCancel):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// classifyRefund: 10000 with fund_change Y is done. With N nothing moved in this call: an earlier one with the same number may have
// moved it. 40004 is refused if its sub_code is final for a refund.
func classifyRefund(a *answer) payment.Answer {
	switch {
	case a.succeeded() && get(a.body, "fund_change") == "Y":
		return a.believed(payment.Done)
	case a.succeeded():
		return because(a.believed(payment.Unknown), "gateway_busy", payment.ActNone)
	case a.refuses(alipay.CallRefund):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// classifyRefundQuery: refund_status REFUND_SUCCESS for this very trade, refund and amount is done. A signed answer without it says
// that nothing is known of such a refund, which is NotFound; anything else is unknown.
func classifyRefundQuery(a *answer) payment.Answer {
	missing := a.code == codeBusiness && a.meaning.Missing
	status := get(a.body, "refund_status")
	switch {
	case a.succeeded() && status == "REFUND_SUCCESS":
		if !a.bound() || get(a.body, "out_request_no") == "" || get(a.body, "refund_amount") == "" {
			return because(a.believed(payment.Unknown), "answer_mismatch", payment.ActTechnician)
		}
		return a.believed(payment.Done)
	case a.succeeded() && status == "", missing:
		return a.believed(payment.NotFound)
	}
	return a.believed(payment.Unknown)
}

// settle joins what the refund's own answer said, which was not done, with what the query of the refund found. A refusal stands only
// if nothing is known of the refund: an earlier request under its number may have been executed, and refused ever after.
func settle(said, found payment.Answer) payment.Answer {
	switch {
	case found.Outcome == payment.Done:
		found.Detail += " after " + said.Detail
		return found
	case said.Outcome == payment.Refused && found.Outcome != payment.NotFound:
		said.Outcome = payment.Unknown
		said.Detail += ", refund query: " + found.Detail
	}
	return said
}

// classifyProbe: a signed answer proves address, app id and both keys. It is not enough if it refuses what we are, cannot read what
// we say, or comes from a gateway that is not well.
func classifyProbe(a *answer) payment.Answer {
	refused := !a.succeeded() && a.meaning.Reason.Action == payment.ActTechnician
	if refused || a.meaning.Reason.Code == "gateway_busy" {
		return a.believed(payment.Unknown)
	}
	out := a.believed(payment.Done)
	out.Reason = payment.Reason{}
	return out
}
