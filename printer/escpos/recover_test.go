package escpos_test

import (
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
)

func TestAfterPaperOutTheNextReceiptIsWhole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, profile string
		fault, cure   func(*escpostest.Printer)
	}{
		{"paper, generic", "generic-80", (*escpostest.Printer).PaperOut, (*escpostest.Printer).LoadPaper},
		{"paper, epson", "epson-tm-t88", (*escpostest.Printer).PaperOut, (*escpostest.Printer).LoadPaper},
		{"cover", "generic-80", open, shut},
		{"clone that obeys DLE ENQ 2 at any time", "xprinter-80", (*escpostest.Printer).PaperOut, (*escpostest.Printer).LoadPaper},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := profile(t, c.profile)
				o := slow(p)
				o.RecoverAlways = c.profile == "xprinter-80"
				desk := newCounter(t, p, o)
				time.Sleep(8 * time.Second)
				time.AfterFunc(time.Second, func() { c.fault(desk.vp) })
				desk.want(t, id1, printer.Interrupted)
				desk.want(t, id2, printer.NotStarted)
				time.Sleep(time.Minute)
				c.cure(desk.vp)
				time.Sleep(10 * time.Millisecond) // the status has arrived, nothing else
				desk.want(t, id2, printer.Printed)
				papers := desk.vp.Papers()
				if last := papers[len(papers)-1]; !whole(last) {
					t.Errorf("the last receipt is\n%s", last.Text())
				}
				desk.noViolations()
			})
		})
	}
}

func open(p *escpostest.Printer) { p.Cover(true) }
func shut(p *escpostest.Printer) { p.Cover(false) }

// want prints the standard receipt and checks the outcome.
func (c *counter) want(t *testing.T, id printer.ProcessID, want printer.Outcome) {
	t.Helper()
	p := profile(t, c.profile)
	if res := c.p.Print(t.Context(), job(p), id); res.Outcome != want {
		t.Errorf("result %v %q (%v), want %v", res.Outcome, res.Cause, res.Err, want)
	}
}

func TestLateProofLandsOnItsPrint(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-80", "epson-tm-t20"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := profile(t, name)
				desk := newCounter(t, p, model(p))
				desk.vp.Speed(45) // 13 s for the receipt
				desk.want(t, id1, printer.Unconfirmed)
				if got := desk.lates(); got != "" {
					t.Errorf("late proof of %q already", got)
				}
				time.Sleep(20 * time.Second)
				if got := desk.lates(); got != id1.String() {
					t.Errorf("late proof of %q, want %q", got, id1)
				}
				desk.vp.Speed(0)
				desk.want(t, id2, printer.Printed)
				if got := desk.whole(); got != 2 {
					t.Errorf("%d whole receipts, want 2", got)
				}
				if got := desk.lates(); got != id1.String() {
					t.Errorf("late proofs of %q", got)
				}
				desk.noViolations()
			})
		})
	}
}

// The next print comes while the one before is still coming out: its proof
// must not be taken for that of the second.
func TestProofIsNotTakenForTheNext(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-80", "epson-tm-t20"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := profile(t, name)
				desk := newCounter(t, p, model(p))
				desk.vp.Speed(45)
				desk.want(t, id1, printer.Unconfirmed)
				desk.want(t, id2, printer.Unconfirmed)
				if got := desk.lates(); got != id1.String() {
					t.Errorf("late proof of %q, want %q", got, id1)
				}
				time.Sleep(time.Minute)
				if got := desk.lates(); got != id1.String()+" "+id2.String() {
					t.Errorf("late proofs of %q", got)
				}
			})
		})
	}
}

// A printer that was switched off lost what it had, its question among it.
func TestProofLostWithThePower(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		desk := newCounter(t, profile(t, "generic-80"), slow(profile(t, "generic-80")))
		time.Sleep(8 * time.Second)
		time.AfterFunc(time.Second, func() { desk.vp.PowerOff(); desk.vp.PowerOn() })
		desk.want(t, id1, printer.Unconfirmed)
		desk.want(t, id2, printer.Printed)
		time.Sleep(time.Minute)
		if got := desk.lates(); got != "" {
			t.Errorf("late proof of %q for a receipt that is not there", got)
		}
	})
}

