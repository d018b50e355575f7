package escpos_test

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"posd/drivers"
	"posd/printer"
	"posd/printer/escpos"
)

func TestSilenceIsNoticedAndEnds(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"generic-80", "epson-tm-t20"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				desk := newCounter(t, profile(t, name), model(profile(t, name)))
				desk.health(t, printer.HealthOK, printer.CauseNone)
				desk.vp.PowerOff()
				time.Sleep(15 * time.Second)
				desk.health(t, printer.HealthFault, printer.CauseSilent)
				desk.vp.PowerOn()
				time.Sleep(3 * time.Second)
				desk.health(t, printer.HealthOK, printer.CauseNone)
				desk.vp.PaperOut() // which it reports by itself only if told to, after the power came back
				time.Sleep(time.Millisecond)
				desk.health(t, printer.HealthFault, printer.CausePaperOut)
			})
		})
	}
}

func (c *counter) health(t *testing.T, want printer.Health, cause printer.Cause) {
	t.Helper()
	if h, got := c.p.Health(); h != want || got != cause {
		t.Errorf("health %v %q, want %v %q", h, got, want, cause)
	}
}

func TestStatusIsPublished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		desk := newCounter(t, profile(t, "generic-80"), model(profile(t, "generic-80")))
		for _, step := range []struct {
			do    func()
			want  printer.Health
			cause printer.Cause
		}{
			{func() {}, printer.HealthOK, printer.CauseNone},
			{func() { desk.vp.PaperNear(true) }, printer.HealthOK, printer.CauseNone},
			{func() { desk.vp.PaperOut() }, printer.HealthFault, printer.CausePaperOut},
			{func() { desk.vp.Cover(true) }, printer.HealthFault, printer.CauseCover},
			{func() { desk.vp.Cover(false); desk.vp.LoadPaper() }, printer.HealthOK, printer.CauseNone},
			{func() { desk.vp.HeadHot(true) }, printer.HealthFault, printer.CauseHot},
			{func() { desk.vp.HeadHot(false) }, printer.HealthOK, printer.CauseNone},
			{func() { desk.unplug() }, printer.HealthFault, printer.CauseGone},
			{func() { desk.plug() }, printer.HealthOK, printer.CauseNone},
		} {
			step.do()
			synctest.Wait()
			desk.health(t, step.want, step.cause)
			desk.mu.Lock()
			if h, cause := desk.states[len(desk.states)-1].Health(); h != step.want || cause != step.cause {
				t.Errorf("published %v %q, want %v %q", h, cause, step.want, step.cause)
			}
			desk.mu.Unlock()
		}
	})
}

func TestOneWayPrinterIsNotKnownAndNotSlow(t *testing.T) {
	t.Parallel()
	for _, answers := range []escpos.Answers{escpos.Maybe, escpos.Never} {
		synctest.Test(t, func(t *testing.T) {
			p := profile(t, "generic-80")
			p.Answers = answers
			o := model(p)
			o.OneWay = true
			desk := newCounter(t, p, o)
			time.Sleep(time.Minute)
			desk.health(t, printer.HealthUnknown, printer.CauseNone)
			began := time.Now()
			if res := desk.p.Print(t.Context(), job(p), id1); res.Outcome != printer.Sent {
				t.Errorf("result %v %q, want sent", res.Outcome, res.Cause)
			}
			if took := time.Since(began); took > 200*time.Millisecond {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestDrawer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		desk := newCounter(t, profile(t, "generic-80"), model(profile(t, "generic-80")))
		if res := desk.p.OpenDrawer(t.Context(), printer.DefaultKick()); res.Outcome != printer.Printed {
			t.Errorf("result %v %q", res.Outcome, res.Cause)
		}
		synctest.Wait()
		if desk.p.Status().DrawerPin != escpos.Yes || len(desk.vp.Pulses()) != 1 {
			t.Errorf("pin %v, %d pulses", desk.p.Status().DrawerPin, len(desk.vp.Pulses()))
		}
	})
}

func TestServeTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		desk := newCounter(t, profile(t, "generic-80"), model(profile(t, "generic-80")))
		ours, theirs := net.Pipe()
		if err := desk.p.Serve(t.Context(), cable{ours}); !errors.Is(err, escpos.ErrServing) {
			t.Errorf("error %v, want ErrServing", err)
		}
		if _, err := theirs.Write([]byte("x")); err == nil {
			t.Error("the refused connection is still open")
		}
		desk.want(t, id1, printer.Printed)
	})
}

func TestServeReturnsWhyItEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpos.New(escpos.Opts{Profile: profile(t, "generic-58")})
		ours, theirs := net.Pipe()
		time.AfterFunc(time.Second, func() { _ = theirs.Close() })
		go discard(theirs)
		if err := p.Serve(t.Context(), cable{ours}); !errors.Is(err, drivers.ErrGone) {
			t.Errorf("error %v, want ErrGone", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		ours, theirs = net.Pipe()
		go discard(theirs)
		if err := p.Serve(ctx, cable{ours}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v, want the context's", err)
		}
	})
}

func discard(c net.Conn) {
	var buf [64]byte
	for {
		if _, err := c.Read(buf[:]); err != nil {
			return
		}
	}
}

// A printer that takes no bytes at all: each write runs into the deadline.
func TestStalled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "generic-58")
		p.Answers = escpos.Never
		pr := escpos.New(escpos.Opts{Profile: p})
		ours, theirs := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { _ = pr.Serve(ctx, cable{ours}); close(done) }()
		defer func() { cancel(); <-done }()
		synctest.Wait()
		if res := pr.Print(ctx, job(p), id1); res.Outcome != printer.NotStarted || res.Cause != printer.CauseStalled {
			t.Errorf("result %v %q, want not started, stalled", res.Outcome, res.Cause)
		}
		go func() { // takes the flush and a little of the job
			buf := make([]byte, 4096+100)
			for n := 0; n < len(buf); {
				k, _ := theirs.Read(buf[n:])
				n += k
			}
		}()
		if res := pr.Print(ctx, job(p), id1); res.Outcome != printer.Unconfirmed || res.Cause != printer.CauseStalled {
			t.Errorf("result %v %q, want unconfirmed, stalled", res.Outcome, res.Cause)
		}
	})
}

func TestPrintThatIsStopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := profile(t, "generic-80")
		desk := newCounter(t, p, slow(p))
		time.Sleep(8 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if res := desk.p.Print(ctx, job(p), id1); res.Outcome != printer.Unconfirmed || res.Cause != printer.CauseStopped {
			t.Errorf("result %v %q, want unconfirmed, stopped", res.Outcome, res.Cause)
		}
		if res := desk.p.Print(ctx, job(p), id1); res.Outcome != printer.NotStarted || res.Cause != printer.CauseStopped {
			t.Errorf("result %v %q, want not started, stopped", res.Outcome, res.Cause)
		}
	})
}
