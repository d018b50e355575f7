package escpostest

import "fmt"

// Kind is a class of fault in what the host sent.
type Kind string

// The kinds of violation.
const (
	UnknownCommand  Kind = "unknown command"               // not in the manual, or lacking in this model
	BadParameter    Kind = "parameter out of range"        // the command is ignored
	NotAtLineStart  Kind = "not at the beginning of line"  // the command works only there and is ignored
	TextTooWide     Kind = "text beyond the print area"    // the printer breaks the line by itself
	SymbolTooWide   Kind = "symbol wider than print area"  // a barcode or QR code that is not printed
	RasterTooWide   Kind = "raster wider than print area"  // the dots beyond are lost
	BadSymbol       Kind = "data unfit for the symbol"     // a barcode or QR code that is not printed
	DiscardedText   Kind = "unprinted text discarded"      // ESC @ with text in the print buffer
	InitInData      Kind = "ESC @ inside data"             // a new job began in a half-sent raster or symbol
	RealTimeInData  Kind = "real-time command inside data" // executed although it was meant as data
	KanjiOff        Kind = "GB18030 text, Kanji mode off"  // prints as garbage
	BadCharacter    Kind = "invalid GB18030"               // also code page text while Kanji mode is on
	NoGlyph         Kind = "character not in this printer" // prints as a blank box
	Overrun         Kind = "receive buffer overrun"        // bytes lost
	CutThroughText  Kind = "cut through text"              // fed less than the way to the cutter
	PaperTooLong    Kind = "paper too long"                // over 2 m without a cut
	NoPulse         Kind = "drawer pulse of no length"     // t1 = 0: the drawer stays shut
	TooManyProblems Kind = "too many violations"           // the last one kept; later ones are only counted
)

// Violation is one thing a real printer would not have done as the host meant.
type Violation struct {
	Kind Kind
	// Offset is the number of bytes consumed before the one that brought it to
	// light, counted from power on.
	Offset int64
	// Command names the command, as in "GS V"; it is empty for text.
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
func (p *Printer) violate(kind Kind, format string, args ...any) {
	p.violationCount++
	switch {
	case len(p.violations) < maxViolations:
	case len(p.violations) == maxViolations:
		kind, format, args = TooManyProblems, "later ones are only counted", nil
	default:
		return
	}
	p.violations = append(p.violations, Violation{
		Kind: kind, Offset: p.consumed, Command: p.doing, Detail: fmt.Sprintf(format, args...),
	})
}
