package escpostest

import "slices"

// Bounds of one paper.
const (
	maxRows    = 16000 // 2 m at 8 dots per mm
	maxEntries = maxRows / 4
)

// sheet is the paper from one cut to the next, while it is being printed.
type sheet struct {
	number  int
	dots    *bitmap
	y       int // row under the print head
	inked   int // rows down to the last black dot
	entries []entry
	codes   []Code
	end     End
	tooLong bool // reported
}

// entry is one line of the paper's text, as printed and with its marks.
type entry struct{ plain, marked string }

// newSheet returns empty paper of this width.
func newSheet(number, dots int) *sheet {
	return &sheet{number: number, dots: newBitmap(dots, 0)}
}

// used tells whether anything came out on this sheet.
func (s *sheet) used() bool { return s.y > 0 || len(s.entries) > 0 }

// write adds a line of text.
func (s *sheet) write(plain, marked string) {
	if len(s.entries) < maxEntries {
		s.entries = append(s.entries, entry{plain, marked})
	}
}

// symbol notes a barcode or QR code; its text stands on the paper in brackets.
func (s *sheet) symbol(c Code) {
	if len(s.codes) < maxEntries {
		s.codes = append(s.codes, c)
	}
	s.write(c.String(), c.String())
}

// reach makes the paper at least so many rows long, as far as it goes.
func (s *sheet) reach(rows int) {
	if more := min(rows, maxRows) - s.dots.h; more > 0 {
		s.dots.grow(more)
	}
}

// stamp prints dots under the head, without feeding.
func (s *sheet) stamp(b *bitmap, x int) {
	s.reach(s.y + b.h)
	s.dots.stamp(b, x, s.y)
	for row := b.h - 1; row >= 0; row-- {
		if !rowBlank(b, row) {
			s.inked = max(s.inked, s.y+row+1)
			return
		}
	}
}

// feed moves the paper on by so many rows, or to its end.
func (s *sheet) feed(rows int) {
	s.y = min(s.y+rows, maxRows)
	s.reach(s.y)
}

// rowBlank tells whether a row has no black dot.
func rowBlank(b *bitmap, row int) bool {
	return !slices.ContainsFunc(b.bits[row*b.stride:(row+1)*b.stride], func(v byte) bool { return v != 0 })
}

// snapshot copies what can still change.
func (s *sheet) snapshot() Paper {
	dots := *s.dots
	dots.bits = slices.Clone(s.dots.bits)
	return Paper{
		number: s.number, dots: &dots, end: s.end,
		entries: slices.Clone(s.entries), codes: slices.Clone(s.codes),
	}
}
