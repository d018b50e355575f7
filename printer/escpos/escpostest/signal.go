package escpostest

import "time"

// Pulse is one kick of the cash drawer.
type Pulse struct {
	// Pin of the drawer connector: 2 or 5.
	Pin int
	// On and Off are how long the line was driven and then left alone.
	On, Off time.Duration
	// RealTime tells DLE DC4 from ESC p.
	RealTime bool
}

// Beep is one use of the buzzer.
type Beep struct {
	// Times is how often it sounded.
	Times int
	// On and Off are the length of one sound and of the silence after it; 0 where
	// the command does not say.
	On, Off time.Duration
}

// maxSignals bounds what is kept of pulses and beeps.
const maxSignals = 10000

// signalCommands drive the drawer and the buzzer.
func signalCommands() map[string]command {
	return map[string]command{
		"\x1bp": {func([]byte) int { return 3 }, (*Printer).kickDrawer},
		"\x1bB": {two, (*Printer).buzz},
		"\x07":  {none, func(p *Printer, _ []byte) { p.beep(Beep{Times: 1}) }},
	}
}

// kickDrawer is ESC p m t1 t2, times in units of 2 ms. An off time below the on
// time is made as long.
func (p *Printer) kickDrawer(a []byte) {
	if !p.valid(in(a[0], 0, 1, '0', '1'), a) {
		return
	}
	on := time.Duration(a[1]) * 2 * time.Millisecond
	off := time.Duration(max(a[1], a[2])) * 2 * time.Millisecond
	p.pulse(Pulse{Pin: drawerPin(a[0]), On: on, Off: off})
}

// drawerPin is the pin of the connector m stands for.
func drawerPin(m byte) int {
	if m&1 != 0 {
		return 5
	}
	return 2
}

// pulse drives the drawer, which opens.
func (p *Printer) pulse(k Pulse) {
	if k.On == 0 {
		p.violate(NoPulse, "t1 = 0")
		return
	}
	if len(p.pulses) < maxSignals {
		p.pulses = append(p.pulses, k)
	}
	p.sense(func(c *condition) { c.drawerOpen = true })
}

// buzz is ESC B n t of the clones: n sounds of t x 50 ms.
func (p *Printer) buzz(a []byte) {
	if p.valid(between(a[0], 1, 9) && between(a[1], 1, 9), a) {
		each := time.Duration(a[1]) * 50 * time.Millisecond
		p.beep(Beep{Times: int(a[0]), On: each, Off: each})
	}
}

// buzzerCommand is ESC ( A: function 48 (n c t) and function 97 (n = 100, c t1 t2),
// times in units of 100 ms.
func (p *Printer) buzzerCommand(a []byte) {
	a = a[2:]
	unit := func(b byte) time.Duration { return time.Duration(b) * 100 * time.Millisecond }
	switch {
	case len(a) == 4 && a[0] == 48 && a[2] <= 63:
		p.beep(Beep{Times: int(a[2]), On: unit(a[3])})
	case len(a) == 5 && a[0] == 97 && a[1] == 100 && a[2] <= 63:
		p.beep(Beep{Times: int(a[2]), On: unit(a[3]), Off: unit(a[4])})
	default:
		p.valid(false, a)
	}
}

// beep notes a use of the buzzer, unless it is one of no sound.
func (p *Printer) beep(b Beep) {
	if b.Times > 0 && len(p.beeps) < maxSignals {
		p.beeps = append(p.beeps, b)
	}
}
