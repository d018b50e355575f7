package escpos

import (
	"posd/printer"
	"posd/printer/glyph"
)

// dots is a picture of one bit per dot, the first at the left in the highest
// bit, each row in whole bytes, as GS v 0 wants it.
type dots struct {
	width, height int
	rows          []byte
}

func newDots(width, height int) dots {
	return dots{width, height, make([]byte, (width+7)/8*height)}
}

func (d dots) stride() int { return (d.width + 7) / 8 }

// fill blackens a rectangle, as far as it lies inside.
func (d dots) fill(x0, y0, w, h int) {
	for y := max(y0, 0); y < min(y0+h, d.height); y++ {
		for x := max(x0, 0); x < min(x0+w, d.width); x++ {
			d.rows[y*d.stride()+x/8] |= 0x80 >> (x % 8)
		}
	}
}

// raster appends pictures of at most the rows that the printer's buffer bears:
// GS v 0 m xL xH yL yH. It stands at the beginning of a line, and prints where
// ESC a puts it.
func (e *encoder) raster(d dots) {
	stride, n := d.stride(), 0
	for y := 0; y < d.height; y += n {
		n = e.profile.slice(stride, d.height-y)
		e.put(gs, 'v', '0', 0, byte(stride&0xff), byte(stride>>8&0xff), byte(n&0xff), byte(n>>8&0xff))
		e.dst = append(e.dst, d.rows[y*stride:(y+n)*stride]...)
	}
}

// slice returns how many of so many rows of a picture, each of stride bytes, one GS v 0 may have.
func (p Profile) slice(stride, rows int) int {
	n := min(p.Raster, rows)
	if p.Picture > 0 {
		n = max(1, min(n, p.Picture/stride))
	}
	if p.Shun > 1 && n%p.Shun == 0 {
		n--
	}
	return n
}

// Measures of drawn text, in dots.
const (
	column  = 12 // the width of a column
	skyLine = 2  // rows at the top of a glyph in which no letter has a dot
	lineGap = lineHeight - (glyph.Height - skyLine)
)

// draw appends a line of text as a picture. right, if any, ends at the right
// edge of the paper.
func (e *encoder) draw(left, right string, size printer.Size, bold bool) {
	e.raster(lineDots(left, right, size, bold, e.narrow, e.cols, e.profile.Dots))
}

// lineDots draws a line of text on a paper of so many columns and dots, with the
// space under it that a line of the printer's own text has.
func lineDots(left, right string, size printer.Size, bold, narrow bool, cols, paper int) dots {
	sx, sy := size.Scale(), 1
	if size != printer.Normal {
		sy = 2
	}
	width := printer.Width(left, narrow) * column * sx
	if right != "" {
		width = cols * column
	}
	d := newDots(max(min(width, paper), 1), (glyph.Height-skyLine)*sy+lineGap)
	p := pen{dots: d, y: -skyLine * sy, sx: sx, sy: sy, bold: bold, narrow: narrow}
	p.write(left)
	if right != "" {
		p.x = d.width - printer.Width(right, narrow)*column*sx
		p.write(right)
	}
	return d
}

// pen draws text into a picture.
type pen struct {
	dots

	x, y   int // where the next letter begins
	last   int // where the last one that takes columns began: a mark stands on it
	wide   int // and its width
	sx, sy int
	bold   bool
	narrow bool
}

func (p *pen) write(s string) {
	for _, r := range s {
		columns := printer.RuneWidth(r, p.narrow)
		g, ok := glyph.Of(r)
		if columns == 0 {
			if ok {
				p.stamp(g, p.last+(p.wide-g.Width*p.sx)/2, 1)
			}
			continue
		}
		cell := columns * column * p.sx
		switch {
		case ok && g.Width*p.sx > cell:
			p.stamp(g, p.x, 2)
		case ok:
			p.stamp(g, p.x+(cell-g.Width*p.sx)/2, 1)
		case r != ' ':
			p.box(cell)
		}
		p.last, p.wide = p.x, cell
		p.x += cell
	}
}

// stamp puts the dots of a glyph at x, squeezed to half its width where squeeze is 2: a symbol that is drawn as wide as a hanzi
// and has one column must not lie upon its neighbour. A bold letter is drawn twice, a dot
// apart, as the printer does it.
func (p *pen) stamp(g glyph.Glyph, x0, squeeze int) {
	wide := p.sx
	if p.bold {
		wide++
	}
	for y := range glyph.Height {
		for x := range g.Width {
			if g.Dot(x, y) {
				p.fill(x0+x/squeeze*p.sx, p.y+y*p.sy, wide, p.sy)
			}
		}
	}
}

// box is what stands for a letter that nobody has.
func (p *pen) box(cell int) {
	w, h := cell-4, (glyph.Height-8)*p.sy
	for _, edge := range [][4]int{{2, 4, w, 2}, {2, 4 + h - 2, w, 2}, {2, 4, 2, h}, {2 + w - 2, 4, 2, h}} {
		p.fill(p.x+edge[0], p.y+edge[1], edge[2], edge[3])
	}
}

// image appends a picture, centred; what is wider than the paper is left off.
func (e *encoder) image(b printer.Image) {
	d, ok := imageDots(b, e.profile.Dots)
	if !ok || e.profile.Raster <= 0 {
		return
	}
	e.plain()
	e.align(printer.Center)
	e.raster(d)
}

// imageDots returns a picture cut to the paper's width, and whether it is one.
func imageDots(b printer.Image, paper int) (dots, bool) {
	stride := (b.Width + 7) / 8
	if b.Width <= 0 || b.Height <= 0 || len(b.Rows) < stride*b.Height {
		return dots{}, false
	}
	over := byte(0xff) >> (b.Width % 8) // no dots beyond the edge
	if b.Width <= paper && (b.Width%8 == 0 || !beyond(b, stride, over)) {
		return dots{b.Width, b.Height, b.Rows}, true
	}
	d := newDots(min(b.Width, paper), b.Height)
	for y := range b.Height {
		copy(d.rows[y*d.stride():(y+1)*d.stride()], b.Rows[y*stride:])
	}
	if d.width%8 != 0 {
		for y := range d.height {
			d.rows[(y+1)*d.stride()-1] &^= 0xff >> (d.width % 8)
		}
	}
	return d, true
}

// beyond reports whether a picture has a dot to the right of its width.
func beyond(b printer.Image, stride int, over byte) bool {
	for y := range b.Height {
		if b.Rows[(y+1)*stride-1]&over != 0 {
			return true
		}
	}
	return false
}
