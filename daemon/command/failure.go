package command

import (
	"errors"
	"fmt"
	"strings"

	"posd/configs"
	"posd/configs/words"
)

// text is something said in both languages.
type text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

func say(key words.Key, args ...any) text {
	zh, en := words.Both(key, args...)
	return text{zh, en}
}

func (t text) in(lang words.Lang) string {
	if lang == words.Zh && t.Zh != "" {
		return t.Zh
	}
	return t.En
}

// failure is an error with an exit code, in words, and with what to do about it.
type failure struct {
	exit    int
	code    string // for scripts
	what    text
	hint    text   // may be empty
	payment string // that it is about; may be empty
	err     error  // below it; may be nil
}

// Error implements error.
func (f *failure) Error() string { return f.what.En }

// Unwrap returns the error below.
func (f *failure) Unwrap() error { return f.err }

func failed(code string, what, hint text) error {
	return &failure{exit: ExitFailed, code: code, what: what, hint: hint}
}

func usage(what, hint text) error {
	return &failure{exit: ExitUsage, code: "usage", what: what, hint: hint}
}

// fail tells what went wrong and returns the exit code.
func (inv *invocation) fail(err error) int {
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = &failure{exit: ExitFailed, code: "failed", what: text{err.Error(), err.Error()}, err: err}
	}
	wrong, ok := errors.AsType[*configs.Error](err)
	if ok {
		f = &failure{exit: ExitConfig, code: "configuration", hint: say("command.config_do"), err: err}
	}
	inv.failJSON(f, wrong)
	if wrong != nil {
		for _, fault := range wrong.Faults {
			inv.complain(fault.Text(inv.Lang), fault.Advice(inv.Lang))
		}
	}
	inv.complain(f.what.in(inv.Lang), f.hint.in(inv.Lang))
	return f.exit
}

// complain prints an error and its hint, each on lines of their own.
func (inv *invocation) complain(what, hint string) {
	for line := range strings.Lines(what) {
		fmt.Fprintf(inv.Stderr, "posd: error: %s\n", strings.TrimRight(line, "\n"))
	}
	if hint != "" {
		fmt.Fprintf(inv.Stderr, "posd: hint: %s\n", hint)
	}
}

// errorJSON is a failure as a script reads it: of the API's form, with the faults of a configuration.
type errorJSON struct {
	Code    string      `json:"code"`
	Message text        `json:"message"`
	Hint    text        `json:"hint"`
	Payment string      `json:"payment_id,omitempty"`
	Faults  []faultJSON `json:"faults,omitempty"`
}

type faultJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // 0 where a key is missing with its section
	Key     string `json:"key"`
	Value   string `json:"value,omitempty"`
	Problem text   `json:"problem"`
	Hint    text   `json:"hint"`
}

// failJSON tells a script what went wrong, unless standard output has its JSON already.
func (inv *invocation) failJSON(f *failure, wrong *configs.Error) {
	if !inv.json || inv.told {
		return
	}
	e := errorJSON{Code: f.code, Message: f.what, Hint: f.hint, Payment: f.payment}
	if wrong != nil {
		e.Message = text{wrong.Error(), wrong.Error()}
		for _, fault := range wrong.Faults {
			e.Faults = append(e.Faults, faultJSON{
				fault.File, fault.Line, fault.Key, fault.Value,
				text{fault.Problem.In(words.Zh), fault.Problem.In(words.En)},
				text{fault.Advice(words.Zh), fault.Advice(words.En)},
			})
		}
	}
	_ = inv.tell(map[string]errorJSON{"error": e}) // whoever cannot read it has standard error and the exit code
}
