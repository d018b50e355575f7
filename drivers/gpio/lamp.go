package gpio

import (
	"fmt"

	"periph.io/x/conn/v3/gpio"
)

// Lamp is a status lamp. It is safe for concurrent use.
type Lamp struct{ player *player }

// NewLamp returns a lamp that is off. The error is the pin's, and ErrStuck.
func NewLamp(pin gpio.PinOut, o OutOpts) (*Lamp, error) {
	p, err := newPlayer(output{pin, o.ActiveLow}, o.Fault)
	if err != nil {
		return nil, fmt.Errorf("lamp: %w", err)
	}
	return &Lamp{p}, nil
}

// Show plays p from now on, and leaves the rhythm alone if it does so already. Errors: ErrPattern,
// drivers.ErrClosed.
func (l *Lamp) Show(p Pattern) error { return l.player.play(p) }

// Close switches the lamp off. Closing again does nothing.
func (l *Lamp) Close() error { return l.player.close() }

// Buzzer is an active buzzer. It is safe for concurrent use.
type Buzzer struct{ player *player }

// NewBuzzer returns a buzzer that is silent. The error is the pin's, and ErrStuck.
func NewBuzzer(pin gpio.PinOut, o OutOpts) (*Buzzer, error) {
	p, err := newPlayer(output{pin, o.ActiveLow}, o.Fault)
	if err != nil {
		return nil, fmt.Errorf("buzzer: %w", err)
	}
	return &Buzzer{p}, nil
}

// Sound begins with p at once, in place of what sounds. A sound has an end: ErrPattern where p has
// none, or none within MaxSound.
func (b *Buzzer) Sound(p Pattern) error {
	if len(p.Steps) > 0 && p.Times == 0 {
		return fmt.Errorf("%w: a sound without an end", ErrPattern)
	}
	if p.check() == nil && p.lasts() > MaxSound {
		return fmt.Errorf("%w: a sound of %v", ErrPattern, p.lasts())
	}
	return b.player.play(p)
}

// Close silences the buzzer. Closing again does nothing.
func (b *Buzzer) Close() error { return b.player.close() }
