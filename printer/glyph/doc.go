// Package glyph is a bitmap font for what a printer has no letters for:
// Japanese, Korean, Thai and Vietnamese, hanzi for a printer without a Chinese
// font, and some emoji. A glyph is 28 dots high; a letter of one column is 12
// dots wide, of two columns 24.
//
// # Where the dots come from
//
// glyphs.bin is cut from free fonts that are fetched as Go modules: the 12-dot
// faces of bitmapfont, whose dots are doubled, DejaVu Sans, drawn at 24 dots,
// for emoji, and Noto Sans Thai. `go generate` makes it anew, and a test holds it
// against what the fonts give. The licences are in LICENSES.md.
//
// The file is read where it lies in the program: looking a glyph up copies and
// allocates nothing.
//
// # Caveats
//
// Of the emoji only those of DejaVu Sans are there, the faces among them.
// Thai vowels and tone marks stand where the font draws them, over or under
// the letter before; scripts that need more shaping than that are not set.
package glyph

//go:generate go run ./cut glyphs.bin
