package escpostest

// maxTabs is how many tab positions ESC D takes.
const maxTabs = 32

// controlCommands are the codes below 20h that stand alone, and initialisation.
func controlCommands() map[string]command {
	return map[string]command{
		"\x00": {none, func(*Printer, []byte) {}}, // NUL does nothing: hosts flush with it
		"\x09": {none, func(p *Printer, _ []byte) { p.tab() }},
		"\x0a": {none, func(p *Printer, _ []byte) { p.printLine() }},
		"\x0d": {none, func(*Printer, []byte) {}}, // CR: ignored, automatic line feed is off
		"\x1b@": {none, func(p *Printer, _ []byte) {
			if len(p.line.chars) > 0 {
				p.violate(DiscardedText, "%q", p.line.text(0, false))
			}
			p.initialise()
		}},
	}
}

// layoutCommands place text on the line and the print area on the paper.
func layoutCommands() map[string]command {
	return map[string]command{
		"\x1ba":  {one, (*Printer).selectAlignment},
		"\x1b2":  {none, func(p *Printer, _ []byte) { p.set.lineSpacing = defaultLineSpacing }},
		"\x1b3":  {one, func(p *Printer, a []byte) { p.set.lineSpacing = int(a[0]) }},
		"\x1b$":  {two, func(p *Printer, a []byte) { p.moveTo(word(a)) }},
		"\x1b\\": {two, func(p *Printer, a []byte) { p.moveTo(p.line.pen + signedWord(a)) }},
		"\x1bD":  {tabSize, (*Printer).setTabs},
		"\x1dL":  {two, (*Printer).setMargin},
		"\x1dW":  {two, (*Printer).setWidth},
	}
}

// selectAlignment is ESC a n.
func (p *Printer) selectAlignment(a []byte) {
	if p.valid(in(a[0], 0, 1, 2, '0', '1', '2'), a) && p.atLineStart() {
		p.set.align = a[0] & 3
	}
}

// moveTo sets the print position; one outside the print area is ignored.
func (p *Printer) moveTo(x int) {
	if x < 0 || x > p.set.width {
		p.violate(BadParameter, "position %d of %d dots", x, p.set.width)
		return
	}
	p.line.pen = x
}

// tab moves to the next tab position, or to the end of the print area.
func (p *Printer) tab() {
	for _, x := range p.set.tabs {
		if x > p.line.pen {
			p.line.pen = min(x, p.set.width)
			return
		}
	}
	p.line.pen = p.set.width
}

// tabSize is the size of ESC D n1...nk NUL.
func tabSize(a []byte) int {
	if len(a) > 0 && a[len(a)-1] == 0 || len(a) > maxTabs {
		return len(a)
	}
	return len(a) + 1
}

// setTabs is ESC D: columns of the present character width, ascending.
func (p *Printer) setTabs(a []byte) {
	w, _ := p.set.cell()
	w = (w + p.set.spacing) * p.set.ascii.w
	tabs := make([]int, 0, len(a))
	for i, column := range a[:len(a)-1] {
		if !p.valid(i == 0 || column > a[i-1], a) {
			return
		}
		tabs = append(tabs, int(column)*w)
	}
	if p.valid(a[len(a)-1] == 0, a) {
		p.set.tabs = tabs
	}
}

// setMargin is GS L nL nH, in dots.
func (p *Printer) setMargin(a []byte) {
	n := word(a)
	if !p.valid(n < p.opts.Dots, a) || !p.atLineStart() {
		return
	}
	p.set.margin = n
	p.set.width = min(p.set.width, p.opts.Dots-n)
}

// setWidth is GS W nL nH, in dots; what the paper has not is left off. An area
// narrower than a character becomes as wide as one.
func (p *Printer) setWidth(a []byte) {
	n := word(a)
	if !p.valid(n > 0, a) || !p.atLineStart() {
		return
	}
	p.set.width = min(max(n, kanjiWidth), p.opts.Dots-p.set.margin)
}
