package intl

import (
	"fmt"
	"strconv"

	"posd/payment"
	"posd/payment/alipay/strict"
)

// question is what was asked: what an answer is held against.
type question struct {
	api          *api
	msgID        string
	number       string // merchantTransId, maybe empty
	ref          string // acquirementId, maybe empty
	amount       payment.Amount
	refund       string // merchantRefundId
	refundAmount payment.Amount
}

// rule says what one member of an answer must be.
type rule struct {
	path string // from the value of "response", dots between levels
	must bool   // it must be there
	// is returns what the member must be if it is there; "" takes anything.
	is func(c *Client, q *question) string
}

// The rules of all calls. A member that is not there, null or "" is not held against anything, unless it must be there.
//
// Sources. Response head: the tables "Response head" of docs.antom.com/ac/publicapi/payquery and global.alipay.com .../paycancel
// list version, function, clientId, respTime, reqMsgId, reserve; reqMsgId is the one that binds. resultInfo: "ResultInfo Required"
// on docs.antom.com/ac/publicapi/notifypay. Of the other members no page that could be had promises one; acquirementId is
// conditional even in the notification. So all of them are held against the question if they are there and none is required:
// signature and message id bind the answer.
var (
	commonRules = []rule{
		{path: "head.reqMsgId", must: true, is: func(_ *Client, q *question) string { return q.msgID }},
		{path: "head.clientId", is: func(c *Client, _ *question) string { return c.cfg.ClientID }},
		{path: "head.function", is: func(_ *Client, q *question) string { return q.api.function }},
		{path: "body.resultInfo.resultStatus", must: true, is: anything},
		{path: "body.merchantId", is: func(c *Client, _ *question) string { return c.merchantID }},
		{path: "body.partnerId", is: func(c *Client, _ *question) string { return c.merchantID }},
	}
	// payRules: orderAmount is what was asked for; payAmount may be in another currency and is not compared.
	payRules = []rule{
		{path: "body.merchantTransId", is: func(_ *Client, q *question) string { return q.number }},
		{path: "body.orderAmount.value", is: func(_ *Client, q *question) string { return minor(q.amount) }},
		{path: "body.orderAmount.currency", is: func(_ *Client, q *question) string { return string(q.amount.Currency) }},
	}
	// presentRules: the code itself is looked for by showOf, since no page names its member.
	presentRules = payRules
	// tradeRules are those of payQuery and payCancel.
	tradeRules = append([]rule{
		{path: "body.acquirementId", is: func(_ *Client, q *question) string { return q.ref }},
	}, payRules...)
	refundRules = append([]rule{
		{path: "body.merchantRefundId", is: func(_ *Client, q *question) string { return q.refund }},
		{path: "body.refundAmount.value", is: func(_ *Client, q *question) string { return minor(q.refundAmount) }},
		{path: "body.refundAmount.currency", is: func(_ *Client, q *question) string { return string(q.refundAmount.Currency) }},
	}, tradeRules...)
)

func anything(*Client, *question) string { return "" }

// minor writes an amount as the wire does, "" if there is none to compare.
func minor(a payment.Amount) string {
	if a.Currency == "" {
		return ""
	}
	return strconv.FormatInt(a.Minor, 10)
}

// hold holds the value of "response" against the question. The error wraps errShape or errNotOurs and names the member, never its
// value.
func (c *Client) hold(response strict.Object, q *question) error {
	for _, rules := range [][]rule{commonRules, q.api.rules} {
		for _, r := range rules {
			if err := c.holdMember(response, q, r); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Client) holdMember(response strict.Object, q *question, r rule) error {
	got, err := strict.TextAt(response, r.path)
	switch want := r.is(c, q); {
	case err != nil:
		return fmt.Errorf("%w: %s: %w", errShape, r.path, err)
	case got == "" && r.must:
		return fmt.Errorf("%w: %s", errShape, r.path)
	case got != "" && want != "" && got != want:
		return fmt.Errorf("%w: %s", errNotOurs, r.path)
	}
	return nil
}
