package gpio_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	pgpio "periph.io/x/conn/v3/gpio"

	"posd/drivers"
	"posd/drivers/gpio"
)

func newDrawer(t *testing.T, p *pin, o gpio.DrawerOpts) *gpio.Drawer {
	t.Helper()
	d, err := gpio.NewDrawer(p, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestADrawersPulse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opts gpio.DrawerOpts
		want string
	}{
		"default":    {gpio.DrawerOpts{}, "0 Low, 0 High, 50 Low"},
		"longest":    {gpio.DrawerOpts{Pulse: gpio.MaxPulse}, "0 Low, 0 High, 500 Low"},
		"active low": {gpio.DrawerOpts{Pulse: 120 * ms, ActiveLow: true}, "0 High, 0 Low, 120 High"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPin()
				d := newDrawer(t, p, c.opts)
				if err := d.Open(t.Context()); err != nil {
					t.Error(err)
				}
				if got := p.switched(); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
				if err := d.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestACoilRestsBetweenPulses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPin()
		d := newDrawer(t, p, gpio.DrawerOpts{})
		ended := make(chan error)
		for range 3 {
			go func() { ended <- d.Open(t.Context()) }()
		}
		for range 3 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		if got, want := p.switched(), "0 Low, 0 High, 50 Low, 250 High, 300 Low, 500 High, 550 Low"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestACoilIsSwitchedOffWhateverHappens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spoil func(p *pin, cancel func(), d *gpio.Drawer)
		want  string
		err   error
	}{
		"cancelled in the middle": {func(_ *pin, cancel func(), _ *gpio.Drawer) {
			time.AfterFunc(20*ms, cancel)
		}, "0 Low, 0 High, 20 Low", gpio.ErrCutShort},
		"closed in the middle": {func(_ *pin, _ func(), d *gpio.Drawer) {
			time.AfterFunc(20*ms, func() { _ = d.Close() })
		}, "0 Low, 0 High, 20 Low", gpio.ErrCutShort},
		"cancelled before": {func(_ *pin, cancel func(), _ *gpio.Drawer) { cancel() }, "0 Low", context.Canceled},
		"closed before":    {func(_ *pin, _ func(), d *gpio.Drawer) { _ = d.Close() }, "0 Low", drivers.ErrClosed},
		"the pin refuses to go on": {func(p *pin, _ func(), _ *gpio.Drawer) {
			p.refuse(1, pgpio.High)
		}, "0 Low", errPin},
		"the pin refuses to go off at first": {func(p *pin, _ func(), _ *gpio.Drawer) {
			p.refuse(3, pgpio.Low)
		}, "0 Low, 0 High, 80 Low", nil},
		"the pin never goes off": {func(p *pin, _ func(), _ *gpio.Drawer) {
			time.AfterFunc(20*ms, func() { p.ruin() })
		}, "0 Low, 0 High", gpio.ErrStuck},
		"the pin is slow": {func(p *pin, _ func(), _ *gpio.Drawer) { p.slow = 30 * ms }, "0 Low, 30 High, 110 Low", gpio.ErrOverrun},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPin()
				d := newDrawer(t, p, gpio.DrawerOpts{})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				c.spoil(p, cancel, d)
				synctest.Wait()
				if err := d.Open(ctx); !errors.Is(err, c.err) {
					t.Errorf("got %v, want %v", err, c.err)
				}
				if got := p.switched(); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
			})
		})
	}
}

func TestAnOpeningThatWaitsCanBeGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPin()
		d := newDrawer(t, p, gpio.DrawerOpts{Pulse: 100 * ms})
		ended := make(chan error, 2)
		ctx, cancel := context.WithTimeout(t.Context(), 50*ms)
		defer cancel()
		go func() { ended <- d.Open(t.Context()) }()
		synctest.Wait()
		if err := d.Open(ctx); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, gpio.ErrCutShort) {
			t.Errorf("waiting for its turn: %v", err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		go func() { ended <- d.Open(t.Context()) }()
		synctest.Wait()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, drivers.ErrClosed) {
			t.Errorf("closed while the coil rests: %v", err)
		}
		if got, want := p.switched(), "0 Low, 0 High, 100 Low"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestADrawerThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, pulse := range []time.Duration{-1, 9 * ms, 501 * ms} {
		if _, err := gpio.NewDrawer(newPin(), gpio.DrawerOpts{Pulse: pulse}); !errors.Is(err, gpio.ErrPulse) {
			t.Errorf("%v: %v", pulse, err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		p := newPin()
		p.ruin()
		if _, err := gpio.NewDrawer(p, gpio.DrawerOpts{}); !errors.Is(err, gpio.ErrStuck) {
			t.Errorf("got %v", err)
		}
	})
}
