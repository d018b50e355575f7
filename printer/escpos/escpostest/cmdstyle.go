package escpostest

// styleCommands change how ASCII and all text look.
func styleCommands() map[string]command {
	return map[string]command{
		"\x1b!": {one, (*Printer).selectPrintModes},
		"\x1bE": {one, func(p *Printer, a []byte) { p.set.bold = a[0]&1 != 0 }},
		"\x1bG": {one, func(p *Printer, a []byte) { p.set.double = a[0]&1 != 0 }},
		"\x1b-": {one, func(p *Printer, a []byte) { p.underline(a, &p.set.ascii, &p.set.underlineDots) }},
		"\x1bM": {one, (*Printer).selectFont},
		"\x1b ": {one, func(p *Printer, a []byte) { p.set.spacing = int(a[0]) }},
		"\x1bt": {one, (*Printer).selectCodePage},
		"\x1bR": {one, (*Printer).selectCountry},
		"\x1b{": {one, (*Printer).selectUpsideDown},
		"\x1d!": {one, (*Printer).selectSize},
		"\x1dB": {one, func(p *Printer, a []byte) { p.set.reverse = a[0]&1 != 0 }},
		"\x1db": {one, func(*Printer, []byte) {}}, // smoothing: the glyphs are smoothed anyway
	}
}

// chineseCommands change how Chinese characters look and when there are any.
func chineseCommands() map[string]command {
	return map[string]command{
		"\x1c&": {none, func(p *Printer, _ []byte) { p.set.kanjiMode = true }},
		"\x1c.": {none, func(p *Printer, _ []byte) { p.set.kanjiMode = false }},
		"\x1c!": {one, (*Printer).selectKanjiModes},
		"\x1c-": {one, func(p *Printer, a []byte) { p.underline(a, &p.set.kanji, &p.set.kanjiUnderlineDots) }},
		"\x1cS": {two, func(p *Printer, a []byte) { p.set.kanjiLeft, p.set.kanjiRight = int(a[0]), int(a[1]) }},
		"\x1cW": {one, (*Printer).selectQuadruple},
	}
}

// selectPrintModes is ESC ! n. Weight holds for all characters; font, size and
// underline for ASCII only (notes of the command), which is why a Chinese title
// stays small.
func (p *Printer) selectPrintModes(a []byte) {
	n := a[0]
	p.set.fontB = n&0x01 != 0
	p.set.bold = n&0x08 != 0
	p.set.ascii = typeSize{w: twice(n & 0x20), h: twice(n & 0x10), underline: n&0x80 != 0}
}

// selectKanjiModes is FS ! n.
func (p *Printer) selectKanjiModes(a []byte) {
	n := a[0]
	p.set.kanji = typeSize{w: twice(n & 0x04), h: twice(n & 0x08), underline: n&0x80 != 0}
}

// selectQuadruple is FS W n.
func (p *Printer) selectQuadruple(a []byte) {
	k := twice(a[0] & 1)
	p.set.kanji.w, p.set.kanji.h = k, k
}

// twice is the multiple a flag stands for.
func twice(flag byte) int {
	if flag != 0 {
		return 2
	}
	return 1
}

// underline is ESC - n and FS - n. Switching it off leaves the thickness.
func (p *Printer) underline(a []byte, size *typeSize, dots *int) {
	if !p.valid(in(a[0], 0, 1, 2, '0', '1', '2'), a) {
		return
	}
	n := int(a[0] & 3)
	size.underline = n > 0
	if n > 0 {
		*dots = n
	}
}

// selectFont is ESC M n.
func (p *Printer) selectFont(a []byte) {
	if p.valid(in(a[0], 0, 1, '0', '1'), a) {
		p.set.fontB = a[0]&1 != 0
	}
}

// selectCodePage is ESC t n.
func (p *Printer) selectCodePage(a []byte) {
	if _, known := p.codePage(a[0]); p.valid(known, a) {
		p.set.codePage = a[0]
	}
}

// selectCountry is ESC R n.
func (p *Printer) selectCountry(a []byte) {
	if p.valid(a[0] <= 17, a) {
		p.set.country = a[0]
	}
}

// selectUpsideDown is ESC { n.
func (p *Printer) selectUpsideDown(a []byte) {
	if p.atLineStart() {
		p.set.upsideDown = a[0]&1 != 0
	}
}

// selectSize is GS ! n: bits 4-6 and 0-2 are width and height less one, for ASCII
// and Chinese alike.
func (p *Printer) selectSize(a []byte) {
	if !p.valid(a[0]&0x88 == 0, a) {
		return
	}
	w, h := int(a[0]>>4)+1, int(a[0]&7)+1
	p.set.ascii.w, p.set.ascii.h = w, h
	p.set.kanji.w, p.set.kanji.h = w, h
}
