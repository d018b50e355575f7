package drivers_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"testing"

	"posd/drivers"
)

func TestFromOS(t *testing.T) {
	t.Parallel()
	other := io.ErrUnexpectedEOF
	for _, tt := range []struct {
		err, want error
	}{
		{nil, nil},
		{other, other},
		{drivers.ErrGone, drivers.ErrGone},
		{syscall.ENOSPC, syscall.ENOSPC},
		{&os.PathError{Op: "open", Path: "/dev/ttyUSB0", Err: syscall.ENOENT}, drivers.ErrGone},
		{&os.PathError{Op: "read", Path: "/dev/input/event3", Err: syscall.ENODEV}, drivers.ErrGone},
		{syscall.EIO, drivers.ErrGone},
		{syscall.EBUSY, drivers.ErrBusy},
		{syscall.EWOULDBLOCK, drivers.ErrBusy},
		{syscall.EACCES, drivers.ErrDenied},
		{syscall.ENOTTY, drivers.ErrUnfit},
		{os.ErrDeadlineExceeded, drivers.ErrTimeout},
		{fmt.Errorf("write: %w", os.ErrClosed), drivers.ErrClosed},
	} {
		got := drivers.FromOS(tt.err)
		if !errors.Is(got, tt.want) || !errors.Is(got, tt.err) {
			t.Errorf("FromOS(%v) = %v, want %v", tt.err, got, tt.want)
		}
		if again := drivers.FromOS(got); !errors.Is(again, tt.want) || fmt.Sprint(again) != fmt.Sprint(got) {
			t.Errorf("FromOS twice: %v, then %v", got, again)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		match drivers.Match
		want  bool
	}{
		{drivers.Match{}, true},
		{drivers.Match{VID: "0c2e", PID: "0B61"}, true},
		{drivers.Match{VID: "0c2e", PID: "0b61", Serial: "S1a"}, true},
		{drivers.Match{Serial: "s1A"}, false},
		{drivers.Match{VID: "0c2f"}, false},
		{drivers.Match{VID: "0c2e", PID: "0b62"}, false},
	} {
		if got := tt.match.Fits("0C2E", "0b61", "S1a"); got != tt.want {
			t.Errorf("%v fits: %t", tt.match, got)
		}
	}
	if got := (drivers.Match{VID: "0C2E", Serial: "x"}).String(); got != "usb device 0c2e:* serial x" {
		t.Errorf("String: %s", got)
	}
}
