package bills

import "errors"

// Errors of gaps and of what is said about them.
var (
	// ErrUnknown says that no gap has this id.
	ErrUnknown = errors.New("no such gap")
	// ErrText says that a reason is missing or too long.
	ErrText = errors.New("a reason of 1 to 256 bytes is needed")
	// ErrPart says that a reconciliation to be kept is not one.
	ErrPart = errors.New("not the outcome of a reconciliation")
)
