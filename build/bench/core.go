package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"posd/payment/paymenttest/world"
)

// corePayments is how many payments the core is measured over, after as many to warm up.
const corePayments = 100_000

// coreHeap is what the simulation may use before the collector works, as in make soak.
const coreHeap = 64 << 20

// studyCore measures how many payments a second of one processor brings to their end in the simulated world, with the real Next and
// the real Core, and with every fault that make soak makes.
func studyCore(ctx context.Context, _ options) ([]row, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // the collector's work is on the same bill
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(coreHeap))
	w, err := world.New(world.NewTally(), "")
	if err != nil {
		return nil, err
	}
	if _, err := manyPayments(ctx, w, 1, corePayments); err != nil {
		return nil, err
	}
	before, err := processorTime()
	if err != nil {
		return nil, err
	}
	played, err := manyPayments(ctx, w, 1_000_000, corePayments)
	if err != nil {
		return nil, err
	}
	after, err := processorTime()
	if err != nil {
		return nil, err
	}
	rate := float64(played) / (after - before).Seconds()
	return []row{{
		figure: "simulated payments a second a core", measured: fmt.Sprintf("%.0f", rate), target: ">= 50000", verdict: judge(rate >= 50_000),
		note: "the world of make soak: the real Next and Core with a journal, and a line, bank, buyers, printer, clock and mains supply that fail; by processor time.",
	}}, nil
}

// manyPayments plays worlds from a seed on until n payments have ended in them, and returns how many did.
func manyPayments(ctx context.Context, w *world.World, seed uint64, n int) (int, error) {
	played := 0
	for ; played < n && ctx.Err() == nil; seed++ {
		if broken := w.Play(seed); broken != nil {
			return played, fmt.Errorf("the simulation is broken: %s", broken)
		}
		played += w.Payments()
	}
	return played, ctx.Err()
}

// processorTime returns what this process has used.
func processorTime() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
