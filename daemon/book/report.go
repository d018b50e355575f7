package book

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"posd/daemon/journal"
	"posd/payment"
)

// StreamReport is the journal's stream of closed days. Its one subject has an entry for each Z report, the newest last.
const StreamReport = "report"

const (
	keyZ          = "z"
	kindZ         = "closed"
	reportVersion = 1
)

// ErrNoReport says that there is no Z report of that number.
var ErrNoReport = errors.New("no such report")

// ErrReport says that the record of a report is not understood.
var ErrReport = errors.New("report not understood")

// Report is what happened between two points of the journal.
type Report struct {
	Number     int       // of a Z report, from 1; 0 for an X report, which closes nothing
	From, To   uint64    // the first and the last entry that counts
	Since      time.Time // when the report before was closed; zero for the first
	At         time.Time // when this one was made
	Day        string    // the business day of At
	Head       string    // hash of entry To, in hexadecimal
	Open       int       // payments whose outcome is not known yet, or that are being watched
	Currencies map[payment.Currency]Sum
	Operators  map[string]map[payment.Currency]Sum // of each operator; "" is who has no name
	Tallies    map[string]Tally                    // of each operator: what happened beside money that stayed
	Shift      int                                 // the shift that it is about or that it closes; 0 for none
}

// zBody is a Z report in the journal.
type zBody struct {
	Number    int                           `json:"number"`
	From      uint64                        `json:"from"`
	To        uint64                        `json:"to"`
	Since     time.Time                     `json:"since,omitzero"`
	At        time.Time                     `json:"at"`
	Day       string                        `json:"day"`
	Head      string                        `json:"head"`
	Open      int                           `json:"open"`
	Sums      map[string]sumBody            `json:"sums"`
	Operators map[string]map[string]sumBody `json:"operators,omitempty"`
	Tallies   map[string]tallyBody          `json:"tallies,omitempty"`
	Shift     int                           `json:"shift,omitempty"`
}

type sumBody struct {
	Sales       int   `json:"sales"`
	SalesMinor  int64 `json:"sales_minor"`
	Refunds     int   `json:"refunds"`
	RefundMinor int64 `json:"refund_minor"`
}

// Ledger is what reports need of the journal.
type Ledger interface {
	Append(now time.Time, records ...journal.Record) ([]journal.Entry, error)
	Get(seq uint64) (journal.Entry, error)
	Latest(stream, key string) (journal.Entry, error)
	History(stream, key string) iter.Seq2[journal.Entry, error]
	Entries(from, to uint64) iter.Seq2[journal.Entry, error]
	Base() uint64
	Len() uint64
}

// X returns the report since the last Z report. It closes nothing and may be asked for again and again.
func (b *Book) X(l Ledger) (Report, error) {
	last, err := lastZ(l)
	if err != nil {
		return Report{}, err
	}
	return b.between(l, last)
}

// Z closes what X would report, under the next number. owes returns what becomes due with it, such as its slip, and is committed
// together with it: a Z report without its paper, or the other way round, there is none.
func (b *Book) Z(l Ledger, owes func(Report) ([]journal.Record, error)) (Report, error) {
	b.closing.Lock()
	defer b.closing.Unlock()
	last, err := lastZ(l)
	if err != nil {
		return Report{}, err
	}
	r, err := b.between(l, last)
	if err != nil {
		return Report{}, err
	}
	r.Number = last.Number + 1
	if b.opts.Shift != nil {
		r.Shift = b.opts.Shift()
	}
	body, err := json.Marshal(zToBody(r))
	if err != nil {
		return Report{}, err
	}
	records := []journal.Record{{Stream: StreamReport, Kind: kindZ, Key: keyZ, Version: reportVersion, Body: body}}
	owed, err := owes(r)
	if err != nil {
		return Report{}, err
	}
	entries, err := l.Append(r.At, append(records, owed...)...)
	if err != nil {
		return Report{}, err
	}
	if b.opts.Saved != nil {
		b.opts.Saved(entries[len(entries)-1].Seq)
	}
	return r, nil
}

// ZReport returns a closed report, or ErrNoReport.
func ZReport(l Ledger, number int) (Report, error) {
	for e, err := range l.History(StreamReport, keyZ) {
		if err != nil {
			return Report{}, err
		}
		if r, err := zOf(e); err != nil || r.Number == number {
			return r, err
		}
	}
	return Report{}, fmt.Errorf("%w: %d", ErrNoReport, number)
}

// lastZ returns the newest Z report, the zero Report before the first.
func lastZ(l Ledger) (Report, error) {
	e, err := l.Latest(StreamReport, keyZ)
	if errors.Is(err, journal.ErrNotFound) {
		return Report{}, nil
	}
	if err != nil {
		return Report{}, err
	}
	return zOf(e)
}

// between counts what was journalled after last. Entries that come while it counts belong to the next report; those that have left
// the journal before anybody made a Z report stand in the archive, and From says so.
func (b *Book) between(l Ledger, last Report) (Report, error) {
	return b.since(l, max(last.To, l.Base())+1, last.At)
}

