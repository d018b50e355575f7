package health

import (
	"time"

	"posd/configs/words"
)

// Severity says what a fault costs.
type Severity uint8

// Severities.
const (
	Notice   Severity = iota // worth knowing
	Warning                  // sales go on, something is missing
	Critical                 // no new sale
)

var severityNames = [...]string{Notice: "notice", Warning: "warning", Critical: "critical"}

// String returns the severity's word.
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return "invalid"
}

// Problem is one thing that can be wrong, declared once.
type Problem struct {
	Code      string    // stable, such as "printer.paper"
	Title     words.Key // what it is when it is well: "Paper"
	Fault     words.Key // what is wrong, in a sentence
	Hint      words.Key // what to do
	Severity  Severity
	DependsOn string        // code of the problem whose fault silences this one
	ShowAfter time.Duration // a fault shorter than this is nobody's business
}

// State is what is known.
type State uint8

// States.
const (
	Unknown State = iota // cannot be told, or not yet
	OK
	Faulty
)

var stateNames = [...]string{Unknown: "unknown", OK: "ok", Faulty: "fault"}

// String returns the state's word.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return "invalid"
}

// Node is a problem as it stands now.
type Node struct {
	Problem

	State    State
	Cause    words.Message // replaces Fault where more is known; zero otherwise
	Cure     words.Message // replaces Hint where more is known; zero otherwise
	Note     words.Message // worth knowing although nothing is wrong; zero otherwise
	Detail   string        // for the technician: a path, an error; never a secret
	Since    time.Time
	Silenced bool // a parent's fault explains it

	began time.Time // Since, by a clock that nobody sets
}

// Said returns what is wrong, in lang.
func (n Node) Said(lang words.Lang) string {
	if n.Cause.Key != "" {
		return n.Cause.In(lang)
	}
	return words.Text(lang, n.Fault)
}

// Todo returns what to do about it, in lang.
func (n Node) Todo(lang words.Lang) string {
	if n.Cure.Key != "" {
		return n.Cure.In(lang)
	}
	return words.Text(lang, n.Hint)
}
