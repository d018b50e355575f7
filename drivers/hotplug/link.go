// Package hotplug keeps a device in use across unplugging, replugging and renumbering.
//
// A Link opens the device, serves it until it goes away, and opens it again. The pauses between tries grow from RetryMin to
// RetryMax, so that a device which is plugged in again works within two seconds (promise 21), and one that is missing for a
// week costs nothing.
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

// Open opens the device, wherever it is plugged in now.
type Open func(ctx context.Context) (drivers.Conn, error)

// Serve works with an open device until ctx ends or the device goes away.
type Serve func(ctx context.Context, conn drivers.Conn) error

// State is whether the device is there, and if not, why.
type State struct {
	Up    bool
	Cause error // nil while up
}

// Run opens and serves until ctx ends, and tells each change of state through changed, which may be nil and must not block. It
// returns nil: a device's absence is a state, not an error.
func Run(ctx context.Context, open Open, serve Serve, changed func(State)) error {
	l := link{open: open, serve: serve, changed: changed, pause: RetryMin}
	for ctx.Err() == nil {
		l.once(ctx)
		l.rest(ctx)
	}
	return nil
}

type link struct {
	open    Open
	serve   Serve
	changed func(State)
	told    *State
	pause   time.Duration
}

// once opens the device and serves it to its end.
func (l *link) once(ctx context.Context) {
	conn, err := l.open(ctx)
	if err != nil {
		l.tell(ctx, State{Cause: err})
		return
	}
	l.pause = RetryMin
	l.tell(ctx, State{Up: true})
	err = l.use(ctx, conn)
	if err == nil {
		err = drivers.ErrGone
	}
	l.tell(ctx, State{Cause: err})
}

// use serves conn, closes it when ctx ends so that a wedged read wakes, and turns a panic of a driver into an error.
func (l *link) use(ctx context.Context, conn drivers.Conn) (err error) {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("driver panicked: %v\n%s", r, debug.Stack())
		}
		if closed := conn.Close(); closed != nil && !errors.Is(closed, drivers.ErrClosed) {
			err = errors.Join(err, closed)
		}
	}()
	return l.serve(ctx, conn)
}

// tell passes a change on. The end of ctx is no change.
func (l *link) tell(ctx context.Context, s State) {
	same := l.told != nil && l.told.Up == s.Up && fmt.Sprint(l.told.Cause) == fmt.Sprint(s.Cause)
	if same || ctx.Err() != nil || l.changed == nil {
		return
	}
	l.told = &s
	l.changed(s)
}

func (l *link) rest(ctx context.Context) {
	t := time.NewTimer(l.pause)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	l.pause = min(2*l.pause, RetryMax)
}
