package daemon

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var errBoom = errors.New("boom")

func silence() *slog.Logger { return slog.New(slog.DiscardHandler) }

// running supervises parts in a bubble until the returned function is called, which returns how it ended.
func running(t *testing.T, parts ...part) (end func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- supervise(ctx, silence(), parts) }()
	return func() error { cancel(); return <-ended }
}

// untilEnd works until its context ends.
func untilEnd(ctx context.Context) error { <-ctx.Done(); return nil }

func TestAPartThatFailsIsStartedAgainEverMoreSlowly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var starts []time.Duration
		end := running(t, part{name: "page", run: func(context.Context) error {
			starts = append(starts, time.Since(began))
			return errBoom
		}})
		time.Sleep(40 * time.Second)
		if err := end(); err != nil {
			t.Errorf("ended with %v", err)
		}
		want := []int64{0, 100, 300, 700, 1500, 3100, 6300, 12700, 22700, 32700} // ms; 10 s apart at the end
		if len(starts) != len(want) {
			t.Fatalf("started at %v", starts)
		}
		for i, at := range want {
			if starts[i].Milliseconds() != at {
				t.Errorf("start %d at %v, not after %d ms", i, starts[i], at)
			}
		}
	})
}

func TestAPartThatHasWorkedForLongStartsAgainSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var starts []time.Time
		end := running(t, part{name: "page", run: func(ctx context.Context) error {
			if starts = append(starts, time.Now()); len(starts) > 9 {
				rest(ctx, restartForgiven)
			}
			return errBoom
		}})
		time.Sleep(5 * time.Minute)
		if err := end(); err != nil {
			t.Error(err)
		}
		if pause := starts[10].Sub(starts[9]) - restartForgiven; pause != restartMin {
			t.Errorf("started again after %v", pause)
		}
	})
}

// TestAPanicHarmsItsOwnPartOnly: neither the process nor another part hears of it.
func TestAPanicHarmsItsOwnPartOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var panics, others atomic.Int32
		end := running(
			t,
			part{name: "display", run: func(context.Context) error { panics.Add(1); panic("no such glyph") }},
			part{name: "page", run: func(ctx context.Context) error { others.Add(1); return untilEnd(ctx) }},
			part{name: "till", core: true, run: untilEnd},
		)
		time.Sleep(time.Second)
		if err := end(); err != nil {
			t.Errorf("ended with %v", err)
		}
		if panics.Load() < 3 || others.Load() != 1 {
			t.Errorf("started %d times, the other %d", panics.Load(), others.Load())
		}
	})
}

// TestTheEndOfTheCoreEndsAll: the next process goes on from the journal.
func TestTheEndOfTheCoreEndsAll(t *testing.T) {
	t.Parallel()
	for name, last := range map[string]struct {
		run  func(context.Context) error
		says string
	}{
		"error":  {func(context.Context) error { return errBoom }, "cashier: boom"},
		"panic":  {func(context.Context) error { panic("no such state") }, "cashier: panic: no such state"},
		"return": {func(context.Context) error { return nil }, "cashier: " + errPartEnded.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var others atomic.Int32
				err := supervise(t.Context(), silence(), []part{
					{name: "page", run: func(ctx context.Context) error { defer others.Add(1); return untilEnd(ctx) }},
					{name: "till", core: true, run: func(ctx context.Context) error { defer others.Add(1); return untilEnd(ctx) }},
					{name: "cashier", core: true, run: func(ctx context.Context) error { rest(ctx, time.Minute); return last.run(ctx) }},
				})
				if err == nil || !strings.HasPrefix(err.Error(), last.says) {
					t.Errorf("ended with %v", err)
				}
				if others.Load() != 2 {
					t.Errorf("%d parts of 2 were told to end", others.Load())
				}
			})
		})
	}
}

// TestAnOrderlyEndIsNoError, although the core ends with it, and whatever its context was ended by.
func TestAnOrderlyEndIsNoError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(errors.New("terminated signal received")) })
		err := supervise(ctx, silence(), []part{
			{name: "till", core: true, run: untilEnd},
			{name: "cashier", core: true, run: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
			{name: "page", run: func(ctx context.Context) error { <-ctx.Done(); return errBoom }},
		})
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	})
}

// TestWhatEndsBadlyIsLogged: nobody is left to return it to.
func TestWhatEndsBadlyIsLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		var log strings.Builder
		if err := supervise(ctx, slog.New(slog.NewTextHandler(&log, nil)), []part{
			{name: "cashier", core: true, run: func(ctx context.Context) error { <-ctx.Done(); panic("in the drain") }},
		}); err != nil {
			t.Errorf("ended with %v", err)
		}
		if !strings.Contains(log.String(), "part_ended_badly") || !strings.Contains(log.String(), "in the drain") {
			t.Errorf("logged: %s", log.String())
		}
	})
}
