package escpostest

// parenCommands are those that say how long they are, but for GS ( L.
func parenCommands() map[string]command {
	return map[string]command{
		"\x1d(k": {counted, (*Printer).symbolCommand},
		"\x1d(A": {counted, (*Printer).testPrint},
		"\x1d(H": {counted, (*Printer).requestResponse},
		"\x1d(K": {counted, (*Printer).control},
		"\x1b(A": {counted, (*Printer).buzzerCommand},
	}
}

// control is GS ( K, functions 49 and 50: density and speed, which leave no mark here.
func (p *Printer) control(a []byte) {
	a = a[2:]
	p.valid(len(a) == 2 && in(a[0], 49, 50), a)
}

// testPrint is GS ( A: a test pattern, then a cut and a reset.
func (p *Printer) testPrint(a []byte) {
	a = a[2:]
	ok := len(a) == 2 && (a[0] <= 2 || between(a[0], '0', '2')) && (between(a[1], 1, 3) || between(a[1], '1', '3'))
	if !p.valid(ok, a) || !p.atLineStart() {
		return
	}
	p.initialise()
	pattern := []string{"", "HEX DUMP", "PRINTER STATUS", "ROLLING PATTERN"}[a[1]&3]
	for _, text := range []string{p.opts.Maker + " " + p.opts.Model, "FIRMWARE " + p.opts.Firmware, pattern} {
		for _, r := range text {
			p.put(r, false, true)
		}
		p.printLine()
	}
	p.feedDots(p.opts.CutterGap)
	if !p.opts.NoCutter {
		p.cut(PartialCut)
	}
	p.initialise()
}
