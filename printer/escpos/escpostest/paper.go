package escpostest

import (
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// End is how a paper came off the roll.
type End string

// The ends of a paper.
const (
	Hanging    End = ""            // still in the printer
	FullCut    End = "CUT full"    // GS V 0, 65, 103
	PartialCut End = "CUT partial" // GS V 1, 66, 104: one point left uncut
	Torn       End = "TORN"        // by hand, at the tear bar
	RanOut     End = "PAPER OUT"   // the roll ended here
)

// Code is a symbol that was printed: QR code or barcode.
type Code struct {
	// Kind is "QR", "CODE128", "EAN13", "EAN8", "UPC-A", "CODE39", "ITF",
	// "CODABAR" or "CODE93".
	Kind string
	// Data is what a reader gives back.
	Data string
}

// String returns the mark that stands for the symbol in the text of a paper.
func (c Code) String() string {
	data := c.Data
	if strings.ContainsFunc(data, func(r rune) bool { return !unicode.IsPrint(r) }) {
		data = strconv.Quote(data)
	}
	return fmt.Sprintf("[%s %s]", c.Kind, data)
}

// Paper is what lies between two cuts. It never changes; the paper still in the
// printer is given out as a copy of what it is at that moment.
type Paper struct {
	number  int
	dots    *bitmap
	entries []entry
	codes   []Code
	end     End
}

// Number counts papers from 1 since the printer was made.
func (p Paper) Number() int { return p.number }

// End tells how the paper came off the roll, or Hanging.
func (p Paper) End() End { return p.end }

// Codes returns the symbols on the paper from top to bottom.
func (p Paper) Codes() []Code { return slices.Clone(p.codes) }

// Lines returns the text line by line, without marks of size and weight, blanks
// standing for empty paper so that columns line up at font A. An empty string is
// 30 dots (3.75 mm) of blank paper. Symbols and pictures are lines in brackets:
// [QR data], [CODE128 data], [IMAGE 384x96].
func (p Paper) Lines() []string {
	lines := make([]string, len(p.entries))
	for i, e := range p.entries {
		lines[i] = e.plain
	}
	return lines
}

// Text returns the lines joined by newlines, with marks: [2x2 bold]total[/] around
// enlarged, bold, underlined or reversed text, and the end as in [CUT partial] on a
// line of its own.
func (p Paper) Text() string {
	var sb strings.Builder
	for _, e := range p.entries {
		sb.WriteString(e.marked + "\n")
	}
	if p.end != Hanging {
		sb.WriteString("[" + string(p.end) + "]\n")
	}
	return sb.String()
}

// Image returns the dots as they are, 384 or 576 wide, 0 for black and 255 for
// white: what a scanner of barcodes would want. Picture is for people.
func (p Paper) Image() *image.Gray { return p.dots.gray() }
