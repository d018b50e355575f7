package escpostest

import "strings"

// char is one character in the print buffer.
type char struct {
	r    rune
	x, w int // dots from the left of the print area; w leaves out the spacing to the right
	dots *bitmap
	mark string // size and weight, "" if plain
}

// line is the print buffer: what ESC @ discards and LF prints.
type line struct {
	chars     []char
	pen       int  // where the next character goes, dots
	hanziSeen bool // reported once a line: GB18030 text with Kanji mode off
}

// begun tells whether the print position has left the beginning of the line.
func (l *line) begun() bool { return len(l.chars) > 0 || l.pen > 0 }

// width is how far the line reaches, in dots.
func (l *line) width() int {
	reach := l.pen
	for _, c := range l.chars {
		reach = max(reach, c.x+c.w)
	}
	return reach
}

// height is that of the tallest character, in dots.
func (l *line) height() int {
	tallest := 0
	for _, c := range l.chars {
		tallest = max(tallest, c.dots.h)
	}
	return tallest
}

// dots draws the line, characters on one baseline, shifted right by indent.
func (l *line) dots(width, indent int) *bitmap {
	b := newBitmap(width, l.height())
	for _, c := range l.chars {
		b.stamp(c.dots, c.x+indent, b.h-c.dots.h)
	}
	return b
}

// text returns the line as a reader would type it, blanks standing for empty
// paper, one per column of font A. With marks, runs of enlarged or bold characters
// stand in brackets.
func (l *line) text(indent int, marks bool) string {
	var sb strings.Builder
	at, open := 0, ""
	for _, c := range l.chars {
		if marks && c.mark != open {
			writeMark(&sb, open, "")
		}
		if gap := (c.x + indent - at + fontAWidth/2) / fontAWidth; gap > 0 {
			sb.WriteString(strings.Repeat(" ", gap))
		}
		if marks && c.mark != open {
			writeMark(&sb, "", c.mark)
			open = c.mark
		}
		sb.WriteRune(c.r)
		at = c.x + indent + c.w
	}
	if marks {
		writeMark(&sb, open, "")
	}
	return strings.TrimRight(sb.String(), " ")
}

// writeMark closes the mark that was open and opens the next.
func writeMark(sb *strings.Builder, was, next string) {
	if was != "" {
		sb.WriteString("[/]")
	}
	if next != "" {
		sb.WriteString("[" + next + "]")
	}
}

// indent is how far alignment shifts something of this width in the print area.
func (s *settings) indent(width int) int {
	room := max(s.width-width, 0)
	switch s.align {
	case alignCentre:
		return room / 2
	case alignRight:
		return room
	default:
		return 0
	}
}
