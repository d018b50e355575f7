package evdev

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"

	lib "github.com/holoplot/go-evdev"

	"posd/drivers"
)

// Device is a grabbed keyboard. It implements [drivers.Conn]: Read returns what is typed.
type Device struct {
	nodes []node

	typed     chan []byte
	gone      chan struct{} // closed when one of the nodes has failed
	failure   error         // why, set before
	failing   sync.Once
	shut      chan struct{} // closed by Close
	closing   sync.Once
	listeners sync.WaitGroup

	reading sync.Mutex // guards rest
	rest    []byte     // typed and not read yet
}

var _ drivers.Conn = (*Device)(nil)

// node is an event node as the library opens it.
type node interface {
	ReadSlice(events int) ([]lib.InputEvent, error)
	Close() error
}

// Open opens and grabs the event nodes of one device, such as "/dev/input/event3" or a link to it
// below /dev/input/by-id. Errors: ErrGone when a node is not there, ErrBusy when another program has
// grabbed it, ErrDenied, and ErrUnfit when it cannot type digits.
func Open(l Layout, paths ...string) (*Device, error) {
	if _, err := l.keymap(); err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("keyboard: %w", drivers.ErrGone)
	}
	var nodes []node
	for _, path := range paths {
		n, err := openNode(path)
		if err != nil {
			err = fmt.Errorf("keyboard %s: %w", path, err)
			for _, open := range nodes {
				err = errors.Join(err, open.Close())
			}
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return newDevice(l, nodes...)
}

func openNode(path string) (node, error) {
	dev, err := lib.OpenWithFlags(path, os.O_RDONLY)
	if err != nil {
		return nil, told(err)
	}
	if err := prepare(dev); err != nil {
		return nil, errors.Join(err, dev.Close())
	}
	return dev, nil
}

// prepare takes the node. NonBlock comes last: every other method undoes it.
func prepare(dev *lib.InputDevice) error {
	if !types(dev.CapableEvents(lib.EV_KEY)) {
		return fmt.Errorf("%w: it has no digits", drivers.ErrUnfit)
	}
	if err := dev.Grab(); err != nil {
		return told(err)
	}
	return told(dev.NonBlock())
}

// types reports whether keys has those for digits.
func types(keys []lib.EvCode) bool {
	has := map[lib.EvCode]bool{}
	for _, k := range keys {
		has[k] = true
	}
	for k := lib.EvCode(lib.KEY_1); k <= lib.KEY_0; k++ {
		if !has[k] {
			return false
		}
	}
	return true
}

// newDevice listens to nodes.
func newDevice(l Layout, nodes ...node) (*Device, error) {
	d := &Device{nodes: nodes, typed: make(chan []byte), gone: make(chan struct{}), shut: make(chan struct{})}
	for _, n := range nodes {
		decoder, err := NewDecoder(l)
		if err != nil {
			return nil, errors.Join(err, d.Close())
		}
		d.listeners.Go(func() { d.listen(n, decoder) })
	}
	return d, nil
}

// listen passes on what is typed on one node, until it fails or the device is closed.
func (d *Device) listen(n node, decoder *Decoder) {
	for {
		events, err := n.ReadSlice(maxFrame)
		if err != nil {
			d.failing.Do(func() {
				d.failure = told(err)
				close(d.gone)
			})
			return
		}
		var typed []byte
		for _, e := range events {
			typed = decoder.Append(typed, Event{Type: uint16(e.Type), Code: uint16(e.Code), Value: e.Value})
		}
		if len(typed) == 0 {
			continue
		}
		select {
		case d.typed <- typed:
		case <-d.shut:
			return
		}
	}
}

// Read implements [drivers.Conn].
func (d *Device) Read(p []byte) (int, error) {
	d.reading.Lock()
	defer d.reading.Unlock()
	if len(d.rest) == 0 {
		if err := d.wait(); err != nil {
			return 0, err
		}
	}
	n := copy(p, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}

// wait waits until something is typed.
func (d *Device) wait() error {
	select {
	case <-d.shut:
		return drivers.ErrClosed
	default:
	}
	select {
	case d.rest = <-d.typed:
		return nil
	case <-d.shut:
		return drivers.ErrClosed
	case <-d.gone:
		return d.failure
	}
}

// Write implements [drivers.Conn]: a keyboard takes no bytes.
func (d *Device) Write([]byte) (int, error) {
	return 0, fmt.Errorf("%w: a keyboard takes no bytes", drivers.ErrUnfit)
}

// Close implements [drivers.Conn]. It lets the keyboard type into consoles again.
func (d *Device) Close() (err error) {
	d.closing.Do(func() {
		close(d.shut)
		for _, n := range d.nodes {
			err = errors.Join(err, n.Close())
		}
		d.listeners.Wait()
	})
	return err
}

// told returns the library's err in the terms of package drivers. Of what an ioctl says the library
// keeps the words alone.
func told(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[syscall.Errno](err); ok || errors.Is(err, os.ErrClosed) {
		return drivers.FromOS(err)
	}
	sentinel := drivers.ErrUnfit
	switch err.Error() {
	case syscall.EBUSY.Error():
		sentinel = drivers.ErrBusy
	case syscall.ENODEV.Error(), io.EOF.Error():
		sentinel = drivers.ErrGone
	}
	return fmt.Errorf("%w: %w", sentinel, err)
}
