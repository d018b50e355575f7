package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"posd/configs"
	"posd/daemon/gateways"
	"posd/daemon/health"
	"posd/drivers"
	"posd/drivers/serialport"
	"posd/payment"
)

// Try looks at everything a sale depends on without selling: the clock, the gateway, and whether each device can be opened. It
// is what posd check does when no daemon runs; beside one it would find the devices in use.
func Try(ctx context.Context, cfg configs.Config, parts Parts) ([]health.Node, error) {
	if err := Validate(cfg); err != nil {
		return nil, err
	}
	d := &Daemon{cfg: cfg, parts: parts, log: parts.Log}
	d.makeClock()
	var err error
	if d.zone, err = cfg.Terminal.Location(); err != nil {
		return nil, err
	}
	tried := slices.DeleteFunc(problems(cfg), func(p health.Problem) bool { return !d.canTry(p.Code) })
	if d.health, err = health.NewTracker(tried, d.parts.Now, nil); err != nil {
		return nil, err
	}
	if d.gateway, err = gateways.Open(cfg, d.parts.line()); err != nil {
		return nil, err
	}
	d.tryGateway(ctx)
	d.reportClock() // the gateway may have told the time
	d.tryDevices(ctx)
	d.tryPins()
	return d.health.Snapshot(), nil
}

// canTry reports whether a problem shows without a sale.
func (d *Daemon) canTry(code string) bool {
	switch code {
	case probClock, probSkew, probNetwork, probDNS, probReach, probTLS, probGateway, probCertificates, probScanner, probDisplay, probPrinter, probGPIO:
		return true
	case probDrawer:
		return d.cfg.Drawer.Kind == configs.KindGPIO
	}
	return false
}

func (d *Daemon) tryGateway(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, d.cfg.Gateway.CallTimeout)
	defer stop()
	a := d.gateway.Probe(ctx)
	d.gateChanged(payment.Gate{Open: a.Outcome == payment.Done && a.Signed, Cause: a.Reason, Detail: a.Detail})
}

// tryDevices opens each device and closes it again. Of several scanners each has to work: a daemon is content with one, a
// technician is not.
func (d *Daemon) tryDevices(ctx context.Context) {
	var scanners []error
	for i, s := range d.cfg.Scanners {
		if err := shut(openScanner(s)); err != nil {
			scanners = append(scanners, fmt.Errorf("scanner_%d: %w", i+1, err))
		}
	}
	d.tried(probScanner, errors.Join(scanners...))
	if d.cfg.Display.Kind != configs.KindNone {
		d.tried(probDisplay, shut(openSerial(d.cfg.Display.Port, serialport.Opts{})))
	}
	if d.cfg.Printer.Kind != configs.KindNone {
		d.tried(probPrinter, shut(openPrinter(ctx, d.cfg.Printer)))
	}
}

// tryPins takes each pin that the configuration names, and lets it go.
func (d *Daemon) tryPins() {
	k := newDesk(d)
	k.wire()
	k.close()
	for _, code := range []string{probGPIO, probDrawer} {
		if d.health.State(code) != health.Faulty {
			d.health.Set(code, health.Well())
		}
	}
}

// tried reports how a try ended.
func (d *Daemon) tried(problem string, err error) {
	if err != nil {
		d.health.Set(problem, d.ill(problem, err))
		return
	}
	d.health.Set(problem, health.Well())
}

// shut closes what was just opened.
func shut(conn drivers.Conn, err error) error {
	if err != nil {
		return err
	}
	return conn.Close()
}
