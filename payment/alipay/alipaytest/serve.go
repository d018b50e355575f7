package alipaytest

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
)

// Serve answers on l, with TLS under the authority of CACertPEM, until ctx ends; then it closes l and every connection, waits for
// the handlers and returns nil. It speaks HTTP/1.1 alone, as faults of the connection need. Requests that are held on their way to
// the books outlive it, until Close.
func (a *Alipay) Serve(ctx context.Context, l net.Listener) error {
	config, err := a.id.serverConfig(append(hosts(), a.opts.Hosts...))
	if err != nil {
		return errors.Join(err, l.Close())
	}
	var open sync.WaitGroup
	server := &http.Server{
		Handler:           a,
		Protocols:         new(http.Protocols),
		ReadHeaderTimeout: a.opts.IdleTimeout,
		IdleTimeout:       a.opts.IdleTimeout,
		ErrorLog:          slog.NewLogLogger(a.opts.Logger.Handler(), slog.LevelDebug),
		ConnState: func(c net.Conn, s http.ConnState) {
			a.conns.state(c, s)
			switch s {
			case http.StateNew:
				open.Add(1)
			case http.StateClosed, http.StateHijacked:
				open.Done()
			case http.StateActive, http.StateIdle:
			}
		},
	}
	server.Protocols.SetHTTP1(true)
	stop := context.AfterFunc(ctx, func() {
		if err := server.Close(); err != nil {
			a.opts.Logger.Debug("closing simulated gateway", "error", err)
		}
	})
	defer stop()
	err = server.Serve(tls.NewListener(gate{l, a}, config))
	open.Wait()
	if ctx.Err() != nil && errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// gate lets no connection in while the gateway is down.
type gate struct {
	net.Listener
	a *Alipay
}

// Accept returns the next connection that is let in.
func (g gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil || !g.a.Switches().Down {
			return conn, err
		}
		abort(conn)
	}
}

// conns are the connections that are open, and whether they are idle.
type conns struct {
	mu   sync.Mutex
	idle map[net.Conn]bool
}

func (c *conns) state(conn net.Conn, s http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.idle == nil {
		c.idle = map[net.Conn]bool{}
	}
	switch s {
	case http.StateClosed, http.StateHijacked:
		delete(c.idle, conn)
	case http.StateNew, http.StateActive:
		c.idle[conn] = false
	case http.StateIdle:
		c.idle[conn] = true
	}
}

// cut ends all connections, or only the idle ones.
func (c *conns) cut(idleOnly bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn, idle := range c.idle {
		if idle || !idleOnly {
			abort(conn)
		}
	}
}

// abort ends a connection as a crash of the other side does: no farewell of TLS, and a reset where there is TCP.
func abort(conn net.Conn) {
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // without it the end is only less abrupt
	}
	_ = conn.Close() // it is being thrown away
}
