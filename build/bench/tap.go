package main

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"
)

// tap is a piece of line between posd and its gateway. It passes bytes on and knows when they came; what they say, it cannot read.
type tap struct {
	to   string // address of the gateway
	near net.Listener

	mu       sync.Mutex
	asked    chan time.Time // gets one time, of the next bytes from posd; nil unless armed
	answered time.Time      // when bytes were last handed to posd

	lines sync.WaitGroup
	ctx   context.Context // its end is that of every line
	end   context.CancelFunc
}

func openTap(to string) (*tap, error) {
	near, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &tap{to: to, near: near}
	t.ctx, t.end = context.WithCancel(context.Background())
	t.lines.Go(t.accept)
	return t, nil
}

// close ends every line.
func (t *tap) close() error {
	t.end()
	err := t.near.Close()
	t.lines.Wait()
	return err
}

func (t *tap) accept() {
	for {
		posd, err := t.near.Accept()
		if err != nil {
			return // closed
		}
		gateway, err := new(net.Dialer).DialContext(t.ctx, "tcp", t.to)
		if err != nil {
			_ = posd.Close() // it sees what it would have seen without a tap
			continue
		}
		cut := func() { _, _ = posd.Close(), gateway.Close() } // one end of a line ends both
		lift := context.AfterFunc(t.ctx, cut)
		t.lines.Go(func() { t.pass(gateway, posd, t.ask); lift(); cut() })
		t.lines.Go(func() { t.pass(posd, gateway, t.answer); cut() })
	}
}

// pass hands on what comes, until one end is gone.
func (t *tap) pass(to, from net.Conn, note func(time.Time)) {
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			note(time.Now())
			if _, failed := to.Write(buf[:n]); failed != nil {
				err = errors.Join(err, failed)
			}
		}
		if err != nil {
			return
		}
	}
}

// arm returns a channel that gets the time at which posd sends next.
func (t *tap) arm() <-chan time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asked = make(chan time.Time, 1)
	return t.asked
}

func (t *tap) ask(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asked != nil {
		t.asked <- at
		t.asked = nil
	}
}

func (t *tap) answer(at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answered = at
}

// lastAnswer returns when bytes were last handed to posd.
func (t *tap) lastAnswer() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.answered
}
