package counter

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"posd/display/displaytest"
	"posd/payment/alipay/alipaytest"
	"posd/printer/escpos/escpostest"
)

// Opts are what a counter is made with.
type Opts struct {
	Dir    string    // where its files are laid; made if it is not there
	Posd   string    // path of the posd binary
	Family string    // Alipay's wire family, one of Families; "": intl
	Log    io.Writer // gets what posd logs; nil for nobody
	// Posrelay is the path of the posrelay binary, for FamilyAcquirer; "": beside Posd.
	Posrelay string
	// Change edits the configuration before it is written; nil leaves it.
	Change func(toml string) string
}

// Counter is a simulated counter. Open makes one; posd is started on it by Posd().Start.
type Counter struct {
	Alipay  *alipaytest.Alipay
	Printer *escpostest.Printer
	Pole    *displaytest.Pole

	opts     Opts
	contract contract
	devices  map[Port]*device
	gateway  net.Listener
	adminURL string
	process  *Process
	relay    *Process // nil without one
	changed  *bell

	life   context.Context // what Open starts lives until Close
	end    context.CancelFunc
	work   sync.WaitGroup
	served error // of the gateway; read after work is done
}

// Open lays the counter's files into its directory, opens the gateway's port and plugs the devices in. Books and keys that are
// there already are used again. Close ends it.
func Open(opts Opts) (*Counter, error) {
	c := &Counter{opts: opts, changed: newBell(), devices: make(map[Port]*device)}
	var err error
	if c.contract, err = contractOf(opts.Family); err != nil {
		return nil, err
	}
	c.life, c.end = context.WithCancel(context.Background())
	c.process = newProcess(c.life, opts.Posd, c.ConfigPath(), opts.Log)
	c.process.changed, c.process.prepare = c.changed.ring, c.freePorts
	if err := c.open(); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Counter) open() error {
	for _, dir := range []string{"keys", "tty"} {
		if err := os.MkdirAll(c.path(dir), 0o700); err != nil {
			return err
		}
	}
	if err := c.openAlipay(); err != nil {
		return err
	}
	if err := c.configure(); err != nil {
		return err
	}
	if err := c.plugAll(); err != nil {
		return errors.Join(err, c.gateway.Close())
	}
	c.work.Go(func() { c.served = c.Alipay.Serve(c.life, c.gateway) })
	c.work.Go(c.listen)
	c.work.Go(c.follow)
	return nil
}

// Close ends posd as a service manager would, then pulls the cables and closes the gateway. It returns every error on the way.
func (c *Counter) Close() error {
	errs := []error{c.process.Stop()}
	if c.relay != nil {
		errs = append(errs, c.relay.Stop())
	}
	for _, d := range c.devices {
		errs = append(errs, d.unplug())
	}
	c.end()
	c.work.Wait()
	errs = append(errs, c.served)
	if c.Alipay != nil {
		errs = append(errs, c.Alipay.Close())
	}
	return errors.Join(errs...)
}

func (c *Counter) path(parts ...string) string {
	return filepath.Join(append([]string{c.opts.Dir}, parts...)...)
}

// ConfigPath is the configuration that posd runs with.
func (c *Counter) ConfigPath() string { return c.path("posd.toml") }

// AdminURL is posd's status page, without a slash at its end.
func (c *Counter) AdminURL() string { return c.adminURL }

// Posd is the terminal's process. It runs once Start is called.
func (c *Counter) Posd() *Process { return c.process }

// Client speaks to the running posd as a till does.
func (c *Counter) Client() *Client { return NewClient(c.adminURL) }

// Changed returns a channel that is closed when anything happens at the counter: on a device, at posd or to its process. What
// happens in the books of the simulated Alipay alone is not told. Take it before looking, then wait on it.
func (c *Counter) Changed() <-chan struct{} { return c.changed.next() }

// listen passes on what the devices tell, until the counter is closed.
func (c *Counter) listen() {
	for {
		printer, pole := c.Printer.Changed(), c.Pole.Changed()
		select {
		case <-printer:
		case <-pole:
		case <-c.life.Done():
			return
		}
		c.changed.ring()
	}
}

// retryEvents is how soon posd's events are asked for again when they end, as at its restart.
const retryEvents = 200 * time.Millisecond

// follow passes on what posd tells its listeners, whenever it runs.
func (c *Counter) follow() {
	client, retry := c.Client(), time.NewTicker(retryEvents)
	defer retry.Stop()
	for {
		select {
		case <-retry.C:
		case <-c.life.Done():
			return
		}
		if running, _ := c.process.Running(); running {
			_ = client.Follow(c.life, c.changed.ring) // posd is not up yet, or has gone: it is asked again
			c.changed.ring()
		}
	}
}
