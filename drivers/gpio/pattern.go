package gpio

import (
	"fmt"
	"slices"
	"time"
)

// Bounds of a pattern.
const (
	MinStep  = 10 * time.Millisecond
	MaxStep  = time.Minute
	MaxSteps = 32
	MaxSound = 10 * time.Second // of a buzzer
)

// Pattern is a rhythm of on and off; the zero value is off.
type Pattern struct {
	// Steps are how long to be on, off, on, ...; each MinStep..MaxStep, at most MaxSteps of them.
	Steps []time.Duration
	// Times is how often to go through the steps before switching off; 0 is without end.
	Times int
}

// Off is dark and silent.
func Off() Pattern { return Pattern{} }

// On is on without end.
func On() Pattern { return Pattern{Steps: []time.Duration{time.Second}} }

// Blink is on and off by turns, without end.
func Blink(on, off time.Duration) Pattern { return Pattern{Steps: []time.Duration{on, off}} }

// Flashes is n short flashes and a pause, without end, for a number that can be counted by eye;
// n is 1..15.
func Flashes(n int) Pattern {
	const flash, pause = 200 * time.Millisecond, 1200 * time.Millisecond
	p := Pattern{}
	for range n {
		p.Steps = append(p.Steps, flash, flash)
	}
	if n > 0 {
		p.Steps[len(p.Steps)-1] = pause
	}
	return p
}

// Beeps is n times on for d, with as much silence between.
func Beeps(n int, d time.Duration) Pattern {
	return Pattern{Steps: []time.Duration{d, d}, Times: n}
}

func (p Pattern) equal(q Pattern) bool { return p.Times == q.Times && slices.Equal(p.Steps, q.Steps) }

// steady reports whether the pattern never changes what it began with.
func (p Pattern) steady() bool { return len(p.Steps) == 1 && p.Times == 0 }

func (p Pattern) check() error {
	if len(p.Steps) > MaxSteps {
		return fmt.Errorf("%w: %d steps", ErrPattern, len(p.Steps))
	}
	if p.Times < 0 {
		return fmt.Errorf("%w: %d times", ErrPattern, p.Times)
	}
	for _, d := range p.Steps {
		if d < MinStep || d > MaxStep {
			return fmt.Errorf("%w: a step of %v", ErrPattern, d)
		}
	}
	return nil
}

// lasts is how long the pattern takes; it must have an end.
func (p Pattern) lasts() time.Duration {
	var once time.Duration
	for _, d := range p.Steps {
		once += d
	}
	return once * time.Duration(min(p.Times, int(MaxSound/MinStep)+1))
}
