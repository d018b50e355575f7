package escpostest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/printer/escpos/escpostest"
)

func TestSpeed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpostest.New(escpostest.Options{BytesPerSecond: 1000})
		feed(t, p, strings.Repeat("a", 599), "\n")
		time.Sleep(300*time.Millisecond + time.Microsecond)
		if got := p.State().Buffered; got != 300 {
			t.Errorf("%d bytes left after 300 ms at 1000 a second, want 300", got)
		}
		time.Sleep(300 * time.Millisecond)
		if s := p.State(); s.Buffered != 0 || s.Unprinted != "" {
			t.Errorf("%d bytes left after 600 ms, %q unprinted", s.Buffered, s.Unprinted)
		}
	})
}

func TestSlowerThanTheClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpostest.New(escpostest.Options{BytesPerSecond: 2})
		feed(t, p, "abc\n")
		time.Sleep(1900 * time.Millisecond)
		if got := p.State().Buffered; got != 1 {
			t.Errorf("%d bytes left, want 1", got)
		}
		p.Speed(0)
		if got := p.State().Buffered; got != 0 {
			t.Errorf("%d bytes left at full speed", got)
		}
	})
}

// TestHold: a full buffer takes no more, but obeys a real-time command that stands
// first in line.
func TestHold(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{Buffer: 64})
	p.PaperOut()
	n, err := p.Write([]byte(strings.Repeat("a", 100)))
	if n != 64 || !errors.Is(err, escpostest.ErrBusy) {
		t.Fatalf("took %d bytes, %v; want 64 and ErrBusy", n, err)
	}
	feed(t, p, "\x10\x04\x04")
	wantReplies(t, p, 0x7e)
	if n, _ := p.Write([]byte("a\x10\x04\x04")); n != 0 {
		t.Errorf("took %d bytes into a full buffer", n)
	}
	wantReplies(t, p)
	p.LoadPaper()
	feed(t, p, "\n")
	if got := p.Papers()[0].Lines(); !slices.Equal(got, []string{strings.Repeat("a", 48), strings.Repeat("a", 16)}) {
		t.Errorf("printed %q", got)
	}
}

// TestOverrun: without a handshake what finds no room is lost, and said so; a
// real-time command among the lost bytes is obeyed all the same.
func TestOverrun(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{Buffer: 64, Flow: escpostest.FlowNone})
	p.Cover(true)
	feed(t, p, strings.Repeat("a", 100), "\x10\x04\x02", "b")
	wantReplies(t, p, 0x16)
	if got := p.State().Buffered; got != 64 {
		t.Errorf("%d bytes buffered", got)
	}
	if got := kinds(p); !slices.Equal(got, []escpostest.Kind{escpostest.Overrun}) {
		t.Errorf("violations %q", got)
	}
}

func TestXonXoff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpostest.New(escpostest.Options{Flow: escpostest.FlowXonXoff, BytesPerSecond: 1000})
		feed(t, p, strings.Repeat("\x00", 4096-129))
		wantReplies(t, p)
		feed(t, p, "\x00")
		wantReplies(t, p, 0x13)
		time.Sleep(125 * time.Millisecond)
		wantReplies(t, p)
		time.Sleep(10 * time.Millisecond)
		wantReplies(t, p, 0x11)
		clean(t, p)
	})
}

func TestXonXoffOfASmallBufferAndOffLine(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{Flow: escpostest.FlowXonXoff, Buffer: 45})
	p.Cover(true)
	wantReplies(t, p, 0x13)
	p.Cover(false)
	wantReplies(t, p, 0x11)
	p.HeadHot(true)
	feed(t, p, strings.Repeat("\x00", 29))
	wantReplies(t, p, 0x13)
	p.HeadHot(false)
	wantReplies(t, p, 0x11)
	p.PowerOff()
	p.PowerOn()
	wantReplies(t, p, 0x11)
}

// TestRealTimeOvertakes: DLE EOT is answered at once although a job stands before
// it; GS r waits for its turn.
func TestRealTimeOvertakes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpostest.New(escpostest.Options{BytesPerSecond: 100})
		feed(t, p, strings.Repeat("a", 47), "\n\x1dr\x01\x10\x04\x01")
		wantReplies(t, p, 0x12)
		time.Sleep(500 * time.Millisecond)
		wantReplies(t, p)
		time.Sleep(20 * time.Millisecond)
		wantReplies(t, p, 0x00)
		time.Sleep(time.Second)
		clean(t, p)
	})
}

// TestRealTimeInsideACommand: the bytes are obeyed and used as parameters too.
func TestRealTimeInsideACommand(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	feed(t, p, "\x1b3\x10\x04\x01a\n")
	wantReplies(t, p, 0x12)
	if got := kinds(p); !slices.Equal(got, []escpostest.Kind{escpostest.UnknownCommand, escpostest.UnknownCommand}) {
		t.Errorf("violations %q: 04 and 01 are left over", got)
	}
}

func TestChangedTellsOfEveryChange(t *testing.T) {
	t.Parallel()
	p := escpostest.New(escpostest.Options{})
	for name, f := range map[string]func(){
		"write": func() { feed(t, p, "a\n") }, "cover": func() { p.Cover(true) }, "power": p.PowerOff,
	} {
		changed := p.Changed()
		select {
		case <-changed:
			t.Fatalf("%s: closed before", name)
		default:
		}
		f()
		select {
		case <-changed:
		default:
			t.Errorf("%s: not told", name)
		}
	}
}
