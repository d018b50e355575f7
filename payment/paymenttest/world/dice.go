package world

import (
	"encoding/binary"
	"math/rand/v2"
	"time"
)

// dice draw everything that happens in one world from its seed.
type dice struct {
	*rand.Rand

	source *rand.PCG
}

func newDice() dice {
	source := rand.NewPCG(0, 0)
	return dice{rand.New(source), source} //nolint:gosec // G404: a world has to come again from its seed
}

// of makes them the dice of one seed.
func (d dice) of(seed uint64) { d.source.Seed(seed, 0x9e3779b97f4a7c15) }

func (d dice) chance(p float64) bool { return d.Float64() < p }

// within draws a time from least up to most, to the nanosecond.
func (d dice) within(least, most time.Duration) time.Duration {
	if most <= least {
		return least
	}
	return least + time.Duration(d.Int64N(int64(most-least)))
}

// Read implements io.Reader, for the numbers that a terminal draws.
func (d dice) Read(b []byte) (int, error) {
	var word [8]byte
	for n := 0; n < len(b); n += copy(b[n:], word[:]) {
		binary.LittleEndian.PutUint64(word[:], d.Uint64())
	}
	return len(b), nil
}

// oneOf draws an element.
func oneOf[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }
