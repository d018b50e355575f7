package serialport

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"posd/drivers"
)

// The bytes of software flow control: DC1 and DC3 of ASCII.
const (
	xon  = 0x11
	xoff = 0x13
)

var errNoFlow = fmt.Errorf("%w: it cannot do this flow control", drivers.ErrUnfit)

// setFlow switches the kernel's flow control on; the library has switched it off while opening.
func (p *Port) setFlow(fd int) error {
	var cflag, iflag uint32
	switch p.opts.Flow {
	case FlowNone:
		return nil
	case FlowRTSCTS:
		cflag = unix.CRTSCTS
	case FlowXONXOFF:
		iflag = unix.IXON | unix.IXOFF
	case FlowDTRDSR:
		if _, err := unix.IoctlGetInt(fd, unix.TIOCMGET); err != nil {
			return fmt.Errorf("%w: it has no DSR: %w", errNoFlow, err)
		}
		return nil
	}
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	t.Cflag |= cflag
	t.Iflag |= iflag
	t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = xon, xoff
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, t); err != nil {
		return err
	}
	// A driver that cannot do it clears the flag and reports success.
	t, err = unix.IoctlGetTermios(fd, unix.TCGETS)
	if err == nil && (t.Cflag&cflag != cflag || t.Iflag&iflag != iflag) {
		err = errNoFlow
	}
	return err
}

// gate holds a write back while the device is not ready.
type gate struct {
	ready  func() (bool, error)
	unsent func() int      // bytes written before that the kernel still holds
	shut   <-chan struct{} // closed when waiting has become pointless
}

// wait ends when the device is ready and has been sent all that was written before: of what the
// kernel already holds nothing could be held back when DSR falls.
func (g gate) wait(deadline time.Time) error {
	const look = 5 * time.Millisecond
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		ready, err := g.ready()
		if err != nil || ready && g.unsent() == 0 {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("DSR is low: %w", os.ErrDeadlineExceeded)
		}
		select {
		case <-tick.C:
		case <-g.shut:
			return drivers.ErrClosed
		}
	}
}

// dsr reports whether the device says that it is ready.
func (p *Port) dsr() (bool, error) {
	p.modem.RLock()
	defer p.modem.RUnlock()
	if p.isShut() {
		return false, drivers.ErrClosed
	}
	bits, err := p.port.GetModemStatusBits()
	if err != nil {
		return false, told(err)
	}
	return bits.DSR, nil
}
