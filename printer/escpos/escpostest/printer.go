package escpostest

import (
	"sync"
	"time"
)

// Printer is a virtual receipt printer. Make one with [New]; it starts switched
// on, with paper, cover closed, and needs no closing.
type Printer struct {
	opts     Options
	commands map[string]command

	mu      sync.Mutex
	changed chan struct{}

	// Receiving.
	on       bool
	oneWay   bool
	rate     int // bytes per second, 0 for at once
	rx       []byte
	realTime []byte // the beginning of what may be a real-time command
	held     bool   // XOFF was sent
	timer    *time.Timer
	timerRun int // tells a stale timer from the present one
	out      []byte
	received int64

	// Interpreting.
	consumed  int64
	doing     string // the command being executed, for violations
	cmd       []byte
	half      []byte // a Chinese character cut in two
	high      byte   // the last byte, if it was above 7Fh and from a code page
	raster    *rasterData
	watch     watcher
	selected  bool // ESC =
	selecting []byte
	set       settings
	line      line
	glyphs    map[glyphKey]*bitmap

	// Sensors and mechanism.
	cond       condition
	sentASB    [4]byte
	jammed     bool
	pendingCut End
	rollEnds   bool
	rollLeft   int // dots until the roll ends

	// What came out.
	sheet          *sheet
	papers         []Paper
	lines, cuts    int
	pulses         []Pulse
	beeps          []Beep
	violations     []Violation
	violationCount int
}

// New returns a printer of the given model, switched on and ready.
func New(opts Options) *Printer {
	p := &Printer{
		opts:    opts.filled(),
		changed: make(chan struct{}),
		glyphs:  make(map[glyphKey]*bitmap),
	}
	p.commands = commandTable(p.opts.Lacks)
	p.oneWay = p.opts.OneWay
	p.rate = max(p.opts.BytesPerSecond, 0)
	p.sheet = newSheet(1, p.opts.Dots)
	p.powerUp()
	return p
}

// powerUp brings everything that lives in memory to its state after switching on.
func (p *Printer) powerUp() {
	p.on, p.selected = true, true
	p.rx, p.realTime, p.held = nil, nil, false
	p.received, p.consumed = 0, 0
	p.cond.cutterError, p.pendingCut = false, Hanging
	p.stopTimer()
	p.initialise()
	p.forget()
}

// initialise brings the settings to their defaults and empties the print buffer.
func (p *Printer) initialise() {
	p.set = defaults(p.opts)
	p.line = line{}
}

// forget drops a command or character of which only a part has come.
func (p *Printer) forget() {
	p.cmd, p.half, p.selecting = nil, nil, nil
	p.high, p.raster = 0, nil
}

// act runs f with the printer locked, then lets it print on and tells who waits.
func (p *Printer) act(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.drain()
	p.tell()
}

// tell wakes who waits for a change.
func (p *Printer) tell() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// Changed returns a channel that is closed at the next change of anything that
// the other methods tell. Take it before looking, then wait on it.
func (p *Printer) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}
