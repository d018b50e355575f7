package staff

import (
	"errors"
	"fmt"
	"runtime/debug"

	"posd/daemon/journal"
)

// Change is what becomes of an operator; nil stays as it is.
type Change struct {
	Name   *string
	Role   *Role
	PIN    *string
	Limits *Limits
	// NewBadge gives out a badge; one given out before is no longer known. NoBadge takes it back.
	NewBadge, NoBadge bool
}

// maxOperators bounds how many operators a terminal has.
const maxOperators = 200

// Add makes an operator; role and PIN are needed. badge is the code of their badge if the change asks for one: it is told this once.
func (d *Desk) Add(id string, c Change, by string) (o Operator, badge string, err error) {
	h, err := d.newHash(c.PIN)
	if err != nil {
		return Operator{}, "", err
	}
	d.acting.Lock()
	defer d.acting.Unlock()
	if _, err := d.opts.Journal.Latest(Stream, operatorKey+id); err == nil {
		return Operator{}, "", ErrTaken
	} else if !errors.Is(err, journal.ErrNotFound) {
		return Operator{}, "", err
	}
	if c.PIN == nil || c.Role == nil || len(d.Operators()) >= maxOperators {
		return Operator{}, "", ErrOperator
	}
	m := member{Operator: Operator{ID: id}}
	return d.become(m, c, h, kindAdded, by)
}

// Change changes an operator. A new PIN ends the wait that wrong ones have brought.
func (d *Desk) Change(id string, c Change, by string) (o Operator, badge string, err error) {
	h, err := d.newHash(c.PIN)
	if err != nil {
		return Operator{}, "", err
	}
	d.acting.Lock()
	defer d.acting.Unlock()
	m, err := d.member(id)
	if err != nil {
		return Operator{}, "", err
	}
	return d.become(m, c, h, kindChanged, by)
}

// become makes a change durable; acting is held.
func (d *Desk) become(m member, c Change, h pinHash, kind, by string) (o Operator, badge string, err error) {
	if c.Name != nil {
		m.Name = *c.Name
	}
	if c.Role != nil {
		m.Role = *c.Role
	}
	if c.Limits != nil {
		m.Limits = *c.Limits
	}
	if c.NoBadge || c.NewBadge {
		m.badge, m.Badge = "", false
	}
	m.Changed, m.By = d.opts.Now(), by
	if err := m.check(); err != nil {
		return m.Operator, "", err
	}
	if c.NewBadge {
		bits, err := d.random()
		if err != nil {
			return m.Operator, "", err
		}
		badge = NewBadge(bits)
		m.badge, m.Badge = badgeDigest(badge), true
	}
	if c.PIN != nil {
		if m.pin, err = d.putPIN(h); err != nil {
			return m.Operator, "", err
		}
	}
	records := []journal.Record{m.record(kind)}
	if c.PIN != nil && d.guesses(m.ID).wrong > 0 {
		records = append(records, record(kindRight, wrongKey+m.ID, false, wrongBody{Operator: m.ID}))
	}
	if _, err := d.append(records...); err != nil {
		return m.Operator, "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.members[m.ID] = m
	if c.PIN != nil {
		delete(d.wrong, m.ID)
	}
	return m.Operator, badge, nil
}

// newHash returns the hash of a new PIN, before anything is locked: it takes its time.
func (d *Desk) newHash(pin *string) (pinHash, error) {
	if pin == nil {
		return pinHash{}, nil
	}
	if err := checkPIN(*pin); err != nil {
		return pinHash{}, err
	}
	d.hashing.Lock()
	defer d.hashing.Unlock()
	defer debug.FreeOSMemory()
	return d.opts.Cost.hash(*pin, d.opts.Random)
}

// putPIN keeps a hash durably under a new name, and forgets those that nobody has any more; acting is held. The journal names the new
// one only afterwards: a cut in between leaves the old PIN valid.
func (d *Desk) putPIN(h pinHash) (name string, err error) {
	bits, err := d.random()
	if err != nil {
		return "", err
	}
	name = fmt.Sprintf("%016x", bits)
	d.mu.Lock()
	pins := map[string]pinHash{name: h}
	for _, m := range d.members {
		if kept, ok := d.pins[m.pin]; ok {
			pins[m.pin] = kept
		}
	}
	d.mu.Unlock()
	if err := writePins(d.opts.Pins, pins); err != nil {
		return "", err
	}
	d.mu.Lock()
	d.pins = pins
	d.mu.Unlock()
	return name, nil
}

// Remove ends what an operator may do. Whoever is removed while signed on is signed off in the same commit. The number stays theirs.
func (d *Desk) Remove(id, by string) error {
	d.acting.Lock()
	defer d.acting.Unlock()
	m, err := d.member(id)
	if err != nil {
		return err
	}
	m.gone, m.badge, m.Badge, m.pin, m.Changed, m.By = true, "", false, "", d.opts.Now(), by
	records := []journal.Record{m.record(kindRemoved)}
	shift := d.Shift()
	if shift.Present == id {
		shift.Present = ""
		records = append(records, shift.record(kindOff))
	}
	if _, err := d.append(records...); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.members, id)
	delete(d.wrong, id)
	d.shift = shift
	return nil
}
