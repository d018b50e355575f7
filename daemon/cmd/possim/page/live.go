package page

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Between two updates lies at least the pause, however much happens; what tells nobody (the books of the simulated Alipay) is
// looked at this often anyhow.
const (
	updatePause = 100 * time.Millisecond
	lookAfter   = time.Second
)

// live is the newest state of the counter, as JSON.
type live struct {
	mu      sync.Mutex
	state   []byte
	changed chan struct{}
}

func newLive() *live { return &live{changed: make(chan struct{})} }

// newest returns the state and what is closed when there is a newer one.
func (l *live) newest() (state []byte, changed <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state, l.changed
}

// set takes a new state, unless it is the old one.
func (l *live) set(state []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bytes.Equal(state, l.state) {
		return
	}
	l.state = state
	close(l.changed)
	l.changed = make(chan struct{})
}

// update keeps the state up to date until ctx ends.
func (s *Server) update(ctx context.Context) {
	pause, look := time.NewTicker(updatePause), time.NewTicker(lookAfter)
	defer pause.Stop()
	defer look.Stop()
	for {
		changed := s.counter.Changed()
		if state, err := json.Marshal(s.look(ctx)); err == nil && ctx.Err() == nil {
			s.live.set(state)
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
		select {
		case <-changed:
		case <-s.poked:
		case <-look.C:
		case <-ctx.Done():
			return
		}
	}
}

// poke makes the state be looked at: somebody at the page has done something.
func (s *Server) poke() {
	select {
	case s.poked <- struct{}{}:
	default:
	}
}

// serveEvents streams the state: the whole of it each time, and for a slow client only the newest.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	select {
	case s.viewers <- struct{}{}:
		defer func() { <-s.viewers }()
	default:
		fail(w, refuse(http.StatusServiceUnavailable, "sim.error_viewers"))
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	ping := time.NewTicker(pingAfter)
	defer ping.Stop()
	var told []byte
	for {
		state, changed := s.live.newest()
		event := []byte(":\n\n")
		if !bytes.Equal(state, told) {
			event = bytes.Join([][]byte{[]byte("event: state\ndata: "), state, []byte("\n\n")}, nil)
		}
		if tell(w, event) != nil {
			return
		}
		told = state
		select {
		case <-changed:
		case <-ping.C:
		case <-r.Context().Done():
			return
		}
	}
}

// tell writes one event in time.
func tell(w http.ResponseWriter, event []byte) error {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // a writer without deadlines, as in tests, has none to move
	_ = control.SetWriteDeadline(time.Now().Add(writeWithin))
	if _, err := w.Write(event); err != nil {
		return err
	}
	return control.Flush()
}
