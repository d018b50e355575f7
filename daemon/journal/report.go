package journal

import (
	"errors"
	"fmt"

	"posd/configs/words"
)

// Report is what an examination found, and what to do about it. It is JSON between a child process and [Examine].
type Report struct {
	Code    Code   `json:"code"`
	Path    string `json:"path"`
	Cause   string `json:"cause"` // in English; Words has it in other languages
	Cure    string `json:"cure"`
	Entries uint64 `json:"entries"` // how many were found sound before the first fault
	Head    Hash   `json:"head"`    // of the last of them
	Seq     uint64 `json:"seq,omitempty"`
	Have    uint64 `json:"have,omitempty"`
	Want    uint64 `json:"want,omitempty"`
	// Unanchored says that no anchor vouches for the file, which may be an older copy.
	Unanchored bool     `json:"unanchored,omitempty"`
	Notes      []string `json:"notes,omitempty"` // for support: what the fault looks like from inside, in English
}

// maxNotes bounds Report.Notes: a torn file can have as many faults as pages.
const maxNotes = 20

// OK reports whether the journal can be relied on.
func (r Report) OK() bool { return r.Code == CodeOK }

// Say says what is wrong and what a technician does about it, in whatever language it will be read.
func (r Report) Say() (cause, cure words.Message) {
	key := words.Key("journal." + string(r.Code))
	if r.OK() && r.Unanchored {
		key = "journal.unanchored"
	}
	return words.Say(key, r.args()...), words.Say(key+"_cure", r.cureArgs()...)
}

// Words is Say in lang.
func (r Report) Words(lang words.Lang) (cause, cure string) {
	what, do := r.Say()
	return what.In(lang), do.In(lang)
}

// args are the figures of the cause's phrase.
func (r Report) args() []any {
	switch r.Code {
	case CodeOK:
		if r.Unanchored {
			return []any{r.Entries, anchorPath(r.Path)}
		}
		return []any{r.Entries}
	case CodeTruncated, CodeOversized, CodeNewer, CodeRolledBack:
		return []any{r.Have, r.Want}
	case CodeChain, CodeIndex, CodeForeign:
		return []any{r.Seq}
	case CodeMissing, CodeNotJournal:
		return []any{r.Path}
	case CodeInUse, CodeDamaged, CodeFull, CodeBroken, CodeUnreadable, CodeTimeout, CodeCrashed:
	}
	return nil
}

// cureArgs are the file names in the cure's phrase.
func (r Report) cureArgs() []any {
	switch r.Code {
	case CodeNotJournal, CodeTruncated, CodeOversized, CodeDamaged, CodeChain, CodeCrashed:
		return []any{r.Path, anchorPath(r.Path)}
	case CodeRolledBack, CodeForeign:
		return []any{anchorPath(r.Path)}
	case CodeOK, CodeMissing, CodeInUse, CodeIndex, CodeNewer, CodeFull, CodeBroken, CodeUnreadable, CodeTimeout:
	}
	return nil
}

// ReportOf puts an error of [Open], [OpenReadOnly], [Journal.Room] or a read into words; nil makes a report of CodeOK. An error that
// is none of this package's is CodeUnreadable.
func ReportOf(path string, err error) Report {
	r := Report{Code: CodeOK, Path: path}
	if err != nil {
		r.take(err)
	}
	return r.worded()
}

// take fills in what an error says.
func (r *Report) take(err error) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		e = &Error{Code: CodeUnreadable, Err: err}
	}
	r.Code, r.Seq, r.Have, r.Want = e.Code, e.Seq, e.Have, e.Want
	if e.Err != nil {
		r.note("%v", e.Err)
	}
}

func (r *Report) note(format string, args ...any) {
	if len(r.Notes) < maxNotes {
		r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
	}
}

func (r Report) worded() Report {
	r.Cause, r.Cure = r.Words(words.En)
	return r
}
