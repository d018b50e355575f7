package escpostest

import (
	"slices"
	"time"
)

// realTimeSize tells how long a real-time command is that begins with b: 0 while
// that can't be told. known is false for what is none.
func realTimeSize(b []byte) (size int, known bool) {
	switch {
	case len(b) == 1:
		return 0, b[0] == dle
	case b[1] == eot || b[1] == enq:
		if len(b) == 3 {
			return 3, between(b[2], 1, 4) && (b[1] == eot || b[2] <= 2)
		}
		return 3, true
	case b[1] != dc4:
		return 0, false
	case len(b) == 2:
		return 0, true
	case b[2] == 1 || b[2] == 2:
		return 5, true
	case b[2] == 8:
		return 10, true
	default:
		return 0, false
	}
}

// scan looks for real-time commands in what is received and obeys them at once,
// whatever state the printer is in and wherever they stand.
func (p *Printer) scan(b byte) {
	p.realTime = append(p.realTime, b)
	size, known := realTimeSize(p.realTime)
	if !known {
		p.realTime = p.realTime[:0]
		if b == dle {
			p.realTime = append(p.realTime, b)
		}
		return
	}
	if size > 0 && len(p.realTime) == size {
		c := slices.Clone(p.realTime)
		p.realTime = p.realTime[:0]
		p.obey(c)
	}
}

// obey executes a real-time command.
func (p *Printer) obey(c []byte) {
	switch {
	case c[1] == eot:
		p.send([]byte{p.realTimeStatus(c[2])})
	case c[1] == enq:
		p.recoverError(c[2])
	case c[2] == 1:
		p.realTimePulse(c[3:])
	case c[2] == 8 && slices.Equal(c[3:], []byte{1, 3, 20, 1, 6, 2, 8}):
		p.clearBuffers()
		p.send([]byte{0x37, 0x25, 0})
	}
}

// recoverError is DLE ENQ: 1 goes on from the line of the error, 2 after clearing
// the buffers. Settings stay. It takes a removable error; the cause must be gone.
func (p *Printer) recoverError(n byte) {
	always := p.opts.RecoverAlways && n == 2
	if !p.cond.cutterError && !always {
		return
	}
	if n == 2 {
		p.clearBuffers()
	}
	p.sense(func(c *condition) { c.cutterError = false })
}

// clearBuffers drops everything received and not yet printed.
func (p *Printer) clearBuffers() {
	p.consumed += int64(len(p.rx))
	p.rx = nil
	p.line = line{}
	p.pendingCut = Hanging
	p.forget()
	p.stopTimer()
}

// realTimePulse is DLE DC4 1 m t: a drawer pulse of t x 100 ms, obeyed unless the
// printer has stopped on an error.
func (p *Printer) realTimePulse(a []byte) {
	if a[0] > 1 || !between(a[1], 1, 8) || p.cond.cutterError {
		return
	}
	t := time.Duration(a[1]) * 100 * time.Millisecond
	p.pulse(Pulse{Pin: drawerPin(a[0]), On: t, Off: t, RealTime: true})
}
