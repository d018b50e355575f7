package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// terminalWithin bounds the study of the real posd.
const terminalWithin = 20 * time.Minute

// terminal is what was measured of the real posd.
type terminal struct {
	opts options

	wakeups, unasked   wakes     // a second before the first sale, and of a posd that never asks its printer
	fresh, sold        int64     // anonymous memory at rest before the first sale, and after the last
	during             []float64 // the same after each sale
	asked, paid, slips sample
	commit             sample  // two raw flushes of the same size, in turns with the sales
	byScanner, byAPI   written // by one sale
}

// studyTerminal runs the real posd: idle, through sales by the API, and through sales from its scanner.
func studyTerminal(ctx context.Context, o options) (rows []row, err error) {
	ctx, stop := context.WithTimeout(ctx, terminalWithin)
	defer stop()
	s, err := openStand(filepath.Join(o.dir, "stand"), o.posd)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if _, err := s.start(ctx); err != nil {
		return nil, err
	}
	t := &terminal{opts: o}
	if err := t.sell(ctx, s); err != nil {
		return nil, err
	}
	if err := t.show(ctx, s); err != nil {
		return nil, err
	}
	if err := t.leaveAlone(ctx); err != nil {
		return nil, err
	}
	return t.rows(), nil
}

// settle is how long after its start posd still opens devices and learns what they are.
const settle = 5 * time.Second

// leaveAlone watches a posd that never asks its printer for anything.
func (t *terminal) leaveAlone(ctx context.Context) (err error) {
	s, err := openStand(filepath.Join(t.opts.dir, "one-way"), t.opts.posd, oneWay)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if _, err := s.start(ctx); err != nil {
		return err
	}
	p, err := childNamed(s.name)
	if err != nil {
		return err
	}
	t.unasked, err = p.idle(ctx, t.opts.idle/2)
	return err
}

// sell watches posd idle, then through many sales, then idle again.
func (t *terminal) sell(ctx context.Context, s *stand) error {
	p, err := childNamed(s.name)
	if err != nil {
		return err
	}
	if t.wakeups, err = p.idle(ctx, t.opts.idle); err != nil {
		return err
	}
	if t.fresh, err = p.anonymous(); err != nil {
		return err
	}
	t.byAPI, err = s.each(ctx, t.opts.sales, func() error {
		if err := s.sellByAPI(ctx); err != nil {
			return err
		}
		now, err := p.anonymous()
		t.during = append(t.during, float64(now))
		return err
	})
	if err != nil {
		return err
	}
	if err := rest(ctx, t.opts.idle); err != nil {
		return err
	}
	t.sold, err = p.anonymous()
	return err
}

// each makes n sales and returns what one of them had written.
func (s *stand) each(ctx context.Context, n int, sell func() error) (written, error) {
	before, err := s.written(ctx)
	if err != nil {
		return written{}, err
	}
	for range n {
		if err := sell(); err != nil {
			return written{}, err
		}
	}
	after, err := s.written(ctx)
	all := after.less(before)
	return written{all.commits / float64(n), all.flushes / float64(n), all.bytes / float64(n)}, err
}

// idle returns how often a second anything in the process woke up while nothing happened.
func (p process) idle(ctx context.Context, d time.Duration) (wakes, error) {
	if err := rest(ctx, settle); err != nil {
		return wakes{}, err
	}
	before, err := p.switches()
	if err != nil {
		return wakes{}, err
	}
	start := time.Now()
	if err := rest(ctx, d); err != nil {
		return wakes{}, err
	}
	after, err := p.switches()
	passed := time.Since(start).Seconds()
	return wakes{(after.own - before.own) / passed, (after.monitor - before.monitor) / passed}, err
}

// commitBytes is what a commit of the journal writes: five pages and the head.
const commitBytes = 6 * headSize

