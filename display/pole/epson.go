package pole

import "posd/display"

// Epson writes the customer display commands of ESC/POS.
type Epson struct {
	// Codes are the characters that the display has.
	Codes display.Charset
}

// Charset returns the characters that the display has.
func (e Epson) Charset() display.Charset { return e.Codes }

// Frame appends to dst what brings a display in any state to show lines:
// initialise, hanzi on where there are any, cursor off, each line at its place. A
// display that has hanzi always on, and shows the "&", has it overwritten.
func (e Epson) Frame(dst []byte, lines []string) []byte {
	dst = append(dst, 0x1b, '@') // ESC @: defaults, cleared
	if e.Codes == display.GB18030 {
		dst = append(dst, 0x1c, '&') // FS &: hanzi, which ESC @ switched off
	}
	dst = append(dst, 0x1f, 'C', 0) // US C 0: cursor off
	for i, line := range lines {
		dst = e.Line(dst, i, line)
	}
	return dst
}

// Line appends to dst what writes text into the given row, from 0, of a display
// that Frame has set up. Rows beyond the command's 255 are left out.
func (e Epson) Line(dst []byte, row int, text string) []byte {
	if row < 0 || row > 0xfe {
		return dst
	}
	dst = append(dst, 0x1f, '$', 1, byte(row+1)) // US $ x y, from 1
	return e.Codes.Append(dst, text)
}
