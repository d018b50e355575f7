// Package serialport is a serial port that keeps its promises: whole writes with a deadline, reads that end only with bytes or
// an end, hardware and software flow control, and one error for a port that went away.
//
// It stands on go.bug.st/serial and hides what that library leaves to its callers: its write has no deadline and may be short,
// it switches flow control off with no way to switch it on, and it tells an unplugged port in several ways. Opening a port
// raises DTR and RTS for some milliseconds; a device that resets on DTR has to be given its time by its driver.
package serialport

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"

	"posd/drivers"
)

// Flow is how a device says that it can take no more bytes.
type Flow string

// Kinds of flow control.
const (
	FlowNone    Flow = "none"
	FlowRTSCTS  Flow = "rtscts"
	FlowXONXOFF Flow = "xonxoff"
)

// Opts are the line's parameters: 8 data bits, no parity, one stop bit.
type Opts struct {
	Baud         int           // 9600 when 0
	Flow         Flow          // FlowNone when empty
	WriteTimeout time.Duration // for the whole of one Write; 5 s when 0
}

// Port is an open serial port. It implements drivers.Conn.
type Port struct {
	port   serial.Port
	out    *os.File // the same line, for writes with a deadline and for flow control
	opts   Opts
	closed atomic.Bool
}

var _ drivers.Conn = (*Port)(nil)

// Open opens the port at path. Errors: ErrGone when there is none, ErrBusy when another program holds it.
func Open(path string, opts Opts) (*Port, error) {
	if opts.Baud == 0 {
		opts.Baud = 9600
	}
	if opts.WriteTimeout == 0 {
		opts.WriteTimeout = 5 * time.Second
	}
	// Opened first: the library claims the line for itself, after which nobody may open it any more.
	out, err := os.OpenFile(path, os.O_WRONLY|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, told(err))
	}
	port, err := serial.Open(path, &serial.Mode{BaudRate: opts.Baud, DataBits: 8})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, told(err)), out.Close())
	}
	p := &Port{port: port, out: out, opts: opts}
	if err := p.setFlow(opts.Flow); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: flow control %s: %w", path, opts.Flow, err), p.Close())
	}
	return p, nil
}

// setFlow switches flow control on: the library has switched it off while opening.
func (p *Port) setFlow(flow Flow) error {
	if flow == FlowNone || flow == "" {
		return nil
	}
	raw, err := p.out.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		if err != nil {
			failed = err
			return
		}
		switch flow {
		case FlowRTSCTS:
			t.Cflag |= unix.CRTSCTS
		case FlowXONXOFF:
			t.Iflag |= unix.IXON | unix.IXOFF
		case FlowNone:
		}
		failed = unix.IoctlSetTermios(int(fd), unix.TCSETS, t)
	})
	return errors.Join(err, failed)
}

// Read implements drivers.Conn.
func (p *Port) Read(b []byte) (int, error) {
	for {
		n, err := p.port.Read(b)
		switch {
		case p.closed.Load():
			return n, drivers.ErrClosed
		case n > 0:
			return n, nil
		case err != nil:
			return 0, told(err)
		case len(b) == 0:
			return 0, nil
		default: // no timeout is set, so nothing without an error is the end of the line
			return 0, drivers.ErrGone
		}
	}
}

// Write implements drivers.Conn.
func (p *Port) Write(b []byte) (int, error) {
	if err := p.out.SetWriteDeadline(time.Now().Add(p.opts.WriteTimeout)); err != nil {
		return 0, p.ended(err)
	}
	n, err := p.out.Write(b)
	return n, p.ended(err)
}

func (p *Port) ended(err error) error {
	if err != nil && p.closed.Load() {
		return drivers.ErrClosed
	}
	return told(err)
}

// Close implements drivers.Conn.
func (p *Port) Close() error {
	if p.closed.Swap(true) {
		return drivers.ErrClosed
	}
	// Bytes that the device never took would hold the close back for up to half a minute (the kernel's closing_wait).
	return errors.Join(p.port.ResetOutputBuffer(), p.out.Close(), p.port.Close())
}

// told turns what the kernel and the library say into the errors of package drivers.
func told(err error) error {
	if err == nil {
		return nil
	}
	if perr, ok := errors.AsType[*serial.PortError](err); ok {
		switch perr.Code() { //nolint:exhaustive // the other codes are about parameters, and pass as they are
		case serial.PortNotFound, serial.PortClosed:
			return fmt.Errorf("%w: %w", drivers.ErrGone, err)
		case serial.PortBusy:
			return fmt.Errorf("%w: %w", drivers.ErrBusy, err)
		}
		return err
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w: %w", drivers.ErrTimeout, err)
	case errors.Is(err, syscall.EBUSY):
		return fmt.Errorf("%w: %w", drivers.ErrBusy, err)
	case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.EIO), errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.ENODEV):
		return fmt.Errorf("%w: %w", drivers.ErrGone, err)
	}
	return err
}
