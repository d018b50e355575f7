package configs

import (
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"posd/configs/words"
)

// syntaxFault turns what the TOML decoder found into a fault.
func syntaxFault(name string, err error) Fault {
	f := Fault{
		File: name, Problem: words.Say("config.syntax", syntaxDetail(err.Error())), Hint: words.Say("config.hint_syntax"),
	}
	if at, ok := errors.AsType[*toml.DecodeError](err); ok {
		f.Line, _ = at.Position()
	}
	return f
}

// syntaxDetail takes the library's name off its message, and off a message about
// a number the number.
func syntaxDetail(message string) string {
	message = strings.TrimPrefix(message, "toml: ")
	message, _, _ = strings.Cut(message, ": strconv.")
	return presentableKey(message)
}

// unreadable returns the error of a file that cannot be read.
func unreadable(path string, err error) error {
	return &Error{
		Faults: []Fault{{
			File: path, Problem: words.Say("config.unreadable", cause(err)), Hint: words.Say("config.hint_unreadable"),
		}},
		cause: err,
	}
}

// cause returns the innermost text of an error, without the path that its
// reader already sees.
func cause(err error) string {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err.Error()
}
