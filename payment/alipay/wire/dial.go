package wire

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"time"
)

// connect dials the gateway and does the TLS handshake. The error is an [*Error] with Sent false.
func (c *Client) connect(ctx context.Context) (*conn, error) {
	start := time.Now()
	raw, err := c.open(ctx)
	if err != nil {
		return nil, notSent(err)
	}
	counted := &meter{Conn: raw}
	judged := c.tls
	floor, timeless := c.passed()
	if timeless {
		judged = sinceFloor(c.tls, floor)
	}
	secure := tls.Client(counted, judged)
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = raw.Close() // it never carried anything
		return nil, notSent(because(ctx, handshakeError{err}))
	}
	c.log.Debug("gateway_connected", "took_ms", time.Since(start).Milliseconds(), "tls", tls.VersionName(secure.ConnectionState().Version),
		"resumed", secure.ConnectionState().DidResume)
	c.peer(secure.ConnectionState().PeerCertificates[0]) // a client's handshake has at least one
	k := newConn(counted, secure, c.maxBody)
	k.timeless = timeless
	return k, nil
}

// handshakeError marks what went wrong between two ends that could reach each other.
type handshakeError struct{ err error }

func (e handshakeError) Error() string { return "TLS: " + e.err.Error() }
func (e handshakeError) Unwrap() error { return e.err }

// open returns a connection to the gateway, through the proxy if there is one.
func (c *Client) open(ctx context.Context) (net.Conn, error) {
	if c.proxy == "" {
		return c.dial(ctx, "tcp", c.address)
	}
	raw, err := c.dial(ctx, "tcp", c.proxy)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	err = tunnel(raw, c.address)
	if !stop() || err != nil {
		_ = raw.Close()
		return nil, because(ctx, err)
	}
	return raw, nil
}

// tunnel asks a proxy for a connection to address (RFC 9110 section 9.3.6).
func tunnel(raw net.Conn, address string) error {
	if _, err := fmt.Fprintf(raw, "CONNECT %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: posd\r\n\r\n", address, address); err != nil {
		return err
	}
	in := bufio.NewReader(&bounded{from: raw, left: headRoom})
	resp, err := http.ReadResponse(in, &http.Request{Method: http.MethodConnect})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrProxy, notHTTP(err))
	}
	_ = resp.Body.Close() // an answer to CONNECT that succeeded has none
	switch {
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("%w: status %d", ErrProxy, resp.StatusCode)
	case in.Buffered() > 0:
		return fmt.Errorf("%w: %w", ErrProxy, errSpoke)
	}
	return nil
}
