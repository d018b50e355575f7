package reconcile

import (
	"errors"
	"fmt"
	"strings"
)

// ErrFormat says that a file is no bill that can be read.
var ErrFormat = errors.New("not a bill that can be read")

// ErrWindow says that neither the bill nor the caller tells which days it is for.
var ErrWindow = errors.New("the bill does not say which day it is for")

// Fault is one thing that is wrong with a file.
type Fault struct {
	File string // within an archive, or the bill's own name
	Line int    // from 1; 0 where it is about the whole file
	What string // never more of the file than a column's name
}

// String returns "file:line: what".
func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.What
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
}

// maxFaults is how many faults of one file are told.
const maxFaults = 20

// FormatError is what is wrong with a file, the first 20 faults of it. It wraps [ErrFormat].
type FormatError struct{ Faults []Fault }

// Error tells each fault on a line of its own.
func (e *FormatError) Error() string {
	lines := make([]string, 0, len(e.Faults))
	for _, f := range e.Faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns ErrFormat.
func (e *FormatError) Unwrap() error { return ErrFormat }

// faults gathers what is wrong with one file.
type faults struct {
	file string
	all  []Fault
}

func (f *faults) add(line int, format string, args ...any) {
	if len(f.all) < maxFaults {
		f.all = append(f.all, Fault{f.file, line, fmt.Sprintf(format, args...)})
	}
}

func (f *faults) err() error {
	if len(f.all) == 0 {
		return nil
	}
	return &FormatError{f.all}
}
