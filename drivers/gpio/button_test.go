package gpio_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	pgpio "periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"posd/drivers"
	"posd/drivers/gpio"
)

// move is the contact at some time.
type move struct {
	at    time.Duration
	level pgpio.Level
}

// presses plays moves to a button, and returns when it was pressed.
func presses(t *testing.T, o gpio.ButtonOpts, start pgpio.Level, moves ...move) (at []time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &gpiotest.Pin{N: "GPIO27", EdgesChan: make(chan pgpio.Level)}
		b, err := gpio.NewButton(p, o)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Out(start); err != nil { // what the contact does to the pin
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		begin := time.Now()
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx, func() { at = append(at, time.Since(begin)) }) }()
		for _, m := range moves {
			time.Sleep(m.at - time.Since(begin))
			p.EdgesChan <- m.level
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		cancel()
		stop := time.Now()
		if err := <-ended; err != nil || time.Since(stop) > time.Second {
			t.Errorf("ended after %v with %v", time.Since(stop), err)
		}
	})
	return at
}

func TestButton(t *testing.T) {
	t.Parallel()
	const up, down = pgpio.High, pgpio.Low
	bouncing := []move{
		{1000 * ms, down},
		{1003 * ms, up},
		{1004 * ms, down},
		{1010 * ms, up},
		{1012 * ms, down}, // and let go, bouncing too
		{1500 * ms, up},
		{1501 * ms, down},
		{1502 * ms, up},
	}
	var noise []move
	for i := range 200 {
		noise = append(noise, move{time.Duration(i) * 10 * ms, i%2 == 1})
	}
	for name, c := range map[string]struct {
		opts  gpio.ButtonOpts
		start pgpio.Level
		moves []move
		want  []time.Duration
	}{
		"pressed":             {gpio.ButtonOpts{}, up, []move{{100 * ms, down}}, []time.Duration{130 * ms}},
		"bouncing":            {gpio.ButtonOpts{}, up, bouncing, []time.Duration{1042 * ms}},
		"twice":               {gpio.ButtonOpts{}, up, []move{{100 * ms, down}, {200 * ms, up}, {300 * ms, down}}, []time.Duration{130 * ms, 330 * ms}},
		"a spike":             {gpio.ButtonOpts{}, up, []move{{100 * ms, down}, {105 * ms, up}}, nil},
		"a spike while down":  {gpio.ButtonOpts{}, up, []move{{100 * ms, down}, {500 * ms, up}, {505 * ms, down}}, []time.Duration{130 * ms}},
		"down from the start": {gpio.ButtonOpts{}, down, []move{{100 * ms, up}, {2500 * ms, down}}, []time.Duration{2530 * ms}},
		"active high":         {gpio.ButtonOpts{ActiveHigh: true, Debounce: 5 * ms}, down, []move{{100 * ms, up}}, []time.Duration{105 * ms}},
		"never quiet":         {gpio.ButtonOpts{}, up, noise, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := presses(t, c.opts, c.start, c.moves...)
			if name == "never quiet" {
				if len(got) > len(noise)/50 {
					t.Errorf("noise was %d presses", len(got))
				}
				return
			}
			if len(got) != len(c.want) {
				t.Fatalf("pressed at %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("pressed at %v, want %v", got, c.want)
				}
			}
		})
	}
}

// brokenPin is one whose line was taken away: it neither waits nor tells.
type brokenPin struct {
	gpiotest.Pin

	asked int
}

func (p *brokenPin) WaitForEdge(time.Duration) bool {
	p.asked++
	return false
}

func TestAButtonOnABrokenPin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &brokenPin{Pin: gpiotest.Pin{EdgesChan: make(chan pgpio.Level)}}
		b, err := gpio.NewButton(p, gpio.ButtonOpts{})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		if err := b.Run(t.Context(), func() { t.Error("pressed") }); !errors.Is(err, drivers.ErrGone) {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(begin); took < 5*time.Second || took > 6*time.Second || p.asked > 60 {
			t.Errorf("asked %d times in %v", p.asked, took)
		}
	})
	if _, err := gpio.NewButton(&gpiotest.Pin{}, gpio.ButtonOpts{}); err == nil {
		t.Error("a pin that cannot tell edges was taken") // as gpiotest says without EdgesChan
	}
}
