package configs

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"posd/configs/words"
)

// Fault is one thing that is wrong with a configuration.
type Fault struct {
	File    string        // as it was named; empty for a Config that was not read from a file
	Line    int           // from 1; 0 where a key is missing with its whole section
	Key     string        // dotted, such as "gateway.url"; entries count from one: "scanner[1].path"
	Value   string        // as written; empty where there is none and where it may be a secret
	Problem words.Message // what is wrong
	Hint    words.Message // what to do
}

// Place returns "file:line", as much of it as is known.
func (f Fault) Place() string {
	if f.Line == 0 {
		return f.File
	}
	return f.File + ":" + strconv.Itoa(f.Line)
}

// Text returns the fault on one line in lang, without its hint:
// `posd.toml:12: printer.baud = 1: ...`.
func (f Fault) Text(lang words.Lang) string {
	var parts []string
	if place := f.Place(); place != "" {
		parts = append(parts, place)
	}
	switch {
	case f.Value != "":
		parts = append(parts, f.Key+" = "+f.Value)
	case f.Key != "":
		parts = append(parts, f.Key)
	}
	return strings.Join(append(parts, f.Problem.In(lang)), ": ")
}

// Advice returns the hint in lang.
func (f Fault) Advice(lang words.Lang) string {
	return f.Hint.In(lang)
}

// Error is a configuration that cannot be used, with all its faults in the order
// of their lines. The process that meets it at start exits with 78.
type Error struct {
	Faults []Fault
	cause  error
}

// Error returns one fault a line, in English, each with its hint.
func (e *Error) Error() string {
	var b strings.Builder
	for i, f := range e.Faults {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Text(words.En))
		if !f.Hint.IsZero() {
			b.WriteString(" (" + f.Advice(words.En) + ")")
		}
	}
	return b.String()
}

// Unwrap returns what kept the file from being read, such as fs.ErrNotExist.
func (e *Error) Unwrap() error { return e.cause }

// Invalid returns faults as an *Error in the order of their lines, those without
// a line last; nil if there are none.
func Invalid(faults ...Fault) error {
	if len(faults) == 0 {
		return nil
	}
	sorted := slices.Clone(faults)
	slices.SortStableFunc(sorted, func(a, b Fault) int {
		return cmp.Or(
			compareLast(a.Line == 0, b.Line == 0),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Key, b.Key),
		)
	})
	return &Error{Faults: sorted}
}

// compareLast orders true after false.
func compareLast(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// Fault returns a fault of key in the form of this package's own, with the line
// and the value that the file has for it. An empty hint becomes the key's own.
func (c Config) Fault(key string, problem, hint words.Message) Fault {
	return c.src.fault(key, "", problem, hint)
}
