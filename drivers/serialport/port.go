package serialport

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"go.bug.st/serial"
	"golang.org/x/sys/unix"

	"posd/drivers"
)

// Port is an open serial port. It implements [drivers.Conn].
type Port struct {
	line *os.File    // the bytes
	port serial.Port // the set-up and the modem lines
	opts Opts

	shut   chan struct{} // closed first by Close
	closer sync.Once

	modem sync.RWMutex // held for writing while port is closed: it must not be asked any more
}

var _ drivers.Conn = (*Port)(nil)

// Open opens the port at path and takes it for itself. What the device sent before is thrown away:
// nobody was listening. Errors: ErrGone when there is no port, ErrBusy when another program holds
// it, ErrDenied, and ErrUnfit when path is no serial port or cannot do what opts ask.
func Open(path string, opts Opts) (*Port, error) {
	opts, err := opts.complete()
	if err != nil {
		return nil, fmt.Errorf("serial port %s: %w", path, err)
	}
	p := &Port{opts: opts, shut: make(chan struct{})}
	if err := p.open(path); err != nil {
		return nil, errors.Join(fmt.Errorf("serial port %s: %w", path, err), p.release())
	}
	return p, nil
}

// open goes from the harmless to what another user of the port would notice.
func (p *Port) open(path string) error {
	// Opened first: once the library has claimed the line, nobody may open it any more.
	var err error
	if p.line, err = os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0); err != nil {
		return drivers.FromOS(err)
	}
	if err := p.control(claim); err != nil {
		return drivers.FromOS(err)
	}
	if p.port, err = serial.Open(path, p.opts.mode()); err != nil {
		p.port = nil // not a nil *unixPort inside the interface
		return told(err)
	}
	if err := p.control(p.setFlow); err != nil {
		return drivers.FromOS(err)
	}
	return told(p.port.ResetInputBuffer())
}

// claim takes the line, if it is one, against other programs that ask before they take.
func claim(fd int) error {
	if _, err := unix.IoctlGetTermios(fd, unix.TCGETS); err != nil {
		return fmt.Errorf("not a serial port: %w", err)
	}
	return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
}

// control runs do with the line's descriptor, which stays open meanwhile.
func (p *Port) control(do func(fd int) error) error {
	raw, err := p.line.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = do(int(fd)) })
	return errors.Join(err, failed)
}

// Read implements [drivers.Conn].
func (p *Port) Read(b []byte) (int, error) {
	n, err := p.line.Read(b)
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: the line hung up", drivers.ErrGone)
	}
	return n, p.told(err)
}

// Write implements [drivers.Conn]. It ends with ErrTimeout when the device stalls for longer than
// Opts.WriteTimeout.
func (p *Port) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		n, err := p.writePiece(b[done:min(done+p.piece(), len(b))])
		done += n
		if err != nil {
			return done, p.told(err)
		}
	}
	return done, nil
}

// piece is how many bytes are handed over under one deadline.
func (p *Port) piece() int {
	if p.opts.Flow == FlowDTRDSR {
		return 64
	}
	return 256
}

func (p *Port) writePiece(b []byte) (int, error) {
	deadline := time.Now().Add(p.opts.WriteTimeout)
	if p.opts.Flow == FlowDTRDSR {
		gate := gate{ready: p.dsr, unsent: p.unsent, shut: p.shut}
		if err := gate.wait(deadline); err != nil {
			return 0, err
		}
	}
	if err := p.line.SetWriteDeadline(deadline); err != nil {
		return 0, err
	}
	if p.isShut() { // or the deadline would undo Close's own
		return 0, drivers.ErrClosed
	}
	return p.line.Write(b)
}

// Close implements [drivers.Conn]. It wakes Read and Write at once, then gives what was written
// Opts.Linger to leave.
func (p *Port) Close() (err error) {
	p.closer.Do(func() {
		close(p.shut)
		err = errors.Join(p.wake(), p.linger(), p.release())
	})
	return err
}

func (p *Port) isShut() bool {
	select {
	case <-p.shut:
		return true
	default:
		return false
	}
}

// wake ends a Read and a Write under way.
func (p *Port) wake() error { return p.line.SetDeadline(time.Unix(1, 0)) }

// linger waits until the line has sent what it holds, and throws away what it has not sent in time:
// the kernel would hold Close back for up to half a minute (closing_wait in setserial(8)). Nothing
// is thrown away needlessly: a pseudo-terminal would lose what the other end has not read yet.
func (p *Port) linger() error {
	const look = 10 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	for end := time.Now().Add(p.opts.Linger); p.unsent() > 0; <-tick.C {
		if time.Now().Before(end) {
			continue
		}
		if err := told(p.port.ResetOutputBuffer()); !errors.Is(err, drivers.ErrGone) {
			return err
		}
		return nil
	}
	return nil
}

// unsent returns how many bytes the kernel still holds; 0 where it does not know or the port is gone.
func (p *Port) unsent() int {
	n := 0
	if err := p.control(func(fd int) (err error) { n, err = unix.IoctlGetInt(fd, unix.TIOCOUTQ); return err }); err != nil {
		return 0
	}
	return n
}

// release gives back whatever is open.
func (p *Port) release() error {
	p.modem.Lock()
	defer p.modem.Unlock()
	var errs []error
	if p.line != nil {
		errs = append(errs, p.line.Close())
	}
	if p.port != nil {
		errs = append(errs, p.port.Close())
	}
	return errors.Join(errs...)
}

// told returns err in the terms of package drivers.
func (p *Port) told(err error) error {
	if err != nil && p.isShut() {
		return drivers.ErrClosed
	}
	return drivers.FromOS(err)
}

// told returns the library's err in the terms of package drivers.
func told(err error) error {
	perr, ok := errors.AsType[*serial.PortError](err)
	if !ok {
		return drivers.FromOS(err)
	}
	sentinel := drivers.ErrUnfit
	switch perr.Code() { //nolint:exhaustive // the other codes say what the port cannot be set to
	case serial.PortBusy:
		sentinel = drivers.ErrBusy
	case serial.PermissionDenied:
		sentinel = drivers.ErrDenied
	case serial.PortNotFound, serial.PortClosed:
		sentinel = drivers.ErrGone
	}
	return fmt.Errorf("%w: %w", sentinel, err)
}
