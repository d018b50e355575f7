package drawer_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/drawer"
	"posd/daemon/journal"
	"posd/daemon/journal/journaltest"
)

// bench is a drawer at work, with a contact that the test moves.
type bench struct {
	*drawer.Drawer
	t      *testing.T
	j      *journal.Journal
	states []drawer.State
}

func open(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, j: journaltest.Open(t)}
	b.Drawer = drawer.New(drawer.Opts{
		Journal: b.j, Now: time.Now, LeftOpen: time.Minute, Who: func() (string, int) { return "1 Amy", 3 },
		Changed: func(s drawer.State) { b.states = append(b.states, s) },
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	synctest.Wait()
	return b
}

// after lets time pass and moves the contact.
func (b *bench) after(d time.Duration, isOpen bool) {
	time.Sleep(d)
	b.Sense(isOpen)
	synctest.Wait()
}

// kept fails unless these records are in the journal, by these kinds.
func (b *bench) kept(want ...string) {
	b.t.Helper()
	var kinds []string
	for e, err := range b.j.Entries(1, 0) {
		if err != nil {
			b.t.Fatal(err)
		}
		o, err := drawer.Parse(e)
		if err != nil || o.Operator != "1 Amy" || o.Shift != 3 {
			b.t.Errorf("%s: %+v, %v", e.Kind, o, err)
		}
		kinds = append(kinds, e.Kind)
	}
	if !slices.Equal(kinds, want) {
		b.t.Errorf("kept %v, not %v", kinds, want)
	}
}

func bubble(t *testing.T, f func(t *testing.T, b *bench)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { f(t, open(t)) })
}

func TestAnOpeningInTimeCostsOneRecord(t *testing.T) {
	bubble(t, func(t *testing.T, b *bench) {
		b.after(0, false)
		if err := b.NoSale(drawer.Opening{Reason: "change", Operator: "1 Amy", Shift: 3}); err != nil {
			t.Fatal(err)
		}
		b.Pulsed()
		b.after(time.Second, true)
		if s := b.State(); !s.Known || !s.Open || s.LeftOpen {
			t.Errorf("%+v", s)
		}
		b.after(59*time.Second-1, false)
		time.Sleep(time.Hour)
		b.kept(drawer.KindNoSale)
	})
}

func TestADrawerThatIsLeftOpen(t *testing.T) {
	bubble(t, func(t *testing.T, b *bench) {
		b.after(0, false)
		b.Pulsed()
		b.after(0, true)
		b.after(time.Minute-1, true)
		b.kept()
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if !b.State().LeftOpen {
			t.Error("no alarm")
		}
		b.kept(drawer.KindLeftOpen)
		b.after(time.Minute, false)
		if s := b.State(); s.LeftOpen || s.Open {
			t.Errorf("%+v", s)
		}
		b.kept(drawer.KindLeftOpen, drawer.KindClosed)
		if len(b.states) != 4 {
			t.Errorf("%d changes told", len(b.states))
		}
	})
}

// TestAnOpeningThatNobodyAskedFor is kept: with the key, by force, or long after a pulse.
func TestAnOpeningThatNobodyAskedFor(t *testing.T) {
	bubble(t, func(t *testing.T, b *bench) {
		b.after(0, true) // it stood open when the power came: nobody knows since when
		b.after(time.Second, false)
		b.kept()
		b.after(time.Hour, true)
		b.after(time.Second, false)
		b.kept(drawer.KindForced)
		b.Pulsed()
		b.after(drawer.Expected, true)
		b.kept(drawer.KindForced, drawer.KindForced)
		b.Lost()
		synctest.Wait()
		if s := b.State(); s.Known {
			t.Errorf("%+v", s)
		}
		b.after(time.Hour, true) // the contact is heard again
		b.kept(drawer.KindForced, drawer.KindForced)
	})
}

func TestReasons(t *testing.T) {
	t.Parallel()
	for reason, ok := range map[string]bool{"": false, "换零钱": true, strings.Repeat("x", 129): false, "\xff": false} {
		if err := drawer.CheckReason(reason); (err == nil) != ok || err != nil && !errors.Is(err, drawer.ErrReason) {
			t.Errorf("%q: %v", reason, err)
		}
	}
	if _, err := drawer.Parse(journal.Entry{Record: journal.Record{Version: 2}}); err == nil {
		t.Error("a record of tomorrow is understood")
	}
}
