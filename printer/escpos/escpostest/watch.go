package escpostest

// watcher looks for commands inside data that has a length of its own (rasters,
// symbols): a real-time command is obeyed there too, and an ESC @ means that
// somebody began a new job in the middle of an old one.
type watcher struct {
	last         [3]byte
	init, inTime bool // already reported
}

// see takes the next byte of data.
func (p *Printer) see(b byte) {
	w := &p.watch
	w.last = [3]byte{w.last[1], w.last[2], b}
	if !w.init && w.last[0] == esc && w.last[1] == '@' && in(b, esc, fs, gs) {
		w.init = true
		p.violate(InitInData, "% X", w.last[:])
	}
	if !w.inTime && realTimeStart(w.last) {
		w.inTime = true
		p.violate(RealTimeInData, "% X", w.last[:])
	}
}

// seeAll looks through data that came as a whole.
func (p *Printer) seeAll(data []byte) {
	p.watch = watcher{}
	for _, b := range data {
		p.see(b)
	}
}

// realTimeStart tells whether three bytes are a real-time command or begin one.
func realTimeStart(b [3]byte) bool {
	if b[0] != dle {
		return false
	}
	switch b[1] {
	case eot:
		return between(b[2], 1, 4)
	case enq:
		return between(b[2], 1, 2)
	case dc4:
		return in(b[2], 1, 2, 8)
	default:
		return false
	}
}
