package hotplug

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"posd/drivers"
)

// Bounds of the pause between two tries at opening a device.
const (
	RetryMin = 100 * time.Millisecond
	RetryMax = time.Second
)

// Grace is how long the code that serves a device may take to return once its context has ended.
const Grace = 5 * time.Second

// ErrWedged says that the code serving a device did not return when it was told to, and was left
// behind.
var ErrWedged = errors.New("driver does not return")

// Open opens the device, wherever it is plugged in now. It returns soon: a missing device is an error.
type Open func(ctx context.Context) (drivers.Conn, error)

// Serve works with an open device until ctx ends or the device goes away. It may close conn.
type Serve func(ctx context.Context, conn drivers.Conn) error

// State is whether the device is there, and if not, why.
type State struct {
	Up    bool
	Cause error // nil while up
}

// PanicError is the cause of a driver that panicked.
type PanicError struct {
	Value any
	Stack []byte // of the panic, for a log
}

// Error implements error.
func (e *PanicError) Error() string { return fmt.Sprintf("driver panicked: %v", e.Value) }

// Opts are what a Link may be told; the zero value will do.
type Opts struct {
	// Changed hears of each change of state, the first of them when the device was first opened or
	// missed. It is called from one goroutine, must not block, and hears nothing once ctx has ended.
	Changed func(State)
	// Grace is how long Run waits for Serve when ctx has ended; [Grace] when 0.
	Grace time.Duration
}

// Run keeps the device in use until ctx ends, as a [Link] with these Opts does.
func Run(ctx context.Context, open Open, serve Serve, changed func(State)) error {
	return New(Opts{Changed: changed}).Run(ctx, open, serve)
}

// Link keeps one device in use.
type Link struct{ opts Opts }

// New returns a Link.
func New(o Opts) *Link {
	if o.Grace == 0 {
		o.Grace = Grace
	}
	return &Link{opts: o}
}

// Run opens and serves until ctx ends. It returns nil, or ErrWedged when serve was left behind.
func (l *Link) Run(ctx context.Context, open Open, serve Serve) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		r := run{open: open, serve: serve, changed: l.opts.Changed, pause: RetryMin}
		for ctx.Err() == nil {
			r.once(ctx)
			r.rest(ctx)
		}
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	grace := time.NewTimer(l.opts.Grace)
	defer grace.Stop()
	select {
	case <-done:
		return nil
	case <-grace.C:
		return ErrWedged
	}
}

// run is a Link at work, in one goroutine.
type run struct {
	open    Open
	serve   Serve
	changed func(State)
	told    *State // nil before the first
	pause   time.Duration
}

// once opens the device and serves it to its end. Only a device that lasted is tried again at once.
func (r *run) once(ctx context.Context) {
	start := time.Now()
	up, err := r.use(ctx)
	r.tell(ctx, State{Cause: err})
	if up && time.Since(start) >= RetryMax {
		r.pause = RetryMin
	}
}

// use opens and serves the device, closes it when ctx ends so that a wedged read wakes, and turns a
// panic into an error. It reports whether the device was up, and why it no longer is.
func (r *run) use(ctx context.Context) (up bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	conn, err := r.open(ctx)
	if err != nil {
		return false, err
	}
	defer func() {
		if shut := conn.Close(); shut != nil && !errors.Is(shut, drivers.ErrClosed) && err != nil {
			err = errors.Join(err, shut)
		}
	}()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	r.tell(ctx, State{Up: true})
	if err := r.serve(ctx, conn); err != nil {
		return true, err
	}
	return true, drivers.ErrGone // served to its end, without a word why
}

// tell passes a change on. The end of ctx is no change, nor is the same cause in the same words.
func (r *run) tell(ctx context.Context, s State) {
	same := r.told != nil && r.told.Up == s.Up && fmt.Sprint(r.told.Cause) == fmt.Sprint(s.Cause)
	if same || ctx.Err() != nil || r.changed == nil {
		return
	}
	r.told = &s
	r.changed(s)
}

func (r *run) rest(ctx context.Context) {
	t := time.NewTimer(r.pause)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	r.pause = min(2*r.pause, RetryMax)
}
