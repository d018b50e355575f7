package glyph

import (
	_ "embed" // glyphs.bin
	"encoding/binary"
	"sort"
)

// Height of every glyph in dots.
const Height = 28

// Glyph is the dots of one rune. Its zero value has none.
type Glyph struct {
	Width int // in dots: 12 or 24
	bits  []byte
	scale int // dots of paper for a dot of bits
}

// Dot reports whether the dot at x, y is black; outside the glyph none is.
func (g Glyph) Dot(x, y int) bool {
	if x < 0 || y < 0 || x >= g.Width || y >= Height {
		return false
	}
	stride := (g.Width/g.scale + 7) / 8
	x, y = x/g.scale, y/g.scale
	return g.bits[y*stride+x/8]>>(7-x%8)&1 == 1
}

// A section of the file holds glyphs of one shape.
type section struct {
	width, scale, size int
	runes, bits        []byte
}

// shapes are the sections of the file, in order: letters of 6 x 14 dots and of
// 12 x 14, which are doubled, pictures of 24 x 28 and letters of 12 x 28.
var shapes = [...]struct{ Width, Scale, Size int }{{12, 2, 14}, {24, 2, 28}, {24, 1, 84}, {12, 1, 56}}

// Magic begins the file. Then each section has a count of four bytes, the
// runes in ascending order, three bytes each, and the dots of each rune.
// Numbers are big endian.
const Magic = "PGF1"

//go:embed glyphs.bin
var file []byte

var sections = parse(file)

// parse finds the sections in the file. A file that is cut short, which only a
// broken build could embed, has no glyphs from there on.
func parse(b []byte) []section {
	if len(b) < len(Magic) || string(b[:len(Magic)]) != Magic {
		return nil
	}
	b = b[len(Magic):]
	var all []section
	for _, s := range shapes {
		if len(b) < 4 {
			return all
		}
		n := int(binary.BigEndian.Uint32(b))
		b = b[4:]
		if n < 0 || n > len(b)/(3+s.Size) {
			return all
		}
		all = append(all, section{width: s.Width, scale: s.Scale, size: s.Size, runes: b[:3*n], bits: b[3*n : (3+s.Size)*n]})
		b = b[(3+s.Size)*n:]
	}
	return all
}

// Of returns the glyph of r and whether there is one.
func Of(r rune) (Glyph, bool) {
	for _, s := range sections {
		n := len(s.runes) / 3
		i := sort.Search(n, func(i int) bool { return s.at(i) >= r })
		if i < n && s.at(i) == r {
			return Glyph{Width: s.width, bits: s.bits[i*s.size : (i+1)*s.size], scale: s.scale}, true
		}
	}
	return Glyph{}, false
}

func (s section) at(i int) rune {
	b := s.runes[3*i:]
	return rune(b[0])<<16 | rune(b[1])<<8 | rune(b[2])
}
