package staff

import (
	"slices"
	"time"

	"posd/daemon/journal"
)

// State is where a shift stands.
type State string

// States of a shift.
const (
	ShiftNone   State = "" // there was none yet
	ShiftOpen   State = "open"
	ShiftHanded State = "handed_over"
	ShiftClosed State = "closed"
)

// Shift is the present shift, or the last.
type Shift struct {
	Number   int // from 1
	State    State
	Opened   time.Time
	OpenedBy string // label of the operator
	From     uint64 // the journal's entry with which it began
	Present  string // number of the operator who is signed on; empty for nobody
	Ended    time.Time
	EndedBy  string // label of the operator, or who closed the day
	To       string // label of the operator it was handed over to
	Z        int    // number of the Z report that closed it
}

// Open reports whether the shift is open.
func (s Shift) Open() bool { return s.State == ShiftOpen }

type shiftBody struct {
	Number   int       `json:"number"`
	State    State     `json:"state"`
	Opened   time.Time `json:"opened"`
	OpenedBy string    `json:"opened_by"`
	From     uint64    `json:"from,omitempty"` // the record's own entry where it is left out
	Present  string    `json:"present,omitempty"`
	Ended    time.Time `json:"ended,omitzero"`
	EndedBy  string    `json:"ended_by,omitempty"`
	To       string    `json:"to,omitempty"`
	Z        int       `json:"z,omitempty"`
}

func (s Shift) record(kind string) journal.Record {
	return record(kind, shiftKey, s.Open(), shiftBody(s))
}

func shiftOf(e journal.Entry) (Shift, error) {
	var b shiftBody
	if err := decode(e, &b); err != nil {
		return Shift{}, err
	}
	if b.From == 0 {
		b.From = e.Seq
	}
	return Shift(b), nil
}

// Shift returns the present shift, or the last.
func (d *Desk) Shift() Shift {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shift
}

// keep makes records durable whose last is the shift's, and takes that over; acting is held.
func (d *Desk) keep(records ...journal.Record) (Shift, error) {
	entries, err := d.append(records...)
	if err != nil {
		return d.Shift(), err
	}
	for _, e := range slices.Backward(entries) {
		if e.Stream == Stream && e.Key == shiftKey {
			s, err := shiftOf(e)
			if err == nil {
				d.enter(s)
			}
			return s, err
		}
	}
	return d.Shift(), nil
}

// SignOn lets an operator work from now on, in the shift that is open or else in the next.
func (d *Desk) SignOn(p Proof) (Shift, error) {
	o, err := d.Prove(p)
	if err != nil {
		return d.Shift(), err
	}
	d.acting.Lock()
	defer d.acting.Unlock()
	s := d.Shift()
	switch {
	case !s.Open():
		return d.keep(d.next(o).record(kindOpened))
	case s.Present == o.ID:
		return s, nil
	}
	s.Present = o.ID
	return d.keep(s.record(kindOn))
}

// next is the shift after the present one, opened by o.
func (d *Desk) next(o Operator) Shift {
	return Shift{Number: d.Shift().Number + 1, State: ShiftOpen, Opened: d.opts.Now(), OpenedBy: o.Label(), Present: o.ID}
}

// SignOff leaves the shift open with nobody in it. Where nobody is signed on nothing happens.
func (d *Desk) SignOff() (Shift, error) {
	d.acting.Lock()
	defer d.acting.Unlock()
	s := d.Shift()
	if s.Present == "" || !s.Open() {
		return s, nil
	}
	s.Present = ""
	return d.keep(s.record(kindOff))
}

// HandOver ends the open shift and begins the next one with whoever proves to take over. owes returns what becomes due with it, such
// as the ticket, and is committed together with it.
func (d *Desk) HandOver(p Proof, owes func(ended, begun Shift) ([]journal.Record, error)) (Shift, error) {
	taker, err := d.Prove(p)
	if err != nil {
		return d.Shift(), err
	}
	by, _ := d.Who()
	d.acting.Lock()
	defer d.acting.Unlock()
	s := d.Shift()
	if !s.Open() {
		return s, ErrShift
	}
	begun := d.next(taker)
	s.State, s.Present, s.Ended, s.EndedBy, s.To = ShiftHanded, "", begun.Opened, by, taker.Label()
	owed, err := owes(s, begun)
	if err != nil {
		return d.Shift(), err
	}
	return d.keep(append([]journal.Record{s.record(kindHanded), begun.record(kindOpened)}, owed...)...)
}

// Closing lets a Z report close the shift. commit makes the report durable together with what close returns for the report's number;
// without an open shift that is nothing. Nobody signs on or off meanwhile.
func (d *Desk) Closing(by string, commit func(closed func(z int) (Shift, []journal.Record)) error) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	s := d.Shift()
	closed := func(z int) (Shift, []journal.Record) {
		if !s.Open() {
			return Shift{}, nil
		}
		s.State, s.Present, s.Ended, s.EndedBy, s.Z = ShiftClosed, "", d.opts.Now(), by, z
		return s, []journal.Record{s.record(kindClosed)}
	}
	if err := commit(closed); err != nil {
		return err
	}
	d.enter(s)
	return nil
}

// enter takes over a shift that is durable.
func (d *Desk) enter(s Shift) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shift = s
}
