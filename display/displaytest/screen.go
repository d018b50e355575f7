package displaytest

import "strings"

// The size of the display.
const (
	Columns = 20
	Rows    = 2
)

// cell is one character position. A wide character takes two, the right one a mere
// continuation.
type cell struct {
	r         rune // 0 is blank
	wide      bool // the left half of a wide character
	rightHalf bool
	reverse   bool
	mark      rune // the period, comma or semicolon behind the character, or 0
}

// screen is the cells and the cursor.
type screen struct {
	cells [Rows][Columns]cell
	x, y  int
	full  bool // the cursor is still on the last character of the line (scroll modes)
	over  bool // text went over the end of the lower line (overwrite mode)
}

// text returns the two lines, blanks at the right end left off.
func (s *screen) text() Screen {
	var out Screen
	for y, row := range s.cells {
		var sb strings.Builder
		for _, c := range row {
			switch {
			case c.rightHalf:
			case c.r == 0:
				sb.WriteByte(' ')
			default:
				sb.WriteRune(c.r)
			}
			if c.mark != 0 {
				sb.WriteRune(c.mark)
			}
		}
		out[y] = strings.TrimRight(sb.String(), " ")
	}
	return out
}

// erase blanks a cell and the other half of a wide character it was part of.
func (s *screen) erase(x, y int) {
	switch c := s.cells[y][x]; {
	case c.wide && x+1 < Columns:
		s.cells[y][x+1] = cell{}
	case c.rightHalf && x > 0:
		s.cells[y][x-1] = cell{}
	}
	s.cells[y][x] = cell{}
}

// moveTo places the cursor.
func (s *screen) moveTo(x, y int) { s.x, s.y, s.full, s.over = x, y, false, false }

// scrollMode is what happens at the ends of the lines (US MD1 to MD3).
type scrollMode int

const (
	overwrite scrollMode = iota
	vertical
	horizontal
)

// clearScreen blanks everything and brings the cursor home.
func (p *Pole) clearScreen() {
	p.endFrame()
	p.screen = screen{}
}

// scrollUp moves the lower line to the upper and blanks the lower.
func (p *Pole) scrollUp() {
	p.endFrame()
	p.screen.cells = [Rows][Columns]cell{p.screen.cells[1], {}}
}

// scrollDown moves the upper line to the lower and blanks the upper.
func (p *Pole) scrollDown() {
	p.endFrame()
	p.screen.cells = [Rows][Columns]cell{{}, p.screen.cells[0]}
}

// scrollLeft and scrollRight move the cursor's line by one cell.
func (p *Pole) scrollLeft() {
	p.endFrame()
	row := &p.screen.cells[p.screen.y]
	copy(row[:], row[1:])
	row[Columns-1] = cell{}
	p.mend(0)
}

func (p *Pole) scrollRight() {
	p.endFrame()
	row := &p.screen.cells[p.screen.y]
	copy(row[1:], row[:Columns-1])
	row[0] = cell{}
	p.mend(Columns - 1)
}

// mend blanks half a wide character left at the end of the cursor's line.
func (p *Pole) mend(x int) {
	c := &p.screen.cells[p.screen.y][x]
	if x == 0 && c.rightHalf || x == Columns-1 && c.wide {
		*c = cell{}
	}
}

// left is BS: the manual's rules at the left end of a line.
func (p *Pole) left() {
	s := &p.screen
	switch {
	case s.x > 0:
		s.moveTo(s.x-1, s.y)
	case p.set.mode == horizontal:
		p.scrollRight()
	case p.set.mode == vertical && s.y == 0:
		p.scrollDown()
		s.moveTo(Columns-1, 0)
	default:
		s.moveTo(Columns-1, 1-s.y)
	}
}

// right is HT: the manual's rules at the right end of a line.
func (p *Pole) right() {
	s := &p.screen
	switch {
	case s.x < Columns-1:
		s.moveTo(s.x+1, s.y)
	case p.set.mode == horizontal:
		p.scrollLeft()
	case p.set.mode == vertical && s.y == 1:
		p.scrollUp()
		s.moveTo(0, 1)
	default:
		s.moveTo(0, 1-s.y)
	}
}

// down is LF.
func (p *Pole) down() {
	s := &p.screen
	if p.set.mode == vertical && s.y == 1 {
		p.scrollUp()
		s.moveTo(s.x, 1)
		return
	}
	s.moveTo(s.x, 1-s.y)
}

// up is US LF.
func (p *Pole) up() {
	s := &p.screen
	if p.set.mode == vertical && s.y == 0 {
		p.scrollDown()
		s.moveTo(s.x, 0)
		return
	}
	s.moveTo(s.x, 1-s.y)
}
