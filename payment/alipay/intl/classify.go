package intl

import (
	"strconv"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/call"
	"posd/payment/alipay/strict"
)

// Values of resultStatus. Source: "resultInfo" on the notification's page.
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

// classifyPay: S is paid, F is refused if the code is final for a pay, U and the rest are to be asked for. An S whose trade status
// contradicts it is not paid.
func (c *Client) classifyPay(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		status, said := c.status(a.body)
		switch {
		case !said || status == payment.Paid:
			return a.believed(payment.Paid)
		case status == payment.Confirming:
			return because(a.believed(payment.Confirming), "buyer_confirming", payment.ActNone)
		}
		return because(a.believed(payment.Unknown), "status_unknown", payment.ActTechnician)
	case a.status == statusFailed && a.meaning.IsFinal(alipay.CallPay):
		return a.believed(payment.Refused)
	case a.status == statusUnknown && a.meaning.Waiting:
		return a.believed(payment.Confirming)
	}
	return a.believed(payment.Unknown)
}

// classifyPresent: S has a code to show, F is refused if the code is final for a pay: nobody has seen a code, so that nobody can pay it.
func classifyPresent(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		return call.Presented(a.believed(payment.Unknown), showOf(a.body))
	case a.status == statusFailed && a.meaning.IsFinal(alipay.CallPay):
		return a.believed(payment.Refused)
	}
	return a.believed(payment.Unknown)
}

// showMembers are where the code is looked for. "Alipay returns a payment URL in the response" (docs.antom.com/ac/publicapi/
// precreate_transaction), and the part of the page that names its member could not be had: orderQrCode is the name that an
// integrator's published code reads, the others are those of the product's relatives, alipay.acquire.precreate and
// alipay.trade.precreate. The address of a picture of the code is not among them.
var showMembers = []string{"orderQrCode", "qrCode", "qr_code"}

// showOf returns what the code says, "" if there is none, or two that differ.
func showOf(body strict.Object) string {
	show := ""
	for _, name := range showMembers {
		text, err := body.Text(name)
		if err != nil || show != "" && text != "" && text != show {
			return ""
		}
		if text != "" {
			show = text
		}
	}
	return show
}

// classifyQuery: only the trade's status says what became of the trade. S alone says that the query was understood.
func (c *Client) classifyQuery(a *answer) payment.Answer {
	if a.status == statusFailed && a.meaning.Missing {
		return a.believed(payment.NotFound)
	}
	if !a.succeeded() {
		return a.believed(payment.Unknown)
	}
	status, _ := c.status(a.body)
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

// classifyCancel: S is done, whatever the trade was. F is refused if the code is final for a cancel.
func classifyCancel(a *answer) payment.Answer {
	switch {
	case a.succeeded():
		out := a.believed(payment.Done)
		action, err := a.body.Text("action")
		out.Returned = err == nil && strings.EqualFold(action, "refund")
		return out
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

// refundNotSent is the answer to a refund whose trade could not be found: nothing was sent that could move money. It keeps the
// query's reason if that is about the line or our set-up.
func refundNotSent(found payment.Answer) payment.Answer {
	out := payment.Answer{Outcome: payment.NotSent, Denied: found.Denied, Reason: found.Reason, Detail: "query before refund: " + found.Detail}
	switch found.Reason.Action {
	case payment.ActCheckNetwork, payment.ActTechnician:
		return out
	case payment.ActNone, payment.ActRescan, payment.ActOtherTender, payment.ActAmount, payment.ActRetry:
	}
	return because(out, "refund_not_paid", payment.ActNone)
}

// readTrade reads what an answer says about the trade beyond what was asked. What cannot be read was not said.
func readTrade(body strict.Object) payment.Trade {
	get := func(path string) string {
		text, _ := strict.TextAt(body, path) // of another kind: not said
		return text
	}
	t := payment.Trade{Ref: get("acquirementId"), Rate: get("conversionRate"), PaidBy: payment.Amount{Currency: payment.Currency(get("payAmount.currency"))}}
	if at, err := time.Parse(time.RFC3339, get("paymentTime")); err == nil {
		t.Time = at
	}
	minor, err := strconv.ParseInt(get("payAmount.value"), 10, 64)
	if t.PaidBy.Minor = minor; err != nil || minor <= 0 || t.PaidBy.Currency == "" {
		t.PaidBy = payment.Amount{}
	}
	return t
}
