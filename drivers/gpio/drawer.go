package gpio

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"periph.io/x/conn/v3/gpio"

	"posd/drivers"
)

// Bounds of a drawer's pulse.
const (
	MinPulse     = 10 * time.Millisecond
	MaxPulse     = 500 * time.Millisecond
	DefaultPulse = 50 * time.Millisecond
	// Slack is how much longer than asked a pulse may last before it counts as too long.
	Slack = 50 * time.Millisecond
)

// restTimes is how many times as long as it was on a coil has to be off: printers' manuals allow a
// drawer a duty of 20 % (Epson TM-T88V, technical reference guide, drawer kick-out connector).
const restTimes = 4

// DrawerOpts are what a drawer may be told; the zero value will do.
type DrawerOpts struct {
	Pulse     time.Duration // MinPulse..MaxPulse; DefaultPulse when 0
	ActiveLow bool          // on is low, as with most relay boards
}

// Drawer opens a cash drawer with a pulse. It is safe for concurrent use: one pulse at a time.
type Drawer struct {
	out   output
	pulse time.Duration

	turn    chan struct{} // holds a token while nobody uses the pin
	rested  time.Time     // when the coil may be on again; of who has the turn
	shut    chan struct{}
	closing sync.Once
}

// NewDrawer returns a drawer whose coil is off. Errors: ErrPulse, ErrStuck.
func NewDrawer(pin gpio.PinOut, o DrawerOpts) (*Drawer, error) {
	if o.Pulse == 0 {
		o.Pulse = DefaultPulse
	}
	if o.Pulse < MinPulse || o.Pulse > MaxPulse {
		return nil, fmt.Errorf("drawer: %w: %v, want %v..%v", ErrPulse, o.Pulse, MinPulse, MaxPulse)
	}
	d := &Drawer{out: output{pin, o.ActiveLow}, pulse: o.Pulse, turn: make(chan struct{}, 1), shut: make(chan struct{})}
	if err := d.out.off(); err != nil {
		return nil, fmt.Errorf("drawer: %w", err)
	}
	d.turn <- struct{}{}
	return d, nil
}

// Open gives the drawer one pulse and returns when the coil is off again. It first waits until the
// coil has rested from the last one, which is up to two seconds. Nothing tells whether the drawer
// opened. Errors: ErrCutShort when ctx ended during the pulse, else ctx's error; ErrOverrun; ErrStuck;
// drivers.ErrClosed.
func (d *Drawer) Open(ctx context.Context) error {
	if err := d.opening(ctx); err != nil {
		return fmt.Errorf("drawer: %w", err)
	}
	return nil
}

func (d *Drawer) opening(ctx context.Context) error {
	select {
	case <-d.turn:
	case <-ctx.Done():
		return ctx.Err()
	case <-d.shut:
		return drivers.ErrClosed
	}
	defer func() { d.turn <- struct{}{} }()
	if err := d.hold(ctx, time.Until(d.rested)); err != nil {
		return err
	}
	return d.kick(ctx)
}

// kick switches the coil on and, whatever happens, off.
func (d *Drawer) kick(ctx context.Context) (err error) {
	start := time.Now()
	defer func() {
		off := d.out.off()
		on := time.Since(start)
		d.rested = time.Now().Add(restTimes * on)
		if off == nil && on > d.pulse+Slack {
			off = fmt.Errorf("%w: %v instead of %v", ErrOverrun, on, d.pulse)
		}
		err = errors.Join(err, off)
	}()
	if err := d.out.set(true); err != nil {
		return err
	}
	if err := d.hold(ctx, d.pulse); err != nil {
		return fmt.Errorf("%w after %v of %v: %w", ErrCutShort, time.Since(start), d.pulse, err)
	}
	return nil
}

// hold waits, unless there is no more reason to.
func (d *Drawer) hold(ctx context.Context, wait time.Duration) error {
	select { // an end that has come already wins over a wait that is over already
	case <-ctx.Done():
		return ctx.Err()
	case <-d.shut:
		return drivers.ErrClosed
	default:
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-d.shut:
		return drivers.ErrClosed
	}
}

// Close ends a pulse under way and leaves the coil off. Closing again does nothing.
func (d *Drawer) Close() (err error) {
	d.closing.Do(func() {
		close(d.shut)
		<-d.turn
		if err = d.out.off(); err != nil {
			err = fmt.Errorf("drawer: %w", err)
		}
	})
	return err
}
