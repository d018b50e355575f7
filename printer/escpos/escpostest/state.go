package escpostest

import "slices"

// State is what can be seen of the printer from outside at one moment.
type State struct {
	// On is the power; Online that it prints: paper, cover shut, no error.
	On, Online bool
	// The sensors.
	PaperOut, PaperNear, CoverOpen, CutterError, HeadHot, DrawerOpen bool
	// OneWay and BytesPerSecond are as set last.
	OneWay         bool
	BytesPerSecond int
	// Buffered is the number of bytes received and not yet interpreted; Received
	// counts all since power on.
	Buffered int
	Received int64
	// Incomplete is the name of the command of which only a part has come, "" if
	// there is none: not empty at rest means that a job was cut short.
	Incomplete string
	// Unprinted is the text in the print buffer that no line feed has printed yet.
	Unprinted string
	// Lines counts printed lines of text, Cuts the cuts, Violations the violations,
	// also those no longer kept.
	Lines, Cuts, Violations int
}

// State returns the printer's state.
func (p *Printer) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.cond
	return State{
		On: p.on, Online: p.on && p.online(),
		PaperOut: c.paperOut, PaperNear: c.paperNear, CoverOpen: c.coverOpen,
		CutterError: c.cutterError, HeadHot: c.headHot, DrawerOpen: c.drawerOpen,
		OneWay: p.oneWay, BytesPerSecond: p.rate,
		Buffered: len(p.rx), Received: p.received,
		Incomplete: p.incomplete(), Unprinted: p.line.text(0, false),
		Lines: p.lines, Cuts: p.cuts, Violations: p.violationCount,
	}
}

// incomplete names what is being received and not yet whole.
func (p *Printer) incomplete() string {
	switch {
	case p.raster != nil:
		return "GS v 0"
	case len(p.cmd) > 0:
		return commandName(string(p.cmd[:min(len(p.cmd), 3)]))
	case len(p.half) > 0:
		return "GB18030"
	default:
		return ""
	}
}

// Papers returns the papers from oldest to newest, at most Keep finished ones and
// the one in the printer if anything is on it.
func (p *Printer) Papers() []Paper {
	p.mu.Lock()
	defer p.mu.Unlock()
	papers := slices.Clone(p.papers)
	if p.sheet.used() {
		papers = append(papers, p.sheet.snapshot())
	}
	return papers
}

// Violations returns what the host did wrong, oldest first, at most 1001.
func (p *Printer) Violations() []Violation {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.violations)
}

// Pulses returns the drawer pulses, oldest first.
func (p *Printer) Pulses() []Pulse {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.pulses)
}

// Beeps returns the uses of the buzzer, oldest first.
func (p *Printer) Beeps() []Beep {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.beeps)
}
