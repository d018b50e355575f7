package bills

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
)

// Reader is what is read of a journal: a running one, or a copy.
type Reader interface {
	Latest(stream, key string) (journal.Entry, error)
	Entries(from, to uint64) iter.Seq2[journal.Entry, error]
	OpenKeys(stream string) iter.Seq2[string, error]
	ByIndex(term string, limit int) ([]journal.Entry, error)
}

// shelf is a journal as reconcile.Book.
type shelf struct{ journal Reader }

// Get implements reconcile.Book.
func (s shelf) Get(id payment.ID) (payment.Payment, error) {
	e, err := s.journal.Latest(book.Stream, string(id))
	if errors.Is(err, journal.ErrNotFound) {
		return payment.Payment{}, fmt.Errorf("%w: %s", payment.ErrUnknownPayment, id)
	}
	if err != nil {
		return payment.Payment{}, err
	}
	return payment.Decode(e.Version, e.Body)
}

// Touched implements reconcile.Book. It walks over the whole journal, whose order is not that of the clock where somebody set it.
func (s shelf) Touched(from, to time.Time) iter.Seq2[payment.Payment, error] {
	return func(yield func(payment.Payment, error) bool) {
		seen := map[string]bool{}
		for e, err := range s.journal.Entries(1, 0) {
			if err != nil {
				yield(payment.Payment{}, err)
				return
			}
			if e.Stream != book.Stream || seen[e.Key] || e.Time.Before(from) || !e.Time.Before(to) {
				continue
			}
			seen[e.Key] = true
			p, err := s.Get(payment.ID(e.Key))
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}
