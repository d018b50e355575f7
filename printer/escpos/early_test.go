package escpos_test

import (
	"bytes"
	"context"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/printer"
)

// eager is a cable on which something happens in the moment before the printer is first asked for a proof.
type eager struct {
	cable

	before func()
}

func (e eager) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("\x1b@")) {
		e.before()
	}
	return e.cable.Write(b)
}

// TestTroubleInTheMomentOfConnecting: the printer was well when it was asked, and runs out of paper before it is made ready. It takes
// nothing more then, so nothing may be heaped up in its buffer: no question would reach it any more, and it would count as silent.
func TestTroubleInTheMomentOfConnecting(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"epson-tm-t20", "generic-80"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := profile(t, name)
				desk := connectEagerly(t, newCounterOff(t, p, model(p)))
				time.Sleep(30 * time.Second)
				desk.health(t, printer.HealthFault, printer.CausePaperOut)
				desk.vp.LoadPaper()
				time.Sleep(30 * time.Second)
				desk.health(t, printer.HealthOK, printer.CauseNone)
				if r := desk.p.Print(t.Context(), job(p), id1); r.Outcome != printer.Printed {
					t.Errorf("with paper again: %+v", r)
				}
			})
		})
	}
}

// connectEagerly plugs a counter in; the paper ends as soon as the printer has said that it is well.
func connectEagerly(t *testing.T, c *counter) *counter {
	t.Helper()
	ours, theirs := net.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = c.vp.Serve(ctx, theirs); _ = theirs.Close() })
	running.Go(func() { _ = c.p.Serve(ctx, eager{cable{ours}, sync.OnceFunc(c.vp.PaperOut)}) })
	t.Cleanup(func() { cancel(); running.Wait() })
	return c
}
