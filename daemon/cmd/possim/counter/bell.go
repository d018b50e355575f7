package counter

import "sync"

// bell tells any number of listeners that something changed.
type bell struct {
	mu      sync.Mutex
	waiting chan struct{}
}

func newBell() *bell { return &bell{waiting: make(chan struct{})} }

// ring wakes everybody who listens now.
func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.waiting)
	b.waiting = make(chan struct{})
}

// next returns a channel that is closed at the next ring. Take it before looking, then wait on it.
func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.waiting
}
