package payment

import "errors"

// Errors of a request that is refused before anything is written or sent.
var (
	// ErrAmount says that an amount cannot be charged or refunded: zero, negative, too large, an unknown currency.
	ErrAmount = errors.New("amount refused")
	// ErrOrder says that an order lacks what every gateway needs, or holds more than it takes.
	ErrOrder = errors.New("order refused")
	// ErrNotReady says that the terminal may not start a sale now; the error's text and Gate.Cause tell why.
	ErrNotReady = errors.New("not ready to sell")
	// ErrCodeUsed says that this payment code was used a moment ago; the customer's wallet shows a fresh one.
	ErrCodeUsed = errors.New("payment code was used already")
	// ErrState says that the payment is past the point where the request makes sense.
	ErrState = errors.New("not possible in this state")
	// ErrShowsNone says that this terminal shows no codes: its rules have no time for it.
	ErrShowsNone = errors.New("this terminal shows no codes")
	// ErrRefund says that a refund breaks a rule: more than was paid, or another refund is not settled.
	ErrRefund = errors.New("refund refused")
	// ErrKeyReused says that an Idempotency-Key came again with another body.
	ErrKeyReused = errors.New("idempotency key was used for another request")
	// ErrUnknownPayment says that no payment has this id.
	ErrUnknownPayment = errors.New("no such payment")
)

// Errors of the machine under the payment.
var (
	// ErrStore says that a record could not be made durable. Nothing that depended on it was sent.
	ErrStore = errors.New("journal refuses to write")
	// ErrStopped says that the cashier is shutting down; payments in progress resume at the next start.
	ErrStopped = errors.New("shutting down")
)
