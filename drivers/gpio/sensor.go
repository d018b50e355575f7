package gpio

import (
	"context"
	"fmt"

	"periph.io/x/conn/v3/gpio"

	"posd/drivers"
)

// Sensor is a contact that tells how something stands, such as the switch in a cash drawer.
type Sensor struct{ contact *Button }

// NewSensor makes the pin an input that tells its edges, as NewButton does; the contact is active when a button would be pressed. The
// error is the pin's.
func NewSensor(pin gpio.PinIn, o ButtonOpts) (*Sensor, error) {
	b, err := NewButton(pin, o)
	if err != nil {
		return nil, fmt.Errorf("sensor: %w", err)
	}
	return &Sensor{b}, nil
}

// Run calls changed, which must not block, with how the contact stands, and again each time it has changed and been quiet since. It
// ends as Button.Run does.
func (s *Sensor) Run(ctx context.Context, changed func(active bool)) error {
	b, broken := s.contact, 0
	active := b.settle()
	changed(active)
	for ctx.Err() == nil {
		switch b.edge(ctx) {
		case quiet, edge:
			broken = 0
		case failed:
			if broken++; broken > maxBroken {
				return fmt.Errorf("sensor: pin %s tells no edges: %w", b.pin.Name(), drivers.ErrGone)
			}
		}
		if b.down() == active {
			continue
		}
		if now := b.settle(); now != active && ctx.Err() == nil {
			active = now
			changed(active)
		}
	}
	return nil
}