// Shift returns the report of a shift that began with the entry from, at since. It closes nothing.
func (b *Book) Shift(l Ledger, number int, from uint64, since time.Time) (Report, error) {
	r, err := b.since(l, max(from, l.Base()+1), since)
	r.Shift = number
	return r, err
}

func (b *Book) since(l Ledger, from uint64, since time.Time) (Report, error) {
	now := b.opts.Now()
	r := Report{
		From: from, To: l.Len(), Since: since, At: now, Day: b.Day(now),
		Currencies: map[payment.Currency]Sum{}, Operators: map[string]map[payment.Currency]Sum{}, Tallies: map[string]Tally{},
	}
	for e, err := range l.Entries(r.From, r.To) {
		if err != nil {
			return r, err
		}
		r.Head = e.Hash.String()
		if e.Stream != Stream {
			b.tallyOther(&r, e)
			continue
		}
		if err := r.count(l, e); err != nil {
			return r, err
		}
	}
	open, err := b.Open()
	r.Open = len(open)
	return r, err
}

// count adds what one entry changed, for the till and for whoever did it.
func (r *Report) count(l Ledger, e journal.Entry) error {
	after, err := payment.Decode(e.Version, e.Body)
	if err != nil {
		return err
	}
	var before payment.Payment
	if e.Before > 0 {
		old, err := l.Get(e.Before)
		if err != nil {
			return err
		}
		if before, err = payment.Decode(old.Version, old.Body); err != nil {
			return err
		}
	}
	r.tally(after.Order.Operator, tallyOf(before, after))
	r.money(before, after)
	return nil
}

// money adds what came in or went back when a payment changed, for the till and for whoever did it.
func (r *Report) money(before, after payment.Payment) {
	c := changeOf(before, after)
	if !c.matters() {
		return
	}
	put(r.Currencies, c.currency, c.sum)
	sale := c.sum
	sale.Refunds, sale.RefundMinor = 0, 0
	r.credit(after.Order.Operator, c.currency, sale)
	for _, f := range after.Refunds {
		old, _ := before.RefundByNumber(f.Number)
		if f.State == payment.RefundDone && old.State != payment.RefundDone && !f.Late {
			r.credit(f.Operator, c.currency, Sum{Refunds: 1, RefundMinor: f.Amount.Minor})
		}
	}
}

func (r *Report) credit(operator string, currency payment.Currency, s Sum) {
	if s == (Sum{}) {
		return
	}
	if r.Operators[operator] == nil {
		r.Operators[operator] = map[payment.Currency]Sum{}
	}
	put(r.Operators[operator], currency, s)
}

func put(sums map[payment.Currency]Sum, currency payment.Currency, s Sum) {
	have := sums[currency]
	have.Sales += s.Sales
	have.SalesMinor += s.SalesMinor
	have.Refunds += s.Refunds
	have.RefundMinor += s.RefundMinor
	sums[currency] = have
}

// Names returns the operators of a report in order.
func (r Report) Names() []string {
	names := slices.Sorted(maps.Keys(r.Operators))
	for name := range r.Tallies {
		if _, ok := r.Operators[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func zToBody(r Report) zBody {
	b := zBody{
		Number: r.Number, From: r.From, To: r.To, Since: r.Since, At: r.At, Day: r.Day, Head: r.Head, Open: r.Open,
		Sums: sumsToBody(r.Currencies), Operators: map[string]map[string]sumBody{}, Tallies: map[string]tallyBody{}, Shift: r.Shift,
	}
	for name, t := range r.Tallies {
		b.Tallies[name] = tallyBody(t)
	}
	for name, sums := range r.Operators {
		b.Operators[name] = sumsToBody(sums)
	}
	return b
}

func sumsToBody(sums map[payment.Currency]Sum) map[string]sumBody {
	b := map[string]sumBody{}
	for currency, s := range sums {
		b[string(currency)] = sumBody(s)
	}
	return b
}

func zOf(e journal.Entry) (Report, error) {
	var b zBody
	if e.Version != reportVersion {
		return Report{}, fmt.Errorf("%w: version %d", ErrReport, e.Version)
	}
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrReport, err)
	}
	r := Report{
		Number: b.Number, From: b.From, To: b.To, Since: b.Since, At: b.At, Day: b.Day, Head: b.Head, Open: b.Open,
		Currencies: bodyToSums(b.Sums), Operators: map[string]map[payment.Currency]Sum{}, Tallies: map[string]Tally{}, Shift: b.Shift,
	}
	for name, t := range b.Tallies {
		r.Tallies[name] = Tally(t)
	}
	for name, sums := range b.Operators {
		r.Operators[name] = bodyToSums(sums)
	}
	return r, nil
}

func bodyToSums(b map[string]sumBody) map[payment.Currency]Sum {
	sums := map[payment.Currency]Sum{}
	for currency, s := range b {
		sums[payment.Currency(currency)] = Sum(s)
	}
	return sums
}
