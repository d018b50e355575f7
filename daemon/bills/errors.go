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
	// ErrNoSource says that the family has no interface by which bills are had.
	ErrNoSource = errors.New("bills of this family are not fetched")
	// ErrNoBill says that Alipay has no bill of that day, or not yet.
	ErrNoBill = errors.New("alipay has no bill of this day, or not yet")
	// ErrFetch says that a bill was not had, or cannot be read.
	ErrFetch = errors.New("the bill was not had")
)
