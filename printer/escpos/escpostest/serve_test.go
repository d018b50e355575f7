package escpostest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"posd/printer/escpos/escpostest"
)

// serve runs the printer on one end of a pipe and returns the other and a way to
// stop it that returns Serve's error.
func serve(t *testing.T, p *escpostest.Printer) (host net.Conn, stop func() error) {
	t.Helper()
	host, device := net.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx, device) }()
	return host, func() error {
		cancel()
		return <-done
	}
}

func TestServeAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpostest.New(escpostest.Options{BytesPerSecond: 1000})
		host, stop := serve(t, p)
		begun := time.Now()
		write(t, host, strings.Repeat("a", 46)+"\n\x1dr\x01")
		if got := read(t, host, 1); got[0] != 0 {
			t.Errorf("GS r 1 answered %02X", got[0])
		}
		if took := time.Since(begun); took != 50*time.Millisecond {
			t.Errorf("50 bytes at 1000 a second took %v", took)
		}
		write(t, host, "\x1da\xff")
		read(t, host, 4)
		p.Cover(true)
		if got := read(t, host, 4); !slices.Equal(got, []byte{0x38, 0, 0, 0x0f}) {
			t.Errorf("cover open: % X", got)
		}
		if err := stop(); !errors.Is(err, context.Canceled) {
			t.Errorf("Serve returned %v", err)
		}
		clean(t, p)
	})
}

// TestServeHoldsTheHost: with paper out a job longer than the buffer does not go
// through, and does when the paper is back.
func TestServeHoldsTheHost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpostest.New(escpostest.Options{Buffer: 1024})
		host, stop := serve(t, p)
		p.PaperOut()
		written := make(chan struct{})
		go func() {
			defer close(written)
			write(t, host, strings.Repeat("0123456789 0123456789 0123456789 0123456\n", 100))
		}()
		time.Sleep(time.Hour)
		select {
		case <-written:
			t.Error("a printer without paper took the whole job")
		default:
		}
		p.LoadPaper()
		<-written
		synctest.Wait()
		if got := p.State().Lines; got != 100 {
			t.Errorf("%d lines, want 100", got)
		}
		_ = stop()
		clean(t, p)
	})
}

func TestServeEndsWithTheHost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := escpostest.New(escpostest.Options{})
		host, stop := serve(t, p)
		write(t, host, "a\n\x1da\xff") // the answer is never read
		synctest.Wait()
		if err := host.Close(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if err := stop(); !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("Serve returned %v", err)
		}
		p.Cover(true) // tells nobody
		p.Cover(false)
		again, stop := serve(t, p)
		write(t, again, "b\n\x10\x04\x01")
		if got := read(t, again, 1); got[0] != 0x12 {
			t.Errorf("answered %02X after replugging; a stale answer must not come", got[0])
		}
		_ = stop()
		if got := p.Papers()[0].Text(); got != "a\nb\n" {
			t.Errorf("printed %q", got)
		}
	})
}

// TestServeOnATerminal uses a real pseudo-terminal, so outside virtual time.
func TestServeOnATerminal(t *testing.T) {
	t.Parallel()
	master, slave, err := pty.Open()
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(master.Close(), slave.Close()) })
	makeRaw(t, slave)
	p := escpostest.New(escpostest.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.Serve(ctx, master) }()
	write(t, slave, "a\n\x1dr\x01")
	if got := read(t, slave, 1); got[0] != 0 {
		t.Errorf("GS r 1 answered %02X", got[0])
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Serve returned %v", err)
	}
	clean(t, p)
}

// makeRaw switches off echo and line editing, as a driver does.
func makeRaw(t *testing.T, f *os.File) {
	t.Helper()
	conn, err := f.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	err = conn.Control(func(fd uintptr) {
		var attr *unix.Termios
		if attr, err = unix.IoctlGetTermios(int(fd), unix.TCGETS); err != nil {
			return
		}
		attr.Iflag, attr.Oflag, attr.Lflag = 0, 0, 0
		err = unix.IoctlSetTermios(int(fd), unix.TCSETS, attr)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, w io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Error(err)
	}
}

func read(t *testing.T, r io.Reader, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		t.Fatal(err)
	}
	return b
}
