package admin

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"sync"
	"time"

	"posd/daemon/staff"
)

// actor is who makes a request. The roles of operators are the roles of access; where there are no operators everybody who gets this
// far is an administrator, as is always who has the configured token and who comes through the unix socket: nothing that is done with
// operators can lock them out. Over TCP without a token, which is the counter itself, the role is that of whoever has signed on.
type actor struct {
	role     staff.Role
	operator staff.Operator // who showed number and PIN with the request; zero otherwise
	socket   bool
}

type actorKey struct{}

func actorOf(r *http.Request) actor {
	a, _ := r.Context().Value(actorKey{}).(actor)
	return a
}

func (a actor) in(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey{}, a))
}

func (s *Server) staffInUse() bool { return s.parts.Staff != nil && s.parts.Staff.InUse() }

// identify tells who makes a request over TCP: by the token, or by the number and PIN of an operator in place of user and password.
func (s *Server) identify(r *http.Request) (actor, *refusal) {
	if s.knows(r) {
		return actor{role: staff.Admin}, nil
	}
	if id, pin, basic := r.BasicAuth(); basic && s.staffInUse() {
		if _, err := s.parts.Staff.Find(id); err == nil {
			return s.logins.prove(s.parts.Staff, id, pin)
		}
	}
	if !s.parts.Token.IsZero() {
		return actor{}, refuse(http.StatusUnauthorized, "token", "")
	}
	if !s.staffInUse() {
		return actor{role: staff.Admin}, nil
	}
	present, _ := s.parts.Staff.Present()
	return actor{role: present.Role}, nil
}

// atLeast lets through whose role is enough.
func (s *Server) atLeast(least staff.Role, serve handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !actorOf(r).role.AtLeast(least) {
			return refuse(http.StatusForbidden, "role", "needed: "+string(least))
		}
		return serve(w, r)
	}
}

// A browser sends number and PIN with every request; each look at a PIN takes a quarter of a second and much memory. So what was right
// is remembered, by a keyed hash whose key lives as long as the process.
const (
	loginFor   = 10 * time.Minute
	loginPause = time.Second // after a wrong one, before anybody's is looked at again
	loginsMax  = 32
)

type login struct {
	operator staff.Operator
	until    time.Time
}

// logins remembers who has shown a PIN. At most one is looked at at a time; the others are told to try again.
type logins struct {
	key  [32]byte
	look sync.Mutex

	mu    sync.Mutex
	known map[[sha256.Size]byte]login
	after time.Time // no PIN is looked at before
}

func newLogins() (*logins, error) {
	l := &logins{known: map[[sha256.Size]byte]login{}}
	_, err := rand.Read(l.key[:])
	return l, err
}

func (l *logins) prove(desk *staff.Desk, id, pin string) (actor, *refusal) {
	mac := hmac.New(sha256.New, l.key[:])
	mac.Write([]byte(id + "\x00" + pin))
	sum := [sha256.Size]byte(mac.Sum(nil))
	if o, ok := l.remembered(desk, sum); ok {
		return actor{role: o.Role, operator: o}, nil
	}
	if !l.look.TryLock() {
		return actor{}, refuse(http.StatusServiceUnavailable, "busy", "")
	}
	defer l.look.Unlock()
	if l.tooSoon() {
		return actor{}, refuse(http.StatusServiceUnavailable, "busy", "")
	}
	o, err := desk.Prove(staff.Proof{ID: id, PIN: pin})
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.after = time.Now().Add(loginPause)
		told := refusalOf(err)
		if errors.Is(err, staff.ErrPIN) || errors.Is(err, staff.ErrPINNeeded) {
			told = refuse(http.StatusUnauthorized, told.code, "")
		}
		return actor{}, told
	}
	if len(l.known) >= loginsMax {
		clear(l.known)
	}
	l.known[sum] = login{o, time.Now().Add(loginFor)}
	return actor{role: o.Role, operator: o}, nil
}

// remembered returns who showed this before, unless they have been changed since.
func (l *logins) remembered(desk *staff.Desk, sum [sha256.Size]byte) (staff.Operator, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.known[sum]
	if !ok || time.Now().After(known.until) {
		return staff.Operator{}, false
	}
	now, err := desk.Find(known.operator.ID)
	return now, err == nil && now.Changed.Equal(known.operator.Changed)
}

func (l *logins) tooSoon() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Before(l.after)
}
