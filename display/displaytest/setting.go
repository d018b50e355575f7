package displaytest

import "slices"

// clearLine is CAN: it blanks the cursor's line and brings the cursor to its left.
func (p *Pole) clearLine([]byte) {
	p.endFrame()
	p.screen.cells[p.screen.y] = [Columns]cell{}
	p.screen.moveTo(0, p.screen.y)
}

// moveCursor is US $ x y, counted from 1.
func (p *Pole) moveCursor(a []byte) {
	x, y := int(a[0]), int(a[1])
	if p.valid(x >= 1 && x <= Columns && y >= 1 && y <= Rows, a) {
		p.screen.moveTo(x-1, y-1)
	}
}

// selectMode is US MD1 to MD3.
func (p *Pole) selectMode(m scrollMode) {
	p.set.mode = m
	p.screen.full, p.screen.over = false, false
}

// flag is a command whose parameter is 0 or 1, as a number or a digit.
func (p *Pole) flag(a []byte, flag *bool) {
	if p.valid(slices.Contains([]byte{0, 1, '0', '1'}, a[0]), a) {
		*flag = a[0]&1 != 0
	}
}

// selectBrightness is US X n.
func (p *Pole) selectBrightness(a []byte) {
	if p.valid(a[0] >= 1 && a[0] <= 4, a) {
		p.set.brightness = int(a[0])
	}
}

// selectCodePage is ESC t n.
func (p *Pole) selectCodePage(a []byte) {
	if _, known := codePage(a[0]); p.valid(known, a) {
		p.set.codePage = a[0]
	}
}

// selectCountry is ESC R n.
func (p *Pole) selectCountry(a []byte) {
	if p.valid(a[0] <= lastCountry, a) {
		p.set.country = a[0]
	}
}

// putMarked is US . n, US , n and US ; n: the character n with a mark behind it in
// the same cell.
func (p *Pole) putMarked(n byte, mark rune) {
	if p.valid(n >= 0x20 && n < 0x7f, []byte{n}) {
		p.put(cell{r: international(p.set.country, n), mark: mark})
	}
}

// selectDevice is ESC = n: bit 1 is the display. Without it everything goes to the
// printer until the next one with it.
func (p *Pole) selectDevice(a []byte) {
	if p.valid(a[0] >= 1 && a[0] <= 3, a) {
		p.selected = a[0]&2 != 0
	}
}

// awaitSelection ignores everything but ESC = while only the printer is selected.
func (p *Pole) awaitSelection(b byte) {
	p.choosing = append(p.choosing, b)
	switch {
	case len(p.choosing) == 3:
		p.selected = b == 2 || b == 3
		p.choosing = nil
	case p.choosing[0] != esc || len(p.choosing) == 2 && b != '=':
		p.choosing = nil
		if b == esc {
			p.choosing = []byte{esc}
		}
	}
}
