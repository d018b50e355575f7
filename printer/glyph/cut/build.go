package main

import (
	"encoding/binary"
	"image"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"posd/printer/glyph"
)

// Cells in dots. The small font draws into 14 rows with the base line under
// the twelfth.
const (
	smallRows, smallAscent = 14, 12
	narrow, wide           = 6, 12
	largeSize, largeRows   = 24, 28
	largeAscent            = 23
	pictureSize            = 19 // points of DejaVu Sans, whose symbols then fill the cell
	emojiSize              = 20 // points of Noto Emoji, whose pictures then fill it
	thinWidth              = 12
	thaiSize               = 20 // points of Noto Sans Thai, of which two marks over each other then fit
	thaiAscent             = 22
)

// lastRune is the last that is looked at: emoji end below it.
const lastRune = 0x1fbff

// block is the glyphs of one shape.
type block struct{ runes, bits []byte }

func (b *block) add(r rune, rows []byte) {
	b.runes = append(b.runes, byte(r>>16&0xff), byte(r>>8&0xff), byte(r&0xff))
	b.bits = append(b.bits, rows...)
}

// build returns the file, given the bytes of Noto Sans Thai and Noto Emoji.
func build(thaiTTF, emojiTTF []byte) ([]byte, error) {
	pictures, err := faceOf(dejavusans.TTF, pictureSize)
	if err != nil {
		return nil, err
	}
	emoji, err := faceOf(emojiTTF, emojiSize)
	if err != nil {
		return nil, err
	}
	thais, err := faceOf(thaiTTF, thaiSize)
	if err != nil {
		return nil, err
	}
	var narrows, wides, larges, thin block
	for r := rune(' '); r <= lastRune; r++ {
		if rows := thai(thais, r); rows != nil {
			thin.add(r, rows)
			continue
		}
		switch rows, width := small(r); width {
		case narrow:
			narrows.add(r, rows)
		case wide:
			wides.add(r, rows)
		default:
			for _, face := range []font.Face{emoji, pictures} {
				if rows := large(face, r); rows != nil {
					larges.add(r, rows)
					break
				}
			}
		}
	}
	out := []byte(glyph.Magic)
	for _, b := range []block{narrows, wides, larges, thin} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(b.runes)/3)) //nolint:gosec // thousands
		out = append(append(out, b.runes...), b.bits...)
	}
	return out, nil
}

func faceOf(ttf []byte, size float64) (font.Face, error) {
	parsed, err := opentype.Parse(ttf)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
}

// thai returns the rows of a Thai letter or mark, nil for any other rune. A
// mark has no width of its own and is drawn to the left of where it stands:
// over the letter before.
func thai(face font.Face, r rune) []byte {
	if r < 0x0e01 || r > 0x0e5b {
		return nil
	}
	advance, ok := face.GlyphAdvance(r)
	if !ok {
		return nil
	}
	left := (thinWidth - advance.Ceil()) / 2
	if advance == 0 {
		left = thinWidth - 1
	}
	box, mask, at, _, ok := face.Glyph(fixed.P(left, thaiAscent), r)
	if !ok {
		return nil
	}
	rows, black := dots(box, mask, at, thinWidth, largeRows)
	if !black {
		return nil
	}
	return rows
}

// small returns the rows of a letter of the 12-dot faces and its width, 0 for
// none. Simplified Chinese shapes come first, then the Japanese face's.
func small(r rune) (rows []byte, width int) {
	for _, face := range []font.Face{bitmapfont.FaceSC, bitmapfont.Face, bitmapfont.FaceSCEA, bitmapfont.FaceEA} {
		box, mask, at, advance, ok := face.Glyph(fixed.P(0, smallAscent), r)
		if !ok {
			continue
		}
		width = narrow
		if advance.Ceil() > narrow || box.Dx() > narrow {
			width = wide
		}
		if rows, black := dots(box, mask, at, width, smallRows); black || r == ' ' {
			return rows, width
		}
	}
	return nil, 0
}

// large returns the rows of a picture, nil for none.
func large(face font.Face, r rune) []byte {
	if r < 0x2190 { // letters are the small font's business
		return nil
	}
	advance, ok := face.GlyphAdvance(r)
	if !ok || missing(face, r) {
		return nil
	}
	left := (largeSize - advance.Ceil()) / 2
	box, mask, at, _, ok := face.Glyph(fixed.P(left, largeAscent), r)
	if !ok {
		return nil
	}
	rows, black := dots(box, mask, at, largeSize, largeRows)
	if !black {
		return nil
	}
	return rows
}

// missing reports that a face draws its box for runes it has not.
func missing(face font.Face, r rune) bool {
	box, mask, at, advance, _ := face.Glyph(fixed.P(0, largeAscent), r)
	other, boxMask, boxAt, boxAdvance, _ := face.Glyph(fixed.P(0, largeAscent), 0x10fffd)
	if box != other || advance != boxAdvance {
		return false
	}
	a, _ := dots(box, mask, at, largeSize, largeRows)
	b, _ := dots(other, boxMask, boxAt, largeSize, largeRows)
	return string(a) == string(b)
}

// dots packs a mask into rows of bits and reports whether any is black.
func dots(box image.Rectangle, mask image.Image, at image.Point, width, height int) ([]byte, bool) {
	stride := (width + 7) / 8
	rows, black := make([]byte, stride*height), false
	for y := max(box.Min.Y, 0); y < min(box.Max.Y, height); y++ {
		for x := max(box.Min.X, 0); x < min(box.Max.X, width); x++ {
			if _, _, _, alpha := mask.At(at.X+x-box.Min.X, at.Y+y-box.Min.Y).RGBA(); alpha >= 0x8000 {
				rows[y*stride+x/8] |= 0x80 >> (x % 8)
				black = true
			}
		}
	}
	return rows, black
}
