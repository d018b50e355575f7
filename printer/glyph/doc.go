// Package glyph is a bitmap font for what a printer has no letters for:
// Japanese, Korean, Thai and Vietnamese, hanzi for a printer without a Chinese
// font, and emoji. A glyph is 28 dots high; a letter of one column is 12
// dots wide, of two columns 24.
//
// # Where the dots come from
//
// glyphs.bin is cut from free fonts that are fetched as packages: the 12-dot
// faces of bitmapfont, whose dots are doubled, Noto Sans Thai, Noto Emoji, drawn
// at 24 dots, and DejaVu Sans for symbols that these lack. `go generate`, which needs
// npm, makes it anew, and a test holds it against what the fonts give. The licences
// are in LICENSES.md and OFL.txt.
//
// The file is read where it lies in the program: looking a glyph up copies and
// allocates nothing.
//
// # Caveats
//
// Every emoji of one rune up to Unicode 15.1 is there. Those that are sequences have
// no picture of their own: package printer takes them apart.
// Thai vowels and tone marks stand where the font draws them, over or under
// the letter before; scripts that need more shaping than that are not set.
package glyph

//go:generate go run ./cut glyphs.bin
