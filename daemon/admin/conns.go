package admin

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"sync"
)

// conns bounds the open connections. When one too many comes, the connection that has been without a request for longest is
// closed, so that hundreds of slow or idle clients cannot keep a till out; if all are at work, the newcomer is closed.
type conns struct {
	limit int

	mu    sync.Mutex
	open  map[net.Conn]*list.Element
	quiet *list.List // of net.Conn without a request in a handler, the longest quiet first
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
		c.rest(conn)
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

// rest puts a connection that has finished a request to the end of the quiet ones.
func (c *conns) rest(conn net.Conn) {
	if e, ok := c.open[conn]; ok && e == nil {
		c.open[conn] = c.quiet.PushBack(conn)
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
