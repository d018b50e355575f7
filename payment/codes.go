package payment

import (
	"crypto/sha256"
	"io"
	"time"
)

// usedCodes knows a repeated payment code without keeping it: by a keyed hash whose key dies after its minute. Two
// generations overlap, so that every code is known for at least one life and at most two. Its times are those of a monotonic clock:
// no jump of the wall clock lets a code be used twice, or refuses a good one.
type usedCodes struct {
	random io.Reader
	life   time.Duration
	now    generation
	before generation
}

type generation struct {
	key  [16]byte
	born time.Duration // on the monotonic clock
	seen map[codeHash]ID
}

type codeHash [16]byte

// use notes code as used by id, at a time of the monotonic clock. If another payment used it within its life, that payment's ID
// comes back.
func (u *usedCodes) use(code Code, id ID, at time.Duration) (ID, bool, error) {
	if err := u.age(at); err != nil {
		return "", false, err
	}
	hash := u.now.hash(code)
	if by, used := u.now.seen[hash]; used {
		return by, true, nil
	}
	if by, used := u.before.seen[u.before.hash(code)]; used {
		return by, true, nil
	}
	u.now.seen[hash] = id
	return "", false, nil
}

// forget makes a code usable again whose request never left the terminal.
func (u *usedCodes) forget(id ID) {
	for _, g := range []*generation{&u.now, &u.before} {
		for h, by := range g.seen {
			if by == id {
				delete(g.seen, h)
			}
		}
	}
}

// age makes a new generation once the present one has lived, and drops the one before it once its last code is a life old.
func (u *usedCodes) age(at time.Duration) error {
	if u.now.seen == nil || at-u.now.born >= u.life {
		next := generation{born: at, seen: map[codeHash]ID{}}
		if _, err := io.ReadFull(u.random, next.key[:]); err != nil {
			return err
		}
		u.before, u.now = u.now, next
	}
	u.expire(at)
	return nil
}

// expire drops the generations whose last code is a life old, keys included, and returns how long the next one has; 0: there is none.
func (u *usedCodes) expire(at time.Duration) time.Duration {
	var next time.Duration
	for _, g := range []*generation{&u.now, &u.before} { // the one before ends first
		if g.seen == nil {
			continue
		}
		if left := g.born + 2*u.life - at; left > 0 {
			next = left
		} else {
			*g = generation{}
		}
	}
	return next
}

// hash takes the key first: it has one length, so that no key and code can be read as another key and code.
func (g *generation) hash(code Code) codeHash {
	var room [64]byte
	sum := sha256.Sum256(append(append(room[:0], g.key[:]...), code.Reveal()...))
	return codeHash(sum[:16])
}
