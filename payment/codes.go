package payment

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"io"
	"time"
)

// usedCodes knows a repeated payment code without keeping it: by a keyed hash whose key dies a while after its minute. Two
// generations overlap, so that every code is known for at least one life and at most two.
type usedCodes struct {
	random io.Reader
	life   time.Duration
	now    generation
	before generation
}

type generation struct {
	key  [32]byte
	mac  hash.Hash // of key
	born time.Time
	seen map[codeHash]ID
}

type codeHash [16]byte

// use notes code as used by id. If another payment used it within its life, that payment's ID comes back.
func (u *usedCodes) use(code Code, id ID, at time.Time) (ID, bool, error) {
	if err := u.age(at); err != nil {
		return "", false, err
	}
	hash := u.now.hash(code)
	if by, used := u.now.seen[hash]; used {
		return by, true, nil
	}
	if len(u.before.seen) > 0 {
		if by, used := u.before.seen[u.before.hash(code)]; used {
			return by, true, nil
		}
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

// age makes a new generation once the present one has lived, and drops the one before it once its last code is a life old. After
// the clock was set back the present generation begins its life anew.
func (u *usedCodes) age(at time.Time) error {
	if at.Before(u.now.born) {
		u.now.born = at
	}
	if u.now.seen == nil || at.Sub(u.now.born) >= u.life {
		next := generation{born: at, seen: map[codeHash]ID{}}
		if _, err := io.ReadFull(u.random, next.key[:]); err != nil {
			return err
		}
		u.before, u.now = u.now, next
	}
	if at.Sub(u.before.born) >= 2*u.life {
		u.before = generation{}
	}
	return nil
}

func (g *generation) hash(code Code) codeHash {
	if g.mac == nil {
		g.mac = hmac.New(sha256.New, g.key[:])
	}
	g.mac.Reset()
	g.mac.Write([]byte(code.Reveal()))
	var sum [sha256.Size]byte
	return codeHash(g.mac.Sum(sum[:0])[:16])
}
