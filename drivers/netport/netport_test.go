package netport_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"posd/drivers"
	"posd/drivers/netport"
)

// printer listens on a loopback port and hands out the connections it gets.
func printer(t *testing.T) (*net.TCPListener, <-chan *net.TCPConn) {
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	conns := make(chan *net.TCPConn, 1)
	go func() {
		for {
			c, err := l.AcceptTCP()
			if err != nil {
				return
			}
			conns <- c
		}
	}()
	return l, conns
}

func open(t *testing.T, o netport.Opts) (*netport.Port, *net.TCPConn) {
	t.Helper()
	l, conns := printer(t)
	port, err := netport.Open(t.Context(), l.Addr().String(), o)
	if err != nil {
		t.Fatal(err)
	}
	far := <-conns
	t.Cleanup(func() { _, _ = port.Close(), far.Close() })
	return port, far
}

func TestBytesPassUnchangedBothWays(t *testing.T) {
	t.Parallel()
	port, far := open(t, netport.Opts{})
	data := bytes.Repeat([]byte{0, 0x10, 0x11, 0x13, 0xff}, 2000)
	for _, way := range []struct {
		from io.Writer
		to   io.Reader
	}{{port, far}, {far, port}} {
		go func() { _, _ = way.from.Write(data) }()
		got := make([]byte, len(data))
		if _, err := io.ReadFull(way.to, got); err != nil || !bytes.Equal(got, data) {
			t.Fatalf("read %v", err)
		}
	}
}

func TestABlockedWriteDoesNotStopTheStatus(t *testing.T) {
	t.Parallel()
	port, far := open(t, netport.Opts{WriteTimeout: 50 * time.Millisecond})
	const much = 64 << 20 // more than both sides of the loopback buffer
	wrote := make(chan error, 1)
	var n int
	go func() {
		var err error
		n, err = port.Write(make([]byte, much))
		wrote <- err
	}()
	if _, err := far.Write([]byte{0x10, 0x14, 0x00, 0x0f}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(port, make([]byte, 4)); err != nil {
		t.Fatalf("status: %v", err)
	}
	if err := <-wrote; !errors.Is(err, drivers.ErrTimeout) || n == 0 || n == much {
		t.Fatalf("wrote %d, %v", n, err)
	}
}

func TestAPrinterThatHangsUpIsGone(t *testing.T) {
	t.Parallel()
	for name, hangUp := range map[string]func(*net.TCPConn) error{
		"closed": (*net.TCPConn).Close,
		"reset":  func(c *net.TCPConn) error { return errors.Join(c.SetLinger(0), c.Close()) },
	} {
		port, far := open(t, netport.Opts{})
		if err := hangUp(far); err != nil {
			t.Fatal(err)
		}
		if _, err := port.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrGone) || errors.Is(err, drivers.ErrTimeout) {
			t.Errorf("%s: read: %v", name, err)
		}
		for err := error(nil); ; { // the first write may still go out into the void
			if _, err = port.Write([]byte("x")); err != nil {
				if !errors.Is(err, drivers.ErrGone) {
					t.Errorf("%s: write: %v", name, err)
				}
				break
			}
		}
	}
}

func TestCloseWakesRead(t *testing.T) {
	t.Parallel()
	port, _ := open(t, netport.Opts{})
	read := make(chan error, 1)
	go func() { _, err := port.Read(make([]byte, 1)); read <- err }()
	if err := errors.Join(port.Close(), port.Close()); err != nil {
		t.Error(err)
	}
	if err := <-read; !errors.Is(err, drivers.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// An address without a port means 9100, where nobody listens here.
func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, _ := printer(t)
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := netport.Open(t.Context(), address, netport.Opts{})
	if !errors.Is(err, drivers.ErrGone) || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v", err)
	}
	if _, err = netport.Open(t.Context(), "printer.invalid", netport.Opts{DialTimeout: time.Second}); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("an unknown name: %v", err)
	}
}

// The kernel is told to notice a printer that lost its power: keepalive, and a limit on bytes that nobody acknowledges.
func TestTheKernelWatchesTheConnection(t *testing.T) {
	t.Parallel()
	port, _ := open(t, netport.Opts{Dead: 6 * time.Second})
	idle, interval, count, unacked := netport.Watch(t, port)
	if idle+interval*count > 6 || idle <= 0 || unacked != 6000 {
		t.Errorf("idle %d s, interval %d s, %d probes, %d ms unacknowledged", idle, interval, count, unacked)
	}
}
