package drivertest

import (
	"errors"
	"os"
	"path/filepath"
	"sync"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Pty is a cable with a serial port at one end and a simulated device at the other. The port has a
// stable path, as udev's by-id links have, which is missing while the cable is pulled. Who opens
// the path sees a real terminal line.
type Pty struct {
	path string

	mu     sync.Mutex
	master *os.File // nil while pulled
	slave  *os.File // held open, so that the line survives its users
}

// ErrPulled says that the cable is pulled.
var ErrPulled = errors.New("the cable is pulled")

// NewPty lays a cable whose port appears at path once Plug is called.
func NewPty(path string) *Pty { return &Pty{path: path} }

// Path is where the port appears.
func (p *Pty) Path() string { return p.path }

// Plug makes the port appear and returns the device's end of the line. Its Read blocks while the
// host is silent, whether or not anybody has the port open, and ends when the cable is pulled.
// Plugging in twice returns the same end. The Pty must be kept, for [Pty.Unplug] at least: of one that
// is dropped, the garbage collector closes the line.
func (p *Pty) Plug() (*os.File, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.master != nil {
		return p.master, nil
	}
	master, slave, err := pty.Open()
	if err != nil {
		return nil, err
	}
	if err := p.lay(master, slave); err != nil {
		return nil, errors.Join(err, master.Close(), slave.Close())
	}
	p.master, p.slave = master, slave
	return master, nil
}

func (p *Pty) lay(master, slave *os.File) error {
	if err := raw(slave); err != nil {
		return err
	}
	// The library has called Fd, which makes a file block; its Close would not wake its Read.
	if err := control(master, func(fd int) error { return unix.SetNonblock(fd, true) }); err != nil {
		return err
	}
	return link(slave.Name(), p.path)
}

// Unplug pulls the cable: the path disappears, and whoever has the port open reads and writes EIO.
func (p *Pty) Unplug() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.master == nil {
		return ErrPulled
	}
	err := errors.Join(os.Remove(p.path), p.slave.Close(), p.master.Close())
	p.master, p.slave = nil, nil
	return err
}

// Free takes the port from a user that was killed before it could let go: the line remembers an
// exclusive user (TIOCEXCL) for as long as anybody holds it open, and the cable does.
func (p *Pty) Free() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.slave == nil {
		return ErrPulled
	}
	return control(p.slave, func(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCNXCL, 0) })
}

// Plugged reports whether the cable is in.
func (p *Pty) Plugged() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.master != nil
}

// raw keeps the line discipline from echoing the device's bytes back before a driver has opened
// the port.
func raw(f *os.File) error {
	return control(f, func(fd int) error {
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return err
		}
		t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
		t.Cflag |= unix.CS8 | unix.CREAD | unix.CLOCAL
		t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
		return unix.IoctlSetTermios(fd, unix.TCSETS, t)
	})
}

func control(f *os.File, do func(fd int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = conn.Control(func(fd uintptr) { failed = do(int(fd)) })
	return errors.Join(err, failed)
}

// link makes path point at target in one step, over what an earlier run may have left.
func link(target, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	aside := path + ".new"
	if err := os.Remove(aside); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Symlink(target, aside); err != nil {
		return err
	}
	return os.Rename(aside, path)
}
