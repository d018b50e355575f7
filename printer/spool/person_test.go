package spool_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/printer"
	"posd/printer/spool"
)

func TestOnlyAPersonPrintsAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{script: []printer.Result{{Outcome: printer.Unconfirmed}}}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		time.Sleep(24 * time.Hour)
		wantList(t, "printed by itself", dev.printed(), "a/0")
		for n := range 2 {
			if _, err := s.Reprint("a", "张三"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			if j := wantState(t, s, "a", spool.StatePrinted); j.By != "张三" {
				t.Errorf("by %q", j.By)
			}
			if r := dev.last().receipt; r.Copy != n+1 || r.Reason != printer.CopyRequested {
				t.Errorf("copy %d, reason %d", r.Copy, r.Reason)
			}
		}
	})
}

func TestReprintIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dev := &device{fault: printer.CausePaperOut}
		s, _ := run(t, spool.Opts{Store: &store{}, Printer: dev})
		if _, err := s.Reprint("a", "x"); !errors.Is(err, spool.ErrUnknown) {
			t.Errorf("error %v, want ErrUnknown", err)
		}
		_, _ = s.Enqueue("a", receipt("a"))
		if _, err := s.Reprint("a", "x"); !errors.Is(err, spool.ErrWaiting) {
			t.Errorf("owed: error %v, want ErrWaiting", err)
		}
		dev.broken(printer.CauseNone)
		s.Wake()
		time.Sleep(500 * time.Millisecond)
		wantState(t, s, "a", spool.StateSending)
		if _, err := s.Reprint("a", "x"); !errors.Is(err, spool.ErrWaiting) {
			t.Errorf("sending: error %v, want ErrWaiting", err)
		}
		if _, err := s.Settle("a", "x"); !errors.Is(err, spool.ErrWaiting) {
			t.Errorf("settle while sending: error %v, want ErrWaiting", err)
		}
	})
}

func TestSettle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dev := &device{fault: printer.CausePaperOut}
		s, _ := run(t, spool.Opts{Store: &store{}, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		for range 2 {
			if _, err := s.Settle("a", "李四"); err != nil {
				t.Fatal(err)
			}
		}
		dev.broken(printer.CauseNone)
		s.Wake()
		time.Sleep(time.Hour)
		wantList(t, "printed", dev.printed())
		if j := wantState(t, s, "a", spool.StateSettled); j.By != "李四" {
			t.Errorf("by %q", j.By)
		}
		if _, err := s.Reprint("a", "李四"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "a/0")
	})
}

// The printer takes its time to get ready, and meanwhile somebody says that no
// receipt is needed.
func TestSettledAtTheLastMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dev := &device{warmUp: 5 * time.Second}
		s, _ := run(t, spool.Opts{Store: &store{}, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		_, _ = s.Enqueue("b", receipt("b"))
		time.Sleep(time.Second)
		if _, err := s.Settle("a", "x"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		wantState(t, s, "a", spool.StateSettled)
		wantList(t, "printed", dev.printed(), "b/0")
	})
}

func TestSameIDIsTheSameJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, stop := run(t, spool.Opts{Store: st, Printer: dev})
		for range 3 {
			if _, err := s.Enqueue("a", receipt("a")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		stop()
		s, _ = run(t, spool.Opts{Store: st, Printer: dev})
		if j, err := s.Enqueue("a", receipt("a")); err != nil || j.State != spool.StatePrinted {
			t.Errorf("job %v, error %v", j.State, err)
		}
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "a/0")
		if _, err := s.Enqueue("", receipt("a")); !errors.Is(err, spool.ErrID) {
			t.Errorf("error %v, want ErrID", err)
		}
	})
}
