package intl

import (
	"posd/payment"
	"posd/payment/alipay/strict"
)

// statusMembers are where a trade's status is looked for if none is configured. No page of payQuery that could be had names the
// member; these are the names that the product's relatives use: the old interfaces (trade_status, alipay_trans_status), the
// successor (paymentStatus) and other gateways on the same platform (acquirementStatus, also inside statusDetail). A plain "status"
// is not among them: it could be the call's, and a call that succeeded is not a trade that was paid.
var statusMembers = []string{
	"transStatus", "tradeStatus", "transactionStatus", "paymentStatus", "acquirementStatus", "statusDetail.acquirementStatus",
}

// statusWords are the words that are understood. WAIT_BUYER_PAY, TRADE_SUCCESS, TRADE_FINISHED and TRADE_CLOSED: the family's own
// pages and the old interfaces. PROCESSING, PENDING, SUCCESS, FAIL and CANCELLED: inquiryPayment of the successor. INIT, PAYING and
// CLOSED: acquirementStatus of the platform.
var statusWords = map[string]payment.Outcome{
	"TRADE_SUCCESS":  payment.Paid,
	"TRADE_FINISHED": payment.Paid,
	"SUCCESS":        payment.Paid,
	"WAIT_BUYER_PAY": payment.Confirming,
	"PROCESSING":     payment.Confirming,
	"PENDING":        payment.Confirming,
	"PAYING":         payment.Confirming,
	"INIT":           payment.Confirming,
	"TRADE_CLOSED":   payment.Closed,
	"CLOSED":         payment.Closed,
	"FAIL":           payment.Closed,
	"CANCELLED":      payment.Closed,
}

// status returns what the trade's status member says: Paid, Confirming, Closed, or Unknown if it is not there, not understood, or
// two members contradict each other. said reports whether there was any.
func (c *Client) status(body strict.Object) (outcome payment.Outcome, said bool) {
	for _, path := range c.statusPaths {
		word, err := strict.TextAt(body, path)
		if err != nil {
			return payment.Unknown, true
		}
		if word == "" {
			continue
		}
		if said && c.statusWords[word] != outcome {
			return payment.Unknown, true
		}
		outcome, said = c.statusWords[word], true
	}
	return outcome, said
}
