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

// Numbers of ESC t.
var (
	// usualPages are Epson's numbers, which most clones kept. Source: ESC/POS
	// reference, ESC t; the open printer database has the same for TM-T88V,
	// TM-m30III, POS-5890, NT-5890K and Sunmi V2.
	usualPages = []Page{{16, Windows1252}, {18, PC852}, {17, PC866}, {19, PC858}}
	// rongtaPages have Greek at 17 and Cyrillic at 7. Source: the open printer
	// database, RP326.
	rongtaPages = []Page{{16, Windows1252}, {18, PC852}, {7, PC866}, {19, PC858}}
	// fewPages end before 19. Source: the open printer database, ZJ-5870.
	fewPages = []Page{{16, Windows1252}, {18, PC852}, {17, PC866}}
)

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
