package escpos_test

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/drivers"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
	"posd/printer/printertest"
)

// cable is our end of a pipe to the virtual printer, with the manners of a
// driver: bounded writes, ErrTimeout, ErrGone.
type cable struct{ net.Conn }

func (c cable) Write(b []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(time.Second))
	n, err := c.Conn.Write(b)
	return n, driverError(err)
}

func (c cable) Read(b []byte) (int, error) {
	_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := c.Conn.Read(b)
	return n, driverError(err)
}

func driverError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return drivers.ErrTimeout
	}
	return errors.Join(drivers.ErrGone, err)
}

// counter is a desk: a virtual printer, the printer under test, and the cable
// between them.
type counter struct {
	profile string
	t       *testing.T
	vp      *escpostest.Printer
	p       *escpos.Printer
	far     net.Conn // the virtual printer's end of the cable
	unplug  func()

	mu     sync.Mutex
	late   []printer.ProcessID
	states []escpos.Status
}

// newCounter sets up a counter inside a bubble, plugged in.
func newCounter(t *testing.T, p escpos.Profile, o escpostest.Options) *counter {
	c := newCounterOff(t, p, o)
	c.plug()
	return c
}

// newCounterOff is newCounter before it is plugged in.
func newCounterOff(t *testing.T, p escpos.Profile, o escpostest.Options) *counter {
	c := &counter{t: t, profile: p.Name, vp: escpostest.New(o)}
	c.p = escpos.New(escpos.Opts{
		Profile: p, Form: printer.Form{Lang: words.Zh},
		OnLate:   func(id printer.ProcessID) { c.mu.Lock(); c.late = append(c.late, id); c.mu.Unlock() },
		OnStatus: func(s escpos.Status) { c.mu.Lock(); c.states = append(c.states, s); c.mu.Unlock() },
	})
	return c
}

// plug connects the two until unplug or the end of the test.
func (c *counter) plug() {
	ours, theirs := net.Pipe()
	c.far = theirs
	ctx, cancel := context.WithCancel(c.t.Context())
	done := make(chan struct{}, 2)
	go func() { _ = c.vp.Serve(ctx, theirs); _ = theirs.Close(); done <- struct{}{} }()
	go func() { _ = c.p.Serve(ctx, cable{ours}); done <- struct{}{} }()
	c.unplug = sync.OnceFunc(func() { cancel(); <-done; <-done })
	c.t.Cleanup(func() { c.unplug() })
	time.Sleep(2 * time.Second)
}

func (c *counter) lates() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var s []string
	for _, id := range c.late {
		s = append(s, id.String())
	}
	return strings.Join(s, " ")
}

// whole counts papers that hold all of a receipt, in one piece.
func (c *counter) whole() int {
	n := 0
	for _, p := range c.vp.Papers() {
		if whole(p) {
			n++
		}
	}
	return n
}

// whole reports whether p holds all of the receipt, in one piece.
func whole(p escpostest.Paper) bool {
	return strings.Contains(p.Text(), "晨光咖啡馆") && strings.Contains(p.Text(), "请保留本单") && p.End() != escpostest.RanOut
}

// job is a standard receipt for the printer; two of them do not fit the small
// buffers of the tests.
func job(p escpos.Profile) []byte {
	return escpos.Encode(printer.Layout(printertest.Sale(), p.Paper(words.Zh)), p, nil)
}

var id1, id2 = printer.NewProcessID(1), printer.NewProcessID(2)

// slow prints 300 bytes a second: the receipt takes two seconds.
func slow(p escpos.Profile) escpostest.Options {
	o := model(p)
	o.BytesPerSecond = 300
	return o
}

