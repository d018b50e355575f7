package daemon

import (
	"errors"
	"time"

	pins "periph.io/x/conn/v3/gpio"

	"posd/configs"
	"posd/daemon/health"
	"posd/drivers/gpio"
)

// wire takes the pins that the configuration names. A pin that cannot be had is a fault for the technician, not a reason to sell
// nothing.
func (k *desk) wire() {
	cfg := k.d.cfg
	drawerPin := ""
	if cfg.Drawer.Kind == configs.KindGPIO {
		drawerPin = cfg.Drawer.Pin
	}
	sensePin := cfg.Drawer.SensePin()
	if cfg.GPIO == (configs.GPIO{}) && drawerPin == "" && sensePin == "" {
		return
	}
	pin := k.d.parts.Pin
	if pin == nil {
		var err error
		if pin, err = boardPins(); err != nil {
			k.d.health.Set(probGPIO, health.Ill(err.Error()))
			return
		}
	}
	err := errors.Join(
		attach(pin, cfg.GPIO.LampReady, func(p pins.PinIO) (err error) { k.ready, err = gpio.NewLamp(p, gpio.OutOpts{}); return err }),
		attach(pin, cfg.GPIO.LampFault, func(p pins.PinIO) (err error) { k.fault, err = gpio.NewLamp(p, gpio.OutOpts{}); return err }),
		attach(pin, cfg.GPIO.Buzzer, func(p pins.PinIO) (err error) { k.buzzer, err = gpio.NewBuzzer(p, gpio.OutOpts{}); return err }),
		attach(pin, cfg.GPIO.StopButton, func(p pins.PinIO) (err error) { k.stop, err = gpio.NewButton(p, gpio.ButtonOpts{}); return err }),
	)
	if err != nil {
		k.d.health.Set(probGPIO, health.Ill(err.Error()))
	}
	err = attach(pin, drawerPin, func(p pins.PinIO) (err error) {
		k.drawer, err = gpio.NewDrawer(p, gpio.DrawerOpts{Pulse: time.Duration(cfg.Drawer.PulseMS) * time.Millisecond})
		return err
	})
	err = errors.Join(err, attach(pin, sensePin, func(p pins.PinIO) (err error) {
		k.sensor, err = gpio.NewSensor(p, gpio.ButtonOpts{ActiveHigh: cfg.Drawer.OpenIs == configs.LevelHigh})
		return err
	}))
	if err != nil {
		k.d.health.Set(probDrawer, health.Ill(err.Error()))
	}
}

// attach finds a pin and makes what hangs on it; a pin without a name is not wired.
func attach(find func(string) (pins.PinIO, error), name string, build func(pins.PinIO) error) error {
	if name == "" {
		return nil
	}
	p, err := find(name)
	if err != nil {
		return err
	}
	return build(p)
}
