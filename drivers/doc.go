// Package drivers holds what all device drivers share: a connection, and the two ways in which one ends.
//
// # Rules of a driver
//
// A driver takes an opened connection, bus or pin and its options by value; it opens nothing itself, so the same code runs on
// a serial port, a USB printer, a pseudo-terminal and a pipe in a test.
//
// Unplugging is normal. Every call on a device that went away ends with an error for which errors.Is(err, ErrGone) holds, and
// package hotplug opens the device again.
//
// A driver knows bytes and devices and never a payment.
package drivers

import "errors"

var (
	// ErrGone says that the device went away: unplugged, powered off, renumbered. Open it again.
	ErrGone = errors.New("device is gone")
	// ErrTimeout says that the device took or gave no byte in time; it may still be there.
	ErrTimeout = errors.New("device did not answer in time")
	// ErrClosed says that the connection was closed on this side.
	ErrClosed = errors.New("connection is closed")
	// ErrBusy says that another program holds the device.
	ErrBusy = errors.New("device is in use by another program")
)

// Conn is a byte connection to a device.
type Conn interface {
	// Read blocks until at least one byte came, the connection was closed (ErrClosed) or the device went away (ErrGone).
	Read(p []byte) (int, error)
	// Write hands all of p over, or returns how many bytes were handed over and ErrTimeout, ErrGone or ErrClosed.
	Write(p []byte) (int, error)
	// Close ends the connection and wakes Read.
	Close() error
}
