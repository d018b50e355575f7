package drivertest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"posd/drivers"
)

// pipeTimeout is how long a write waits for the far end, as a serial port does by default.
const pipeTimeout = 5 * time.Second

// Pipe is a connection in memory for tests in virtual time: Host is what a driver gets, Device the
// far end. A write lasts until the other end has read it; the host gives up after 5 s.
type Pipe struct {
	Host   drivers.Conn
	Device net.Conn
}

// NewPipe returns a connected pair.
func NewPipe() *Pipe {
	near, device := net.Pipe()
	return &Pipe{Host: &host{conn: near}, Device: device}
}

// Unplug pulls the cable: the host's end is gone. A pipe is not plugged in again; a new one is.
func (p *Pipe) Unplug() { _ = p.Device.Close() }

// host is the driver's end, with the errors of package drivers.
type host struct {
	conn net.Conn
	shut atomic.Bool
}

func (h *host) Read(b []byte) (int, error) {
	n, err := h.conn.Read(b)
	return n, h.told(err)
}

func (h *host) Write(b []byte) (int, error) {
	if err := h.conn.SetWriteDeadline(time.Now().Add(pipeTimeout)); err != nil {
		return 0, h.told(err)
	}
	n, err := h.conn.Write(b)
	return n, h.told(err)
}

func (h *host) Close() error {
	if h.shut.Swap(true) {
		return nil
	}
	return h.conn.Close()
}

func (h *host) told(err error) error {
	switch {
	case err == nil:
		return nil
	case h.shut.Load():
		return drivers.ErrClosed
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrClosedPipe):
		return fmt.Errorf("%w: %w", drivers.ErrGone, err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w: %w", drivers.ErrTimeout, err)
	}
	return err
}