func TestPrint(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		profile string
		before  func(*counter) // the state of things when Print begins
		during  func(*counter) // what happens one second later
		opts    func(*escpostest.Options)
		want    printer.Outcome
		cause   printer.Cause
		whole   int  // receipts that came out whole
		noise   bool // the model prints part of a command it lacks
	}{
		{name: "good, by number", profile: "epson-tm-t20", want: printer.Printed, whole: 1},
		{name: "good, by paper status", profile: "generic-58", want: printer.Printed, whole: 1},
		{
			name: "one-way", profile: "generic-58", want: printer.Sent, whole: 1,
			opts: func(o *escpostest.Options) { o.OneWay = true },
		},
		{
			name: "answers, but not GS r", profile: "generic-80", want: printer.Sent, whole: 1,
			opts: func(o *escpostest.Options) { o.Lacks = append(o.Lacks, "GS r") },
		},
		{
			name: "an Epson that is off", profile: "epson-tm-t20", want: printer.NotStarted, cause: printer.CauseSilent,
			opts: func(o *escpostest.Options) { o.OneWay = true },
		},
		{
			name: "no paper before", profile: "generic-80", want: printer.NotStarted, cause: printer.CausePaperOut,
			before: func(c *counter) { c.vp.PaperOut() },
		},
		{
			name: "cover open before", profile: "generic-80", want: printer.NotStarted, cause: printer.CauseCover,
			before: func(c *counter) { c.vp.Cover(true) },
		},
		{
			name: "paper near its end", profile: "generic-80", want: printer.Printed, whole: 1,
			before: func(c *counter) { c.vp.PaperNear(true) },
		},
		{
			name: "paper out during", profile: "generic-80", want: printer.Interrupted, cause: printer.CausePaperOut,
			during: func(c *counter) { c.vp.PaperOut() },
		},
		{
			name: "paper out during, by number", profile: "epson-tm-t20", want: printer.Interrupted, cause: printer.CausePaperOut,
			during: func(c *counter) { c.vp.PaperOut() },
		},
		{
			name: "paper out during, no automatic status", profile: "generic-80", want: printer.Interrupted, cause: printer.CausePaperOut,
			during: func(c *counter) { c.vp.PaperOut() },
			opts:   func(o *escpostest.Options) { o.Lacks = append(o.Lacks, "GS a") }, noise: true,
		},
		{
			name: "cover opened during", profile: "generic-80", want: printer.Interrupted, cause: printer.CauseCover,
			during: func(c *counter) { c.vp.Cover(true) },
		},
		{
			name: "cutter jams", profile: "generic-80", want: printer.Unconfirmed, cause: printer.CauseCutter, whole: 1,
			before: func(c *counter) { c.vp.JamCutter() },
		},
		{
			name: "too hot for three seconds", profile: "generic-80", want: printer.Printed, whole: 1,
			during: func(c *counter) { c.vp.HeadHot(true); time.AfterFunc(3*time.Second, func() { c.vp.HeadHot(false) }) },
		},
		{
			name: "unplugged during", profile: "generic-80", want: printer.Unconfirmed, cause: printer.CauseGone, whole: 1,
			during: func(c *counter) { c.unplug() },
		},
		{
			name: "unplugged before", profile: "generic-80", want: printer.NotStarted, cause: printer.CauseGone,
			before: func(c *counter) { c.unplug() },
		},
		{
			name: "goes silent during", profile: "generic-80", want: printer.Unconfirmed, cause: printer.CauseNoProof, whole: 1,
			during: func(c *counter) { c.vp.OneWay(true) },
		},
		{
			name: "switched off during", profile: "generic-80", want: printer.Unconfirmed, cause: printer.CauseNoProof,
			during: func(c *counter) { c.vp.PowerOff() },
		},
		{
			name: "too slow, small buffer", profile: "generic-80", want: printer.Printed, whole: 1,
			opts: func(o *escpostest.Options) { o.Buffer, o.BytesPerSecond = 64, 60 },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := profile(t, c.profile)
				o := slow(p)
				if c.opts != nil {
					c.opts(&o)
				}
				desk := newCounter(t, p, o)
				time.Sleep(8 * time.Second)
				if c.before != nil {
					c.before(desk)
				}
				time.Sleep(time.Second)
				if c.during != nil {
					time.AfterFunc(time.Second, func() { c.during(desk) })
				}
				res := desk.p.Print(t.Context(), job(p), id1)
				if res.Outcome != c.want || res.Cause != c.cause {
					t.Errorf("result %v %q (%v), want %v %q", res.Outcome, res.Cause, res.Err, c.want, c.cause)
				}
				time.Sleep(30 * time.Second) // the last bytes of one that proves nothing, behind what flushes a picture
				if !p.Cutter {
					desk.vp.TearOff()
				}
				if got := desk.whole(); got != c.whole {
					t.Errorf("%d whole receipts, want %d", got, c.whole)
				}
				if !c.noise {
					desk.noViolations()
				}
			})
		})
	}
}

func (c *counter) noViolations() {
	c.t.Helper()
	for _, v := range c.vp.Violations() {
		if v.Kind != escpostest.UnknownCommand {
			c.t.Errorf("violation: %v", v)
		}
	}
}
