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
	"posd/daemon/journal"
)

// startWithin bounds the study of starts.
const startWithin = 20 * time.Minute

// smallRecords are those of the journal that lookups in the large one are held against.
const smallRecords = 100

// studyStart measures what a long history costs: how long posd takes from its start until a sale can begin, and one lookup.
func studyStart(ctx context.Context, o options) ([]row, error) {
	ctx, stop := context.WithTimeout(ctx, startWithin)
	defer stop()
	large, small := filepath.Join(o.dir, "large"), filepath.Join(o.dir, "small")
	records, err := prepare(large, o)
	if err != nil {
		return nil, err
	}
	o.records = smallRecords
	if _, err := prepare(small, o); err != nil {
		return nil, err
	}
	look, lookSmall, err := lookups(large, small, records)
	if err != nil {
		return nil, err
	}
	with, without, err := starts(ctx, large, o)
	if err != nil {
		return nil, err
	}
	flat, over := ratio(look, lookSmall), ratio(with, without)
	return []row{
		{
			figure: fmt.Sprintf("lookup in %d records over %d", records, smallRecords), measured: fmt.Sprintf("%.2f (%.1f us)", flat, float64(look)/1e3),
			target: "flat: <= 2", verdict: judge(flat <= 2), note: "A payment by its id, journal.Latest, in turns, p50, with the file in memory.",
		},
		{
			figure: fmt.Sprintf("start to ready, %d records over none", records), measured: fmt.Sprintf("%.2f (%s over %s)", over, ms(with), ms(without)),
			target: "<= 2", verdict: judge(over <= 2),
			note: fmt.Sprintf("%d starts each, in turns, p50, from fork to the first answer of the local API that a sale may begin; %d of the payments are "+
				"today's, whose sums are counted on the way. posd reads its journal anew from the disk at each start.", o.starts, min(salesADay, records/recordsASale)),
		},
	}, nil
}

// starts returns how long posd takes to get ready with a large journal and with none, in turns, p50.
func starts(ctx context.Context, large string, o options) (with, without time.Duration, err error) {
	var full, empty sample
	for i := range o.starts + 1 {
		b, err := startOnce(ctx, filepath.Join(o.dir, "empty"), o.posd)
		if err != nil {
			return 0, 0, err
		}
		a, err := startOnce(ctx, large, o.posd)
		if err != nil {
			return 0, 0, err
		}
		if i > 0 { // the first ones read the binary from the disk and make the empty journal
			full, empty = append(full, a), append(empty, b)
		}
	}
	return full.median(), empty.median(), nil
}

// lookupRounds is how often one payment is looked up in each of the two journals.
const lookupRounds = 5000

// lookups returns how long it takes to find a payment in two histories of so many records and of smallRecords, in turns, p50.
func lookups(large, small string, records int) (inLarge, inSmall time.Duration, err error) {
	var shelves [2]shelf
	for i, s := range []shelf{{dir: large, sales: records / recordsASale}, {dir: small, sales: smallRecords / recordsASale}} {
		if s.journal, err = journal.OpenReadOnly(filepath.Join(s.dir, "journal.db")); err != nil {
			return 0, 0, err
		}
		defer func() { err = errors.Join(err, s.journal.Close()) }()
		shelves[i] = s
	}
	for n := range lookupRounds {
		for i := range shelves {
			if err := shelves[i].look(n); err != nil {
				return 0, 0, err
			}
		}
	}
	return shelves[0].took.median(), shelves[1].took.median(), nil
}

// shelf is a history in which payments are looked up.
type shelf struct {
	dir     string
	sales   int
	journal *journal.Journal
	took    sample
}

// lookedUp is how many payments are looked up, again and again.
const lookedUp = 20

// look looks one of the payments up. The first time round brings the pages into memory and does not count.
func (s *shelf) look(n int) error {
	id := saleID(n % lookedUp * s.sales / lookedUp)
	start := time.Now()
	_, err := s.journal.Latest(book.Stream, string(id))
	if n >= lookedUp {
		s.took = append(s.took, time.Since(start))
	}
	return err
}

// prepare lays a counter with o.records of history into dir, whose days are those of its configuration.
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
