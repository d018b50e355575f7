package gpio

import (
	"errors"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"
)

// OutOpts are what a lamp or buzzer may be told; the zero value will do.
type OutOpts struct {
	ActiveLow bool        // on is low
	Fault     func(error) // hears, once per row of failures, that the pin refuses; must not block
}

// output is a pin that is on or off.
type output struct {
	pin       gpio.PinOut
	activeLow bool
}

func (o output) set(on bool) error {
	if err := o.pin.Out(gpio.Level(on != o.activeLow)); err != nil {
		return fmt.Errorf("pin %s: %w", o.pin.Name(), err)
	}
	return nil
}

const (
	offTries = 5
	offPause = 10 * time.Millisecond
)

// off switches the pin off, and does not give up at once.
func (o output) off() error {
	var errs []error
	for try := range offTries {
		if try > 0 {
			<-time.After(offPause)
		}
		err := o.set(false)
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return fmt.Errorf("%w: %w", ErrStuck, errors.Join(errs...))
}
