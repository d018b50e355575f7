package daemon

import (
	"context"
	"errors"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/drawer"
	"posd/daemon/health"
	"posd/daemon/till"
	"posd/drivers/gpio"
	"posd/printer"
)

// desk is what the cashier sees, hears and presses beside the screen: lamps, buzzer, stop button, drawer. All of it is optional,
// and none of it stops a sale when it fails.
type desk struct {
	d       *Daemon
	signals chan till.Signal
	kicks   chan drawer.Opening
	news    chan struct{}

	ready, fault *gpio.Lamp
	buzzer       *gpio.Buzzer
	stop         *gpio.Button
	drawer       *gpio.Drawer
	sensor       *gpio.Sensor // of the drawer
}

func newDesk(d *Daemon) *desk {
	return &desk{d: d, signals: make(chan till.Signal, 8), kicks: make(chan drawer.Opening, 1), news: make(chan struct{}, 1)}
}

// signal passes a signal on without waiting: a buzzer that is behind misses one rather than holding a sale up.
func (k *desk) signal(s till.Signal) {
	select {
	case k.signals <- s:
	default:
	}
}

// openDrawer asks for the pulse of an opening that is durable; while one is waiting a second is the same.
func (k *desk) openDrawer(o drawer.Opening) {
	select {
	case k.kicks <- o:
	default:
	}
}

// look lets the lamps follow what has changed.
func (k *desk) look() { nudge(k.news) }

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (k *desk) parts() []part {
	parts := []part{{name: "desk", run: k.run}}
	if k.stop != nil {
		parts = append(parts, part{name: "stop_button", run: k.listen})
	}
	if k.sensor != nil {
		parts = append(parts, part{name: "drawer_sensor", run: func(ctx context.Context) error { return k.sensor.Run(ctx, k.d.drawer.Sense) }})
	}
	return parts
}

// listen makes the stop button end the sale at the counter.
func (k *desk) listen(ctx context.Context) error {
	return k.stop.Run(ctx, func() {
		go func() { // the button must not wait for a commit
			if err := k.d.till.StopSale(ctx); err != nil {
				k.d.log.Info("stop_refused", "error", err)
			}
		}()
	})
}

func (k *desk) run(ctx context.Context) error {
	defer k.close()
	k.show()
	for {
		select {
		case s := <-k.signals:
			k.report(k.sound(s))
			k.show()
		case <-k.news:
			k.show()
		case o := <-k.kicks:
			k.kick(ctx, o)
		case <-ctx.Done():
			return nil
		}
	}
}

// beeps are what the buzzer says.
var beeps = map[till.Signal]gpio.Pattern{
	till.SignalGood: gpio.Beeps(1, 200*time.Millisecond), till.SignalBad: gpio.Beeps(3, 120*time.Millisecond),
	till.SignalLook: gpio.Beeps(2, 60*time.Millisecond), till.SignalListen: gpio.Off(),
}

func (k *desk) sound(s till.Signal) error {
	if k.buzzer == nil || s == till.SignalListen {
		return nil
	}
	return k.buzzer.Sound(beeps[s])
}

// show sets the lamps. Ready: steady when a sale may start, blinking during one, dark when none can. Fault: dark when all is well,
// blinking for a warning, steady when sales are stopped or a payment is unresolved.
func (k *desk) show() {
	ready, fault := gpio.Off(), gpio.Off()
	switch {
	case k.d.till.Sale().Active:
		ready = gpio.Blink(400*time.Millisecond, 400*time.Millisecond)
	case k.d.ready().IsZero():
		ready = gpio.On()
	}
	if worst, ill := k.d.health.Worst(); ill && worst.Severity == health.Critical {
		fault = gpio.On()
	} else if ill {
		fault = gpio.Blink(time.Second, time.Second)
	}
	var err error
	if k.ready != nil {
		err = k.ready.Show(ready)
	}
	if k.fault != nil {
		err = errors.Join(err, k.fault.Show(fault))
	}
	k.report(err)
}

// report tells the health tree about lamps and buzzer.
func (k *desk) report(err error) {
	if k.d.cfg.GPIO == (configs.GPIO{}) || k.d.health.State(probGPIO) == health.Faulty {
		return
	}
	if err != nil {
		k.d.health.Set(probGPIO, health.Ill(err.Error()))
		return
	}
	k.d.health.Set(probGPIO, health.Well())
}

// kick opens the drawer, wherever it is plugged in.
func (k *desk) kick(ctx context.Context, o drawer.Opening) {
	k.d.drawer.Pulsed()
	var detail string
	switch cfg := k.d.cfg.Drawer; {
	case k.drawer != nil:
		if err := k.drawer.Open(ctx); err != nil {
			detail = err.Error()
		}
	case cfg.Kind == configs.KindPrinter && k.d.printer != nil:
		r := k.d.printer.OpenDrawer(ctx, printer.Kick{Pin: cfg.Connector(), On: time.Duration(cfg.PulseMS) * time.Millisecond})
		if r.Outcome == printer.NotStarted || r.Outcome == printer.Interrupted {
			detail = string(r.Cause)
		}
	default:
		return
	}
	k.d.log.Info("drawer_opened", "fault", detail)
	if detail != "" {
		k.d.drawer.Failed(o, detail)
		k.d.health.Set(probDrawer, health.Report{State: health.Faulty, Cause: words.Say("health.drawer_fault"), Detail: detail})
		return
	}
	k.d.health.Set(probDrawer, health.Well())
}

// close puts every pin into its safe state.
func (k *desk) close() {
	var err error
	if k.ready != nil {
		err = errors.Join(err, k.ready.Close())
	}
	if k.fault != nil {
		err = errors.Join(err, k.fault.Close())
	}
	if k.buzzer != nil {
		err = errors.Join(err, k.buzzer.Close())
	}
	if k.drawer != nil {
		err = errors.Join(err, k.drawer.Close())
	}
	if err != nil {
		k.d.log.Warn("pins_not_released", "error", err)
	}
}
