package drivertest_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"posd/drivers/drivertest"
)

func plugged(t *testing.T) (*drivertest.Pty, *os.File) {
	t.Helper()
	p := drivertest.NewPty(filepath.Join(t.TempDir(), "by-id", "scanner"))
	device, err := p.Plug()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Unplug() })
	return p, device
}

func TestAPtyCarriesBytesBothWays(t *testing.T) {
	t.Parallel()
	p, device := plugged(t)
	port, err := os.OpenFile(p.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	for from, to := range map[*os.File]*os.File{port: device, device: port} {
		if _, err := from.WriteString("\x1b@\r\n"); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 4)
		if _, err := io.ReadFull(to, got); err != nil || string(got) != "\x1b@\r\n" {
			t.Fatalf("read %q, %v", got, err)
		}
	}
}

func TestAPulledPtyWakesTheDevice(t *testing.T) {
	t.Parallel()
	p, device := plugged(t)
	port, err := os.OpenFile(p.Path(), os.O_RDWR, 0) // who has the port open does not keep the device waiting
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	// A read that ends with a deadline is one that Close wakes: the file is in the hands of the poller.
	if err := device.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := device.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read with a deadline: %v", err)
	}
	if err := device.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	go func() {
		_, err := device.Read(make([]byte, 1))
		read <- err
	}()
	if err := p.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; err == nil {
		t.Error("the device reads on")
	}
	if _, err := os.Lstat(p.Path()); !errors.Is(err, os.ErrNotExist) || p.Plugged() {
		t.Errorf("the port is still there: %v", err)
	}
	if err := p.Unplug(); !errors.Is(err, drivertest.ErrPulled) {
		t.Errorf("pulled twice: %v", err)
	}
	if err := p.Free(); !errors.Is(err, drivertest.ErrPulled) {
		t.Errorf("freed while pulled: %v", err)
	}
}

func TestAPtyIsPluggedInAgain(t *testing.T) {
	t.Parallel()
	p, first := plugged(t)
	if again, err := p.Plug(); err != nil || again != first {
		t.Errorf("plugged in twice: %v, %v", again, err)
	}
	if err := p.Unplug(); err != nil {
		t.Fatal(err)
	}
	// A link that an earlier run left behind is no obstacle.
	if err := os.Symlink("/dev/null", p.Path()+".new"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Plug(); err != nil || !p.Plugged() {
		t.Fatal(err)
	}
	if _, err := os.Stat(p.Path()); err != nil {
		t.Error(err)
	}
}
