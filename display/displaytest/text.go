package displaytest

import "unicode/utf8"

// takeText consumes one byte of text: a whole character, or part of one.
func (p *Pole) takeText(b byte) {
	previous := p.high
	p.high = 0
	switch {
	case len(p.half) > 0:
		p.continueGB(b)
	case b < 0x80:
		p.put(cell{r: international(p.set.country, b)})
	case p.set.kanji:
		p.beginGB(b)
	default:
		p.putHigh(previous, b)
	}
}

// beginGB takes the first byte of a Chinese character.
func (p *Pole) beginGB(b byte) {
	if b < 0x81 || b == 0xff {
		p.violate(BadCharacter, "%02X can't begin a character", b)
		return
	}
	p.half = append(p.half, b)
}

// continueGB takes a further byte.
func (p *Pole) continueGB(b byte) {
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
func (p *Pole) dropHalf() {
	if len(p.half) > 0 {
		p.violate(BadCharacter, "% X is cut short", p.half)
		p.half = nil
	}
}

// putGB shows a Chinese character.
func (p *Pole) putGB(b []byte) {
	r, ok := decodeGB(b)
	switch {
	case !ok:
		p.violate(BadCharacter, "% X means nothing", b)
	case len(b) == 4:
		p.violate(NoGlyph, "% X (%c) is in the four-byte part of GB18030", b, r)
	}
	p.put(cell{r: r, wide: true})
}

// putHigh shows a byte above 7Fh from the code page; previous is the byte before it
// if that was one too, else 0.
func (p *Pole) putHigh(previous, b byte) {
	p.high = b
	if previous != 0 && hanziPair(p.set.codePage, previous, b) {
		p.high = 0 // one violation a character
		p.violate(KanjiOff, "%02X %02X in code page %d", previous, b, p.set.codePage)
	}
	page, _ := codePage(p.set.codePage)
	if page == nil {
		p.violate(NoGlyph, "%02X in code page %d", b, p.set.codePage)
		p.put(cell{r: utf8.RuneError})
		return
	}
	p.put(cell{r: page.DecodeByte(b)})
}

// put shows a character at the cursor and moves on.
func (p *Pole) put(c cell) {
	s := &p.screen
	width := 1
	if c.wide {
		width = 2
	}
	c.reverse = p.set.reverse
	if s.full {
		s.full = false
		p.makeRoom()
	}
	if s.x+width > Columns {
		p.splitRoom(c.r)
	}
	if s.over {
		s.over = false
		p.violate(TextTooLong, "%q went on in the upper line", c.r)
	}
	p.show(c, width)
	p.advance(width)
}

// splitRoom finds place for a wide character where the line has one cell left,
// which stays blank.
func (p *Pole) splitRoom(r rune) {
	s := &p.screen
	if p.set.mode == horizontal {
		p.scrollLeft()
		s.x--
		return
	}
	p.violate(SplitCharacter, "%c at the end of line %d", r, s.y+1)
	p.touch(s.x, s.y)
	s.erase(s.x, s.y)
	p.advance(1)
	if s.full {
		s.full = false
		p.makeRoom()
	}
}

// makeRoom scrolls for the character after the last of a line.
func (p *Pole) makeRoom() {
	switch p.set.mode {
	case horizontal:
		p.scrollLeft()
	case vertical:
		p.scrollUp()
		p.screen.x = 0
	case overwrite:
	}
}

// show puts a character into its cells.
func (p *Pole) show(c cell, width int) {
	s := &p.screen
	for i := range width {
		p.touch(s.x+i, s.y)
		s.erase(s.x+i, s.y)
	}
	s.cells[s.y][s.x] = c
	if width == 2 {
		s.cells[s.y][s.x+1] = cell{rightHalf: true, reverse: c.reverse}
	}
}

// advance moves the cursor past a character.
func (p *Pole) advance(width int) {
	s := &p.screen
	s.x += width
	if s.x < Columns {
		return
	}
	switch {
	case p.set.mode == horizontal, p.set.mode == vertical && s.y == 1:
		s.x, s.full = Columns-1, true
	default:
		s.over = s.y == 1
		s.x, s.y = 0, 1-s.y
	}
}
