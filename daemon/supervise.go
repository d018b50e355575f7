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

// restartMin and restartMax bound the doubling pause before a part that failed is started again.
const (
	restartMin = 100 * time.Millisecond
	restartMax = 10 * time.Second
)

var errPartEnded = errors.New("ended although nobody asked")

// supervise runs every part until ctx ends or a core part does. Parts that are not core restart on their own: a sale does not
// care whether the status page had to be started twice.
func supervise(ctx context.Context, log *slog.Logger, parts []part) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var all sync.WaitGroup
	for _, p := range parts {
		all.Go(func() {
			if p.core {
				err := once(ctx, p)
				if ctx.Err() == nil {
					stop(fmt.Errorf("%s: %w", p.name, err))
				}
				return
			}
			keepRunning(ctx, log, p)
		})
	}
	all.Wait()
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// once runs a part and turns a panic into an error.
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

func keepRunning(ctx context.Context, log *slog.Logger, p part) {
	pause := restartMin
	for ctx.Err() == nil {
		began := time.Now()
		err := once(ctx, p)
		if ctx.Err() != nil {
			return
		}
		log.Error("part_restarts", "part", p.name, "error", err)
		if time.Since(began) > time.Minute {
			pause = restartMin
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
		pause = min(2*pause, restartMax)
	}
}
