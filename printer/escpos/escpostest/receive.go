package escpostest

import "time"

// quantum is how often a printer with a speed takes bytes from its buffer.
const quantum = 10 * time.Millisecond

// The free bytes at which the buffer counts as full and as free again: for the
// 4 KB buffer and for one of less than 512 bytes (TM-T88III, 2.1.1.3 note 1).
const (
	fullBelow, freeAbove           = 128, 256
	smallBuffer                    = 512
	smallFullBelow, smallFreeAbove = 16, 26
)

// XON and XOFF as the printer sends them.
const (
	xon  byte = 0x11
	xoff byte = 0x13
)

// accept takes received bytes and returns how many found room. In FlowHold it
// stops where the buffer is full, but obeys a real-time command that stands there.
func (p *Printer) accept(b []byte) int {
	if !p.on {
		return len(b)
	}
	lost := 0
	for i := 0; i < len(b); i++ {
		if len(p.rx) < p.opts.Buffer {
			p.received++
			p.rx = append(p.rx, b[i])
			p.scan(b[i])
			p.drain()
			continue
		}
		if p.opts.Flow == FlowHold {
			n := p.obeyFront(b[i:])
			if n == 0 {
				return i
			}
			i += n - 1
			continue
		}
		p.scan(b[i])
		lost++
	}
	if lost > 0 {
		p.doing = ""
		p.violate(Overrun, "%d bytes lost", lost)
	}
	p.followBuffer()
	return len(b)
}

// obeyFront obeys a real-time command at the front of b that finds no room, and
// returns its length, or 0 if there is none.
func (p *Printer) obeyFront(b []byte) int {
	for n := 1; n <= len(b); n++ {
		size, known := realTimeSize(b[:n])
		if !known {
			return 0
		}
		if size == n {
			p.obey(b[:n])
			return n
		}
	}
	return 0
}

// ready tells whether there is something to print and a printer that prints.
func (p *Printer) ready() bool { return len(p.rx) > 0 && p.on && p.online() }

// drain prints from the buffer: all of it, or at the set speed.
func (p *Printer) drain() {
	if p.rate == 0 {
		p.take(len(p.rx))
		return
	}
	if p.timer == nil && p.ready() {
		p.timerRun++
		run := p.timerRun
		p.timer = time.AfterFunc(max(quantum, time.Second/time.Duration(p.rate)), func() { p.tick(run) })
	}
}

// tick is one quantum of printing.
func (p *Printer) tick(run int) {
	p.act(func() {
		if run != p.timerRun || p.timer == nil {
			return
		}
		p.timer = nil
		p.take(max(p.rate*int(quantum/time.Millisecond)/1000, 1))
	})
}

// take interprets up to n bytes, stopping where the printer goes off-line.
func (p *Printer) take(n int) {
	for ; n > 0 && p.ready(); n-- {
		b := p.rx[0]
		p.rx = p.rx[1:]
		p.interpret(b)
	}
	p.followBuffer()
}

// stopTimer makes a running timer do nothing.
func (p *Printer) stopTimer() {
	if p.timer != nil {
		p.timer.Stop()
		p.timer = nil
	}
	p.timerRun++
}

// followBuffer sends XOFF and XON as the buffer fills and empties.
func (p *Printer) followBuffer() {
	low, high := fullBelow, freeAbove
	if p.opts.Buffer < smallBuffer {
		low, high = smallFullBelow, smallFreeAbove
	}
	free := p.opts.Buffer - len(p.rx)
	switch {
	case !p.held && free <= low:
		p.hold(true)
	case p.held && free >= high && p.online():
		p.hold(false)
	}
}

// followLine sends XOFF and XON as the printer goes off-line and comes back.
func (p *Printer) followLine(wasOnline bool) {
	switch {
	case wasOnline && !p.online() && !p.held:
		p.hold(true)
	case !wasOnline && p.online():
		p.followBuffer()
	}
}

// hold asks the host to stop or to go on, where that is the handshake.
func (p *Printer) hold(stop bool) {
	p.held = stop
	if p.opts.Flow != FlowXonXoff {
		return
	}
	if stop {
		p.send([]byte{xoff})
		return
	}
	p.send([]byte{xon})
}
