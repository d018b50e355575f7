package gpio_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	pgpio "periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"

	"posd/drivers"
	"posd/drivers/gpio"
)

// stands is what a sensor told, and when.
type stands struct {
	at     time.Duration
	active bool
}

func TestSensor(t *testing.T) {
	t.Parallel()
	const up, down = pgpio.High, pgpio.Low
	for name, c := range map[string]struct {
		opts  gpio.ButtonOpts
		start pgpio.Level
		moves []move
		want  []stands
	}{
		"closed and opened": {
			opts: gpio.ButtonOpts{}, start: up,
			moves: []move{{time.Second, down}, {1003 * ms, up}, {1004 * ms, down}, {1500 * ms, up}},
			want:  []stands{{30 * ms, false}, {1034 * ms, true}, {1530 * ms, false}},
		},
		"active from the start": {gpio.ButtonOpts{}, down, []move{{time.Second, up}}, []stands{{30 * ms, true}, {1030 * ms, false}}},
		"a spike":               {gpio.ButtonOpts{}, up, []move{{time.Second, down}, {1005 * ms, up}}, []stands{{30 * ms, false}}},
		"active high":           {gpio.ButtonOpts{ActiveHigh: true}, down, []move{{time.Second, up}}, []stands{{30 * ms, false}, {1030 * ms, true}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := &gpiotest.Pin{N: "GPIO5", EdgesChan: make(chan pgpio.Level)}
				s, err := gpio.NewSensor(p, c.opts)
				if err != nil {
					t.Fatal(err)
				}
				if err := p.Out(c.start); err != nil { // what the contact does to the pin
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var got []stands
				begin := time.Now()
				ended := make(chan error, 1)
				go func() {
					ended <- s.Run(ctx, func(active bool) { got = append(got, stands{time.Since(begin), active}) })
				}()
				for _, m := range c.moves {
					time.Sleep(m.at - time.Since(begin))
					p.EdgesChan <- m.level
				}
				time.Sleep(2 * time.Second)
				cancel()
				if err := <-ended; err != nil || !slices.Equal(got, c.want) {
					t.Errorf("%v, %v", got, err)
				}
			})
		})
	}
}

// TestASensorThatTellsNothingEnds instead of asking for ever without pause.
func TestASensorThatTellsNothingEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := gpio.NewSensor(&brokenPin{Pin: gpiotest.Pin{EdgesChan: make(chan pgpio.Level)}}, gpio.ButtonOpts{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Run(t.Context(), func(bool) {}); !errors.Is(err, drivers.ErrGone) {
			t.Error(err)
		}
	})
}
