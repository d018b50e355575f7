package staff

import (
	"errors"
	"runtime/debug"
	"time"
)

// Proof is how somebody shows who they are: number and PIN, or a badge, and with it a PIN where one is needed. Nothing prints it.
type Proof struct {
	ID, PIN string
	Badge   string
}

// String hides all of it.
func (Proof) String() string { return "****" }

// GoString hides all of it.
func (Proof) GoString() string { return "****" }

// A wrong PIN makes nobody wait until freeGuesses were wrong; then firstWait doubles with each, up to maxPINWait.
const (
	freeGuesses = 3
	firstWait   = 5 * time.Second
	maxPINWait  = 15 * time.Minute
)

// guesses are the wrong PINs of an operator in a row.
type guesses struct {
	wrong int
	until time.Time // on the monotonic clock: no date that somebody sets shortens it
}

func guessed(wrong int, now time.Time) guesses {
	if wrong < freeGuesses {
		return guesses{wrong: wrong}
	}
	wait := maxPINWait
	if n := wrong - freeGuesses; n < 8 {
		wait = min(firstWait<<n, maxPINWait)
	}
	return guesses{wrong, now.Add(wait)}
}

func (d *Desk) guesses(id string) guesses {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wrong[id]
}

// Prove returns who somebody is. Errors: ErrPIN, ErrPINNeeded, WaitError, and the journal's, for wrong PINs are kept.
func (d *Desk) Prove(p Proof) (Operator, error) {
	if p.Badge == "" {
		return d.byPIN(p.ID, p.PIN)
	}
	o, err := d.byBadge(p.Badge)
	if err != nil || !d.opts.BadgeNeedsPIN {
		return o, err
	}
	if p.PIN == "" {
		return o, ErrPINNeeded
	}
	return d.byPIN(o.ID, p.PIN)
}

func (d *Desk) byBadge(text string) (Operator, error) {
	code, ok := ParseBadge(text)
	if !ok {
		return Operator{}, ErrPIN
	}
	digest := badgeDigest(code)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, m := range d.members {
		if m.badge == digest {
			return m.Operator, nil
		}
	}
	return Operator{}, ErrPIN
}

// byPIN looks at a PIN. Of a number that nobody has one is looked at too, so that it takes as long.
func (d *Desk) byPIN(id, pin string) (Operator, error) {
	if pin == "" {
		return Operator{}, ErrPINNeeded
	}
	d.hashing.Lock()
	defer d.hashing.Unlock()
	if wait := time.Until(d.guesses(id).until); wait > 0 {
		return Operator{}, &WaitError{wait}
	}
	m, err := d.member(id)
	known := err == nil && len(pin) <= maxPIN
	kept, has := d.pinOf(m)
	if !has {
		kept = pinHash{Time: d.opts.Cost.Time, Memory: d.opts.Cost.Memory, Salt: "AAAAAAAAAAAAAAAAAAAAAA==", Hash: noHash}
	}
	right := kept.is(pin) && known && has
	debug.FreeOSMemory() // what the look took is given back at once
	switch {
	case err != nil:
		return Operator{}, ErrPIN
	case right:
		return m.Operator, d.right(id)
	}
	return Operator{}, errors.Join(ErrPIN, d.missed(id))
}

// noHash is 32 zero bytes, which is the hash of nothing.
const noHash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

func (d *Desk) pinOf(m member) (pinHash, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h, ok := d.pins[m.pin]
	return h, ok && m.pin != ""
}

// missed counts a wrong PIN. It counts in memory even where the journal cannot be written.
func (d *Desk) missed(id string) error {
	d.mu.Lock()
	g := guessed(d.wrong[id].wrong+1, time.Now())
	d.wrong[id] = g
	d.mu.Unlock()
	d.opts.Log.Warn("wrong_pin", "operator", id, "wrong", g.wrong)
	return d.count(kindWrong, id, g.wrong)
}

// right forgets the wrong PINs of an operator.
func (d *Desk) right(id string) error {
	if d.guesses(id).wrong == 0 {
		return nil
	}
	d.mu.Lock()
	delete(d.wrong, id)
	d.mu.Unlock()
	return d.count(kindRight, id, 0)
}

func (d *Desk) count(kind, id string, wrong int) error {
	_, err := d.append(record(kind, wrongKey+id, wrong > 0, wrongBody{id, wrong}))
	return err
}
