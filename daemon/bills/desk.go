package bills

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"posd/daemon/journal"
	"posd/payment/reconcile"
)

// Stream is the journal's stream of reconciliations.
const Stream = "reconcile"

// version of the records' bodies.
const version = 1

// Kinds, keys and terms of the records.
const (
	kindBill      = "bill"
	kindGap       = "gap"
	kindFound     = "found"
	kindExplained = "explained"

	billKey  = "bill:" // and the digest's beginning
	gapKey   = "gap:"  // and the gap's id
	termBill = "reconciliations"
)

// Limits of one reconciliation and of what people say.
const (
	MaxGaps    = 1000
	MaxGapPart = 100 // gaps of one call of Record
	MaxWhy     = 256 // bytes
	MaxBy      = 64  // bytes
)

// Journal is what a Desk needs of the journal.
type Journal interface {
	Reader
	Append(now time.Time, records ...journal.Record) ([]journal.Entry, error)
}

// Desk keeps reconciliations. It is safe for concurrent use.
type Desk struct {
	journal Journal
	now     func() time.Time
	kept    func(seq uint64) // called after each commit; may be nil

	mu sync.Mutex // held from reading a gap to its change being durable
}

// NewDesk returns a Desk on a journal.
func NewDesk(j Journal, now func() time.Time, kept func(seq uint64)) *Desk {
	return &Desk{journal: j, now: now, kept: kept}
}

// Record keeps an outcome in one commit. More than MaxGapPart gaps come in parts: the first with the run, the others with part
// above 0. It returns the run with the time at which it was kept.
func (d *Desk) Record(o Outcome, part int) (Run, error) {
	if err := o.check(part); err != nil {
		return Run{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o.Run.At = d.now()
	var records []journal.Record
	if part == 0 {
		records = append(records, record(kindBill, billKey+o.Run.Digest[:16], false, o.Run, termBill))
	}
	for _, g := range o.Gaps {
		fresh, err := remember(d.journal, wireGap(g.gap(), o.Run.Name)) // what is kept, not what was said, tells whether it was explained
		if err != nil {
			return Run{}, err
		}
		if fresh.Open {
			fresh.Seen = o.Run.At
			records = append(records, record(kindGap, gapKey+fresh.ID, true, fresh))
		}
	}
	for _, id := range o.Found {
		g, err := gapIn(d.journal, id)
		if err != nil {
			return Run{}, err
		}
		if g.Open && g.Since != o.Run.Name {
			g.Since = o.Run.Name
			records = append(records, record(kindFound, gapKey+id, true, g))
		}
	}
	return o.Run, d.append(records)
}

func (d *Desk) append(records []journal.Record) error {
	if len(records) == 0 {
		return nil
	}
	entries, err := d.journal.Append(d.now(), records...)
	if err == nil && d.kept != nil {
		d.kept(entries[len(entries)-1].Seq)
	}
	return err
}

// check refuses what no Judge has made.
func (o Outcome) check(part int) error {
	switch {
	case part < 0 || len(o.Gaps) > MaxGapPart || len(o.Found) > MaxGapPart:
		return fmt.Errorf("%w: at most %d gaps at once", ErrPart, MaxGapPart)
	case len(o.Run.Digest) != 64 || o.Run.Name == "" || len(o.Run.Name) > 255 || len(o.Run.Operator) > MaxBy || !utf8.ValidString(o.Run.Name):
		return fmt.Errorf("%w: the bill is not named", ErrPart)
	}
	for _, g := range o.Gaps {
		if !slices.Contains(reconcile.Kinds(), g.Kind) || g.Number == "" || len(g.Number) > 128 || g.ID != g.gap().ID() {
			return fmt.Errorf("%w: a gap that is none", ErrPart)
		}
	}
	return nil
}

func record(kind, key string, open bool, body any, terms ...string) journal.Record {
	raw, _ := json.Marshal(body) // text, numbers and times only: it cannot fail
	return journal.Record{Stream: Stream, Kind: kind, Key: key, Version: version, Open: open, Index: terms, Body: raw}
}

// Explain closes a gap because a person, by, knows what became of it. One that is closed stays as it is.
func (d *Desk) Explain(id, by, why string) (Gap, error) {
	if why == "" || len(why) > MaxWhy || !utf8.ValidString(why) || len(by) > MaxBy || !utf8.ValidString(by) {
		return Gap{}, ErrText
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	g, err := gapIn(d.journal, id)
	if err != nil || !g.Open {
		return g, err
	}
	g.Open, g.By, g.Why, g.Closed = false, by, why, d.now()
	return g, d.append([]journal.Record{record(kindExplained, gapKey+id, false, g)})
}

// Gaps returns every gap that waits for a person, the loudest first.
func (d *Desk) Gaps() ([]Gap, error) { return openGaps(d.journal) }

// Runs returns the last bills that were held against the journal, the newest first.
func (d *Desk) Runs(limit int) ([]Run, error) { return RunsIn(d.journal, limit) }

// RunsIn returns the last reconciliations of a journal, the newest first. A bill that was read again stands where it stood, with
// what the last reading found.
func RunsIn(j Reader, limit int) ([]Run, error) {
	entries, err := j.ByIndex(termBill, limit)
	if err != nil {
		return nil, err
	}
	runs := make([]Run, 0, len(entries))
	for _, e := range entries {
		var r Run
		if err := decode(e, &r); err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// GapsIn returns the open gaps of a journal, the loudest first.
func GapsIn(j Reader) ([]Gap, error) { return openGaps(j) }
