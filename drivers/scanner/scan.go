package scanner

import (
	"fmt"
	"io"
	"log/slog"
	"time"
)

// Scan is one code that was read, or, with a Fault, bytes that made none.
type Scan struct {
	Text      string    // printable ASCII, 1..256 characters; empty with a Fault
	Symbology Symbology // from the AIM identifier; empty when the scanner sends none
	At        time.Time // when the last byte was read
	Source    string    // the scanner's name
	Fault     Drop      // why the bytes made no code; empty when they did
}

// String masks the text: it may be a payment code.
func (s Scan) String() string {
	if s.Fault != "" {
		return string(s.Fault)
	}
	return mask(s.Text)
}

// Format masks as String does, whatever the verb: fmt would print the members for %#v and %d.
func (s Scan) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText masks as String does, so JSON does too.
func (s Scan) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue masks as String does.
func (s Scan) LogValue() slog.Value {
	return slog.GroupValue(slog.String("text", s.String()), slog.String("source", s.Source), slog.String("symbology", string(s.Symbology)))
}

// mask keeps the first two and last four characters.
func mask(s string) string {
	if len(s) < 10 {
		return "****"
	}
	return s[:2] + "****" + s[len(s)-4:]
}
