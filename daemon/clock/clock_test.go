package clock_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/clock"
)

// board is a machine whose system clock a test moves. Inside a bubble the monotonic clock goes by itself.
type board struct {
	*clock.Clock

	shift   time.Duration
	system  clock.System
	changes []clock.Change
}

// built is when the program was made.
func built() time.Time { return time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC) }

// boot starts a machine whose system clock says at.
func boot(at time.Time, system clock.System) *board {
	b := &board{system: system}
	b.date(at)
	b.Clock = clock.New(clock.Parts{
		Wall: b.wall, System: func() clock.System { return b.system }, Built: built(),
		Changed: func(c clock.Change) { b.changes = append(b.changes, c) },
	})
	return b
}

// date sets the system clock, as date(1) does.
func (b *board) date(at time.Time) { b.shift = time.Until(at) }

func (b *board) wall() time.Time { return time.Now().Add(b.shift) }

// says holds the clock against a source and a time.
func (b *board) says(t *testing.T, source clock.Source, at time.Time) {
	t.Helper()
	if got := b.Quality(); got != string(source) || b.Believable() != (source != clock.Unset) {
		t.Errorf("the source is %s, not %s", got, source)
	}
	if got := b.Now(); !got.Equal(at) {
		t.Errorf("it is %s, not %s", got.UTC(), at.UTC())
	}
}

func noon() time.Time { return time.Date(2026, time.November, 29, 12, 0, 0, 0, time.UTC) }

func epoch() time.Time { return time.Unix(17, 0) }

// TestNobodyVouches: a clock in 1970 says the floor and is not believed, whatever time passes.
func TestNobodyVouches(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := boot(epoch(), clock.System{})
		b.says(t, clock.Unset, built())
		b.Recorded(noon())
		b.says(t, clock.Unset, noon())
		time.Sleep(time.Hour)
		b.Look()
		b.says(t, clock.Unset, noon().Add(time.Hour))
		if at, unknown := b.Passed(); !unknown || !at.Equal(noon()) {
			t.Errorf("passed: %v, %t", at, unknown)
		}
	})
}

// TestASystemClockAloneIsNotBelieved, but it is the best guess there is.
func TestASystemClockAloneIsNotBelieved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := boot(noon(), clock.System{})
		b.says(t, clock.Unset, noon())
		b.date(noon().AddDate(30, 0, 0)) // cannot be
		time.Sleep(time.Minute)
		b.Look()
		b.says(t, clock.Unset, noon().Add(time.Minute))
	})
}

// TestTheGatewaysTimeSetsTheClock, and a later look at the system clock does not undo it.
func TestTheGatewaysTimeSetsTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := boot(epoch(), clock.System{})
		b.Hear(built().Add(-time.Second)) // cannot be
		b.says(t, clock.Unset, built())
		b.Hear(noon())
		b.says(t, clock.Gateway, noon())
		time.Sleep(time.Minute)
		b.Look()
		b.says(t, clock.Gateway, noon().Add(time.Minute))
		b.Hear(noon().Add(time.Minute + 4*time.Second)) // no more than an answer takes
		b.says(t, clock.Gateway, noon().Add(time.Minute))
		b.Hear(noon().Add(2 * time.Minute))
		b.says(t, clock.Gateway, noon().Add(2*time.Minute))
		if _, unknown := b.Passed(); unknown {
			t.Error("the time is not known")
		}
		if n := len(b.changes); n != 2 || b.changes[0].Was != clock.Unset || b.changes[1].Step() != time.Minute {
			t.Errorf("changes: %+v", b.changes)
		}
	})
}

// TestAJumpOfTheSystemClockMovesNothing, and is told.
func TestAJumpOfTheSystemClockMovesNothing(t *testing.T) {
	t.Parallel()
	for name, system := range map[string]clock.System{"ntp": {Synced: true}, "rtc": {Battery: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := boot(noon(), system)
				b.says(t, clock.Source(name), noon())
				b.system.Synced = false // the kernel forgets NTP when somebody sets the date
				b.date(noon().Add(-3 * time.Hour))
				time.Sleep(time.Minute)
				b.Look()
				source := clock.RTC
				if system.Synced {
					source = clock.Held
				}
				b.says(t, source, noon().Add(time.Minute))
				if last := b.changes[len(b.changes)-1]; last.Jumped != -3*time.Hour || last.Step() != 0 {
					t.Errorf("told: %+v", last)
				}
			})
		})
	}
}

// TestTheClockFollowsNTP, also where it steps the system clock, and back to before our own records.
func TestTheClockFollowsNTP(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := boot(noon(), clock.System{Battery: true})
		b.Recorded(noon().Add(-time.Hour))
		b.date(noon().Add(-3 * time.Hour))
		b.system.Synced = true
		b.Look()
		b.says(t, clock.NTP, noon().Add(-3*time.Hour))
		b.Hear(noon().Add(-time.Hour))
		b.says(t, clock.NTP, noon().Add(-3*time.Hour))
		if s := b.State(); !s.Heard || s.Skew != -2*time.Hour || !s.Floor.Equal(noon().Add(-3*time.Hour)) {
			t.Errorf("state: %+v", s)
		}
		b.system.Synced = false
		time.Sleep(time.Minute)
		b.Look()
		b.says(t, clock.Held, noon().Add(time.Minute-3*time.Hour))
	})
}

// TestADeadBatteryIsFoundOut by what has been recorded.
func TestADeadBatteryIsFoundOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := boot(built().Add(time.Hour), clock.System{Battery: true})
		b.says(t, clock.RTC, built().Add(time.Hour))
		b.Recorded(noon())
		b.says(t, clock.Unset, noon())
		b.Look()
		b.says(t, clock.Unset, noon())
	})
}

func TestAPersonSetsTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := boot(epoch(), clock.System{})
		b.Recorded(noon().AddDate(1, 0, 0)) // under a wrong clock
		for _, at := range []time.Time{epoch(), noon().AddDate(30, 0, 0)} {
			if err := b.Set(at, "Mei"); !errors.Is(err, clock.ErrImpossible) {
				t.Errorf("%v: %v", at, err)
			}
		}
		if err := b.Set(noon(), "Mei"); err != nil {
			t.Error(err)
		}
		b.says(t, clock.Person, noon())
		if last := b.changes[len(b.changes)-1]; last.By != "Mei" || last.Source != clock.Person {
			t.Errorf("told: %+v", last)
		}
		b.Hear(noon().Add(time.Hour))
		b.says(t, clock.Gateway, noon().Add(time.Hour))
		if err := b.Set(noon(), "Mei"); !errors.Is(err, clock.ErrVouched) {
			t.Errorf("against the gateway: %v", err)
		}
	})
}

// TestAnotherSourceForTheSameTimeMovesNothing.
func TestAnotherSourceForTheSameTimeMovesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := boot(noon(), clock.System{Battery: true})
		b.Hear(noon().Add(time.Second))
		b.says(t, clock.Gateway, noon())
	})
}
