package escpos

import "golang.org/x/text/encoding/charmap"

// Charset names a code page of one byte per letter.
type Charset uint8

// Code pages that printers have and posd speaks.
const (
	Windows1252 Charset = iota // Western Europe
	PC852                      // Central Europe
	PC866                      // Cyrillic
	PC858                      // Western Europe, with box drawing
)

// Page is a code page of a printer: n of ESC t n.
type Page struct {
	N   byte
	Set Charset
}

// usualPages are Epson's numbers, which the clones kept. Source: ESC/POS
// reference, ESC t; the lists of XP-58, ZJ-5870 and RP326 agree.
var usualPages = []Page{{16, Windows1252}, {18, PC852}, {17, PC866}, {19, PC858}}

// encode returns the byte of r in the code page.
func (c Charset) encode(r rune) (byte, bool) {
	switch c {
	case Windows1252:
		return charmap.Windows1252.EncodeRune(r)
	case PC852:
		return charmap.CodePage852.EncodeRune(r)
	case PC866:
		return charmap.CodePage866.EncodeRune(r)
	case PC858:
		return charmap.CodePage858.EncodeRune(r)
	}
	return 0, false
}
