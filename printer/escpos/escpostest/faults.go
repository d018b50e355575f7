package escpostest

// PaperOut takes the paper away: the printer goes off-line and stops where it is.
// Bytes received from now on stay in the buffer until LoadPaper.
func (p *Printer) PaperOut() {
	p.act(func() {
		p.rollEnds = false
		p.sense(func(c *condition) { c.paperOut, c.paperNear = true, true })
	})
}

// PaperOutAfter makes the roll end after so many more lines of 30 dots (3.75 mm).
// Taller lines and pictures use up as many as they are high; 0 ends it now.
func (p *Printer) PaperOutAfter(lines int) {
	if lines <= 0 {
		p.PaperOut()
		return
	}
	p.act(func() { p.rollEnds, p.rollLeft = true, lines*defaultLineSpacing })
}

// LoadPaper puts a new roll in. What hung out of the printer falls off, and the
// printer goes on with what is in its buffer.
func (p *Printer) LoadPaper() {
	p.act(func() {
		if p.cond.paperOut {
			p.finish(RanOut)
		}
		p.rollEnds = false
		p.sense(func(c *condition) { c.paperOut, c.paperNear = false, false })
	})
}

// PaperNear sets or clears the near end of the roll, which stops nothing unless
// ESC c 4 says so.
func (p *Printer) PaperNear(near bool) {
	p.act(func() { p.sense(func(c *condition) { c.paperNear = near || c.paperOut }) })
}

// Cover opens or closes the cover. Open, the printer is off-line.
func (p *Printer) Cover(open bool) {
	p.act(func() { p.sense(func(c *condition) { c.coverOpen = open }) })
}

// JamCutter makes the cutter stick: the next cut fails and stops the printer with
// a cutter error, which DLE ENQ clears once FreeCutter has removed the cause.
func (p *Printer) JamCutter() { p.act(func() { p.jammed = true }) }

// FreeCutter removes the cause of a cutter error; the error itself stays until
// DLE ENQ 1 or 2, or until the power is switched off.
func (p *Printer) FreeCutter() { p.act(func() { p.jammed = false }) }

// HeadHot sets or clears an overheated print head: an error that recovers by itself.
func (p *Printer) HeadHot(hot bool) {
	p.act(func() { p.sense(func(c *condition) { c.headHot = hot }) })
}

// Drawer opens or shuts the cash drawer by hand. A pulse opens it by itself.
func (p *Printer) Drawer(open bool) {
	p.act(func() { p.sense(func(c *condition) { c.drawerOpen = open }) })
}

// TearOff takes the paper at the tear bar, as people do where there is no cutter.
func (p *Printer) TearOff() { p.act(func() { p.finish(Torn) }) }

// PowerOff switches the printer off. Everything received and not printed is lost,
// with the settings; what hangs out stays. It hears and says nothing until PowerOn.
func (p *Printer) PowerOff() {
	p.act(func() {
		p.powerUp()
		p.on = false
		p.out = nil
	})
}

// PowerOn switches the printer on, in its initial state. It does nothing if it is on.
func (p *Printer) PowerOn() {
	p.act(func() {
		if p.on {
			return
		}
		p.powerUp()
		if p.online() {
			p.hold(false)
		}
	})
}

// OneWay makes the printer stop or start answering, as a cable without the way
// back does.
func (p *Printer) OneWay(silent bool) { p.act(func() { p.oneWay = silent }) }

// Speed sets how many bytes per second are taken from the buffer; 0 means at once.
func (p *Printer) Speed(bytesPerSecond int) {
	p.act(func() {
		p.stopTimer()
		p.rate = max(bytesPerSecond, 0)
	})
}
