package daemon

import (
	"context"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/health"
	"posd/daemon/till"
	"posd/printer"
)

// desk is what the cashier sees, hears and presses beside the screen: lamps, buzzer, stop button, drawer.
type desk struct {
	d       *Daemon
	signals chan till.Signal
	kicks   chan struct{}
}

func newDesk(d *Daemon) *desk {
	return &desk{d: d, signals: make(chan till.Signal, 8), kicks: make(chan struct{}, 1)}
}

// signal passes a signal on without waiting: a buzzer that is behind misses one rather than holding a sale up.
func (k *desk) signal(s till.Signal) {
	select {
	case k.signals <- s:
	default:
	}
}

// openDrawer asks for one pulse; while one is waiting a second is the same.
func (k *desk) openDrawer() {
	select {
	case k.kicks <- struct{}{}:
	default:
	}
}

// look lets the lamps follow the health tree.
func (k *desk) look() {}

func (k *desk) parts() []part {
	parts := []part{{name: "desk", run: k.run}}
	return parts
}

func (k *desk) run(ctx context.Context) error {
	for {
		select {
		case <-k.signals:
		case <-k.kicks:
			k.kick(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

// kick opens the drawer at the printer.
func (k *desk) kick(ctx context.Context) {
	cfg := k.d.cfg.Drawer
	if cfg.Kind != configs.KindPrinter || k.d.printer == nil {
		return
	}
	pulse := printer.Kick{Pin: cfg.Connector(), On: time.Duration(cfg.PulseMS) * time.Millisecond}
	r := k.d.printer.OpenDrawer(ctx, pulse)
	k.d.log.Info("drawer_kicked", "outcome", r.Outcome.String(), "cause", string(r.Cause))
	if r.Outcome == printer.NotStarted || r.Outcome == printer.Interrupted {
		k.d.health.Set(probDrawer, health.Report{State: health.Faulty, Cause: words.Say("health.drawer_fault"), Detail: string(r.Cause)})
		return
	}
	k.d.health.Set(probDrawer, health.Well())
}
