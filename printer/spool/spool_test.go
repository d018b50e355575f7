package spool_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posd/printer"
	"posd/printer/spool"
)

func TestOwedIsPrintedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		for _, id := range []string{"a", "b"} {
			if err := st.Append(spool.Owe(id, receipt(id))); err != nil {
				t.Fatal(err)
			}
			s.Wake()
		}
		s.Wake()
		time.Sleep(time.Minute)
		wantList(t, "printed", dev.printed(), "a/0", "b/0")
		wantList(t, "records", st.kinds("a"), "owed", "sending", "printed")
		if owed := s.Owed(); len(owed) != 0 {
			t.Errorf("owed %v", owed)
		}
		if jobs := s.Jobs(); len(jobs) != 2 {
			t.Errorf("jobs %v", jobs)
		}
	})
}

// What each outcome makes of a job, by itself, with nobody there.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	interrupted := printer.Result{Outcome: printer.Interrupted, Cause: printer.CausePaperOut}
	for _, c := range []struct {
		name    string
		script  []printer.Result
		trust   bool
		want    spool.State
		cause   printer.Cause
		printed []string
		kinds   []string
	}{
		{name: "printed", want: spool.StatePrinted, printed: []string{"a/0"}, kinds: []string{"owed", "sending", "printed"}},
		{
			name: "one-way, trusted", script: []printer.Result{{Outcome: printer.Sent}}, trust: true,
			want: spool.StateSent, printed: []string{"a/0"}, kinds: []string{"owed", "sending", "sent"},
		},
		{
			name: "one-way, not trusted", script: []printer.Result{{Outcome: printer.Sent}},
			want: spool.StateUnconfirmed, cause: printer.CauseNoProof, printed: []string{"a/0"}, kinds: []string{"owed", "sending", "unconfirmed"},
		},
		{
			name: "no proof", script: []printer.Result{{Outcome: printer.Unconfirmed, Cause: printer.CauseNoProof}},
			want: spool.StateUnconfirmed, cause: printer.CauseNoProof, printed: []string{"a/0"}, kinds: []string{"owed", "sending", "unconfirmed"},
		},
		{
			name: "not ready twice", script: []printer.Result{{Cause: printer.CauseStalled}, {Cause: printer.CauseStalled}},
			want: spool.StatePrinted, printed: []string{"a/0"}, kinds: []string{"owed", "sending", "printed"},
		},
		{
			name: "took no byte after all", script: []printer.Result{{Cause: printer.CauseStalled, Err: errDisk}},
			want: spool.StatePrinted, printed: []string{"a/0"}, kinds: []string{"owed", "sending", "owed", "sending", "printed"},
		},
		{
			name: "cut short once", script: []printer.Result{interrupted},
			want: spool.StatePrinted, printed: []string{"a/0", "a/1"}, kinds: []string{"owed", "sending", "owed", "sending", "printed"},
		},
		{
			name: "cut short again and again", script: []printer.Result{interrupted, interrupted, interrupted},
			want: spool.StateHeld, cause: printer.CauseBreaks, printed: []string{"a/0", "a/1", "a/2"},
			kinds: []string{"owed", "sending", "owed", "sending", "owed", "sending", "held"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				st, dev := &store{}, &device{script: c.script}
				s, _ := run(t, spool.Opts{Store: st, Printer: dev, TrustSent: c.trust})
				if _, err := s.Enqueue("a", receipt("a")); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Hour)
				if j := wantState(t, s, "a", c.want); j.Cause != c.cause {
					t.Errorf("cause %q, want %q", j.Cause, c.cause)
				}
				wantList(t, "printed", dev.printed(), c.printed...)
				wantList(t, "records", st.kinds("a"), c.kinds...)
			})
		})
	}
}

// What each state found at the start becomes, and what is printed without
// anybody asking.
func TestRestart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		script  []printer.Result // of the first life
		hang    bool             // the first life ends while printing
		want    spool.State
		printed []string // in both lives
	}{
		{name: "owed", want: spool.StatePrinted, printed: []string{"a/0"}},
		{name: "sending", hang: true, want: spool.StateUnconfirmed, printed: []string{"a/0"}},
		{
			name: "unconfirmed", script: []printer.Result{{Outcome: printer.Unconfirmed}},
			want: spool.StateUnconfirmed, printed: []string{"a/0"},
		},
		{
			name: "printed", script: []printer.Result{{Outcome: printer.Printed}},
			want: spool.StatePrinted, printed: []string{"a/0"},
		},
		{
			name: "cut short", script: []printer.Result{{Outcome: printer.Interrupted, Cause: printer.CauseCover}},
			want: spool.StatePrinted, printed: []string{"a/0", "a/1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				st, dev := &store{}, &device{script: c.script, hang: c.hang}
				first, stop := run(t, spool.Opts{Store: st, Printer: dev})
				if c.name == "owed" {
					dev.broken(printer.CausePaperOut)
				}
				if _, err := first.Enqueue("a", receipt("a")); err != nil {
					t.Fatal(err)
				}
				time.Sleep(500 * time.Millisecond) // in the middle of the print
				if c.hang {
					st.fail(true) // the power goes: nothing is written any more
				} else {
					time.Sleep(time.Second)
					dev.broken(printer.CausePaperOut)
				}
				stop()
				st.fail(false)
				dev.broken(printer.CauseNone)
				dev.hang = false
				second, _ := run(t, spool.Opts{Store: st, Printer: dev})
				time.Sleep(time.Hour)
				wantState(t, second, "a", c.want)
				wantList(t, "printed", dev.printed(), c.printed...)
			})
		})
	}
}

