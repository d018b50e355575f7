package evdev

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	lib "github.com/holoplot/go-evdev"

	"posd/drivers"
	"posd/drivers/scanner"
)

// keys is an event node of which a test presses the keys.
type keys struct {
	events chan []lib.InputEvent
	shut   chan struct{}
	once   sync.Once
}

func newKeys() *keys { return &keys{events: make(chan []lib.InputEvent), shut: make(chan struct{})} }

func (k *keys) ReadSlice(int) ([]lib.InputEvent, error) {
	select {
	case events, ok := <-k.events:
		if !ok { // as read(2) of an evdev node says
			return nil, &os.PathError{Op: "read", Path: "/dev/input/event3", Err: syscall.ENODEV}
		}
		return events, nil
	case <-k.shut:
		return nil, os.ErrClosed
	}
}

func (k *keys) Close() error {
	k.once.Do(func() { close(k.shut) })
	return nil
}

func (k *keys) press(codes ...uint16) {
	var events []lib.InputEvent
	for _, e := range tap(codes...) {
		events = append(events, lib.InputEvent{Type: lib.EvType(e.Type), Code: lib.EvCode(e.Code), Value: e.Value})
	}
	k.events <- events
}

func (k *keys) unplug() { close(k.events) }

func opened(t *testing.T, nodes ...node) *Device {
	t.Helper()
	d, err := newDevice(US, nodes...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestADeviceIsReadThroughAllItsNodes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		media, scans := newKeys(), newKeys()
		d := opened(t, media, scans)
		go func() {
			scans.press(lib.KEY_2, lib.KEY_8, lib.KEY_1)
			media.press(lib.KEY_F1)
			scans.press(lib.KEY_ENTER)
		}()
		got := make([]byte, 4)
		for i := range got { // byte by byte: what is left over is kept
			if _, err := io.ReadFull(d, got[i:i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if string(got) != "281\r" {
			t.Errorf("read %q", got)
		}
		if _, err := d.Write([]byte("x")); !errors.Is(err, drivers.ErrUnfit) {
			t.Errorf("write: %v", err)
		}
		scans.unplug()
		for range 2 {
			if _, err := d.Read(got); !errors.Is(err, drivers.ErrGone) {
				t.Errorf("unplugged: %v", err)
			}
		}
	})
}

func TestCloseWakesARead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeys()
		d := opened(t, k)
		ended := make(chan error, 1)
		go func() {
			_, err := d.Read(make([]byte, 1))
			ended <- err
		}()
		synctest.Wait()
		for range 2 {
			if err := d.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		}
		if err := <-ended; !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("under way: %v", err)
		}
		if _, err := d.Read(make([]byte, 1)); !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("after it: %v", err)
		}
	})
}

// TestACloseWithUnreadKeys: nothing is left running, which the bubble checks.
func TestACloseWithUnreadKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeys()
		d := opened(t, k)
		k.press(lib.KEY_1)
		synctest.Wait()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestAKeyboardScannerWithoutEnter: silence ends its code.
func TestAKeyboardScannerWithoutEnter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeys()
		d := opened(t, k)
		var got []string
		ended := make(chan error, 1)
		go func() {
			ended <- scanner.ServeSerial(t.Context(), d, "usb", scanner.Framing{Suffix: "\r", GapEnds: true}, func(s scanner.Scan) {
				got = append(got, s.Text+string(s.Fault))
			})
		}()
		k.press(lib.KEY_2, lib.KEY_8)
		time.Sleep(50 * time.Millisecond)
		k.press(lib.KEY_1)
		time.Sleep(100 * time.Millisecond)
		k.press(lib.KEY_3, lib.KEY_ENTER)
		k.press(lib.KEY_4, lib.KEY_YEN, lib.KEY_5, lib.KEY_ENTER)
		synctest.Wait()
		k.unplug()
		if err := <-ended; !errors.Is(err, drivers.ErrGone) {
			t.Errorf("ended with %v", err)
		}
		if want := "[281 3 garbled]"; fmt.Sprint(got) != want {
			t.Errorf("got %v, want %s", got, want)
		}
	})
}

// TestTheKernelsEvent: 16 bytes for a 32-bit program, 24 for a 64-bit one; with the wrong size every
// event after the first would be nonsense.
func TestTheKernelsEvent(t *testing.T) {
	t.Parallel()
	want := uintptr(16)
	if unsafe.Sizeof(uintptr(0)) == 8 {
		want = 24
	}
	if got := unsafe.Sizeof(lib.InputEvent{}); got != want {
		t.Errorf("an event has %d bytes, want %d", got, want)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		layout Layout
		paths  []string
		want   error
	}{
		{US, []string{filepath.Join(t.TempDir(), "none")}, drivers.ErrGone},
		{US, []string{file}, drivers.ErrUnfit},
		{US, []string{"/dev/null"}, drivers.ErrUnfit},
		{US, nil, drivers.ErrGone},
		{"", []string{file}, drivers.ErrUnfit},
	} {
		if d, err := Open(c.layout, c.paths...); !errors.Is(err, c.want) || d != nil {
			t.Errorf("%q %q: %v", c.layout, c.paths, err)
		}
	}
}

func TestToldKnowsTheLibrarysWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ err, want error }{
		{errors.New(syscall.EBUSY.Error()), drivers.ErrBusy},
		{errors.New(syscall.ENODEV.Error()), drivers.ErrGone},
		{io.EOF, drivers.ErrGone},
		{os.ErrClosed, drivers.ErrClosed},
		{&os.PathError{Err: syscall.EACCES}, drivers.ErrDenied},
		{errors.New("cannot get driver version"), drivers.ErrUnfit},
		{nil, nil},
	} {
		if got := told(c.err); !errors.Is(got, c.want) {
			t.Errorf("%v: got %v, want %v", c.err, got, c.want)
		}
	}
}
