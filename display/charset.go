package display

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Charset says which characters a display has.
type Charset string

// The character sets, spelt as the configuration spells them.
const (
	// GB18030 displays take ASCII in one byte and cell, and hanzi and full-width
	// characters in two bytes and cells. Its four-byte characters are in no
	// display's font.
	GB18030 Charset = "gb18030"
	// ASCII displays have no hanzi: they are spoken to in English.
	ASCII Charset = "ascii"
)

// missing stands for a character that the display does not have.
const missing = '?'

// Append appends text to dst in the display's bytes, as many as its cells.
// Control characters, which would be commands, become spaces; characters that
// the display does not have become question marks.
func (c Charset) Append(dst []byte, text string) []byte {
	for _, r := range text {
		dst = append(dst, c.encode(r)...)
	}
	return dst
}

// Cells returns how many cells text takes.
func (c Charset) Cells(text string) int {
	n := 0
	for _, r := range text {
		n += len(c.encode(r))
	}
	return n
}

// Has reports whether the display has every character of text.
func (c Charset) Has(text string) bool {
	for _, r := range text {
		if b := c.encode(r); r != missing && len(b) == 1 && b[0] == missing {
			return false
		}
	}
	return true
}

// encode returns r in the display's bytes.
func (c Charset) encode(r rune) []byte {
	switch {
	case unicode.IsControl(r) || unicode.IsSpace(r) && r != '\u3000':
		return []byte{' '}
	case r < utf8.RuneSelf:
		return utf8.AppendRune(nil, r)
	case c != GB18030 || r == utf8.RuneError:
		return []byte{missing}
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes(utf8.AppendRune(nil, r))
	if err != nil || len(b) != 2 {
		return []byte{missing}
	}
	return b
}
