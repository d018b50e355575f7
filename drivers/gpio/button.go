package gpio

import (
	"context"
	"fmt"
	"time"

	"periph.io/x/conn/v3/gpio"

	"posd/drivers"
)

// DefaultDebounce is how long a contact has to be quiet to count; those of buttons bounce for 1..20 ms.
const DefaultDebounce = 30 * time.Millisecond

const (
	edgeWait   = time.Second            // looked at this often without an edge, and ended within it
	maxBounces = 50                     // of one press; then the level counts as it is
	brokenWait = 100 * time.Millisecond // between looks at a pin that does not wait
	maxBroken  = 50                     // such looks in a row
)

// ButtonOpts are what a button may be told; the zero value is a button to ground.
type ButtonOpts struct {
	ActiveHigh bool          // pressed is high: a button to 3.3 V, with the board's pull-down
	Debounce   time.Duration // DefaultDebounce when 0
}

// Button is a push button.
type Button struct {
	pin      gpio.PinIn
	pressed  gpio.Level
	debounce time.Duration
}

// NewButton makes the pin an input that tells its edges. The error is the pin's.
func NewButton(pin gpio.PinIn, o ButtonOpts) (*Button, error) {
	b := &Button{pin: pin, pressed: gpio.Low, debounce: o.Debounce}
	pull := gpio.PullUp
	if o.ActiveHigh {
		b.pressed, pull = gpio.High, gpio.PullDown
	}
	if b.debounce <= 0 {
		b.debounce = DefaultDebounce
	}
	if err := pin.In(pull, gpio.BothEdges); err != nil {
		return nil, fmt.Errorf("button: pin %s: %w", pin.Name(), err)
	}
	return b, nil
}

// Run calls pressed, which must not block, once for each press: when the contact has closed and has
// been quiet since. Letting go, a spike, and a button that was held down from the start are none. It
// returns nil within a second of the end of ctx, and ErrGone when the pin has told no edge and waited
// for none for five seconds.
func (b *Button) Run(ctx context.Context, pressed func()) error {
	down, broken := b.down(), 0
	for ctx.Err() == nil {
		switch b.edge(ctx) {
		case quiet:
			broken = 0
		case failed:
			if broken++; broken > maxBroken {
				return fmt.Errorf("button: pin %s tells no edges: %w", b.pin.Name(), drivers.ErrGone)
			}
		case edge:
			broken = 0
		}
		// Whatever was said, the level counts: an edge can get lost.
		if b.down() == down {
			continue
		}
		was := down
		if down = b.settle(); down && !was && ctx.Err() == nil {
			pressed()
		}
	}
	return nil
}

func (b *Button) down() bool { return b.pin.Read() == b.pressed }

// look is what came of waiting for an edge.
type look int

const (
	edge   look = iota
	quiet       // none for a while
	failed      // the pin did not wait
)

// edge waits for an edge for a while. A pin that fails must not be asked without pause.
func (b *Button) edge(ctx context.Context) look {
	start := time.Now()
	switch {
	case b.pin.WaitForEdge(edgeWait):
		return edge
	case time.Since(start) >= edgeWait/2:
		return quiet
	}
	t := time.NewTimer(brokenWait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return failed
}

// settle waits until the contact is quiet and returns whether the button is down.
func (b *Button) settle() bool {
	for range maxBounces {
		if !b.pin.WaitForEdge(b.debounce) {
			break
		}
	}
	return b.down()
}
