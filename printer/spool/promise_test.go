package spool_test

import (
	"testing"
	"testing/synctest"
	"time"

	"posd/printer"
	"posd/printer/spool"
)

// due commits what Due returns, as the owner of a sale does.
func due(t *testing.T, s *spool.Spool, st *store, id string) {
	t.Helper()
	if err := st.Append(s.Due(id, receipt(id))); err != nil {
		t.Fatal(err)
	}
	s.Wake()
}

// TestTheVerdictSaysSending when nothing stands before the printer: one commit less, and the print is the same.
func TestTheVerdictSaysSending(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		synctest.Wait()
		due(t, s, st, "a")
		time.Sleep(100 * time.Millisecond) // the first is on its way
		due(t, s, st, "b")
		due(t, s, st, "c")
		time.Sleep(time.Minute)
		due(t, s, st, "d")
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "a/0", "b/0", "c/0", "d/0")
		for _, id := range []string{"a", "d"} {
			wantList(t, "records", st.kinds(id), "sending", "printed")
		}
		for _, id := range []string{"b", "c"} {
			wantList(t, "records", st.kinds(id), "owed", "sending", "printed")
		}
	})
}

// TestWhatForbidsAPromise: with a bad printer, or with no worker, a receipt is owed as ever.
func TestWhatForbidsAPromise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{fault: printer.CausePaperOut}
		idle := spool.New(spool.Opts{Store: st, Printer: &device{}})
		if r := idle.Due("x", receipt("x")); r.Kind != "owed" {
			t.Errorf("with no worker it is %s", r.Kind)
		}
		s, stop := run(t, spool.Opts{Store: st, Printer: dev})
		synctest.Wait()
		due(t, s, st, "a")
		time.Sleep(time.Hour)
		wantList(t, "records", st.kinds("a"), "owed")
		dev.broken(printer.CauseNone)
		s.Wake()
		time.Sleep(time.Minute)
		stop()
		if r := s.Due("b", receipt("b")); r.Kind != "owed" {
			t.Errorf("after the end it is %s", r.Kind)
		}
		wantList(t, "printed", dev.printed(), "a/0")
	})
}

// TestAPromiseThatCannotBeKept has a printer that is gone in the moment of the verdict: no byte left, so the receipt is owed again and
// comes out unmarked.
func TestAPromiseThatCannotBeKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{script: []printer.Result{{Outcome: printer.NotStarted, Cause: printer.CauseGone}}}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		synctest.Wait()
		due(t, s, st, "a")
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "a/0")
		wantList(t, "records", st.kinds("a"), "sending", "owed", "sending", "printed")
	})
}

// TestAPromiseNeverCommitted holds up no later one.
func TestAPromiseNeverCommitted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		synctest.Wait()
		s.Due("a", receipt("a")) // its commit failed
		s.Wake()
		time.Sleep(time.Minute)
		due(t, s, st, "b")
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "b/0")
		wantList(t, "records", st.kinds("b"), "sending", "printed")
	})
}

// TestACutAfterThePromise leaves a receipt that nobody can know of: it is shown, and not printed by itself.
func TestACutAfterThePromise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, stop := run(t, spool.Opts{Store: st, Printer: dev})
		synctest.Wait()
		if err := st.Append(s.Due("a", receipt("a"))); err != nil {
			t.Fatal(err)
		}
		st.fail(true) // the power goes before anybody has told the worker
		stop()
		st.fail(false)
		s, _ = run(t, spool.Opts{Store: st, Printer: dev})
		time.Sleep(time.Hour)
		j := wantState(t, s, "a", spool.StateUnconfirmed)
		if j.Cause != printer.CauseStopped || len(s.Owed()) != 1 {
			t.Errorf("it is %+v among %d", j, len(s.Owed()))
		}
		wantList(t, "printed", dev.printed())
	})
}

// TestAnEndAfterThePromise in good order owes the receipt again: nothing of it has left.
func TestAnEndAfterThePromise(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, stop := run(t, spool.Opts{Store: st, Printer: dev})
		synctest.Wait()
		if err := st.Append(s.Due("a", receipt("a"))); err != nil {
			t.Fatal(err)
		}
		stop()
		wantList(t, "records", st.kinds("a"), "sending", "owed")
		run(t, spool.Opts{Store: st, Printer: dev})
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "a/0")
	})
}
