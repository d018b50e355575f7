package spool

import "errors"

var (
	// ErrUnknown says that there is no job of that id.
	ErrUnknown = errors.New("spool: no such print job")
	// ErrWaiting says that the job is to be printed already, or being printed.
	ErrWaiting = errors.New("spool: print job is waiting already")
	// ErrExpired says that what the job would print holds no more.
	ErrExpired = errors.New("spool: print job has expired")
	// ErrRecord says that a record is not one of this package's, or of a later version.
	ErrRecord = errors.New("spool: record not understood")
	// ErrID says that a job's id is empty.
	ErrID = errors.New("spool: print job without an id")
)
