package escpostest

// feedCommands move and cut the paper.
func feedCommands() map[string]command {
	return map[string]command{
		"\x1bd": {one, func(p *Printer, a []byte) { p.printAndFeed(int(a[0]), int(a[0])*p.set.lineSpacing) }},
		"\x1bJ": {one, func(p *Printer, a []byte) { p.feedDots(int(a[0])) }},
		"\x1bi": {none, func(p *Printer, _ []byte) { p.cutHere(FullCut) }},
		"\x1bm": {none, func(p *Printer, _ []byte) { p.cutHere(PartialCut) }},
		"\x1dV": {cutSize, (*Printer).cutPaper},
	}
}

// cutSize is the size of GS V m and GS V m n.
func cutSize(a []byte) int {
	if len(a) > 0 && in(a[0], 65, 66, 97, 98, 103, 104) {
		return 2
	}
	return 1
}

// cutPaper is GS V. Presetting a cut (functions 97 and 98) is not simulated.
func (p *Printer) cutPaper(a []byte) {
	switch a[0] {
	case 0, '0':
		p.cutHere(FullCut)
	case 1, '1':
		p.cutHere(PartialCut)
	case 65, 103:
		p.feedAndCut(FullCut, int(a[1]))
	case 66, 104:
		p.feedAndCut(PartialCut, int(a[1]))
	default:
		p.valid(false, a)
	}
}

// cutHere cuts where the paper is: what was printed in the last CutterGap dots
// has not yet passed the cutter.
func (p *Printer) cutHere(end End) {
	if !p.atLineStart() || p.opts.NoCutter {
		return
	}
	if short := p.sheet.inked + p.opts.CutterGap - p.sheet.y; p.sheet.inked > 0 && short > 0 {
		p.violate(CutThroughText, "fed %d dots too few before the cut", short)
	}
	p.cut(end)
}

// feedAndCut feeds to the cutter and n dots more. The way to the cutter is
// the blank head of the next paper and not shown. If the roll ends on the way
// there is nothing left to cut.
func (p *Printer) feedAndCut(end End, n int) {
	if !p.atLineStart() {
		return
	}
	p.feedDots(n)
	if !p.opts.NoCutter && !p.cond.paperOut {
		p.cut(end)
	}
}
