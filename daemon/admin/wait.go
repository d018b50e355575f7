package admin

import (
	"net/http"
	"sync"
	"time"
)

// bell wakes everybody who listens. Ringing never blocks.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

// heard returns what the next ring closes. Take it before looking at what the bell is about, so that no change is missed.
func (b *bell) heard() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{})
	}
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch != nil {
		close(b.ch)
		b.ch = nil
	}
}

// await looks again after each commit until done holds, the time is over, or the client left or the server ends. When too many
// wait already it looks once: a client has to expect an unsettled answer anyhow.
func (s *Server) await(w http.ResponseWriter, r *http.Request, wait time.Duration, done func() (bool, error)) error {
	if wait > 0 {
		select {
		case s.waiting <- struct{}{}:
			defer func() { <-s.waiting }()
		default:
			wait = 0
		}
	}
	hold(w, wait)
	over := time.NewTimer(wait)
	defer over.Stop()
	for {
		changed := s.journalBell.heard()
		if ok, err := done(); ok || err != nil || wait == 0 {
			return err
		}
		select {
		case <-changed:
		case <-over.C:
			wait = 0
		case <-r.Context().Done():
			wait = 0
		}
	}
}

// hold moves the connection's deadline for writing behind the waiting. A writer without deadlines (as in tests) has none to move.
func hold(w http.ResponseWriter, wait time.Duration) {
	if wait > 0 {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(wait + writeTimeout))
	}
}
