package book

import (
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"

	"posd/daemon/journal"
	"posd/payment"
)

// Stream is the journal's stream of payments.
const Stream = "payment"

// Journal is what a Book needs of the journal.
type Journal interface {
	Append(now time.Time, records ...journal.Record) ([]journal.Entry, error)
	Latest(stream, key string) (journal.Entry, error)
	OpenKeys(stream string) iter.Seq2[string, error]
	ByIndex(term string, limit int) ([]journal.Entry, error)
	History(stream, key string) iter.Seq2[journal.Entry, error]
}

// Opts are what a Book is made with.
type Opts struct {
	Zone    *time.Location
	DayEnds time.Duration // after midnight; a business day runs from here to here
	Now     func() time.Time
	// Owes returns the records that a payment's change makes due in the same commit; it may be nil.
	Owes func(n payment.Notice, before, after payment.Payment) ([]journal.Record, error)
	// NoSale tells from another owner's entry whether somebody opened the drawer without a sale, and who; it may be nil.
	NoSale func(e journal.Entry) (operator string, is bool)
	// Shift returns the number of the open shift, 0 for none; it may be nil.
	Shift func() int
	// Saved is called after every commit, from the goroutine that saved; it must not block and may be nil.
	Saved func(seq uint64)
}

// Book is a payment.Store on a journal.
type Book struct {
	journal Journal
	opts    Opts
	closing sync.Mutex // held while a Z report is made: no two have one number

	mu     sync.Mutex
	totals Totals // of the current business day
}

// New returns a Book and counts the current day's totals.
func New(j Journal, opts Opts) (*Book, error) {
	b := &Book{journal: j, opts: opts}
	totals, err := b.count(b.Day(opts.Now()))
	if err != nil {
		return nil, err
	}
	b.totals = totals
	return b, nil
}

// Save implements payment.Store.
func (b *Book) Save(p payment.Payment, n payment.Notice) error {
	before, err := b.Get(p.ID)
	if err != nil && !errors.Is(err, payment.ErrUnknownPayment) {
		return err
	}
	body, err := payment.Encode(p)
	if err != nil {
		return err
	}
	now := b.opts.Now()
	change := changeOf(before, p)
	record := journal.Record{
		Stream: Stream, Kind: kind(p, n), Key: string(p.ID), Version: payment.RecordVersion, Open: p.Open(),
		Index: b.terms(p, change, now), Body: body,
	}
	records := []journal.Record{record}
	if b.opts.Owes != nil {
		owed, err := b.opts.Owes(n, before, p)
		if err != nil {
			return fmt.Errorf("what payment %s owes: %w", p.ID, err)
		}
		records = append(records, owed...)
	}
	entries, err := b.journal.Append(now, records...)
	if err != nil {
		return err
	}
	b.add(b.Day(now), change)
	if b.opts.Saved != nil {
		b.opts.Saved(entries[len(entries)-1].Seq)
	}
	return nil
}

// kind is what a record is called in the journal: the notice it came with, else the state.
func kind(p payment.Payment, n payment.Notice) string {
	if n != "" {
		return string(n)
	}
	return p.State.String()
}

// terms are the lookups under which a payment is found. The journal files only those that its record before did not carry.
func (b *Book) terms(p payment.Payment, c change, now time.Time) []string {
	terms := []string{termAll}
	if p.Order.Ref != "" {
		terms = append(terms, termOrder+p.Order.Ref)
	}
	if p.Order.Key != "" {
		terms = append(terms, termKey+p.Order.Key)
	}
	if c.matters() {
		terms = append(terms, termDay+b.Day(now))
	}
	return terms
}

// Index terms.
const (
	termAll   = "payments"
	termOrder = "order:"
	termKey   = "key:"
	termDay   = "day:"
)

// Get implements payment.Store.
func (b *Book) Get(id payment.ID) (payment.Payment, error) {
	e, err := b.journal.Latest(Stream, string(id))
	if errors.Is(err, journal.ErrNotFound) {
		return payment.Payment{}, fmt.Errorf("%w: %s", payment.ErrUnknownPayment, id)
	}
	if err != nil {
		return payment.Payment{}, err
	}
	return payment.Decode(e.Version, e.Body)
}

// Open implements payment.Store.
func (b *Book) Open() ([]payment.Payment, error) {
	var open []payment.Payment
	for key, err := range b.journal.OpenKeys(Stream) {
		if err != nil {
			return nil, err
		}
		p, err := b.Get(payment.ID(key))
		if err != nil {
			return nil, err
		}
		open = append(open, p)
	}
	return open, nil
}

// ByOrder implements payment.Store.
func (b *Book) ByOrder(ref string) ([]payment.Payment, error) {
	return b.found(termOrder+ref, 100)
}

// ByKey returns the payment that a request with this Idempotency-Key began, or an error that wraps payment.ErrUnknownPayment.
func (b *Book) ByKey(key string) (payment.Payment, error) {
	found, err := b.found(termKey+key, 1)
	if err != nil {
		return payment.Payment{}, err
	}
	if len(found) == 0 {
		return payment.Payment{}, fmt.Errorf("%w: key %s", payment.ErrUnknownPayment, key)
	}
	return found[0], nil
}

// Recent returns the newest payments as they stand, at most limit.
func (b *Book) Recent(limit int) ([]payment.Payment, error) {
	return b.found(termAll, limit)
}

func (b *Book) found(term string, limit int) ([]payment.Payment, error) {
	entries, err := b.journal.ByIndex(term, limit)
	if err != nil {
		return nil, err
	}
	payments := make([]payment.Payment, 0, len(entries))
	for _, e := range entries {
		p, err := payment.Decode(e.Version, e.Body)
		if err != nil {
			return nil, err
		}
		payments = append(payments, p)
	}
	return payments, nil
}
