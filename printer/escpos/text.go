package escpos

import (
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"

	"posd/printer"
	"posd/printer/glyph"
)

// tearLines lifts the last line over the edge of a printer without a knife.
const tearLines = 4

// geta is 〓, the mark of Chinese and Japanese printing for a missing glyph:
// GB18030 A1FE, two columns.
const geta = "\xa1\xfe"

// gb is the stateless encoder behind simplifiedchinese.GB18030: one for all.
var gb transform.Transformer = simplifiedchinese.GB18030.NewEncoder().Transformer

// text appends s in the printer's code. Control characters, which Layout
// removes, cannot pass: they would be commands.
func (e *encoder) text(s string) {
	for _, r := range s {
		switch {
		case r < ' ' || r == 0x7f:
			e.put('?')
		case r < utf8.RuneSelf:
			e.put(byte(r))
		case e.profile.Glyphs != GB18030:
			e.letter(r)
		default:
			e.glyph(r)
		}
	}
}

// glyph appends r in GB18030, if it is one of two bytes: the four-byte ones
// are in few fonts. The end of dst serves as scratch paper, which keeps this
// free of allocations.
func (e *encoder) glyph(r rune) {
	if printer.RuneWidth(r, false) != 2 {
		e.letter(r)
		return
	}
	n := len(e.dst)
	e.dst = utf8.AppendRune(e.dst, r)
	end := len(e.dst)
	e.put(0, 0, 0, 0)
	wrote, _, err := gb.Transform(e.dst[end:], e.dst[n:end], true)
	hi, lo := e.dst[end], e.dst[end+1]
	e.dst = e.dst[:n]
	if err != nil || wrote != 2 {
		e.letter(r)
		return
	}
	e.doubleByte()
	e.put(hi, lo)
}

// letter appends r in the first code page that has it, that in force before
// all others: ESC t is sent only where a run of letters needs another. A letter
// that the layout gave the two columns of a Chinese font gets a blank beside it.
func (e *encoder) letter(r rune) {
	columns := printer.RuneWidth(r, e.narrow)
	page, b, ok := e.find(r)
	if !ok || columns == 0 {
		e.missing(r)
		return
	}
	e.singleByte() // between FS & and FS . it would begin a hanzi
	e.turnTo(page)
	e.put(b)
	if columns == 2 {
		e.put(' ')
	}
}

// find returns the code page and the byte of r.
func (e *encoder) find(r rune) (page, b byte, ok bool) {
	for _, p := range e.profile.Pages {
		c, has := p.Set.encode(r)
		if has && e.page == int(p.N)+1 {
			return p.N, c, true
		}
		if has && !ok {
			page, b, ok = p.N, c, true
		}
	}
	return page, b, ok
}

// turnTo sends ESC t n unless it is in force.
func (e *encoder) turnTo(n byte) {
	if e.page != int(n)+1 {
		e.put(esc, 't', n)
		e.page = int(n) + 1
	}
}

// missing appends what shows that r could not be printed, as wide as r. If
// the line can be drawn instead, it will be.
func (e *encoder) missing(r rune) {
	if e.profile.Raster > 0 && !e.lost {
		_, e.lost = glyph.Of(r)
	}
	switch printer.RuneWidth(r, e.narrow) {
	case 0:
	case 1:
		e.put('?')
	default:
		if e.profile.Glyphs != GB18030 {
			e.put('?', '?')
			return
		}
		e.doubleByte()
		e.dst = append(e.dst, geta...)
	}
}

// doubleByte sends FS & unless it is in force.
func (e *encoder) doubleByte() {
	if !e.kanji {
		e.put(fs, '&')
		e.kanji = true
	}
}

// singleByte sends FS . if FS & is in force.
func (e *encoder) singleByte() {
	if e.kanji {
		e.put(fs, '.')
		e.kanji = false
	}
}

// sizeByte is n of GS ! n.
func sizeByte(s printer.Size) byte {
	switch s {
	case printer.Tall:
		return 0x01
	case printer.Large:
		return 0x11
	case printer.Normal:
	}
	return 0
}

// pulse returns d in units of 2 ms, 1..255.
func pulse(d time.Duration) byte {
	return byte(max(1, min(255, d/(2*time.Millisecond))))
}
