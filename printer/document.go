package printer

import "time"

// Align says where a line stands.
type Align uint8

// Alignments.
const (
	Left Align = iota
	Center
	Right
)

// Size says how large the letters are.
type Size uint8

// Sizes.
const (
	Normal Size = iota
	Tall        // double height
	Large       // double height and width: half the columns
)

// Scale returns how many columns a letter of one column takes at this size.
func (s Size) Scale() int {
	if s == Large {
		return 2
	}
	return 1
}

// Block is one thing on the paper or one action of the printer: [Text],
// [Columns], [Rule], [Feed], [QR], [Code128], [Image], [Beep], [Cut] or [Kick].
type Block interface{ block() }

// Text is one line.
type Text struct {
	Text  string
	Align Align
	Size  Size
	Bold  bool
}

// Columns is one line with something at its left and something at its right
// end. Layout sees to it that at least one blank lies between.
type Columns struct {
	Left, Right string
	Size        Size
	Bold        bool
}

// Rule is a line across the paper.
type Rule struct{}

// Feed moves the paper on by 1..255 lines.
type Feed struct{ Lines int }

// QR is a QR code of Data, centred. It wants blank lines around it.
type QR struct {
	Data   string
	Module int // dots of a module where the paper is wide enough, 1..16; 0: as posd prints numbers
}

// Code128 is a barcode of Data, centred, with the text under it. Where it
// does not fit onto the paper its text alone is printed.
type Code128 struct{ Data string }

// Image is a picture of one bit per dot, centred: rows of whole bytes, the first
// dot in the highest bit, 1 is black. A printer that prints no pictures leaves
// it out.
type Image struct {
	Width, Height int // in dots
	Rows          []byte
}

// Beep sounds the printer's buzzer, where there is one.
type Beep struct{}

// Cut ends the receipt: where there is a knife the paper is fed to it and
// cut, else it is fed to where it can be torn.
type Cut struct{}

// Kick opens the cash drawer.
type Kick struct {
	Pin     int           // 2 or 5 of the drawer connector; anything but 5 is 2
	On, Off time.Duration // pulse and pause, 2..510 ms in steps of 2 ms
}

func (Text) block()    {}
func (Columns) block() {}
func (Rule) block()    {}
func (Feed) block()    {}
func (QR) block()      {}
func (Code128) block() {}
func (Image) block()   {}
func (Beep) block()    {}
func (Cut) block()     {}
func (Kick) block()    {}

// Document is a receipt laid out for a paper.
type Document struct {
	Paper  Paper
	Blocks []Block
}

// DefaultKick is the pulse most drawers open on: pin 2, 50 ms on, 500 ms off.
func DefaultKick() Kick {
	return Kick{Pin: 2, On: 50 * time.Millisecond, Off: 500 * time.Millisecond}
}
