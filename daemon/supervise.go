package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// part is a piece of the daemon that works until its context ends.
type part struct {
	name string
	run  func(ctx context.Context) error
	// core parts are crash-only: if one ends, the process ends, and the journal tells the next one where to go on.
	core bool
}

// A part that failed is started again after a pause that doubles within these bounds. A part that has worked for restartForgiven
// is taken to be well.
const (
	restartMin      = 100 * time.Millisecond
	restartMax      = 10 * time.Second
	restartForgiven = time.Minute
)

var errPartEnded = errors.New("ended although nobody asked")

// supervise runs every part until ctx ends, and then returns nil, or until a core part ends, and then returns why. Parts that are
// not core restart on their own: a sale does not care whether the status page had to be started twice. It returns once every part
// has.
func supervise(ctx context.Context, log *slog.Logger, parts []part) error {
	working, stop := context.WithCancel(ctx)
	defer stop()
	ends := make(chan error, len(parts))
	var all sync.WaitGroup
	for _, p := range parts {
		all.Go(func() {
			if !p.core {
				keepRunning(working, log, p)
				return
			}
			err := once(working, p)
			if ctx.Err() == nil {
				ends <- fmt.Errorf("%s: %w", p.name, err)
			} else if !errors.Is(err, errPartEnded) {
				log.Error("part_ended_badly", "part", p.name, "error", err)
			}
			stop()
		})
	}
	all.Wait()
	select {
	case first := <-ends:
		return first
	default:
		return nil
	}
}

// once runs a part and turns a panic into an error. It never returns nil.
func once(ctx context.Context, p part) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	if err = p.run(ctx); err == nil {
		err = errPartEnded
	}
	return err
}

// keepRunning starts a part again whenever it has ended, after a pause that grows with each failure in a row.
func keepRunning(ctx context.Context, log *slog.Logger, p part) {
	pause := restartMin
	for {
		began := time.Now()
		err := once(ctx, p)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) >= restartForgiven {
			pause = restartMin
		}
		log.Error("part_restarts", "part", p.name, "after", pause, "error", err)
		if !rest(ctx, pause) {
			return
		}
		pause = min(2*pause, restartMax)
	}
}

// rest waits for d and reports whether ctx still goes on.
func rest(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
