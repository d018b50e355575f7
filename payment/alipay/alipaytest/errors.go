package alipaytest

import "errors"

// Errors of the ledger: what Alipay's books say about a request, before a front puts it into the words of its wire family.
var (
	// ErrNotFound says that no trade has this number or id. It proves nothing about a request still on its way.
	ErrNotFound = errors.New("no such trade")
	// ErrInconsistent says that the number was used before with other content.
	ErrInconsistent = errors.New("number was used with other content")
	// ErrCodeUsed says that the payment code has already made a trade.
	ErrCodeUsed = errors.New("payment code was used already")
	// ErrCodeExpired says that the payment code is older than its minute, or that nobody may scan a code any more.
	ErrCodeExpired = errors.New("payment code has expired")
	// ErrExpired says that the pay came after the expiry that it names itself, and was not executed.
	ErrExpired = errors.New("payment request has expired")
	// ErrPaid says that no code is made for a trade that is paid already.
	ErrPaid = errors.New("trade is paid already")
	// ErrOver says that no code is made for a trade that is over.
	ErrOver = errors.New("trade is over")
	// ErrCancelWindow says that the trade's day is over: a refund is the way now.
	ErrCancelWindow = errors.New("outside the cancel window")
	// ErrHasRefunds says that a trade with refunds cannot be cancelled.
	ErrHasRefunds = errors.New("trade has refunds")
	// ErrRefundWindow says that the trade is too old for a refund.
	ErrRefundWindow = errors.New("outside the refund window")
	// ErrRefundAmount says that the refunds would be more than was paid.
	ErrRefundAmount = errors.New("refunds exceed the payment")
	// ErrCurrency says that a refund is in another currency than its trade.
	ErrCurrency = errors.New("refund in another currency")
	// ErrNotPaid says that there is nothing to refund: the trade waits, was cancelled or closed unpaid.
	ErrNotPaid = errors.New("trade is not paid")
)

// RefusedError is the buyer's wallet saying no for good. No trade exists under the number.
type RefusedError struct {
	Code string // one of Refusals
}

// Error names the reason.
func (e *RefusedError) Error() string { return "refused: " + e.Code }

// Errors of the simulator itself.
var (
	// ErrScenario says that no scenario has this name.
	ErrScenario = errors.New("no such scenario")
	// ErrKey says that a PEM text does not hold the key that was asked for.
	ErrKey = errors.New("not a usable key")
	// ErrRefused is what dialling a closed PipeListener brings, in place of a refused connection.
	ErrRefused = errors.New("connection refused")
)

// Errors of a message that is not what the API's pages describe.
var (
	errSyntax    = errors.New("not one JSON object in UTF-8")
	errDuplicate = errors.New("member given twice")
	errMembers   = errors.New("not the documented members")
	errNotice    = errors.New("not the answer that the family wants")
	errSignature = errors.New("signature does not verify")
)
