package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

const (
	// warmup is how many sales are made before measuring: the first ones dial, map and allocate.
	warmup = 10
	// shopWithin bounds a hundred sales of the shop, on any card.
	shopWithin = 5 * time.Minute
	// slowFlush is a flush of the slow card in the design's second condition.
	slowFlush = 10 * time.Millisecond
)

// studyScan measures how long a request waits after the scan, over what it has to wait for.
func studyScan(ctx context.Context, o options) (rows []row, err error) {
	ctx, stop := context.WithTimeout(ctx, shopWithin)
	defer stop()
	s, err := openShop(ctx, o.dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	var usual scanned
	for range warmup {
		if usual, err = s.sell(ctx); err != nil {
			return nil, err
		}
	}
	f, err := newFloor(filepath.Join(o.dir, "floor"), int(usual.bytes), o.scans, s.key) //nolint:gosec // some pages
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	t, err := s.inTurns(ctx, f, o.scans)
	if err != nil {
		return nil, err
	}
	return t.rows(), nil
}

// turns are sales and floors that were measured in turns.
type turns struct {
	scans, floors  sample
	flushes, signs sample         // of the floors
	overs          []float64      // each sale over the floor beside it
	count          map[uint64]int // sales by the flushes between scan and request
}

// inTurns measures n sales, each beside its own floor, and half of the time after it.
func (s *shop) inTurns(ctx context.Context, f *floor, n int) (turns, error) {
	t := turns{count: make(map[uint64]int)}
	for i := range n {
		first, second := t.base(f), t.sale(ctx, s)
		if i%2 == 1 {
			first, second = second, first
		}
		if err := errors.Join(first(), second()); err != nil {
			return t, err
		}
		t.overs = append(t.overs, ratio(t.scans[i], t.floors[i]))
	}
	return t, nil
}

func (t *turns) base(f *floor) func() error {
	return func() error {
		flushes, sign, err := f.measure()
		t.flushes, t.signs, t.floors = append(t.flushes, flushes/2), append(t.signs, sign), append(t.floors, flushes+sign)
		return err
	}
}

func (t *turns) sale(ctx context.Context, s *shop) func() error {
	return func() error {
		got, err := s.sell(ctx)
		t.scans = append(t.scans, got.took)
		t.count[got.flushes]++
		return err
	}
}

func (t turns) rows() []row {
	scan, floor, flush := t.scans.median(), t.floors.median(), t.flushes.median()
	over := median(t.overs)
	more := 2 * (slowFlush - flush)
	slow := ratio(scan+more, floor+more)
	return []row{
		{
			figure:   "scan -> request written over its floor, p50",
			measured: fmt.Sprintf("%.2f (%s over %s)", over, ms(scan), ms(floor)),
			target:   "<= 1.2", verdict: judge(over <= 1.2),
			note: fmt.Sprintf("%d sales of the shop, from the call of Cashier.Scan to the return of the first Write on the connection (p50 %s, p90 %s), each over the floor beside it: "+
				"two flushed writes of the same size on the same disk (p50 %s each) and one RSA-2048 signature (p50 %s).",
				len(t.scans), ms(scan), ms(t.scans.quantile(0.9)), ms(flush), ms(t.signs.median())),
		},
		{
			figure:   "the same on a disk of 10 ms a flush",
			measured: fmt.Sprintf("%.2f", slow), target: "<= 1.2", verdict: bounded("calculated"),
			note: "From the two p50 above, with both sides' flushes made as slow as that; no slow disk was measured.",
		},
		{
			figure:   "flushes between scan and request",
			measured: counts(t.count), target: "exactly 2", verdict: judge(len(t.count) == 1 && t.count[2] > 0),
			note: "Counted by the journal itself (journal.Stats), read when the first Write returned.",
		},
	}
}

// counts writes what there is of each.
func counts(of map[uint64]int) string {
	if len(of) == 1 {
		for n := range of {
			return fmt.Sprint(n)
		}
	}
	return fmt.Sprint(of)
}
