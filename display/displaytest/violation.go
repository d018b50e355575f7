package displaytest

import "fmt"

// Kind is a class of fault in what the host sent.
type Kind string

// The kinds of violation.
const (
	UnknownCommand Kind = "unknown command"              // not in the manual, or not simulated
	BadParameter   Kind = "parameter out of range"       // the command is ignored
	TextTooLong    Kind = "text over the end"            // went on from the end of the lower line into the upper
	SplitCharacter Kind = "no room for a wide character" // one cell left in the line
	KanjiOff       Kind = "GB18030 text, Kanji mode off" // shows as garbage
	BadCharacter   Kind = "invalid GB18030"              // also code page text while Kanji mode is on
	NoGlyph        Kind = "character not in this display"
	TooManyFaults  Kind = "too many violations" // the last one kept; later ones are only counted
)

// Violation is one thing a real display would not have done as the host meant.
type Violation struct {
	Kind Kind
	// Offset is the number of bytes received before the one that brought it to light.
	Offset int64
	// Command names the command, as in "US $"; it is empty for text.
	Command string
	// Detail says what was wrong, with the bytes in hex.
	Detail string
}

// String returns the violation on one line.
func (v Violation) String() string {
	if v.Command == "" {
		return fmt.Sprintf("byte %d: %s: %s", v.Offset, v.Kind, v.Detail)
	}
	return fmt.Sprintf("byte %d: %s: %s: %s", v.Offset, v.Command, v.Kind, v.Detail)
}

// maxViolations bounds what a runaway sender can make us keep.
const maxViolations = 1000

// violate records a violation of the command being executed.
func (p *Pole) violate(kind Kind, format string, args ...any) {
	p.violationCount++
	switch {
	case len(p.violations) < maxViolations:
	case len(p.violations) == maxViolations:
		kind, format, args = TooManyFaults, "later ones are only counted", nil
	default:
		return
	}
	p.violations = append(p.violations, Violation{
		Kind: kind, Offset: p.received, Command: p.doing, Detail: fmt.Sprintf(format, args...),
	})
}

// valid reports a parameter that is out of range, unless ok.
func (p *Pole) valid(ok bool, args []byte) bool {
	if !ok {
		p.violate(BadParameter, "% X", args)
	}
	return ok
}
