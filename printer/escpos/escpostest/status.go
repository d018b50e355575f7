package escpostest

// condition is what the sensors see.
type condition struct {
	coverOpen   bool
	paperOut    bool
	paperNear   bool
	cutterError bool // recoverable by DLE ENQ
	headHot     bool // recovers by itself
	drawerOpen  bool
}

// online tells whether the printer prints.
func (p *Printer) online() bool {
	c := p.cond
	return !c.coverOpen && !c.paperOut && !c.cutterError && !c.headHot && !p.nearEndStops()
}

// nearEndStops tells whether ESC c 4 made the near end of the paper a stop.
func (p *Printer) nearEndStops() bool { return p.cond.paperNear && p.set.stopAtNearEnd }

// pin3 is the level of the drawer connector.
func (p *Printer) pin3() bool { return p.cond.drawerOpen != p.opts.SenseInverted }

// flags adds up the bits of those that are true.
func flags(base byte, bits map[byte]bool) byte {
	for bit, on := range bits {
		if on {
			base |= bit
		}
	}
	return base
}

// realTimeStatus is the answer to DLE EOT n: bits 1 and 4 always set, 0 and 7 never.
func (p *Printer) realTimeStatus(n byte) byte {
	const fixed = 0x12
	c := p.cond
	switch n {
	case 1:
		return flags(fixed, map[byte]bool{0x04: p.pin3(), 0x08: !p.online()})
	case 2:
		return flags(fixed, map[byte]bool{
			0x04: c.coverOpen, 0x20: c.paperOut || p.nearEndStops(), 0x40: c.cutterError || c.headHot,
		})
	case 3:
		return flags(fixed, map[byte]bool{0x08: c.cutterError, 0x40: c.headHot})
	default:
		return flags(fixed, map[byte]bool{0x0c: c.paperNear, 0x60: c.paperOut})
	}
}

// automaticStatus is the four bytes of ASB. The reserved low half of the last one
// is set, as TM printers send it.
func (p *Printer) automaticStatus() [4]byte {
	c := p.cond
	return [4]byte{
		flags(0x10, map[byte]bool{0x04: p.pin3(), 0x08: !p.online(), 0x20: c.coverOpen}),
		flags(0, map[byte]bool{0x08: c.cutterError, 0x40: c.headHot}),
		flags(0, map[byte]bool{0x03: c.paperNear, 0x0c: c.paperOut}),
		0x0f,
	}
}

// asbMask is which bits make the printer speak, by the bits of GS a n: drawer, on
// line or off, error, paper sensors.
func asbMask(n byte) (mask [4]byte) {
	for i, group := range [4][4]byte{{0x04}, {0x28}, {0, 0x6c}, {0, 0, 0x0f}} {
		if n&(1<<i) != 0 {
			for j := range mask {
				mask[j] |= group[j]
			}
		}
	}
	return mask
}

// sense changes what the sensors see and reports it if the host asked for that.
func (p *Printer) sense(change func(*condition)) {
	wasOnline := p.online()
	change(&p.cond)
	if !p.on {
		return
	}
	p.reportASB()
	p.followLine(wasOnline)
	if p.online() && p.pendingCut != Hanging {
		end := p.pendingCut
		p.pendingCut = Hanging
		p.cut(end)
	}
}

// reportASB sends the status if one of the enabled bits changed since the last time.
func (p *Printer) reportASB() {
	now, mask := p.automaticStatus(), asbMask(p.set.asb)
	for i := range now {
		if (now[i]^p.sentASB[i])&mask[i] != 0 {
			p.sendASB()
			return
		}
	}
}

// sendASB sends the four bytes whatever they are.
func (p *Printer) sendASB() {
	p.sentASB = p.automaticStatus()
	p.send(p.sentASB[:])
}
