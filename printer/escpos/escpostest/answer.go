package escpostest

// maxOut bounds the answers nobody reads; what comes later is lost.
const maxOut = 4096

// answerCommands make the printer speak, in turn with what is printed: while it is
// off-line they wait in the receive buffer, which is what makes them a proof.
func answerCommands() map[string]command {
	return map[string]command{
		"\x1da":  {one, (*Printer).selectASB},
		"\x1dr":  {one, (*Printer).transmitStatus},
		"\x1dI":  {one, (*Printer).transmitID},
		"\x1b=":  {one, (*Printer).selectDevice},
		"\x1bc3": {one, func(*Printer, []byte) {}}, // paper sensors that signal on a parallel line
		"\x1bc4": {one, (*Printer).selectStopSensors},
		"\x1bc5": {one, func(*Printer, []byte) {}}, // panel buttons: nobody presses them here
	}
}

// send puts an answer on the line, unless the printer is one that never answers.
func (p *Printer) send(b []byte) {
	if !p.oneWay && p.on && len(p.out)+len(b) <= maxOut {
		p.out = append(p.out, b...)
	}
}

// selectASB is GS a n: any bit enables it, and it speaks at once.
func (p *Printer) selectASB(a []byte) {
	p.set.asb = a[0] & 0x0f
	if p.set.asb != 0 {
		p.sendASB()
	}
}

// transmitStatus is GS r n. The paper end is never seen here, because the printer
// does not come to this command without paper.
func (p *Printer) transmitStatus(a []byte) {
	switch a[0] {
	case 1, '1':
		p.send([]byte{flags(0, map[byte]bool{0x03: p.cond.paperNear})})
	case 2, '2':
		p.send([]byte{flags(0, map[byte]bool{0x01: p.pin3()})})
	default:
		p.valid(false, a)
	}
}

// transmitID is GS I n: one byte, or 5Fh, text and NUL.
func (p *Printer) transmitID(a []byte) {
	if a[0] == 69 && p.opts.NoAsianFonts {
		return
	}
	text := map[byte]string{
		65: p.opts.Firmware, 66: p.opts.Maker, 67: p.opts.Model, 68: p.opts.Serial, 69: "CHINA GB18030",
	}
	switch n := a[0]; n {
	case 1, '1':
		p.send([]byte{0x20})
	case 2, '2': // two-byte characters, automatic cutter
		p.send([]byte{flags(0x01, map[byte]bool{0x02: !p.opts.NoCutter})})
	case 3, '3':
		p.send([]byte{0x01})
	default:
		if p.valid(text[n] != "", a) {
			p.send([]byte("_" + text[n] + "\x00"))
		}
	}
}

// requestResponse is GS ( H function 48: the process ID comes back when all before
// it is printed.
func (p *Printer) requestResponse(a []byte) {
	a = a[2:]
	ok := len(a) == 6 && a[0] == 48 && a[1] == 48
	for _, d := range a[min(2, len(a)):] {
		ok = ok && between(d, 32, 126)
	}
	if p.valid(ok, a) {
		p.send([]byte{0x37, 0x22, a[2], a[3], a[4], a[5], 0})
	}
}

// selectStopSensors is ESC c 4 n: the paper end always stops the printer, bits 0 and
// 1 make the near end do so too.
func (p *Printer) selectStopSensors(a []byte) {
	p.sense(func(*condition) { p.set.stopAtNearEnd = a[0]&3 != 0 })
}

// selectDevice is ESC = n: bit 0 is the printer. Without it everything is ignored
// until the next one with it.
func (p *Printer) selectDevice(a []byte) {
	if p.valid(between(a[0], 1, 3), a) {
		p.selected = a[0]&1 != 0
	}
}