// show measures sales that begin at the scanner, in turns with raw flushes.
func (t *terminal) show(ctx context.Context, s *stand) (err error) {
	f, err := newFloor(filepath.Join(t.opts.dir, "commits"), commitBytes, t.opts.shows, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	if _, err := s.sellByScanner(ctx); err != nil { // it dials
		return err
	}
	t.byScanner, err = s.each(ctx, t.opts.shows, func() error {
		got, err := s.sellByScanner(ctx)
		if err != nil {
			return err
		}
		flushes, err := f.flush()
		t.asked, t.paid, t.slips = append(t.asked, got.asked), append(t.paid, got.paid), append(t.slips, got.slip)
		t.commit = append(t.commit, flushes)
		return err
	})
	return err
}

func (t *terminal) rows() []row {
	rows := append(t.times(), t.written("bytes written a sale by the scanner", t.byScanner, t.opts.shows),
		t.written("bytes written a sale by the API with its code", t.byAPI, t.opts.sales))
	rows = append(rows, t.memory()...)
	return append(rows, t.idleness()...)
}

func (t *terminal) idleness() []row {
	return []row{
		{
			figure: "idle wakeups a second", measured: fmt.Sprintf("%.1f", t.wakeups.own), target: "<= 2", verdict: judge(t.wakeups.own <= 2),
			note: fmt.Sprintf("Context switches of the real posd's threads in %s, with printer, display and scanner plugged in and one client following the "+
				"events. Not counted are %.1f a second of the thread by which Go watches the others: it naps for 20 µs at a time while another one runs or "+
				"waits for a busy processor, so its naps wake nothing, and measure the machine.", t.opts.idle, t.wakeups.monitor),
		},
		{
			figure: "the same where the printer is not asked", measured: fmt.Sprintf("%.1f", t.unasked.own), target: "<= 2", verdict: noted,
			note: fmt.Sprintf("With status = \"one-way\": what is left is everything but the question every ten seconds whether the printer is still there. "+
				"Go's own thread: %.1f.", t.unasked.monitor),
		},
	}
}

func (t *terminal) times() []row {
	paid, slip := t.paid.median()-t.commit.median(), t.slips.median()
	return []row{
		{
			figure: "scanner's line -> request at the gateway, p50", measured: ms(t.asked.median()), verdict: noted,
			note: fmt.Sprintf("%d sales of the real posd, from the write on the scanner's line to the first bytes at a tap before the gateway; p90 %s.",
				len(t.asked), ms(t.asked.quantile(0.9))),
		},
		{
			figure: "verdict on the wire -> paid shown, less a commit", measured: ms(paid), target: "<= 5 ms", verdict: judge(paid <= 5*time.Millisecond),
			note: fmt.Sprintf("The same sales, from the tap to the display's end of its line: p50 %s, p90 %s. A commit: two raw flushes of the same size, in turns, p50 %s.",
				ms(t.paid.median()), ms(t.paid.quantile(0.9)), ms(t.commit.median())),
		},
		{
			figure: "paid shown -> receipt's first bytes, p50", measured: ms(slip), target: "<= 10 ms", verdict: judge(slip <= 10*time.Millisecond),
			note: fmt.Sprintf("The same sales, at the printer's end of its line; p90 %s.", ms(t.slips.quantile(0.9))),
		},
	}
}

func (t *terminal) written(figure string, w written, sales int) row {
	return row{
		figure: figure, measured: kb(w.bytes), target: "<= 80 KB", verdict: judge(w.bytes <= 80e3),
		note: fmt.Sprintf("The real posd's /metrics over %d sales up to the printed receipt: %.2f commits and %.2f flushes each, the anchor and a sale's share in moving and growing the journal included.",
			sales, w.commits, w.flushes),
	}
}

func (t *terminal) memory() []row {
	percent := func(from, to float64) float64 { return 100 * (to/from - 1) }
	n := len(t.during)
	early, late := median(t.during[n/5:n/2+1]), median(t.during[n/2:])
	sinceIdle, halves := percent(float64(t.fresh), float64(t.sold)), percent(early, late)
	grown := judge(sinceIdle < 5)
	if sinceIdle >= 5 && halves < 5 {
		grown = bounded("Go lets the heap fill 4 MB before it collects; flat from there on, next row")
	}
	return []row{
		{
			figure: "anonymous memory, idle", measured: mb(t.fresh), target: "<= 12 MB", verdict: judge(t.fresh <= 12e6),
			note: fmt.Sprintf("RssAnon of the real posd after %s of rest before its first sale; in the row below after the last and as much rest.", t.opts.idle),
		},
		{figure: fmt.Sprintf("the same after %d sales", t.opts.sales), measured: mb(t.sold), target: "<= 12 MB", verdict: judge(t.sold <= 12e6)},
		{figure: "its growth since it was idle", measured: fmt.Sprintf("%+.1f %%", sinceIdle), target: "< 5 %", verdict: grown},
		{
			figure: "its growth from the first half of the sales to the second", measured: fmt.Sprintf("%+.1f %%", halves), target: "< 5 %", verdict: judge(halves < 5),
			note: fmt.Sprintf("From %s to %s, p50 of a look after each sale, without the first fifth: what a leak would show in. Codes are remembered for a minute, "+
				"so sales as fast as these leave more than a shop's.", kb(early), kb(late)),
		},
	}
}
