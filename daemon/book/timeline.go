package book

import (
	"time"

	"posd/payment"
)

// Step is one record in a payment's life.
type Step struct {
	Seq    uint64
	At     time.Time
	Notice string // the record's kind
	State  payment.State
	Number string // the attempt's
	Reason payment.Reason
}

// Timeline returns what happened to a payment, the oldest first.
func (b *Book) Timeline(id payment.ID) ([]Step, error) {
	var steps []Step
	for e, err := range b.journal.History(Stream, string(id)) {
		if err != nil {
			return nil, err
		}
		p, err := payment.Decode(e.Version, e.Body)
		if err != nil {
			return nil, err
		}
		steps = append(steps, Step{Seq: e.Seq, At: e.Time, Notice: e.Kind, State: p.State, Number: p.Number(), Reason: p.Reason})
	}
	return steps, nil
}
