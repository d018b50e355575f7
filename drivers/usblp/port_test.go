package usblp_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"posd/drivers"
	"posd/drivers/drivertest"
	"posd/drivers/usblp"
)

// plug returns an open printer node, a pseudo-terminal here, and the printer behind it.
func plug(t *testing.T, o usblp.Opts) (*usblp.Port, *drivertest.Pty, io.ReadWriter) {
	t.Helper()
	cable := drivertest.NewPty(filepath.Join(t.TempDir(), "lp0"))
	device, err := cable.Plug()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cable.Unplug() })
	port, err := usblp.Open(cable.Path(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = port.Close() })
	return port, cable, device
}

func TestBytesPassUnchangedBothWays(t *testing.T) {
	t.Parallel()
	port, _, device := plug(t, usblp.Opts{})
	all := make([]byte, 1024)
	for i := range all {
		all[i] = byte(i)
	}
	for _, way := range []struct {
		from io.Writer
		to   io.Reader
	}{{port, device}, {device, port}} {
		if n, err := way.from.Write(all); n != len(all) || err != nil {
			t.Fatalf("wrote %d, %v", n, err)
		}
		got := make([]byte, len(all))
		if _, err := io.ReadFull(way.to, got); err != nil || !bytes.Equal(got, all) {
			t.Fatalf("read %v", err)
		}
	}
}

// A printer out of paper takes nothing more, and tells so meanwhile.
func TestABlockedWriteDoesNotStopTheStatus(t *testing.T) {
	t.Parallel()
	port, _, device := plug(t, usblp.Opts{WriteTimeout: 50 * time.Millisecond, Linger: time.Millisecond})
	wrote := make(chan error, 1)
	var n int
	go func() {
		var err error
		n, err = port.Write(make([]byte, 1<<20))
		wrote <- err
	}()
	if _, err := device.Write([]byte{0x10, 0x14, 0x00, 0x0f}); err != nil {
		t.Fatal(err)
	}
	status := make([]byte, 4)
	if _, err := io.ReadFull(port, status); err != nil || status[1] != 0x14 {
		t.Fatalf("status % x, %v", status, err)
	}
	if err := <-wrote; !errors.Is(err, drivers.ErrTimeout) || n == 0 || n == 1<<20 {
		t.Fatalf("wrote %d, %v", n, err)
	}
	// What was taken before is counted: so many bytes and no more arrive.
	if got, err := io.ReadFull(device, make([]byte, n)); got != n || err != nil {
		t.Fatalf("%d of %d arrived, %v", got, n, err)
	}
}

func TestAPulledCableIsGone(t *testing.T) {
	t.Parallel()
	port, cable, _ := plug(t, usblp.Opts{})
	read := make(chan error, 1)
	go func() {
		_, err := port.Read(make([]byte, 1))
		read <- err
	}()
	if err := cable.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, drivers.ErrGone) {
		t.Errorf("read: %v", err)
	}
	if _, err := port.Write([]byte("x")); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("write: %v", err)
	}
	if _, err := usblp.Open(cable.Path(), usblp.Opts{}); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("open: %v", err)
	}
}

func TestCloseWakesReadAndWrite(t *testing.T) {
	t.Parallel()
	port, _, _ := plug(t, usblp.Opts{WriteTimeout: time.Minute, Linger: time.Millisecond})
	ended := make(chan error, 2)
	go func() { _, err := port.Read(make([]byte, 1)); ended <- err }()
	go func() { _, err := port.Write(make([]byte, 1<<20)); ended <- err }()
	if err := port.Close(); err != nil {
		t.Error(err)
	}
	for range 2 {
		if err := <-ended; !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("got %v", err)
		}
	}
	if err := port.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

func TestWhatIsNoPrinterIsRefused(t *testing.T) {
	t.Parallel()
	_, cable, _ := plug(t, usblp.Opts{})
	file := filepath.Join(t.TempDir(), "lp0")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		cable.Path(): drivers.ErrBusy, file: drivers.ErrUnfit, t.TempDir(): drivers.ErrUnfit, file + "1": drivers.ErrGone,
	} {
		if _, err := usblp.Open(path, usblp.Opts{}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
}
