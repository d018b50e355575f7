package main

import (
	"context"
	"net"
	"sync"
	"time"

	"posd/daemon/journal"
)

// mark is what was the case when the first bytes of a request had been written.
type mark struct {
	at    time.Time
	stats journal.Stats
}

// firstWrite dials, and tells of the first write on any of its connections after it was armed.
type firstWrite struct {
	stats func() journal.Stats

	mu      sync.Mutex
	waiting chan mark // nil unless armed
}

// arm returns a channel that gets one mark, at the next write.
func (f *firstWrite) arm() <-chan mark {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = make(chan mark, 1)
	return f.waiting
}

func (f *firstWrite) note(at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waiting != nil {
		f.waiting <- mark{at, f.stats()}
		f.waiting = nil
	}
}

// dial is a wire.DialFunc.
func (f *firstWrite) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return notedConn{conn, f}, nil
}

type notedConn struct {
	net.Conn
	f *firstWrite
}

// Write writes first and notes then: the time of writing belongs to what is measured.
func (c notedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.f.note(time.Now())
	return n, err
}
