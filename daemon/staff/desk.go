package staff

import (
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"posd/daemon/journal"
)

// Journal is what a Desk needs of the journal.
type Journal interface {
	Append(now time.Time, records ...journal.Record) ([]journal.Entry, error)
	Latest(stream, key string) (journal.Entry, error)
	OpenKeys(stream string) iter.Seq2[string, error]
}

// Opts are what a Desk is made with. Log and Kept may be nil.
type Opts struct {
	Journal Journal
	Now     func() time.Time
	Random  io.Reader
	Pins    string          // path of the file with the hashes of PINs
	Cost    Cost            // of each look at a PIN; DefaultCost where it is zero
	Limits  map[Role]Limits // of refunds, for operators without their own
	// BadgeNeedsPIN lets nobody sign on with a badge alone.
	BadgeNeedsPIN bool
	Kept          func(seq uint64) // called after each commit; must not block
	Log           *slog.Logger
}

// Desk keeps operators and the shift. It is safe for concurrent use; what only looks waits for no commit and no PIN.
type Desk struct {
	opts Opts

	acting  sync.Mutex // held from reading the state to its change being durable
	hashing sync.Mutex // one look at a PIN at a time: each takes Cost.Memory

	mu      sync.Mutex
	pins    map[string]pinHash // as in the file; never written to, but replaced
	members map[string]member  // those that are not removed
	wrong   map[string]guesses
	shift   Shift
}

// New returns a Desk with what the journal knows.
func New(o Opts) (*Desk, error) {
	if o.Cost == (Cost{}) {
		o.Cost = DefaultCost
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &Desk{opts: o, members: map[string]member{}, wrong: map[string]guesses{}}
	var err error
	if d.pins, err = readPins(o.Pins); err != nil {
		o.Log.Warn("pins_unreadable", "error", err) // they have to be set anew; nothing else is lost
	}
	return d, d.load()
}

func (d *Desk) load() error {
	for key, err := range d.opts.Journal.OpenKeys(Stream) {
		if err != nil {
			return err
		}
		e, err := d.opts.Journal.Latest(Stream, key)
		if err != nil {
			return err
		}
		if err := d.learn(e); err != nil {
			return err
		}
	}
	e, err := d.opts.Journal.Latest(Stream, shiftKey)
	if errors.Is(err, journal.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	d.shift, err = shiftOf(e)
	return err
}

// learn takes in an entry about an operator.
func (d *Desk) learn(e journal.Entry) error {
	switch {
	case strings.HasPrefix(e.Key, operatorKey):
		m, err := memberOf(e)
		if err != nil {
			return err
		}
		d.members[m.ID] = m
	case strings.HasPrefix(e.Key, wrongKey):
		var b wrongBody
		if err := decode(e, &b); err != nil {
			return err
		}
		d.wrong[b.Operator] = guessed(b.Wrong, time.Now()) // nobody knows how long the power was off: wait anew
	}
	return nil
}

// append makes records durable.
func (d *Desk) append(records ...journal.Record) ([]journal.Entry, error) {
	entries, err := d.opts.Journal.Append(d.opts.Now(), records...)
	if err == nil && d.opts.Kept != nil {
		d.opts.Kept(entries[len(entries)-1].Seq)
	}
	return entries, err
}

// InUse reports whether there are operators: without any the terminal asks nobody who they are.
func (d *Desk) InUse() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.members) > 0
}

// Operators returns the operators in the order of their numbers.
func (d *Desk) Operators() []Operator {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]Operator, 0, len(d.members))
	for _, m := range d.members {
		all = append(all, m.Operator)
	}
	slices.SortFunc(all, func(a, b Operator) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// Find returns an operator, or ErrUnknown.
func (d *Desk) Find(id string) (Operator, error) {
	m, err := d.member(id)
	return m.Operator, err
}

func (d *Desk) member(id string) (member, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, ok := d.members[id]
	if !ok {
		return member{}, ErrUnknown
	}
	return m, nil
}

// Present returns who is signed on.
func (d *Desk) Present() (Operator, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	m, ok := d.members[d.shift.Present]
	return m.Operator, ok
}

// Who returns under whose name and in which shift something is done: nobody's and none on a terminal without operators.
func (d *Desk) Who() (label string, shift int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.members) == 0 || !d.shift.Open() {
		return "", 0
	}
	if m, ok := d.members[d.shift.Present]; ok {
		label = m.Label()
	}
	return label, d.shift.Number
}

func (d *Desk) random() (uint64, error) {
	var b [8]byte
	_, err := io.ReadFull(d.opts.Random, b[:])
	return binary.BigEndian.Uint64(b[:]), err
}
