package daemon

import (
	"context"

	"posd/configs"
	"posd/daemon/health"
	"posd/drivers/serialport"
	"posd/payment"
)

// Try looks at everything a sale depends on without selling: the clock, the gateway, and whether each device can be opened. It
// is what posd check does when no daemon runs.
func Try(ctx context.Context, cfg configs.Config, parts Parts) ([]health.Node, error) {
	if err := Validate(cfg); err != nil {
		return nil, err
	}
	d := &Daemon{cfg: cfg, parts: parts, log: parts.Log}
	all := problems(cfg)
	tried := map[string]bool{probClock: true, probGateway: true, probScanner: true, probDisplay: true, probPrinter: true}
	var declared []health.Problem
	for _, p := range all {
		if tried[p.Code] {
			declared = append(declared, p)
		}
	}
	var err error
	if d.health, err = health.NewTracker(declared, parts.Now, nil); err != nil {
		return nil, err
	}
	if d.gateway, err = openGateway(cfg, parts); err != nil {
		return nil, err
	}
	d.reportClock()
	d.tryGateway(ctx)
	d.tryDevices()
	return d.health.Snapshot(), nil
}

func (d *Daemon) tryGateway(ctx context.Context) {
	ctx, stop := context.WithTimeout(ctx, d.cfg.Gateway.CallTimeout)
	defer stop()
	a := d.gateway.Probe(ctx)
	d.gateChanged(payment.Gate{Open: a.Outcome == payment.Done && a.Signed, Cause: a.Reason, Detail: a.Detail})
}

// tryDevices opens each serial port and closes it again.
func (d *Daemon) tryDevices() {
	for _, s := range d.cfg.Scanners {
		d.tryPort(probScanner, s.Port)
	}
	if d.cfg.Display.Kind != configs.KindNone {
		d.tryPort(probDisplay, d.cfg.Display.Port)
	}
	if d.cfg.Printer.Kind != configs.KindNone {
		d.tryPort(probPrinter, d.cfg.Printer.Port)
	}
}

func (d *Daemon) tryPort(problem string, port configs.Port) {
	conn, err := openSerial(port, serialport.Opts{})
	if err == nil {
		err = conn.Close()
	}
	if err != nil {
		d.health.Set(problem, health.Ill(err.Error()))
		return
	}
	d.health.Set(problem, health.Well())
}
