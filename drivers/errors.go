package drivers

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
)

var (
	// ErrGone says that the device went away, or is not there yet: unplugged, powered off,
	// renumbered. Open it again.
	ErrGone = errors.New("device is not there")
	// ErrTimeout says that the device took or gave no byte in time; it may still be there.
	ErrTimeout = errors.New("device did not answer in time")
	// ErrClosed says that the connection was closed on this side.
	ErrClosed = errors.New("connection is closed")
	// ErrBusy says that another program holds the device.
	ErrBusy = errors.New("device is in use by another program")
	// ErrDenied says that this user may not use the device; on Debian its group is missing
	// (dialout for serial ports, input for keyboards, gpio for pins).
	ErrDenied = errors.New("no permission to use the device")
	// ErrUnfit says that what was opened is another kind of device, or lacks what was asked of it.
	ErrUnfit = errors.New("device does not fit its use")
	// ErrAmbiguous says that several devices are what was asked for.
	ErrAmbiguous = errors.New("more than one device matches")
)

// FromOS puts the sentinel of this package on an error of the operating system, keeping the error
// itself in the chain. Errors that tell nothing about a device, and nil, pass as they are.
func FromOS(err error) error {
	sentinel := kindOf(err)
	if sentinel == nil || errors.Is(err, sentinel) {
		return err
	}
	return fmt.Errorf("%w: %w", sentinel, err)
}

// kindOf returns the sentinel for err, nil for none.
func kindOf(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return ErrTimeout
	}
	if errors.Is(err, os.ErrClosed) {
		return ErrClosed
	}
	errno, ok := errors.AsType[syscall.Errno](err)
	if !ok {
		return nil
	}
	for _, k := range kinds() {
		if slices.Contains(k.errnos, errno) {
			return k.sentinel
		}
	}
	return nil
}

type kind struct {
	sentinel error
	errnos   []syscall.Errno
}

// kinds lists what a number of the operating system means for a device. A serial port whose plug
// was pulled reads EIO, an input device ENODEV; a node without a device behind it opens with ENXIO.
func kinds() []kind {
	return []kind{
		{ErrGone, []syscall.Errno{syscall.EIO, syscall.ENODEV, syscall.ENXIO, syscall.ENOENT, syscall.ENOTDIR, syscall.EPIPE}},
		{ErrBusy, []syscall.Errno{syscall.EBUSY, syscall.EWOULDBLOCK}}, // the second of flock(2)
		{ErrDenied, []syscall.Errno{syscall.EACCES, syscall.EPERM, syscall.EROFS}},
		{ErrUnfit, []syscall.Errno{syscall.ENOTTY, syscall.EISDIR, syscall.EINVAL}},
		{ErrTimeout, []syscall.Errno{syscall.ETIMEDOUT}},
	}
}
