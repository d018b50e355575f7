package counter

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"

	"posd/display/displaytest"
	"posd/drivers/drivertest"
	"posd/printer/escpos/escpostest"
)

// Port names a device and its serial port.
type Port string

// The ports of the counter.
const (
	PortPrinter Port = "printer"
	PortDisplay Port = "display"
	PortScanner Port = "scanner"
)

// printSpeed is in bytes per second: that of a serial line at 19200 baud, slow enough to see the paper come out.
const printSpeed = 1920

// plugAll makes the devices and connects them.
func (c *Counter) plugAll() error {
	c.Printer = escpostest.New(escpostest.Options{Dots: escpostest.Dots80mm, BytesPerSecond: printSpeed})
	c.Pole = displaytest.NewPole(displaytest.Options{Kanji: true})
	serve := map[Port]serveFunc{
		PortPrinter: c.Printer.Serve,
		PortDisplay: func(ctx context.Context, rw io.ReadWriter) error { return c.Pole.Serve(ctx, rw) },
		PortScanner: swallow,
	}
	for port, s := range serve {
		c.devices[port] = &device{cable: drivertest.NewPty(c.path("tty", string(port))), serve: s, life: c.life}
		if err := c.devices[port].plug(); err != nil {
			return err
		}
	}
	return nil
}

// swallow reads what a host sends to a scanner, which is nothing.
func swallow(_ context.Context, rw io.ReadWriter) error {
	_, err := io.Copy(io.Discard, rw)
	return err
}

// Plug connects a device. One that is connected stays so. A display that was without power comes up blank.
func (c *Counter) Plug(port Port) error {
	defer c.changed.ring()
	if port == PortDisplay && !c.Plugged(port) {
		c.Pole.PowerCycle()
	}
	return c.devices[port].plug()
}

// Unplug pulls a device's cable. Paper that hangs out of the printer stays where it is.
func (c *Counter) Unplug(port Port) error {
	defer c.changed.ring()
	return c.devices[port].unplug()
}

// Plugged reports whether a device is connected.
func (c *Counter) Plugged(port Port) bool { return c.devices[port].cable.Plugged() }

// Scan is somebody holding a code to the scanner: it may be anything that a scanner can read. The error is drivertest.ErrPulled
// while the scanner is unplugged.
func (c *Counter) Scan(code string) error {
	return c.devices[PortScanner].send([]byte(strings.TrimSpace(code) + "\r"))
}

// freePorts lets go of the ports for a posd that was killed.
func (c *Counter) freePorts() error {
	for _, d := range c.devices {
		if err := d.cable.Free(); err != nil && !errors.Is(err, drivertest.ErrPulled) {
			return err
		}
	}
	return nil
}

type serveFunc func(ctx context.Context, rw io.ReadWriter) error

// device is a simulated device at the end of a cable that can be pulled.
type device struct {
	cable *drivertest.Pty
	serve serveFunc
	life  context.Context // of the counter, for plugging in again

	mu   sync.Mutex
	line *os.File // nil while pulled
	stop context.CancelFunc
	done chan struct{}
}

func (d *device) plug() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.line != nil {
		return nil
	}
	line, err := d.cable.Plug()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(d.life)
	d.line, d.stop, d.done = line, stop, make(chan struct{})
	go func(done chan struct{}) {
		defer close(done)
		_ = d.serve(ctx, line) // it ends when the cable is pulled
	}(d.done)
	return nil
}

func (d *device) unplug() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.line == nil {
		return nil
	}
	d.stop()
	err := d.cable.Unplug()
	<-d.done
	d.line = nil
	return err
}

// send is the device sending bytes to the host.
func (d *device) send(b []byte) error {
	d.mu.Lock()
	line := d.line
	d.mu.Unlock()
	if line == nil {
		return drivertest.ErrPulled
	}
	_, err := line.Write(b)
	return err
}
