package usblp

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"posd/drivers"
)

// Opts are the limits of a connection; the zero value will do.
type Opts struct {
	// WriteTimeout is how long Write waits for the printer to take the next 4 KB; 1 s when 0. It is
	// short so that whoever prints looks at the printer's status between two tries.
	WriteTimeout time.Duration
	// Linger is how long Close waits for what is on its way to the printer; 250 ms when 0.
	Linger time.Duration
}

const (
	defaultWriteTimeout = time.Second
	defaultLinger       = 250 * time.Millisecond

	piece     = 4096 // bytes under one deadline; usblp's own buffer has 8192
	maxFailed = 3    // reads that fail in a row while the printer is there
)

// Port is an open printer. It implements [drivers.Conn].
type Port struct {
	node *os.File
	opts Opts

	shut   chan struct{} // closed first by Close
	closer sync.Once
}

var _ drivers.Conn = (*Port)(nil)

// Open opens the printer at path, such as "/dev/usb/lp0". Errors: ErrGone when there is none,
// ErrBusy when another program holds it, ErrDenied, and ErrUnfit when path is no device.
func Open(path string, o Opts) (*Port, error) {
	if o.WriteTimeout == 0 {
		o.WriteTimeout = defaultWriteTimeout
	}
	if o.Linger == 0 {
		o.Linger = defaultLinger
	}
	node, err := os.OpenFile(path, os.O_RDWR|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, fmt.Errorf("usb printer %s: %w", path, drivers.FromOS(err))
	}
	p := &Port{node: node, opts: o, shut: make(chan struct{})}
	if err := p.claim(); err != nil {
		return nil, errors.Join(fmt.Errorf("usb printer %s: %w", path, drivers.FromOS(err)), node.Close())
	}
	return p, nil
}

// claim sees that the node is a device whose reads and writes can be given a deadline, and takes it
// against a second posd; usblp itself lets only one program open it.
func (p *Port) claim() error {
	info, err := p.node.Stat()
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeCharDevice == 0 {
		return fmt.Errorf("%w: not a device", drivers.ErrUnfit)
	}
	if err := p.node.SetDeadline(time.Time{}); err != nil {
		return fmt.Errorf("%w: %w", drivers.ErrUnfit, err)
	}
	return p.control(func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
}

// control runs do with the node's descriptor, which stays open meanwhile.
func (p *Port) control(do func(fd int) error) error {
	raw, err := p.node.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) { failed = do(int(fd)) })
	return errors.Join(err, failed)
}

// Read implements [drivers.Conn].
func (p *Port) Read(b []byte) (int, error) {
	for failed := 0; ; failed++ {
		n, err := p.node.Read(b)
		if n > 0 || err == nil {
			return n, nil
		}
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("%w: the printer hung up", drivers.ErrGone)
		}
		if !errors.Is(err, syscall.EIO) || failed == maxFailed {
			return 0, p.told(err)
		}
	}
}

// Write implements [drivers.Conn]. It ends with ErrTimeout when the printer takes nothing for as long
// as Opts.WriteTimeout, out of paper or with its cover open.
func (p *Port) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		if err := p.node.SetWriteDeadline(time.Now().Add(p.opts.WriteTimeout)); err != nil {
			return done, p.told(err)
		}
		if p.isShut() { // or the deadline would undo Close's own
			return done, drivers.ErrClosed
		}
		n, err := p.node.Write(b[done:min(done+piece, len(b))])
		done += n
		if err != nil {
			return done, p.told(err)
		}
	}
	return done, nil
}

// Close implements [drivers.Conn]. It wakes Read and Write at once, then gives what is on its way
// Opts.Linger to arrive.
func (p *Port) Close() (err error) {
	p.closer.Do(func() {
		close(p.shut)
		err = errors.Join(p.node.SetDeadline(time.Unix(1, 0)), p.linger(), p.node.Close())
	})
	return err
}

// linger waits until the printer could take more, which is when it has taken what was written.
func (p *Port) linger() error {
	err := p.control(func(fd int) error {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}} //nolint:gosec // a descriptor is small
		_, err := unix.Poll(fds, int(p.opts.Linger.Milliseconds()))
		return err
	})
	if errors.Is(err, syscall.EINTR) {
		return nil
	}
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

// told returns err in the terms of package drivers. ENOSPC is how usblp says that the printer is out
// of paper: it takes no more.
func (p *Port) told(err error) error {
	switch {
	case p.isShut():
		return drivers.ErrClosed
	case errors.Is(err, syscall.ENOSPC):
		return fmt.Errorf("%w: %w", drivers.ErrTimeout, err)
	}
	return drivers.FromOS(err)
}
