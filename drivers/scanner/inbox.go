package scanner

import (
	"sync"
	"time"
)

// Limits of what counts as a fresh scan.
const (
	StaleAfter = 5 * time.Second // between reading and delivery
	RepeatIn   = 2 * time.Second // between two sightings of the code that was delivered last
)

// Drop says why a scan was dropped.
type Drop string

// Reasons for dropping a scan.
const (
	DropNotArmed Drop = "not_armed" // no code was expected
	DropStale    Drop = "stale"     // it was read too long ago
	DropRepeat   Drop = "repeat"    // the same code a moment ago
	DropTorn     Drop = "torn"      // its suffix never came: part of it was lost, or none is configured at the scanner
	DropGarbled  Drop = "garbled"   // bytes that are no text: wrong speed, a lost key, a loose plug
	DropTooLong  Drop = "too_long"  // more than 256 characters without an end
)

// Inbox is where all scanners of a terminal deliver. It is safe for concurrent use.
type Inbox struct {
	dropped func(Scan, Drop)

	mu     sync.Mutex
	armed  chan Scan // nil while no code is expected
	last   string    // the text delivered last
	seenAt time.Time // when it was last seen, by any scanner
}

// NewInbox returns an Inbox that is not armed. dropped hears of each scan that went nowhere, such as
// to beep or to show "busy"; it must not block and may be nil.
func NewInbox(dropped func(Scan, Drop)) *Inbox { return &Inbox{dropped: dropped} }

// Arm expects one code and returns where it will come, if it comes before the next Arm or Disarm.
// Nothing comes on what earlier calls returned. The channel is never closed.
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
	switch {
	case s.Fault != "":
		return s.Fault
	case time.Since(s.At) > StaleAfter:
		return DropStale
	case b.repeats(s):
		return DropRepeat
	case b.armed == nil:
		return DropNotArmed
	}
	b.last, b.seenAt = s.Text, s.At
	b.armed <- s
	b.armed = nil
	return ""
}

// repeats reports whether s is the code that was delivered last and has not been out of sight
// since: a scanner on a stand reads it again and again for as long as the phone is held up.
func (b *Inbox) repeats(s Scan) bool {
	if s.Text != b.last || s.At.Sub(b.seenAt) >= RepeatIn {
		return false
	}
	b.seenAt = s.At
	return true
}
