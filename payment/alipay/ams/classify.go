package ams

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/call"
	"posd/payment/alipay/strict"
)

// Values of resultStatus. Source: "Result" on every page of the family.
const (
	statusSuccess = "S"
	statusFailed  = "F"
	statusUnknown = "U"
	codeSuccess   = "SUCCESS"
)

// succeeded reports whether the call did what it was asked to. A success with a code that contradicts it is none.
func (a *answer) succeeded() bool {
	return a.status == statusSuccess && (a.code == "" || a.code == codeSuccess)
}

// paymentStatus is the trade's word, "" if there is none.
func (a *answer) paymentStatus() string {
	word, _ := strict.TextAt(a.body, "paymentStatus") // of another kind: no word
	return word
}

// believed is what every believed answer says: signed, and Alipay's number if it is there.
func (a *answer) believed(outcome payment.Outcome) payment.Answer {
	out := payment.Answer{Outcome: outcome, Signed: true, Trade: readTrade(a.body)}
	switch a.status {
	case statusSuccess, statusFailed, statusUnknown:
		out.Detail = a.status
	}
	if !a.succeeded() {
		out.Reason = a.meaning.Reason
	}
	if a.meaning.Reason.Wire != "" {
		out.Detail = strings.TrimSpace(out.Detail + " " + a.meaning.Reason.Wire)
	}
	return out
}

// because replaces the reason.
func because(a payment.Answer, code string, action payment.Action) payment.Answer {
	a.Reason = payment.Reason{Code: code, Wire: a.Reason.Wire, Action: action}
	return a
}

// classifyPay: S is paid, F is refused if the code is final for a pay, U PAYMENT_IN_PROCESS is the buyer confirming, the rest is to
// be asked for.
func classifyPay(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		return a.believed(payment.Paid)
	case a.status == statusFailed && a.meaning.IsFinal(alipay.CallPay):
		return a.believed(payment.Refused)
	case a.status == statusUnknown && a.meaning.Waiting:
		return a.believed(payment.Confirming)
	}
	return a.believed(payment.Unknown)
}

