package escpostest

import (
	"maps"
	"slices"

	"golang.org/x/text/encoding/charmap"
)

// Flow is how the printer holds back a sender that is faster than the paper.
type Flow int

const (
	// FlowHold stops reading, as USB does and as a serial line with RTS/CTS or
	// DTR/DSR looks to a sender that obeys it. A real-time command behind the
	// bytes held back is not seen, but unasked status still gets out.
	FlowHold Flow = iota
	// FlowNone keeps reading and loses what finds no room: a serial line whose
	// sender ignores the handshake. Real-time commands are obeyed all the same.
	FlowNone
	// FlowXonXoff is FlowNone with XOFF (13h) sent at 128 free bytes and XON (11h)
	// at 256, or at 16 and 26 if the buffer is smaller than 512 bytes. XOFF is also
	// sent on going off-line (TM-T88III specification, 2.1.1.4, DIP switch 2-1 off).
	FlowXonXoff
)

// Widths of the two common papers, in dots at 203 dots per inch.
const (
	Dots58mm = 384
	Dots80mm = 576
)

// Options describe a model. The zero value is an 80 mm simplified Chinese model
// with everything in it.
type Options struct {
	// Dots is the printable width; 0 means Dots80mm. Values outside 48..4096 are
	// brought to the nearer limit.
	Dots int
	// Buffer is the size of the receive buffer in bytes; 0 means 4096, at least 32.
	Buffer int
	// BytesPerSecond is how fast the buffer is emptied; 0 or less means at once.
	BytesPerSecond int
	// Flow is what happens when the buffer is full.
	Flow Flow
	// OneWay makes a printer that prints but never answers, as many clones do.
	OneWay bool
	// StartsInKanji is a clone that powers on with Kanji mode selected.
	StartsInKanji bool
	// NoAsianFonts is a model for the rest of the world: GS I 69 is not answered.
	NoAsianFonts bool
	// FourByteGlyphs is a character generator that has the four-byte part of
	// GB18030. Without it such a character is a violation.
	FourByteGlyphs bool
	// NoCutter has no automatic cutter: GS V only feeds.
	NoCutter bool
	// CutterGap is the distance from print head to cutter in dots; 0 means 112 (14 mm).
	CutterGap int
	// SenseInverted is a drawer whose switch pulls connector pin 3 low when open.
	// Without it pin 3 is high when the drawer is open.
	SenseInverted bool
	// RecoverAlways makes DLE ENQ 2 clear the buffers in any state, as clones do.
	// Epson's manual makes it effective only in a recoverable error.
	RecoverAlways bool
	// Lacks names commands this model does not know, as in "GS ( H" or "GS ( k".
	Lacks []string
	// Pages are tables of ESC t n that are not Epson's, by n.
	Pages map[byte]*charmap.Charmap
	// Maker, Model, Firmware and Serial are what GS I answers; empty means
	// "EPSON", "TM-T82", "1.00" and "X0000001".
	Maker, Model, Firmware, Serial string
	// Keep is how many finished papers are kept; 0 means 64.
	Keep int
}

// filled returns a copy with every default in place.
func (o Options) filled() Options {
	o.Dots = min(max(orDefault(o.Dots, Dots80mm), 48), 4096)
	o.Buffer = max(orDefault(o.Buffer, 4096), 32)
	o.CutterGap = max(orDefault(o.CutterGap, 112), 0)
	o.Keep = max(orDefault(o.Keep, 64), 1)
	o.Maker = orDefault(o.Maker, "EPSON")
	o.Model = orDefault(o.Model, "TM-T82")
	o.Firmware = orDefault(o.Firmware, "1.00")
	o.Serial = orDefault(o.Serial, "X0000001")
	o.Lacks = slices.Clone(o.Lacks)
	o.Pages = maps.Clone(o.Pages)
	return o
}

// orDefault returns v, or def where v is the zero value.
func orDefault[T comparable](v, def T) T {
	var zero T
	if v == zero {
		return def
	}
	return v
}
