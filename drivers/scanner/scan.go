// Package scanner turns what barcode scanners send into scans, and delivers a scan only while one is expected.
//
// Serial and USB-CDC scanners send bytes, framed by a suffix or by silence (ServeSerial); keyboard scanners are read by package
// evdev. All scanners of a terminal feed one Inbox. It is armed for one scan at a time; what comes while it is not armed, what
// is stale, and what repeats is dropped, and the drop is told, so that a second payment can never be queued up by a nervous
// trigger finger (promise 23).
package scanner

import (
	"log/slog"
	"time"
)

// Scan is one code that was read.
type Scan struct {
	Text      string
	Symbology Symbology // from the AIM identifier; empty when the scanner sends none
	At        time.Time
	Source    string // the scanner's name
}

// String masks the text: it may be a payment code.
func (s Scan) String() string { return mask(s.Text) }

// GoString masks as String does.
func (s Scan) GoString() string { return "scanner.Scan(" + mask(s.Text) + ")" }

// LogValue masks as String does.
func (s Scan) LogValue() slog.Value {
	return slog.GroupValue(slog.String("text", mask(s.Text)), slog.String("source", s.Source), slog.String("symbology", string(s.Symbology)))
}

// mask keeps the first two and last four characters.
func mask(s string) string {
	if len(s) < 10 {
		return "****"
	}
	return s[:2] + "****" + s[len(s)-4:]
}

// Symbology is the kind of a barcode.
type Symbology string

// Symbologies with an AIM identifier that tills meet (ISO/IEC 15424).
const (
	Code128    Symbology = "code128"
	GS1128     Symbology = "gs1-128"
	QR         Symbology = "qr"
	EAN        Symbology = "ean"
	DataMatrix Symbology = "datamatrix"
	PDF417     Symbology = "pdf417"
)

// aim takes an AIM identifier, "]" and two characters, off the front of a code.
func aim(text string) (string, Symbology) {
	if len(text) < 3 || text[0] != ']' {
		return text, ""
	}
	switch kind, modifier := text[1], text[2]; kind {
	case 'C':
		if modifier == '1' {
			return text[3:], GS1128
		}
		return text[3:], Code128
	case 'Q':
		return text[3:], QR
	case 'E':
		return text[3:], EAN
	case 'd':
		return text[3:], DataMatrix
	case 'L':
		return text[3:], PDF417
	}
	return text, ""
}
