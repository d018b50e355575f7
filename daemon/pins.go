package daemon

import (
	"errors"
	"fmt"

	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpioreg"
	"periph.io/x/host/v3"
)

// errNoPin says that the board has no pin of that name.
var errNoPin = errors.New("the board has no such pin")

// boardPins returns the pins of this board. It is asked for only where the configuration names a pin, since looking for pins
// opens devices.
func boardPins() (func(name string) (gpio.PinIO, error), error) {
	if _, err := host.Init(); err != nil {
		return nil, fmt.Errorf("look for pins: %w", err)
	}
	return func(name string) (gpio.PinIO, error) {
		pin := gpioreg.ByName(name)
		if pin == nil {
			return nil, fmt.Errorf("%w: %q", errNoPin, name)
		}
		return pin, nil
	}, nil
}
