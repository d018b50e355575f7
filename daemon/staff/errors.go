package staff

import (
	"errors"
	"fmt"
	"time"
)

// Errors of what operators are and may.
var (
	// ErrUnknown says that no operator has this number.
	ErrUnknown = errors.New("no such operator")
	// ErrTaken says that an operator has, or had, this number.
	ErrTaken = errors.New("the operator's number is taken")
	// ErrOperator says that number, name, role or PIN cannot be an operator's.
	ErrOperator = errors.New("not an operator")
	// ErrPIN says that number and PIN, or a badge, belong to nobody.
	ErrPIN = errors.New("number and PIN do not fit")
	// ErrPINNeeded says that a PIN has to be given, too.
	ErrPINNeeded = errors.New("a PIN is needed")
	// ErrSignOn says that nobody has signed on.
	ErrSignOn = errors.New("nobody has signed on")
	// ErrRole says that an operator's role is not enough.
	ErrRole = errors.New("the operator's role is not enough")
	// ErrReason says that a reason has to be given.
	ErrReason = errors.New("a reason is needed")
	// ErrShift says that no shift is open.
	ErrShift = errors.New("no shift is open")
	// ErrRecord says that a record of this package's stream is not understood.
	ErrRecord = errors.New("record of operators or shifts not understood")
)

// WaitError says for how long no PIN of an operator is looked at.
type WaitError struct{ Wait time.Duration }

// Error implements error.
func (e *WaitError) Error() string { return fmt.Sprintf("too many wrong PINs: wait %v", e.Wait) }

// LimitError says that a refund is above what an operator may give back alone.
type LimitError struct {
	Limit int64 // in smallest units
	Left  int64 // what is left of it: the whole limit, or of the day
	Day   bool  // it is the limit of a day
}

// Error implements error.
func (e *LimitError) Error() string {
	if e.Day {
		return fmt.Sprintf("the day's limit of %d leaves %d", e.Limit, e.Left)
	}
	return fmt.Sprintf("above the limit of %d", e.Limit)
}
