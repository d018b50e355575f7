package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"posd/configs"
	"posd/daemon/book"
)

// startWithin bounds the study of starts.
const startWithin = 20 * time.Minute

// studyStart measures how long posd takes from its start until a sale can begin, with a large journal and without one, in turns.
func studyStart(ctx context.Context, o options) ([]row, error) {
	ctx, stop := context.WithTimeout(ctx, startWithin)
	defer stop()
	large := filepath.Join(o.dir, "large")
	written, err := prepare(large, o)
	if err != nil {
		return nil, err
	}
	var with, without sample
	for i := range o.starts + 1 {
		empty, err := startOnce(ctx, filepath.Join(o.dir, "empty"), o.posd)
		if err != nil {
			return nil, err
		}
		full, err := startOnce(ctx, large, o.posd)
		if err != nil {
			return nil, err
		}
		if i > 0 { // the first ones read the binary from the disk and make the empty journal
			without, with = append(without, empty), append(with, full)
		}
	}
	over := ratio(with.median(), without.median())
	return []row{{
		figure: fmt.Sprintf("start to ready, %d records over none", written), measured: fmt.Sprintf("%.2f (%s over %s)", over, ms(with.median()), ms(without.median())),
		target: "<= 2", verdict: judge(over <= 2),
		note: fmt.Sprintf("%d starts each, in turns, p50, from fork to the first answer of the local API that a sale may begin; %d of the payments are today's.", o.starts, salesADay),
	}}, nil
}

// prepare lays a counter with a large journal into dir, whose days are those of its configuration.
func prepare(dir string, o options) (records int, err error) {
	s, err := openStand(dir, o.posd)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	cfg, err := configs.Load(s.ConfigPath())
	if err != nil {
		return 0, err
	}
	zone, err := cfg.Terminal.Location()
	if err != nil {
		return 0, err
	}
	return writeHistory(cfg.Journal.Path, book.Opts{Zone: zone, DayEnds: cfg.Terminal.DayEnds.Duration()}, o.records)
}

// startOnce returns how long posd took to get ready in dir, where there may be a journal.
func startOnce(ctx context.Context, dir, posd string) (took time.Duration, err error) {
	s, err := openStand(dir, posd)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	return s.start(ctx)
}

// copyFile copies a file, durably.
func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