// classifyPresent: U PAYMENT_IN_PROCESS with a code is a trade that waits for its scan: the result is the one that the pages of this
// call give a trade that was made, and the code its proof. Without our number beside it the code may be another trade's of the last
// minutes, and is not shown. F is refused if the code is final for a pay: nobody has seen a code, so that nobody can pay it. S would be
// paid, which a code that nobody has seen cannot be: the inquiry tells.
func classifyPresent(a *answer) payment.Answer {
	switch number, _ := strict.TextAt(a.body, "paymentRequestId"); {
	case a.status == statusUnknown && a.meaning.Waiting && number != "": // it has been held against the question
		return call.Presented(a.believed(payment.Unknown), showOf(a.body))
	case a.status == statusUnknown && a.meaning.Waiting:
		return call.Presented(a.believed(payment.Unknown), "")
	case a.status == statusFailed && a.meaning.IsFinal(alipay.CallPay):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// showOf returns what the code says: the one text among pictures of it. "" if there is none, or two that differ.
func showOf(body strict.Object) string {
	form, _ := body.Object("orderCodeForm") // of another kind: none
	list, _ := form.Value("codeDetails")
	var details []json.RawMessage
	if json.Unmarshal(list, &details) != nil {
		return ""
	}
	show := ""
	for _, raw := range details {
		detail, err := strict.Parse(raw)
		if kind, _ := detail.Text("displayType"); err != nil || kind != "TEXT" {
			continue
		}
		text, err := detail.Text("codeValue")
		if err != nil || show != "" && text != show {
			return ""
		}
		show = text
	}
	return show
}

// paymentWords are the values of paymentStatus. Source: docs.antom.com/ac/ams/paymentri and, for PENDING, paymentri_online.
var paymentWords = map[string]payment.Outcome{
	"SUCCESS":    payment.Paid,
	"PROCESSING": payment.Confirming,
	"PENDING":    payment.Confirming,
	"FAIL":       payment.Closed,
	"CANCELLED":  payment.Closed,
}

// classifyQuery: only paymentStatus says what became of the trade. S alone says that the inquiry was understood.
func classifyQuery(a *answer) payment.Answer {
	if a.status == statusFailed && a.meaning.Missing {
		return a.believed(payment.NotFound)
	}
	if !a.succeeded() {
		return a.believed(payment.Unknown)
	}
	outcome, known := paymentWords[a.paymentStatus()]
	if !known {
		return because(a.believed(payment.Unknown), "status_unknown", payment.ActTechnician)
	}
	out := a.believed(outcome)
	if outcome == payment.Confirming {
		return because(out, "buyer_confirming", payment.ActNone)
	}
	if outcome == payment.Closed {
		return because(out, "trade_closed", payment.ActRetry)
	}
	return out
}

// classifyCancel: S is done, whatever the trade was. F is refused if the code is final for a cancel.
func classifyCancel(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		return a.believed(payment.Done)
	case a.status == statusFailed && a.meaning.IsFinal(alipay.CallCancel):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// classifyRefund: S is done, F is refused if the code is final for a refund.
func classifyRefund(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		return a.believed(payment.Done)
	case a.status == statusFailed && a.meaning.IsFinal(alipay.CallRefund):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// classifyRefundQuery: only refundStatus says what became of the refund. FAIL is unknown here: whether the same number may yet
// succeed is said by the refund itself, which is sent again.
func classifyRefundQuery(a *answer) payment.Answer {
	if a.status == statusFailed && (a.meaning.Missing || a.meaning.Reason.Code == "refund_not_found") {
		return a.believed(payment.NotFound)
	}
	if !a.succeeded() {
		return a.believed(payment.Unknown)
	}
	switch word, _ := strict.TextAt(a.body, "refundStatus"); word {
	case "SUCCESS":
		return a.believed(payment.Done)
	case "FAIL":
		return a.believed(payment.NotFound)
	case "PROCESSING":
		return because(a.believed(payment.Unknown), "refund_in_process", payment.ActNone)
	}
	return because(a.believed(payment.Unknown), "status_unknown", payment.ActTechnician)
}

// classifyProbe: a signed answer proves address, client id and both keys. It is not enough if it refuses what we are, cannot read
// what we say, or comes from a gateway that is not well.
func classifyProbe(a *answer) payment.Answer {
	refused := a.status == statusFailed && a.meaning.Reason.Action == payment.ActTechnician
	if refused || a.meaning.Reason.Code == "gateway_busy" {
		return a.believed(payment.Unknown)
	}
	out := a.believed(payment.Done)
	out.Reason = payment.Reason{}
	return out
}

// readTrade reads what an answer says about the trade beyond what was asked. What cannot be read was not said.
func readTrade(body strict.Object) payment.Trade {
	get := func(path string) string {
		text, _ := strict.TextAt(body, path) // of another kind: not said
		return text
	}
	t := payment.Trade{Ref: get("paymentId"), Rate: get("paymentQuote.quotePrice"), Buyer: get("pspCustomerInfo.displayCustomerId")}
	if at, err := time.Parse(time.RFC3339, get("paymentTime")); err == nil {
		t.Time = at
	}
	if base, quote, ok := strings.Cut(get("paymentQuote.quoteCurrencyPair"), "/"); ok && t.Rate != "" {
		t.Rate = "1 " + base + " = " + t.Rate + " " + quote // the pair says which way round
	}
	t.PaidBy = amountOf(get("actualPaymentAmount.value"), get("actualPaymentAmount.currency"))
	return t
}

// amountOf is an amount as the wire has it, or none.
func amountOf(value, currency string) payment.Amount {
	minor, err := strconv.ParseInt(value, 10, 64)
	if err != nil || minor <= 0 || currency == "" {
		return payment.Amount{}
	}
	return payment.Amount{Minor: minor, Currency: payment.Currency(currency)}
}