// A serial line whose other end loses its power reads as NUL, which is also
// the answer "paper present".
func TestBreakIsNoProof(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		desk := newCounter(t, profile(t, "generic-80"), slow(profile(t, "generic-80")))
		time.Sleep(8 * time.Second)
		time.AfterFunc(time.Second, func() {
			desk.vp.PowerOff()
			_, _ = desk.far.Write([]byte{0, 0, 0})
		})
		desk.want(t, id1, printer.Unconfirmed)
	})
}

// A printer that is slow to answer the first question is not taken for one
// that proves nothing for ever.
func TestSlowToProve(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "generic-80")
		o := model(p)
		o.BytesPerSecond = 40 // the first flush takes longer than is waited for
		desk := newCounter(t, p, o)
		time.Sleep(30 * time.Second)
		desk.vp.Speed(0)
		desk.want(t, id1, printer.Printed)
	})
}

// ... and when the answer to that question comes in the middle of a job, it
// proves nothing about the job.
func TestLateFenceIsNoProof(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "generic-80")
		o := model(p)
		o.BytesPerSecond = 40
		desk := newCounter(t, p, o)
		time.Sleep(3500 * time.Millisecond) // the question has been given up
		desk.want(t, id1, printer.Sent)
	})
}

// posd died in the middle of a command: the next one must not be taken for the
// rest of it.
func TestConnectionBeginsInTheMiddleOfACommand(t *testing.T) {
	t.Parallel()
	for _, o := range []escpostest.Options{{}, {OneWay: true}} {
		synctest.Test(t, func(t *testing.T) {
			p := profile(t, "generic-80")
			desk := newCounter(t, p, o)
			desk.unplug()
			_, _ = desk.vp.Write([]byte("half a receipt\n\x1d(k\xff\x001P091234"))
			desk.plug()
			res := desk.p.Print(t.Context(), job(p), id1)
			synctest.Wait()
			if got := desk.whole(); got != 1 || res.Outcome == printer.NotStarted {
				t.Errorf("%d whole receipts, result %v %q", got, res.Outcome, res.Cause)
			}
		})
	}
}

// A printer that has no paper when it is plugged in tells when it has.
func TestStartsWithoutPaper(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "generic-80")
		desk := newCounter(t, p, model(p))
		desk.unplug()
		desk.vp.PowerOff()
		desk.vp.PowerOn()
		desk.vp.PaperOut()
		desk.plug()
		desk.health(t, printer.HealthFault, printer.CausePaperOut)
		desk.vp.LoadPaper()
		synctest.Wait()
		desk.health(t, printer.HealthOK, printer.CauseNone)
		desk.want(t, id1, printer.Printed)
	})
}

func TestOffFromTheStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "epson-tm-t20")
		o := model(p)
		o.OneWay = true
		desk := newCounter(t, p, o)
		desk.health(t, printer.HealthUnknown, printer.CauseNone)
		if res := desk.p.Print(t.Context(), job(p), id1); res.Outcome != printer.NotStarted || res.Cause != printer.CauseSilent {
			t.Errorf("result %v %q, want not started, silent", res.Outcome, res.Cause)
		}
	})
}

// posd was killed while a receipt was coming out, and started again at once:
// the printer still answers the question of the earlier process.
func TestAnswerToAnEarlierProcess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "generic-80")
		desk := newCounter(t, p, slow(p))
		time.Sleep(10 * time.Second)
		desk.unplug()
		_, _ = desk.vp.Write(append(job(p), "\x1dr\x01"...))
		desk.p = escpos.New(escpos.Opts{Profile: p, Form: printer.Form{Lang: words.Zh}})
		desk.plug()
		desk.want(t, id1, printer.Printed)
		if got := desk.whole(); got != 2 {
			t.Errorf("%d whole receipts when the second counts as printed, want 2", got)
		}
	})
}

// After a cable was pulled from an idle printer there is nothing to wait for.
func TestReplugIsQuick(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "generic-80")
		desk := newCounter(t, p, model(p))
		desk.want(t, id1, printer.Printed)
		desk.unplug()
		began := time.Now()
		desk.plug()
		desk.want(t, id2, printer.Printed)
		if took := time.Since(began); took > 2500*time.Millisecond { // plug itself waits 2 s
			t.Errorf("the next receipt took %v", took)
		}
	})
}
