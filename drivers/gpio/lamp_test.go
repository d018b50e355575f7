package gpio_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	pgpio "periph.io/x/conn/v3/gpio"

	"posd/drivers"
	"posd/drivers/gpio"
)

const ms = time.Millisecond

func newLamp(t *testing.T, p *pin, o gpio.OutOpts) *gpio.Lamp {
	t.Helper()
	l, err := gpio.NewLamp(p, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestALampPlaysItsPattern(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pattern gpio.Pattern
		want    string // in 1.05 s, then closed
	}{
		"off":         {gpio.Off(), "0 Low"},
		"on":          {gpio.On(), "0 Low, 0 High, 1050 Low"},
		"blink":       {gpio.Blink(300*ms, 200*ms), "0 Low, 0 High, 300 Low, 500 High, 800 Low, 1000 High, 1050 Low"},
		"two flashes": {gpio.Flashes(2), "0 Low, 0 High, 200 Low, 400 High, 600 Low"},
		"no flash":    {gpio.Flashes(0), "0 Low"},
		"once":        {gpio.Pattern{Steps: []time.Duration{70 * ms}, Times: 1}, "0 Low, 0 High, 70 Low"},
		"on at both ends": {
			gpio.Pattern{Steps: []time.Duration{100 * ms, 50 * ms, 100 * ms}, Times: 2},
			"0 Low, 0 High, 100 Low, 150 High, 350 Low, 400 High, 500 Low",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPin()
				l := newLamp(t, p, gpio.OutOpts{})
				if err := l.Show(c.pattern); err != nil {
					t.Fatal(err)
				}
				time.Sleep(1050 * ms)
				synctest.Wait()
				for range 2 {
					if err := l.Close(); err != nil {
						t.Error(err)
					}
				}
				if got := p.switched(); got != c.want {
					t.Errorf("got  %s\nwant %s", got, c.want)
				}
				if err := l.Show(gpio.On()); !errors.Is(err, drivers.ErrClosed) {
					t.Errorf("shown after close: %v", err)
				}
			})
		})
	}
}

func TestALampChangesAtOnceButKeepsItsRhythm(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPin()
		l := newLamp(t, p, gpio.OutOpts{ActiveLow: true})
		for _, pattern := range []gpio.Pattern{
			gpio.Blink(200*ms, 200*ms), gpio.Blink(200*ms, 200*ms), gpio.Blink(200*ms, 200*ms), gpio.On(), gpio.On(), gpio.Off(),
		} {
			if err := l.Show(pattern); err != nil {
				t.Fatal(err)
			}
			time.Sleep(150 * ms)
		}
		synctest.Wait()
		// 450 ms into the blinking, in its second "on", comes On; at 750 Off.
		if got, want := p.switched(), "0 High, 0 Low, 200 High, 400 Low, 750 High"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestAPatternBelongsToTheLamp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPin()
		l := newLamp(t, p, gpio.OutOpts{})
		pattern := gpio.Blink(100*ms, 100*ms)
		if err := l.Show(pattern); err != nil {
			t.Fatal(err)
		}
		pattern.Steps[0] = time.Minute
		time.Sleep(150 * ms)
		synctest.Wait()
		if got, want := p.switched(), "0 Low, 0 High, 100 Low"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestPatternsThatCannotBe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLamp(t, newPin(), gpio.OutOpts{})
		for _, p := range []gpio.Pattern{
			gpio.Blink(0, time.Second),
			gpio.Blink(time.Second, time.Hour),
			{Steps: []time.Duration{time.Second}, Times: -1},
			gpio.Flashes(17),
		} {
			if err := l.Show(p); !errors.Is(err, gpio.ErrPattern) {
				t.Errorf("%v: %v", p, err)
			}
		}
	})
}

func TestABuzzerFallsSilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPin()
		b, err := gpio.NewBuzzer(p, gpio.OutOpts{})
		if err != nil {
			t.Fatal(err)
		}
		for _, endless := range []gpio.Pattern{gpio.On(), gpio.Beeps(51, 100*ms), gpio.Beeps(1<<30, time.Minute), gpio.Blink(0, 0)} {
			if err := b.Sound(endless); !errors.Is(err, gpio.ErrPattern) {
				t.Errorf("%v: %v", endless, err)
			}
		}
		for range 2 { // the same again sounds again
			if err := b.Sound(gpio.Beeps(2, 100*ms)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		if err := b.Sound(gpio.Beeps(1, time.Second)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * ms)
		if err := b.Sound(gpio.Off()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got, want := p.switched(), "0 Low, 0 High, 100 Low, 200 High, 300 Low, 1000 High, 1100 Low, 1200 High, 1300 Low, 2000 High, 2100 Low"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAPinThatRefuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var faults []error
		p := newPin()
		l := newLamp(t, p, gpio.OutOpts{Fault: func(err error) { faults = append(faults, err) }})
		p.refuse(3, pgpio.High)
		if err := l.Show(gpio.Blink(100*ms, 100*ms)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if len(faults) != 3 || !errors.Is(faults[0], errPin) {
			t.Errorf("told %v", faults)
		}
		p.ruin()
		time.Sleep(time.Second)
		synctest.Wait()
		if len(faults) != 4 {
			t.Errorf("a row of failures was told %d times", len(faults)-3)
		}
		if err := l.Close(); !errors.Is(err, gpio.ErrStuck) || !errors.Is(err, errPin) {
			t.Errorf("close: %v", err)
		}
		if _, err := gpio.NewLamp(p, gpio.OutOpts{}); !errors.Is(err, gpio.ErrStuck) {
			t.Errorf("a lamp on a broken pin: %v", err)
		}
		if _, err := gpio.NewBuzzer(p, gpio.OutOpts{}); !errors.Is(err, gpio.ErrStuck) {
			t.Errorf("a buzzer on a broken pin: %v", err)
		}
	})
}
