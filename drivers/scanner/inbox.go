package scanner

import (
	"sync"
	"time"
)

// Limits of what counts as a fresh scan.
const (
	staleAfter = 5 * time.Second
	repeatIn   = 2 * time.Second
)

// Drop says why a scan was dropped.
type Drop string

// Reasons for dropping a scan.
const (
	DropNotArmed Drop = "not_armed" // no code was expected
	DropStale    Drop = "stale"     // it was read too long ago
	DropRepeat   Drop = "repeat"    // the same code a moment ago
)

// Inbox is where all scanners of a terminal deliver. It is safe for concurrent use.
type Inbox struct {
	dropped func(Scan, Drop)

	mu    sync.Mutex
	armed chan Scan // nil while no code is expected
	last  Scan      // the last one delivered
}

// NewInbox returns an Inbox that is not armed. dropped hears of scans that went nowhere; it must not block and may be nil.
func NewInbox(dropped func(Scan, Drop)) *Inbox { return &Inbox{dropped: dropped} }

// Arm expects one code and returns where it will come. What was expected before no longer is.
func (b *Inbox) Arm() <-chan Scan {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.armed = make(chan Scan, 1)
	return b.armed
}

// Disarm expects nothing.
func (b *Inbox) Disarm() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.armed = nil
}

// Deliver takes a scan from a scanner. It never blocks.
func (b *Inbox) Deliver(s Scan) {
	if why := b.take(s); why != "" && b.dropped != nil {
		b.dropped(s, why)
	}
}

func (b *Inbox) take(s Scan) Drop {
	b.mu.Lock()
	defer b.mu.Unlock()
	repeat := b.last.Text == s.Text && s.At.Sub(b.last.At) < repeatIn
	switch {
	case time.Since(s.At) > staleAfter:
		return DropStale
	case b.armed == nil:
		return DropNotArmed
	case repeat:
		return DropRepeat
	}
	b.armed <- s
	b.armed, b.last = nil, s
	return ""
}