func TestLateProof(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{script: []printer.Result{{Outcome: printer.Unconfirmed}, {Outcome: printer.Unconfirmed}}}
		s, stop := run(t, spool.Opts{Store: st, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		_, _ = s.Enqueue("b", receipt("b"))
		time.Sleep(time.Minute)
		ofB := dev.last().id
		s.Late(printer.NewProcessID(4711)) // somebody else's
		time.Sleep(time.Second)
		wantState(t, s, "b", spool.StateUnconfirmed)
		s.Late(ofB)
		time.Sleep(time.Second)
		wantState(t, s, "a", spool.StateUnconfirmed)
		wantState(t, s, "b", spool.StatePrinted)

		ofA := dev.slips[0].id
		stop()
		s, _ = run(t, spool.Opts{Store: st, Printer: dev})
		s.Late(ofA)
		time.Sleep(time.Second)
		wantState(t, s, "a", spool.StatePrinted)
		wantList(t, "printed", dev.printed(), "a/0", "b/0")
	})
}

// A proof of the first print says nothing about the second.
func TestLateProofOfAnOlderPrint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dev := &device{script: []printer.Result{{Outcome: printer.Unconfirmed}, {Outcome: printer.Unconfirmed}}}
		s, _ := run(t, spool.Opts{Store: &store{}, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		time.Sleep(time.Minute)
		older := dev.last().id
		_, _ = s.Reprint("a", "x")
		time.Sleep(time.Minute)
		s.Late(older)
		time.Sleep(time.Second)
		wantState(t, s, "a", spool.StateUnconfirmed)
	})
}

func TestNothingIsSentBeforeItIsDurable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{fault: printer.CausePaperOut}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		st.fail(true)
		dev.broken(printer.CauseNone)
		s.Wake()
		time.Sleep(time.Hour)
		wantList(t, "printed", dev.printed())
		if _, err := s.Enqueue("b", receipt("b")); !errors.Is(err, errDisk) {
			t.Errorf("error %v, want the store's", err)
		}
		st.fail(false)
		time.Sleep(time.Hour)
		wantList(t, "printed", dev.printed(), "a/0")
	})
}

// The slip is out and the disk takes no more: nothing may go out again, and
// the outcome is written once the disk is back.
func TestOutcomeThatCannotBeKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		time.Sleep(500 * time.Millisecond)
		st.fail(true)
		time.Sleep(time.Hour)
		wantState(t, s, "a", spool.StateSending)
		st.fail(false)
		time.Sleep(10 * time.Minute)
		wantState(t, s, "a", spool.StatePrinted)
		wantList(t, "printed", dev.printed(), "a/0")
	})
}

func TestDoneJobsAreForgottenInMemoryOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		for i := range 60 {
			_, _ = s.Enqueue(string(rune('A'+i)), receipt("x"))
		}
		time.Sleep(time.Hour)
		if n := len(s.Jobs()); n != 50 {
			t.Errorf("%d jobs, want 50", n)
		}
		wantState(t, s, "A", spool.StatePrinted)
		if _, err := s.Reprint("A", "x"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if r := dev.last().receipt; r.Copy != 1 {
			t.Errorf("copy %d, want 1", r.Copy)
		}
	})
}

func TestChangesAreTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told []string
		s, stop := run(t, spool.Opts{
			Store: &store{}, Printer: &device{},
			OnChange: func(j spool.Job) { told = append(told, string(j.State)) },
		})
		_, _ = s.Enqueue("a", receipt("a"))
		time.Sleep(time.Minute)
		stop()
		wantList(t, "told", told, "owed", "sending", "printed")
	})
}

func TestIdleQueueSleeps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		st, dev := &store{}, &device{fault: printer.CauseGone}
		s, _ := run(t, spool.Opts{Store: st, Printer: dev})
		_, _ = s.Enqueue("a", receipt("a"))
		time.Sleep(24 * time.Hour)
		wantList(t, "records", st.kinds("a"), "owed")
	})
}
