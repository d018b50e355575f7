package ams

import (
	"fmt"
	"slices"
	"strconv"

	"posd/payment"
	"posd/payment/alipay/strict"
)

// question is what was asked: what an answer is held against.
type question struct {
	api          *api
	number       string // paymentRequestId, maybe empty
	ref          string // paymentId, maybe empty
	amount       payment.Amount
	refund       string // refundRequestId
	refundAmount payment.Amount
}

// rule says what one member of an answer must be if it is there.
type rule struct {
	path string // dots between levels
	// is returns what the member must be; "" takes anything.
	is func(q *question) string
}

// The rules by call. A member that is not there, null or "" is not held against anything, unless it must be there.
//
// What must be there when resultStatus is S, with its source:
//
//	pay             paymentRequestId                the members of an answer in the official SDKs (CommonPaymentResponse); an S
//	                                                without it is unknown, and the inquiry says what it was
//	inquiryPayment  paymentRequestId or paymentId   docs.antom.com/ac/ams/paymentri: response parameters
//	                paymentAmount if SUCCESS        the same page: "REQUIRED"
//	cancel          paymentRequestId or paymentId   docs.antom.com/ac/ams/paymentc: returned when the cancellation succeeds
//	refund          refundRequestId                 docs.antom.com/ac/ams/refund_online: response parameters
//	inquiryRefund   refundRequestId                 docs.antom.com/ac/ams/ir_online: returned when the call succeeds
//
//	order code      paymentRequestId, and a TEXT    the members of an answer in the official SDKs (AlipayPayResponse, OrderCodeForm,
//	                among codeDetails               CodeDetail); required with U PAYMENT_IN_PROCESS by classifyPresent
//
// A result of F or U comes alone on every other page: its signature covers the time and the address.
var (
	// payRules: paymentAmount is what was asked for; actualPaymentAmount may be in another currency and is not compared.
	payRules = []rule{
		{path: "paymentRequestId", is: func(q *question) string { return q.number }},
		{path: "paymentAmount.value", is: func(q *question) string { return minor(q.amount) }},
		{path: "paymentAmount.currency", is: func(q *question) string { return string(q.amount.Currency) }},
	}
	payBound = []string{"paymentRequestId"}
	// tradeRules are those of inquiryPayment and cancel.
	tradeRules = append([]rule{
		{path: "paymentId", is: func(q *question) string { return q.ref }},
	}, payRules...)
	tradeBound  = []string{"paymentRequestId", "paymentId"}
	refundRules = []rule{
		{path: "refundRequestId", is: func(q *question) string { return q.refund }},
		{path: "paymentId", is: func(q *question) string { return q.ref }},
		{path: "refundAmount.value", is: func(q *question) string { return minor(q.refundAmount) }},
		{path: "refundAmount.currency", is: func(q *question) string { return string(q.refundAmount.Currency) }},
	}
	refundBound = []string{"refundRequestId"}
)

// minor writes an amount as the wire does, "" if there is none to compare.
func minor(a payment.Amount) string {
	if a.Currency == "" {
		return ""
	}
	return strconv.FormatInt(a.Minor, 10)
}

// hold holds an answer against the question. The error wraps errShape or errNotOurs and names the member, never its value.
func (c *Client) hold(a *answer, q *question) error {
	bound := a.status != statusSuccess
	for _, r := range q.api.rules {
		got, err := strict.TextAt(a.body, r.path)
		switch want := r.is(q); {
		case err != nil:
			return fmt.Errorf("%w: %s: %w", errShape, r.path, err)
		case got != "" && want != "" && got != want:
			return fmt.Errorf("%w: %s", errNotOurs, r.path)
		case got != "" && got == want && slices.Contains(q.api.bound, r.path):
			bound = true
		}
	}
	if !bound {
		return fmt.Errorf("%w: one of %v", errShape, q.api.bound)
	}
	if q.api == c.query && a.succeeded() && a.paymentStatus() == "SUCCESS" {
		return holdAmount(a, q)
	}
	return nil
}

// holdAmount wants the amount of a trade that is said to be paid, if it was asked for with one.
func holdAmount(a *answer, q *question) error {
	for _, path := range []string{"paymentAmount.value", "paymentAmount.currency"} {
		if got, _ := strict.TextAt(a.body, path); got == "" && q.amount.Currency != "" {
			return fmt.Errorf("%w: %s", errShape, path)
		}
	}
	return nil
}
