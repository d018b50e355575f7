package drivertest

import (
	"errors"
	"io"
	"net"
	"sync"

	"posd/drivers"
)

// Pipe is a connection in memory for tests in virtual time: Host is what a driver gets, Device the far end.
type Pipe struct {
	Host   drivers.Conn
	Device net.Conn
}

// NewPipe returns a connected pair. A write lasts until the other end has read it.
func NewPipe() *Pipe {
	near, device := net.Pipe()
	h := &host{conn: near}
	return &Pipe{Host: h, Device: device}
}

// Unplug pulls the cable: the host's end is gone.
func (p *Pipe) Unplug() { _ = p.Device.Close() }

type host struct {
	conn net.Conn
	once sync.Once
	shut bool
	mu   sync.Mutex
}

func (h *host) Read(b []byte) (int, error) {
	n, err := h.conn.Read(b)
	return n, h.told(err)
}

func (h *host) Write(b []byte) (int, error) {
	n, err := h.conn.Write(b)
	return n, h.told(err)
}

func (h *host) Close() error {
	err := drivers.ErrClosed
	h.once.Do(func() {
		h.mu.Lock()
		h.shut = true
		h.mu.Unlock()
		err = h.conn.Close()
	})
	return err
}

func (h *host) told(err error) error {
	h.mu.Lock()
	shut := h.shut
	h.mu.Unlock()
	switch {
	case err == nil:
		return nil
	case shut:
		return drivers.ErrClosed
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrClosedPipe):
		return drivers.ErrGone
	}
	return err
}
