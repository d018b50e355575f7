package printer

import "posd/configs/words"

// Columns of the usual papers.
const (
	Columns58    = 32 // 58 mm, 384 dots
	Columns80    = 48 // 80 mm, 576 dots
	Columns80x42 = 42 // 80 mm, 512 dots
)

// Narrowest paper a receipt is laid out for; below it nothing would be legible.
const minColumns = 16

// Paper is what a receipt is laid out for.
type Paper struct {
	Columns int        // of font A; below 16 counts as 32
	Lang    words.Lang // words.Zh, words.En or words.Bilingual; anything else is English
	// Narrow gives ambiguous runes such as é and × one column: the printer
	// prints a code page and has no Chinese font.
	Narrow bool
	// Form is what the merchant decides; its language has become Lang.
	Form Form
}

// columns returns the usable width.
func (p Paper) columns() int {
	if p.Columns < minColumns {
		return Columns58
	}
	return p.Columns
}
