package escpostest

// printLine prints the print buffer and feeds by the line spacing (LF).
func (p *Printer) printLine() { p.printAndFeed(1, p.set.lineSpacing) }

// printAndFeed prints the print buffer and feeds so many dots, or the height of
// the line where that is more; in text these are so many lines.
func (p *Printer) printAndFeed(lines, dots int) {
	l := &p.line
	height := l.height()
	if l.begun() {
		indent := p.set.indent(l.width())
		dots := l.dots(p.set.width, indent)
		if p.set.upsideDown {
			dots = dots.turned()
		}
		p.sheet.stamp(dots, p.set.margin)
		indent += p.set.margin
		p.sheet.write(l.text(indent, false), l.text(indent, true))
		lines--
		p.lines++
	}
	for range lines {
		p.sheet.write("", "")
	}
	p.line = line{}
	p.feed(max(dots, height))
}

// feedDots feeds blank paper after printing what is in the print buffer.
func (p *Printer) feedDots(dots int) { p.printAndFeed(dots/defaultLineSpacing, dots) }

// block prints a picture or symbol below what is there and feeds past it.
func (p *Printer) block(b *bitmap) {
	p.sheet.stamp(b, p.set.margin+p.set.indent(b.w))
	p.feed(b.h)
}

// feed moves the paper. The roll may end on the way.
func (p *Printer) feed(dots int) {
	p.sheet.feed(dots)
	if p.sheet.y == maxRows && !p.sheet.tooLong {
		p.sheet.tooLong = true
		p.violate(PaperTooLong, "over %d rows without a cut", maxRows)
	}
	if p.rollEnds && dots > 0 {
		p.rollLeft -= dots
		if p.rollLeft <= 0 {
			p.rollEnds = false
			p.sense(func(c *condition) { c.paperOut, c.paperNear = true, true })
		}
	}
}

// cut ends the present paper. A jammed cutter does not, and stops the printer.
func (p *Printer) cut(end End) {
	if p.jammed {
		p.pendingCut = end
		p.sense(func(c *condition) { c.cutterError = true })
		return
	}
	p.cuts++
	p.finish(end)
}

// finish takes the present paper off the roll, if anything is on it.
func (p *Printer) finish(end End) {
	if !p.sheet.used() {
		return
	}
	p.sheet.end = end
	p.papers = append(p.papers, p.sheet.snapshot())
	if len(p.papers) > p.opts.Keep {
		p.papers = append([]Paper(nil), p.papers[1:]...)
	}
	p.sheet = newSheet(p.sheet.number+1, p.opts.Dots)
}
