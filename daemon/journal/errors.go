package journal

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
)

// What can be wrong with the file, at opening or checking it. An [*Error] wraps one of these and carries the figures.
var (
	ErrMissing    = errors.New("there is no journal")
	ErrInUse      = errors.New("another process has the journal open")
	ErrNotJournal = errors.New("file is not a journal")
	ErrTruncated  = errors.New("file is shorter than its content")
	ErrOversized  = errors.New("file is larger than a journal can be")
	ErrDamaged    = errors.New("journal is damaged")
	ErrChain      = errors.New("chain of hashes is broken")
	ErrIndex      = errors.New("index does not fit the records")
	ErrNewer      = errors.New("journal was written by a newer program")
	ErrRolledBack = errors.New("journal is older than its anchor")
	ErrForeign    = errors.New("journal is not the one its anchor was written for")
	ErrUnreadable = errors.New("journal cannot be read")
	ErrTimeout    = errors.New("examining the journal took too long")
	ErrCrashed    = errors.New("examining the journal crashed")
)

// What can stop an append. Neither goes away by trying again on the same Journal, but ErrFull does when space is freed.
var (
	// ErrBroken reports that a write or flush failed, now or earlier. What that commit held is neither surely durable nor surely
	// lost; reads go on showing what was acknowledged before it.
	ErrBroken = errors.New("journal can no longer be written")
	// ErrFull reports that the device has no room. Nothing was written.
	ErrFull = errors.New("no room for the journal")
)

// What a caller can have asked wrongly.
var (
	ErrRecord      = errors.New("record cannot be kept")            // beyond the limits of Record
	ErrNotFound    = errors.New("no such entry")                    // nothing has that Seq, or that stream and key
	ErrClosed      = errors.New("journal is closed")                // used after Close
	ErrReadOnly    = errors.New("journal is open for reading only") // Append or Tend after OpenReadOnly
	ErrInterrupted = errors.New("snapshot gave way to an append")   // Snapshot; ask again
)

// Error is a fault of the file with the figures that explain it.
type Error struct {
	Code       Code
	Seq        uint64 // CodeChain, CodeIndex, CodeForeign: the first entry that is wrong
	Have, Want uint64 // CodeTruncated, CodeOversized, CodeFull: bytes. CodeRolledBack: entries. CodeNewer: schema versions
	Err        error  // the cause below, if there is one
}

// Error says what is wrong, with its figures.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "journal: %v", e.Code.sentinel())
	if e.Seq > 0 {
		fmt.Fprintf(&b, " at entry %d", e.Seq)
	}
	if e.Have != e.Want {
		fmt.Fprintf(&b, " (have %d, want %d)", e.Have, e.Want)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the sentinel of the code and the cause below.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Code.sentinel()}
	}
	return []error{e.Code.sentinel(), e.Err}
}

// noSpace reports whether err is the device's or the quota's way to say that it is full.
func noSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
