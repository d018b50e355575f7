package drivertest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"

	"posd/drivers"
)

// Faults say how bad a connection is. A chance is between 0 and 1.
type Faults struct {
	Seed      uint64  // the same seed makes the same faults, for the same calls in the same order
	DropIn    float64 // chance of each byte from the device to be lost
	DropOut   float64 // chance of each byte to the device to be lost, though it counts as written
	ShortOut  float64 // chance of each write to end early with ErrTimeout
	OneByte   bool    // reads come byte by byte
	GoneAfter int     // bytes, in and out together, after which the device is gone; 0: never
}

// Flaky is a bad connection: a good one, and the faults that are put upon it.
type Flaky struct {
	conn   drivers.Conn
	faults Faults

	mu     sync.Mutex
	dice   *rand.Rand
	passed int
	gone   bool
}

// NewFlaky makes conn bad.
func NewFlaky(conn drivers.Conn, f Faults) *Flaky {
	dice := rand.New(rand.NewPCG(f.Seed, 0)) //nolint:gosec // faults are to be repeated, not to be secret
	return &Flaky{conn: conn, faults: f, dice: dice}
}

// Read implements [drivers.Conn].
func (f *Flaky) Read(p []byte) (int, error) {
	if f.faults.OneByte && len(p) > 1 {
		p = p[:1]
	}
	for {
		n, err := f.conn.Read(p)
		n = f.keep(p[:f.admit(n)], f.faults.DropIn)
		f.end()
		if n > 0 || len(p) == 0 {
			return n, nil
		}
		if err != nil {
			return 0, f.told(err)
		}
	}
}

// Write implements [drivers.Conn].
func (f *Flaky) Write(p []byte) (int, error) {
	fit := f.admit(f.cut(len(p)))
	kept := bytes.Clone(p[:fit])
	kept = kept[:f.keep(kept, f.faults.DropOut)]
	n, err := f.conn.Write(kept)
	f.end()
	if err != nil {
		return min(n, fit), f.told(err)
	}
	if fit < len(p) {
		return fit, f.told(fmt.Errorf("%w: flaky", drivers.ErrTimeout))
	}
	return fit, nil
}

// Close implements [drivers.Conn].
func (f *Flaky) Close() error { return f.conn.Close() }

// admit counts n bytes and returns how many still pass before the device goes away.
func (f *Flaky) admit(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if limit := f.faults.GoneAfter; limit > 0 {
		n = min(n, limit-f.passed)
		f.gone = f.passed+n == limit
	}
	f.passed += n
	return n
}

// end takes the connection away with the device, so that a read under way ends as well.
func (f *Flaky) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		_ = f.conn.Close()
	}
}

// told returns err, or that the device is gone.
func (f *Flaky) told(err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gone {
		return fmt.Errorf("%w: flaky", drivers.ErrGone)
	}
	return err
}

// keep moves the bytes that are not lost to the front of p and returns how many they are.
func (f *Flaky) keep(p []byte, chance float64) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range p {
		if f.hits(chance) {
			continue
		}
		p[n] = c
		n++
	}
	return n
}

// cut returns how much of a write of n bytes gets through.
func (f *Flaky) cut(n int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n == 0 || !f.hits(f.faults.ShortOut) {
		return n
	}
	return f.dice.IntN(n)
}

// hits throws the dice, unless the fault is switched off: then it costs no number of the seed.
func (f *Flaky) hits(chance float64) bool { return chance > 0 && f.dice.Float64() < chance }
