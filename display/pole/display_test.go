package pole_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs/words"
	"posd/display"
	"posd/display/pole"
)

const (
	initBytes = "\x1b@\x1c&\x1fC\x00"
	upper     = "\x1f$\x01\x01"
	lower     = "\x1f$\x01\x02"
)

var (
	idle   = display.View{Kind: display.Idle}
	ask    = display.View{Kind: display.AskCode, Amount: "12.50", Currency: "CNY"}
	paying = display.View{Kind: display.InProgress, Amount: "12.50", Currency: "CNY"}
	paid   = display.View{Kind: display.Paid, Amount: "12.50", Currency: "CNY"}
)

// counter is a Display being served over a pipe.
type counter struct {
	*pole.Display
	device *device
	cancel context.CancelFunc
	ended  chan error
}

func newDisplay() *pole.Display {
	return pole.New(pole.Opts{
		Dialect: pole.Epson{Codes: display.GB18030}, Size: display.Size{Columns: 20, Rows: 2}, Lang: words.En,
	})
}

// plug connects d to a new device.
func plug(t *testing.T, d *pole.Display) counter {
	t.Helper()
	near, far := net.Pipe()
	c := serve(t, d, near)
	c.device = newDevice(far)
	return c
}

func serve(t *testing.T, d *pole.Display, conn io.ReadWriteCloser) counter {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	c := counter{Display: d, cancel: cancel, ended: make(chan error, 1)}
	go func() { c.ended <- d.Serve(ctx, conn) }()
	return c
}

// end stops serving and waits for it.
func (c counter) end(t *testing.T) {
	t.Helper()
	c.cancel()
	if err := <-c.ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

// device is the far end: it notes what it is sent.
type device struct {
	conn net.Conn
	got  chan string
}

func newDevice(conn net.Conn) *device {
	d := &device{conn: conn, got: make(chan string, 100)}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := conn.Read(buf)
			if err != nil {
				close(d.got)
				return
			}
			d.got <- string(buf[:n])
		}
	}()
	return d
}

// since returns what arrived and was not yet asked for, once all is quiet.
func (d *device) since() string {
	synctest.Wait()
	var b strings.Builder
	for {
		select {
		case s, ok := <-d.got:
			if !ok {
				return b.String()
			}
			b.WriteString(s)
		default:
			return b.String()
		}
	}
}

func TestOnlyWhatChangesIsWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := plug(t, newDisplay())
		for _, step := range []struct {
			name string
			show []display.View
			want string
		}{
			{"at first everything", nil, initBytes + upper + "Welcome             " + lower + "                    "},
			{"nothing new, no byte", []display.View{idle}, ""},
			{"a sale begins: everything", []display.View{ask}, initBytes + upper + "Show payment code   " + lower + "           CNY 12.50"},
			{"one line", []display.View{paying}, upper + "Paying, please wait "},
			{"the same again", []display.View{paying, paying}, ""},
			{"back to idle, both lines", []display.View{idle}, upper + "Welcome             " + lower + "                    "},
		} {
			for _, v := range step.show {
				c.Show(v)
			}
			if got := c.device.since(); got != step.want {
				t.Errorf("%s: %q, want %q", step.name, got, step.want)
			}
		}
		c.end(t)
	})
}

func TestDisplayThatComesBackIsSentTheLastView(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDisplay()
		d.Show(ask)
		first := plug(t, d)
		first.device.since()
		_ = first.device.conn.Close()
		if err := <-first.ended; !errors.Is(err, io.EOF) {
			t.Errorf("lost device: %v", err)
		}
		d.Show(paying)
		d.Show(paid)
		second := plug(t, d)
		want := initBytes + upper + "Paid, thank you     " + lower + "           CNY 12.50"
		if got := second.device.since(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		second.end(t)
	})
}

// TestShowNeverWaits stalls the device in the middle of a frame: views pass by,
// and the newest is shown when it moves again.
func TestShowNeverWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		d := newDisplay()
		c := serve(t, d, near)
		synctest.Wait() // the first frame is stuck
		for range 1000 {
			d.Show(ask)
			d.Show(paying)
		}
		d.Show(paid)
		stalled := newDevice(far)
		got := stalled.since()
		if !strings.HasSuffix(got, upper+"Paid, thank you     "+lower+"           CNY 12.50") || strings.Contains(got, "Paying") {
			t.Errorf("got %q", got)
		}
		if lines := d.Lines(); lines[0] != "Paid, thank you     " {
			t.Errorf("lines %q", lines)
		}
		c.end(t)
	})
}

func TestStuckWriteEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		near, _ := net.Pipe()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := newDisplay().Serve(ctx, near); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// conn is a connection made of functions.
type conn struct {
	read   func([]byte) (int, error)
	write  func([]byte) (int, error)
	closed chan struct{}
}

func (c conn) Read(b []byte) (int, error)  { return c.read(b) }
func (c conn) Write(b []byte) (int, error) { return c.write(b) }
func (c conn) Close() error                { close(c.closed); return nil }

func TestWriteErrorEndsServeAndClosesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gone := errors.New("gone")
		closed := make(chan struct{})
		c := conn{
			read:   func([]byte) (int, error) { <-closed; return 0, os.ErrClosed },
			write:  func([]byte) (int, error) { return 0, gone },
			closed: closed,
		}
		if err := newDisplay().Serve(t.Context(), c); !errors.Is(err, gone) {
			t.Errorf("got %v", err)
		}
	})
}

func TestReadTimeoutIsNoLoss(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		closed := make(chan struct{})
		c := conn{
			read: func([]byte) (int, error) {
				select {
				case <-time.After(100 * time.Millisecond):
					return 0, os.ErrDeadlineExceeded
				case <-closed:
					return 0, os.ErrClosed
				}
			},
			write:  func(b []byte) (int, error) { return len(b), nil },
			closed: closed,
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := newDisplay().Serve(ctx, c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}
