package displaytest

import (
	"context"
	"io"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Options describe a model. The zero value is a DM-D110.
type Options struct {
	// Kanji is a display that shows Chinese: FS & and FS . work.
	Kanji bool
	// StartsInKanji is one that powers on with Kanji mode selected.
	StartsInKanji bool
}

// Pole is a virtual customer display. Make one with [NewPole]; it starts switched
// on and blank, and needs no closing.
type Pole struct {
	opts     Options
	commands map[string]command

	mu       sync.Mutex
	changed  chan struct{}
	received int64
	doing    string // the command being executed, for violations
	cmd      []byte
	half     []byte // a Chinese character cut in two
	high     byte   // the last byte, if it was above 7Fh and from a code page
	selected bool   // ESC =
	choosing []byte // ESC = while another device is selected

	set    settings
	screen screen
	frames frames

	violations     []Violation
	violationCount int
}

// NewPole returns a display of the given model, switched on and blank.
func NewPole(opts Options) *Pole {
	p := &Pole{opts: opts, changed: make(chan struct{})}
	p.commands = commandTable(opts)
	p.powerUp()
	return p
}

// powerUp brings everything to its state after switching on.
func (p *Pole) powerUp() {
	p.selected = true
	p.cmd, p.half, p.choosing, p.high = nil, nil, nil, 0
	p.initialise()
}

// initialise is ESC @ and power on.
func (p *Pole) initialise() {
	p.set = settings{brightness: 4, kanji: p.opts.StartsInKanji}
	p.clearScreen()
	p.set.mode = overwrite
}

// Write feeds the display. It always takes all and never fails.
func (p *Pole) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range b {
		p.interpret(c)
		p.received++
	}
	if len(b) > 0 {
		p.tell()
	}
	return len(b), nil
}

// PowerCycle switches the display off and on again: it is blank, and a command cut
// in two is forgotten.
func (p *Pole) PowerCycle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.powerUp()
	p.tell()
}

// tell wakes who waits for a change.
func (p *Pole) tell() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// Changed returns a channel that is closed at the next change of anything that
// the other methods tell. Take it before looking, then wait on it.
func (p *Pole) Changed() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// Violations returns what the host did wrong, oldest first, at most 1001.
func (p *Pole) Violations() []Violation {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.violations)
}

// Serve connects the display to r, the master of a pseudo-terminal or one end of a
// pipe, until ctx ends or r fails; it returns the reason. r must have SetDeadline
// or Close, by which Serve gets out of a blocked Read; Close is called only where
// there is no SetDeadline. A DM-D display answers nothing, so nothing is written.
func (p *Pole) Serve(ctx context.Context, r io.Reader) error {
	ctx, cancel := context.WithCancelCause(ctx)
	unblock(r)
	woken := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(woken)
		wake(r)
	})
	_, err := io.Copy(p, r)
	if err == nil {
		err = io.EOF
	}
	cancel(err)
	<-woken
	if d, ok := r.(deadliner); ok {
		_ = d.SetDeadline(time.Time{}) // a closed file has none and needs none
	}
	return context.Cause(ctx)
}

// deadliner is what files and connections have.
type deadliner interface{ SetDeadline(time.Time) error }

// unblock puts a file into non-blocking mode: pty.Open leaves its files in blocking
// mode, where no deadline wakes a Read.
func unblock(r any) {
	file, ok := r.(*os.File)
	if !ok {
		return
	}
	if conn, err := file.SyscallConn(); err == nil {
		_ = conn.Control(func(fd uintptr) { _ = syscall.SetNonblock(int(fd), true) }) // a closed file fails in Read
	}
}

// wake makes a blocked Read return.
func wake(r any) {
	if d, ok := r.(deadliner); ok && d.SetDeadline(time.Unix(1, 0)) == nil {
		return
	}
	if c, ok := r.(io.Closer); ok {
		_ = c.Close() // the reason for ending is already known
	}
}
