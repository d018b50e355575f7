package escpostest

import (
	"fmt"
	"strings"
)

// takeText consumes one byte of text: a whole character, or part of one.
func (p *Printer) takeText(b byte) {
	previous := p.high
	p.high = 0
	switch {
	case len(p.half) > 0:
		p.continueGB(b)
	case b < 0x80:
		p.put(international(p.set.country, b), false, true)
	case p.set.kanjiMode:
		p.beginGB(b)
	default:
		p.putHigh(previous, b)
	}
}

// beginGB takes the first byte of a Chinese character.
func (p *Printer) beginGB(b byte) {
	if !gbLead(b) {
		p.violate(BadCharacter, "%02X can't begin a character", b)
		return
	}
	p.half = append(p.half, b)
}

// continueGB takes the second, third or fourth byte.
func (p *Printer) continueGB(b byte) {
	p.half = append(p.half, b)
	want := gbLength(p.half[1])
	switch {
	case want == 0:
		p.half = p.half[:1]
		p.dropHalf()
		p.takeText(b)
	case len(p.half) == want:
		whole := p.half
		p.half = nil
		p.putGB(whole)
	}
}

// dropHalf gives up a character cut short by a byte that can't belong to it.
func (p *Printer) dropHalf() {
	if len(p.half) > 0 {
		p.violate(BadCharacter, "% X is cut short", p.half)
		p.half = nil
	}
}

// putGB prints a Chinese character.
func (p *Printer) putGB(b []byte) {
	r, ok := decodeGB(b)
	known := ok && (len(b) == 2 || p.opts.FourByteGlyphs)
	switch {
	case !ok:
		p.violate(BadCharacter, "% X means nothing", b)
	case !known:
		p.violate(NoGlyph, "% X (%c) is in the four-byte part of GB18030", b, r)
	}
	p.put(r, true, known)
}

// putHigh prints a byte above 7Fh from the code page; previous is the byte before
// it if that was one too, else 0.
func (p *Printer) putHigh(previous, b byte) {
	p.high = b
	if previous != 0 && !p.line.hanziSeen && hanziPair(p.set.codePage, previous, b) {
		p.line.hanziSeen = true
		p.violate(KanjiOff, "%02X %02X in code page %d", previous, b, p.set.codePage)
	}
	page, _ := p.codePage(p.set.codePage)
	r := decodePage(page, b)
	if page == nil {
		p.violate(NoGlyph, "%02X in code page %d", b, p.set.codePage)
	}
	p.put(r, false, page != nil)
}

// put places a character in the print buffer, breaking the line where it is full.
// known is false for what the printer's character generator lacks.
func (p *Printer) put(r rune, kanji, known bool) {
	s := &p.set
	size, left, right := s.ascii, 0, s.spacing
	w, h := s.cell()
	if kanji {
		size, left, right = s.kanji, s.kanjiLeft, s.kanjiRight
		w, h = kanjiWidth, kanjiHeight
	}
	advance := (left + w + right) * size.w
	if p.line.pen+advance > s.width {
		p.violate(TextTooWide, "%q does not fit after %d of %d dots", r, p.line.pen, s.width)
		p.printLine()
	}
	dots := hollowBox(w, h)
	if known {
		dots = p.glyph(r, w, h)
	}
	dots = p.styled(dots, size, left, right, kanji)
	p.line.chars = append(p.line.chars, char{
		r: r, x: p.line.pen, w: (left + w) * size.w, dots: dots, mark: p.mark(size),
	})
	p.line.pen += advance
}

// styled applies weight, spacing, reverse, size and underline, in this order: an
// underline is as thick as set whatever the size, and reversed text has none.
func (p *Printer) styled(b *bitmap, size typeSize, left, right int, kanji bool) *bitmap {
	s := &p.set
	if s.bold || s.double {
		b = b.emboldened()
	}
	spaced := newBitmap(left+b.w+right, b.h)
	spaced.stamp(b, left, 0)
	if s.reverse {
		return spaced.inverted().scaled(size.w, size.h)
	}
	b = spaced.scaled(size.w, size.h)
	if size.underline {
		thick := s.underlineDots
		if kanji {
			thick = s.kanjiUnderlineDots
		}
		b.fill(0, b.h-thick, b.w, thick)
	}
	return b
}

// mark names what sets a character apart from plain text.
func (p *Printer) mark(size typeSize) string {
	var words []string
	if size.w > 1 || size.h > 1 {
		words = append(words, fmt.Sprintf("%dx%d", size.w, size.h))
	}
	for _, m := range []struct {
		on   bool
		word string
	}{{p.set.bold || p.set.double, "bold"}, {size.underline, "underline"}, {p.set.reverse, "reverse"}} {
		if m.on {
			words = append(words, m.word)
		}
	}
	return strings.Join(words, " ")
}
