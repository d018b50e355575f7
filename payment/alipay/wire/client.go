package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Defaults.
const (
	// DefaultIdle is how long a connection may lie unused and still carry a request. It is shorter than the keep-alive time of
	// common servers (60 to 75 s), so that ours is seldom the request that meets the far end's closing.
	DefaultIdle = 30 * time.Second
	// DefaultMaxBody bounds an answer: Alipay's are under 4 KB.
	DefaultMaxBody = 64 << 10
	// maxIdle is how many connections are kept: one for the sale, one for a query beside it.
	maxIdle = 2
)

// DialFunc opens a connection; package net's Dialer has one.
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// Config says where the gateway is and how to get there.
type Config struct {
	// Base is the gateway's address, "https://host[:port]"; a path in it is the prefix of every endpoint. Plain http is refused.
	Base string
	// Proxy is "http://host:port" of a proxy that tunnels by CONNECT. Empty: none, whatever the environment says.
	Proxy string
	// Idle is the longest time a connection lies unused, 1 s to 10 min. 0 means [DefaultIdle].
	Idle time.Duration
	// Accept is the media types that an answer may have, as its header says them. Empty means JSON.
	Accept string
	// MaxBody is the largest answer in bytes. 0 means [DefaultMaxBody].
	MaxBody int
	// RootCAs are the certificates trusted instead of the system's; nil means the system's.
	RootCAs *x509.CertPool
	// Certificate returns our own certificate where the far end asks for one; nil: we have none. With it no TLS session is resumed,
	// so that every connection shows the certificate of its moment.
	Certificate func(*tls.CertificateRequestInfo) (*tls.Certificate, error)
	// Dial opens connections; nil means a net.Dialer.
	Dial DialFunc
	// Now is the time against which certificates are judged; nil means time.Now.
	Now func() time.Time
	// Passed returns, while the time is not known, the latest moment that is known to have passed, and true. Certificates are then
	// judged as far as that goes, and no connection is kept. Nil: the time is known.
	Passed func() (time.Time, bool)
	// Peer is told the gateway's certificate with each connection that was made; nil means nobody.
	Peer func(*x509.Certificate)
	// Log hears of connections made and lost, at debug level; nil means nobody.
	Log *slog.Logger
}

// Client makes requests to one gateway. It may be used by several goroutines.
type Client struct {
	host    string // for the Host header and the certificate
	address string // host:port to dial, the gateway's
	prefix  string // of every path
	accept  string
	proxy   string // host:port, empty without one
	idle    time.Duration
	maxBody int
	dial    DialFunc
	passed  func() (time.Time, bool)
	peer    func(*x509.Certificate)
	tls     *tls.Config
	log     *slog.Logger

	warming chan struct{} // holds one token while Warm dials, so that two callers do not dial twice
	mu      sync.Mutex
	kept    []*conn // unused connections, the freshest last
}

// New checks the configuration; it connects to nothing. The error wraps [ErrConfig] and holds every fault.
func New(cfg Config) (*Client, error) {
	base, baseErr := parseBase(cfg.Base)
	proxy, proxyErr := parseProxy(cfg.Proxy)
	var limitErr error
	if cfg.Idle < 0 || cfg.Idle > 10*time.Minute || (cfg.Idle > 0 && cfg.Idle < time.Second) || cfg.MaxBody < 0 {
		limitErr = fmt.Errorf("%w: idle time or answer size out of range", ErrConfig)
	}
	if err := errors.Join(baseErr, proxyErr, limitErr); err != nil {
		return nil, err
	}
	c := &Client{
		host: base.Host, address: withPort(base, "443"), prefix: strings.TrimRight(base.EscapedPath(), "/"), proxy: proxy,
		accept: cfg.Accept,
		idle:   cfg.Idle, maxBody: cfg.MaxBody, dial: cfg.Dial, passed: cfg.Passed, peer: cfg.Peer, log: cfg.Log, warming: make(chan struct{}, 1),
	}
	c.setDefaults()
	c.tls = &tls.Config{
		MinVersion: tls.VersionTLS12, ServerName: base.Hostname(), RootCAs: cfg.RootCAs, Time: cfg.Now,
		NextProtos: []string{"http/1.1"}, ClientSessionCache: tls.NewLRUClientSessionCache(maxIdle),
		DynamicRecordSizingDisabled: true, // one request, one record, one write
	}
	if cfg.Certificate != nil {
		c.tls.GetClientCertificate, c.tls.ClientSessionCache = cfg.Certificate, nil
	}
	return c, nil
}

func (c *Client) setDefaults() {
	if c.accept == "" {
		c.accept = "application/json"
	}
	if c.idle == 0 {
		c.idle = DefaultIdle
	}
	if c.maxBody == 0 {
		c.maxBody = DefaultMaxBody
	}
	if c.dial == nil {
		c.dial = new(net.Dialer).DialContext
	}
	if c.passed == nil {
		c.passed = func() (time.Time, bool) { return time.Time{}, false }
	}
	if c.peer == nil {
		c.peer = func(*x509.Certificate) {}
	}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
}

func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%w: address %q is not https://host[:port][/path]", ErrConfig, text)
	}
	return u, nil
}

func parseProxy(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" || u.Hostname() == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return "", fmt.Errorf("%w: proxy is not http://host:port", ErrConfig)
	}
	return withPort(u, "3128"), nil
}

func withPort(u *url.URL, port string) string {
	if p := u.Port(); p != "" {
		port = p
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// Warm makes sure that a connection is there that has done its TLS handshake and is not about to grow too old. Called every few
// seconds while a payment code is awaited, it keeps one fresh. The error is an [*Error].
func (c *Client) Warm(ctx context.Context) error {
	select {
	case c.warming <- struct{}{}:
		defer func() { <-c.warming }()
	case <-ctx.Done():
		return notSent(ctx.Err())
	}
	if c.hasFresh(c.idle / 2) {
		return nil
	}
	k, err := c.connect(ctx)
	if err != nil {
		return err
	}
	c.keep(k)
	return nil
}

// CloseIdle closes the unused connections. A request under way is not disturbed, and its connection is kept afterwards.
func (c *Client) CloseIdle() {
	c.mu.Lock()
	kept := c.kept
	c.kept = nil
	c.mu.Unlock()
	for _, k := range kept {
		k.close()
	}
}

// take returns the freshest live connection, nil if there is none.
func (c *Client) take() *conn {
	c.mu.Lock()
	defer c.mu.Unlock()
	for n := len(c.kept); n > 0; n = len(c.kept) {
		k := c.kept[n-1]
		c.kept = c.kept[:n-1]
		if k.alive(c.idle) {
			return k
		}
		k.close()
	}
	return nil
}

// hasFresh drops what is dead or too old and reports whether anything is left.
func (c *Client) hasFresh(within time.Duration) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	live := c.kept[:0]
	for _, k := range c.kept {
		if k.alive(within) {
			live = append(live, k)
		} else {
			k.close()
		}
	}
	c.kept = live
	return len(live) > 0
}

// keep puts a connection aside for the next request, unless its certificate was not judged against the time.
func (c *Client) keep(k *conn) {
	if k.timeless {
		k.close()
		return
	}
	k.since = time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) == maxIdle {
		c.kept[0].close()
		c.kept = append(c.kept[:0], c.kept[1:]...)
	}
	c.kept = append(c.kept, k)
}
