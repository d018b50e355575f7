package serialport_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

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
	all := make([]byte, 1024)
	for i := range all {
		all[i] = byte(i)
	}
	for _, opts := range []serialport.Opts{
		{},
		{Flow: serialport.FlowNone, Baud: 115200},
		{Flow: serialport.FlowRTSCTS, Baud: 19200, StopBits: 2},
	} {
		port, _, device := plug(t, opts)
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

// TestASlowDeviceIsNotAStalledOne: the whole takes longer than the timeout, no piece of it does.
func TestASlowDeviceIsNotAStalledOne(t *testing.T) {
	t.Parallel()
	const timeout, wait = 600 * time.Millisecond, 80 * time.Millisecond
	port, _, device := plug(t, serialport.Opts{WriteTimeout: timeout})
	taken := make(chan int, 1)
	go func() {
		n, buf := 0, make([]byte, 4096)
		for n < 40<<10 {
			<-time.After(wait)
			m, err := device.Read(buf)
			if err != nil {
				break
			}
			n += m
		}
		taken <- n
	}()
	if n, err := port.Write(make([]byte, 40<<10)); err != nil {
		t.Errorf("wrote %d, %v", n, err)
	}
	if n := <-taken; n != 40<<10 {
		t.Errorf("the device took %d", n)
	}
}

func TestXOFFHoldsWritesBack(t *testing.T) {
	t.Parallel()
	port, _, device := plug(t, serialport.Opts{Flow: serialport.FlowXONXOFF, WriteTimeout: 50 * time.Millisecond})
	if _, err := device.Write([]byte("\x13x")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 8)
	if n, err := port.Read(got); err != nil || string(got[:n]) != "x" {
		t.Fatalf("read %q, %v", got[:n], err)
	}
	if n, err := port.Write([]byte("hello")); n != 0 || !errors.Is(err, drivers.ErrTimeout) {
		t.Errorf("after XOFF: wrote %d, %v", n, err)
	}
	if _, err := device.Write([]byte("\x11y")); err != nil {
		t.Fatal(err)
	}
	if n, err := port.Read(got); err != nil || string(got[:n]) != "y" {
		t.Fatalf("read %q, %v", got[:n], err)
	}
	through(t, port, device, []byte("hello"))
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
	if err := port.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	device, err := cable.Plug()
	if err != nil {
		t.Fatal(err)
	}
	again, err := serialport.Open(cable.Path(), serialport.Opts{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	through(t, device, again, []byte("back"))
}

func TestAPulledCableEndsAWrite(t *testing.T) {
	t.Parallel()
	port, cable, _ := plug(t, serialport.Opts{WriteTimeout: time.Hour})
	wrote := make(chan error, 1)
	go func() {
		_, err := port.Write(make([]byte, 1<<20))
		wrote <- err
	}()
	if err := cable.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := <-wrote; !errors.Is(err, drivers.ErrGone) {
		t.Errorf("write: %v", err)
	}
}

func TestCloseWakesReadAndWrite(t *testing.T) {
	t.Parallel()
	port, _, _ := plug(t, serialport.Opts{WriteTimeout: time.Hour})
	ended := make(chan error, 2)
	go func() {
		_, err := port.Read(make([]byte, 8))
		ended <- err
	}()
	go func() {
		_, err := port.Write(make([]byte, 1<<20))
		ended <- err
	}()
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-ended; !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("under way: %v", err)
		}
	}
	if _, err := port.Write([]byte("x")); !errors.Is(err, drivers.ErrClosed) {
		t.Errorf("write: %v", err)
	}
	if _, err := port.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrClosed) {
		t.Errorf("read: %v", err)
	}
	if err := port.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
}

// TestWhatWasWrittenOutlivesClose: the farewell on a display is read after posd has gone.
func TestWhatWasWrittenOutlivesClose(t *testing.T) {
	t.Parallel()
	port, _, device := plug(t, serialport.Opts{})
	if _, err := port.Write([]byte("closed")); err != nil {
		t.Fatal(err)
	}
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 6)
	if _, err := io.ReadFull(device, got); err != nil || string(got) != "closed" {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestAPortHasOneUser(t *testing.T) {
	t.Parallel()
	port, cable, device := plug(t, serialport.Opts{Baud: 19200})
	_, err := serialport.Open(cable.Path(), serialport.Opts{})
	if !errors.Is(err, drivers.ErrBusy) || !strings.Contains(err.Error(), cable.Path()) {
		t.Fatalf("opened twice: %v", err)
	}
	through(t, port, device, []byte("undisturbed"))
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := serialport.Open(cable.Path(), serialport.Opts{})
	if err != nil {
		t.Fatalf("after close: %v", err)
	}
	defer again.Close()
}

// TestAPortOfAnotherProgramIsBusy: one that claims it as most programs do, without a lock.
func TestAPortOfAnotherProgramIsBusy(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("TIOCEXCL does not keep root out")
	}
	cable := drivertest.NewPty(filepath.Join(t.TempDir(), "ttyUSB0"))
	if _, err := cable.Plug(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cable.Unplug() }()
	other, err := os.OpenFile(cable.Path(), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := unix.IoctlSetInt(int(other.Fd()), unix.TIOCEXCL, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := serialport.Open(cable.Path(), serialport.Opts{}); !errors.Is(err, drivers.ErrBusy) {
		t.Errorf("got %v", err)
	}
}

func TestWhatWasSentBeforeOpenIsThrownAway(t *testing.T) {
	t.Parallel()
	port, cable, device := plug(t, serialport.Opts{})
	if _, err := device.Write([]byte("read281234567890123456\r")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(port, make([]byte, 4)); err != nil { // so the rest has arrived too
		t.Fatal(err)
	}
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := serialport.Open(cable.Path(), serialport.Opts{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	through(t, device, again, []byte("new"))
}

func TestWhatIsNoSerialPortIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		file: drivers.ErrUnfit, dir: drivers.ErrUnfit, "/dev/null": drivers.ErrUnfit, filepath.Join(dir, "none"): drivers.ErrGone,
	} {
		if _, err := serialport.Open(path, serialport.Opts{}); !errors.Is(err, want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestOptsThatCannotBe(t *testing.T) {
	t.Parallel()
	cable := drivertest.NewPty(filepath.Join(t.TempDir(), "ttyUSB0"))
	if _, err := cable.Plug(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cable.Unplug() }()
	for _, opts := range []serialport.Opts{
		{Baud: -1},
		{Baud: 5_000_000},
		{DataBits: 9},
		{StopBits: 3},
		{Parity: "mark"},
		{Flow: "yes"},
		{WriteTimeout: -1},
		{Linger: -1},
		{Flow: serialport.FlowDTRDSR}, // a pty has no DSR
	} {
		if port, err := serialport.Open(cable.Path(), opts); !errors.Is(err, drivers.ErrUnfit) || port != nil {
			t.Errorf("%+v: %v", opts, err)
		}
	}
	port, err := serialport.Open(cable.Path(), serialport.Opts{}) // nothing was left claimed
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
}
