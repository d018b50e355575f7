package admin

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"sync"
)

// conns bounds the open connections. A connection is at work from the moment its request has come whole until its answer is
// ready; all the rest of the time it waits for its client. When one too many comes, the one that has waited for its client for
// longest is closed, so that hundreds of slow or idle clients cannot keep a till out; if all are at work, the newcomer is closed.
type conns struct {
	limit int

	mu    sync.Mutex
	open  map[net.Conn]*list.Element // nil for those at work
	quiet *list.List                 // of net.Conn that wait for their clients, the longest first
}

func newConns(limit int) *conns {
	return &conns{limit: limit, open: map[net.Conn]*list.Element{}, quiet: list.New()}
}

// watch is the http.Server's ConnState hook.
func (c *conns) watch(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.add(conn)
	case http.StateIdle:
		c.waits(conn)
	case http.StateHijacked, http.StateClosed:
		c.forget(conn)
	case http.StateActive: // its first byte came; it is at work once its body is in
	}
}

func (c *conns) add(conn net.Conn) {
	if len(c.open) >= c.limit {
		oldest := c.quiet.Front()
		if oldest == nil {
			_ = conn.Close() // the server sees it closed and tells so
			return
		}
		if victim, ok := oldest.Value.(net.Conn); ok {
			c.forget(victim)
			_ = victim.Close() // as above
		}
	}
	c.open[conn] = c.quiet.PushBack(conn)
}

// rest says that a connection's answer is ready: it waits for its client from now on.
func (c *conns) rest(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits(conn)
}

// waits puts a connection to the end of those that wait for their clients.
func (c *conns) waits(conn net.Conn) {
	switch e, ok := c.open[conn]; {
	case !ok: // it was closed to make room
	case e == nil:
		c.open[conn] = c.quiet.PushBack(conn)
	default:
		c.quiet.MoveToBack(e)
	}
}

// work takes a connection whose request has come whole out of the quiet ones.
func (c *conns) work(conn net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.open[conn]; ok && e != nil {
		c.quiet.Remove(e)
		c.open[conn] = nil
	}
}

func (c *conns) forget(conn net.Conn) {
	e, ok := c.open[conn]
	if !ok {
		return
	}
	if e != nil {
		c.quiet.Remove(e)
	}
	delete(c.open, conn)
}

type connKey struct{}

// connContext is the http.Server's ConnContext hook: it makes the connection known to the guard.
func connContext(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, conn)
}
