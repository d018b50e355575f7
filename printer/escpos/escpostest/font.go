package escpostest

import (
	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
)

// Sizes of a character cell in dots: font A, font B and Chinese characters
// (TM-T88III specification, 1.2.3).
const (
	fontAWidth, fontAHeight = 12, 24
	fontBWidth, fontBHeight = 9, 17
	kanjiWidth, kanjiHeight = 24, 24
)

// The 12-dot font draws into cells of 16 rows, of which these are ours: every
// Chinese character lies in rows 2..12 and every Latin one in 2..13.
const (
	fontTop    = 2
	fontRows   = 12
	fontAscent = 12
)

// glyphKey names a character at one of the three cell sizes.
type glyphKey struct {
	r    rune
	w, h int
}

// maxGlyphs bounds the cache; a receipt has far fewer different characters.
const maxGlyphs = 4096

// glyph returns the dots of a character, w x h, a hollow box if the font has none.
// They are shared and must not be changed.
func (p *Printer) glyph(r rune, w, h int) *bitmap {
	key := glyphKey{r, w, h}
	if b, ok := p.glyphs[key]; ok {
		return b
	}
	if len(p.glyphs) >= maxGlyphs {
		clear(p.glyphs)
	}
	b := drawGlyph(r, w, h)
	p.glyphs[key] = b
	return b
}

// drawGlyph doubles a character of the 12-dot font.
func drawGlyph(r rune, w, h int) *bitmap {
	small := smallGlyph(r, w == kanjiWidth)
	if small == nil {
		return hollowBox(w, h)
	}
	large := small.smoothed()
	if large.w != w || large.h != h {
		large = large.resized(w, h)
	}
	return large
}

// smallGlyph looks for the character at 12 dots, wide or half as wide. nil means none.
func smallGlyph(r rune, wide bool) *bitmap {
	faces := []font.Face{bitmapfont.FaceSC, bitmapfont.Face, bitmapfont.FaceSCEA, bitmapfont.FaceEA}
	if wide {
		faces = []font.Face{bitmapfont.FaceSCEA, bitmapfont.FaceEA, bitmapfont.FaceSC, bitmapfont.Face}
	}
	for _, face := range faces {
		if b := faceGlyph(face, r); b != nil && (isSpace(r) || !b.blank()) {
			return centred(b, wide)
		}
	}
	return nil
}

// faceGlyph cuts our rows out of a face's picture of the character.
func faceGlyph(face font.Face, r rune) *bitmap {
	box, mask, at, _, ok := face.Glyph(fixed.P(0, fontAscent), r)
	if !ok {
		return nil
	}
	return mapped(box.Dx(), fontRows, func(x, y int) bool {
		_, _, _, alpha := mask.At(at.X+x, at.Y+y+fontTop).RGBA()
		return alpha != 0
	})
}

// centred fits a small glyph into its cell: a narrow one in the middle of a wide
// cell, a wide one squeezed into a narrow cell.
func centred(b *bitmap, wide bool) *bitmap {
	cell := 6
	if wide {
		cell = 12
	}
	if b.w > cell {
		return b.resized(cell, b.h)
	}
	out := newBitmap(cell, b.h)
	out.stamp(b, (cell-b.w)/2, 0)
	return out
}

// isSpace tells whether the character has no dots by nature.
func isSpace(r rune) bool { return r == ' ' || r == 0xa0 || r == 0x3000 }

// hollowBox is what prints where the character generator has nothing.
func hollowBox(w, h int) *bitmap {
	b := newBitmap(w, h)
	b.fill(2, 2, w-4, 2)
	b.fill(2, h-4, w-4, 2)
	b.fill(2, 2, 2, h-4)
	b.fill(w-4, 2, 2, h-4)
	return b
}
