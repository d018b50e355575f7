package serialport_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"
	"time"

	"posd/drivers"
	"posd/drivers/drivertest"
	"posd/drivers/serialport"
)

// plug returns an open port and the device at the other end of its cable.
func plug(t *testing.T, opts serialport.Opts) (*serialport.Port, *drivertest.Pty, io.ReadWriter) {
	t.Helper()
	cable := drivertest.NewPty(filepath.Join(t.TempDir(), "ttyUSB0"))
	device, err := cable.Plug()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cable.Unplug() })
	port, err := serialport.Open(cable.Path(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = port.Close() })
	return port, cable, device
}

func TestBytesPassUnchangedBothWays(t *testing.T) {
	t.Parallel()
	for _, flow := range []serialport.Flow{serialport.FlowNone, serialport.FlowRTSCTS} {
		port, _, device := plug(t, serialport.Opts{Flow: flow})
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		through(t, port, device, all)
		through(t, device, port, all)
	}
}

func through(t *testing.T, from io.Writer, to io.Reader, data []byte) {
	t.Helper()
	if n, err := from.Write(data); n != len(data) || err != nil {
		t.Fatalf("wrote %d, %v", n, err)
	}
	got := make([]byte, len(data))
	if _, err := io.ReadFull(to, got); err != nil || !bytes.Equal(got, data) {
		t.Fatalf("read %x, %v", got, err)
	}
}

func TestAWriteThatNobodyTakesEndsWithATimeout(t *testing.T) {
	t.Parallel()
	port, _, _ := plug(t, serialport.Opts{WriteTimeout: 50 * time.Millisecond})
	big := make([]byte, 1<<20)
	n, err := port.Write(big)
	if !errors.Is(err, drivers.ErrTimeout) || n == 0 || n == len(big) {
		t.Fatalf("wrote %d of %d, %v", n, len(big), err)
	}
}

func TestAPulledCableIsGone(t *testing.T) {
	t.Parallel()
	port, cable, _ := plug(t, serialport.Opts{})
	read := make(chan error, 1)
	go func() {
		_, err := port.Read(make([]byte, 8))
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
	if _, err := serialport.Open(cable.Path(), serialport.Opts{}); !errors.Is(err, drivers.ErrGone) {
		t.Errorf("open: %v", err)
	}
}

func TestCloseWakesARead(t *testing.T) {
	t.Parallel()
	port, _, _ := plug(t, serialport.Opts{})
	read := make(chan error, 1)
	go func() {
		_, err := port.Read(make([]byte, 8))
		read <- err
	}()
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, drivers.ErrClosed) {
		t.Errorf("read: %v", err)
	}
	if _, err := port.Write([]byte("x")); !errors.Is(err, drivers.ErrClosed) {
		t.Errorf("write: %v", err)
	}
	if err := port.Close(); !errors.Is(err, drivers.ErrClosed) {
		t.Errorf("second close: %v", err)
	}
}
