package wire

import (
	"errors"
	"fmt"

	"posd/payment"
)

// Errors of an answer.
var (
	// ErrTooLarge says that the answer is larger than the caller allows.
	ErrTooLarge = errors.New("answer too large")
	// ErrNotHTTP says that the answer is not the HTTP that was asked for.
	ErrNotHTTP = errors.New("answer is not plain HTTP/1.1")
	// ErrProxy says that the configured proxy did not let the connection through.
	ErrProxy = errors.New("proxy refused")
	// ErrConfig says that an address, proxy or limit cannot be used.
	ErrConfig = errors.New("gateway connection misconfigured")
	// errSpoke says that the far end wrote on a connection that nobody asked anything.
	errSpoke = errors.New("data without a request")
)

// Error is a request without an answer, or a connection that could not be made.
type Error struct {
	// Sent is true if a byte of the request was handed to a socket, or may have been.
	Sent bool
	// Reason is for the cashier and the technician; its texts are in the catalogue of words.
	Reason payment.Reason
	// Err is what happened.
	Err error
}

// Error tells whether the request left, and what happened.
func (e *Error) Error() string {
	if e.Sent {
		return fmt.Sprintf("after the request was sent: %v", e.Err)
	}
	return fmt.Sprintf("nothing was sent: %v", e.Err)
}

// Unwrap returns what happened.
func (e *Error) Unwrap() error { return e.Err }
