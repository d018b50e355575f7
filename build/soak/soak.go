package main

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"syscall"
	"time"

	"posd/payment/paymenttest/world"
)

type options struct {
	payments int
	seed     uint64
	mutant   string
	cores    int
	every    time.Duration
}

// batch is how many worlds a core takes at a time.
const batch = 64

// result is what a soak found.
type result struct {
	options

	tally *world.Tally
	next  uint64 // the first seed that was not played
	wrong *world.Violation
	used  time.Duration // processor time
}

// counter hands out seeds and collects what came of them.
type counter struct {
	mu sync.Mutex
	result
}

// soak plays worlds from the first seed on. All cores draw from one range of seeds, so that it has no holes: the next soak goes on
// where this one ends.
func soak(o options, out io.Writer) (*result, error) {
	c := &counter{result: result{options: o, tally: world.NewTally(), next: o.seed}}
	before := processorTime()
	stop := c.progress(out)
	defer stop()
	errs := make([]error, o.cores)
	var cores sync.WaitGroup
	for i := range o.cores {
		cores.Go(func() { errs[i] = c.work() })
	}
	cores.Wait()
	c.used = processorTime() - before
	return &c.result, errors.Join(errs...)
}

func (c *counter) work() error {
	tally := world.NewTally()
	w, err := world.New(tally, c.mutant)
	if err != nil {
		return err
	}
	for {
		first, n := c.take()
		for seed := first; seed < first+n; seed++ {
			if wrong := w.Play(seed); wrong != nil {
				c.broke(wrong)
				break
			}
		}
		c.give(tally)
		if n == 0 {
			return nil
		}
	}
}

// take returns the next seeds to play, none if it is enough.
func (c *counter) take() (first, n uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n = batch
	switch {
	case c.wrong != nil || c.next > c.seed && c.tally.Payments >= c.payments:
		return 0, 0
	case c.payments == 0:
		n = 1
	}
	first = c.next
	c.next += n
	return first, n
}

// give adds what a core has counted, and lets it begin to count anew.
func (c *counter) give(t *world.Tally) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tally.Add(t)
	t.Clear()
}

// broke keeps the broken rule of the lowest seed.
func (c *counter) broke(v *world.Violation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.wrong == nil || v.Seed < c.wrong.Seed {
		c.wrong = v
	}
}

// progress prints how far the soak is, now and then, until the function that it returns is called.
func (c *counter) progress(out io.Writer) (stop func()) {
	if c.every == 0 {
		return func() {}
	}
	ticker, done := time.NewTicker(c.every), make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
				c.mu.Lock()
				fmt.Fprintf(out, "%d payments, next seed %d, violations 0\n", c.tally.Payments, c.next)
				c.mu.Unlock()
			case <-done:
				return
			}
		}
	}()
	return func() { ticker.Stop(); close(done) }
}

// processorTime returns what this process has used.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
