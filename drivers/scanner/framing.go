package scanner

import (
	"fmt"
	"strings"
	"time"

	"posd/drivers"
)

// MaxCode is how long a code may be, in characters. No payment code has more than 32; what is longer
// than this is noise.
const MaxCode = 256

// Silences that end what was received.
const (
	DefaultGap = 80 * time.Millisecond
	// TornAfter is the silence after which a code is given up whose suffix is due; a slow radio link
	// pauses for less.
	TornAfter = 500 * time.Millisecond
)

// Framing says how a scanner marks its codes.
type Framing struct {
	// Suffix ends a code: "\r", "\n", "\r\n", "\t" or what else the scanner is set to; any CR or LF
	// does too, so that a scanner set to CRLF works where CR was configured. Empty: silence of Gap
	// ends a code, and a line end does at once.
	Suffix string
	// Prefix is taken off the front of a code that has it.
	Prefix string
	// Gap is the silence: 50..100 ms for most scanners; DefaultGap when 0.
	Gap time.Duration
	// GapEnds lets silence end a code even where a suffix is due. Right for keyboard scanners, which
	// lose Enter with a wrong setting but never half a code to a slow line.
	GapEnds bool
}

// complete returns f with its defaults.
func (f Framing) complete() (Framing, error) {
	if f.Gap < 0 {
		return f, fmt.Errorf("%w: a gap of %v between codes", drivers.ErrUnfit, f.Gap)
	}
	if f.Gap == 0 {
		f.Gap = DefaultGap
	}
	if f.Suffix == "" {
		f.GapEnds = true
	}
	return f, nil
}

// silence is how long nothing has to come for what came to be over.
func (f Framing) silence() time.Duration {
	if f.GapEnds {
		return f.Gap
	}
	return max(f.Gap, TornAfter)
}

// frame is what was received between two ends: a code, or a fault.
type frame struct {
	text  string
	kind  Symbology
	fault Drop
}

// framer cuts a stream of bytes into frames.
type framer struct {
	Framing

	part     []byte
	overlong bool
}

// add takes bytes and returns the frames that they complete.
func (f *framer) add(b []byte) []frame {
	var frames []frame
	for _, c := range b {
		switch {
		case f.ends(c):
			frames = append(frames, f.take()...)
		case len(f.part) == MaxCode+len(f.Prefix)+aimLen:
			f.overlong = true
		default:
			f.part = append(f.part, c)
		}
	}
	return frames
}

const aimLen = 3

// pending reports whether a code has begun and not ended.
func (f *framer) pending() bool { return len(f.part) > 0 }

func (f *framer) ends(c byte) bool {
	return c == '\r' || c == '\n' || strings.IndexByte(f.Suffix, c) >= 0
}

// gap returns what silence ends.
func (f *framer) gap() []frame {
	frames := f.take()
	for i := range frames {
		if !f.GapEnds && frames[i].fault == "" {
			frames[i] = frame{fault: DropTorn}
		}
	}
	return frames
}

// take returns what was gathered: nothing, if it is only what stands between two line ends.
func (f *framer) take() []frame {
	raw, overlong := string(f.part), f.overlong
	f.part, f.overlong = f.part[:0], false
	text, kind := aim(strings.TrimPrefix(raw, f.Prefix))
	text = strings.Trim(text, " ")
	switch {
	case text == "" && kind == "":
		return nil
	case overlong, len(text) > MaxCode:
		return []frame{{fault: DropTooLong}}
	case text == "", !printable(text):
		return []frame{{fault: DropGarbled}}
	}
	return []frame{{text: text, kind: kind}}
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
