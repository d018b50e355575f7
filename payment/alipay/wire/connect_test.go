package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCertificates(t *testing.T) {
	t.Parallel()
	old, other := certify(host, 1990, 1999), certify("elsewhere.test", 1990, 2090)
	for name, c := range map[string]struct {
		cert   tls.Certificate
		roots  []tls.Certificate
		reason string
	}{
		"unknown authority": {authority(), []tls.Certificate{other}, TLSUntrusted},
		"another name":      {other, []tls.Certificate{other}, TLSUntrusted},
		"another time":      {old, []tls.Certificate{old}, TLSClock},
	} {
		f := &farEnd{script: echo, cert: c.cert, wrap: func(_ int, near net.Conn) net.Conn { return readAhead(near) }}
		bubble(t, f, func(t *testing.T, client *Client) {
			_, err := post(t.Context(), t, client, "x")
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Sent || e.Reason.Code != c.reason {
				t.Errorf("%s: %v", name, err)
			}
			if f.requests.Load() != 0 {
				t.Errorf("%s: a request was written", name)
			}
		}, func(cfg *Config) { cfg.RootCAs = poolOf(c.roots...) })
	}
}

// The time is the caller's: a terminal that starts in 1970 may know better.
func TestCertificateIsJudgedByTheCallersTime(t *testing.T) {
	t.Parallel()
	young := certify(host, 2030, 2040)
	f := &farEnd{script: echo, cert: young}
	bubble(t, f, func(t *testing.T, c *Client) {
		if err := c.Warm(t.Context()); err != nil {
			t.Error(err)
		}
	}, func(cfg *Config) {
		cfg.RootCAs = poolOf(young)
		cfg.Now = func() time.Time { return time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC) }
	})
}

func TestNotTLS(t *testing.T) {
	t.Parallel()
	f := &farEnd{}
	bubble(t, f, func(t *testing.T, c *Client) {
		_, err := post(t.Context(), t, c, "x")
		want(t, err, false, TLSFailed)
	}, func(cfg *Config) {
		cfg.Dial = func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			go func() {
				_, _ = far.Read(make([]byte, 4096))
				_, _ = io.WriteString(far, "HTTP/1.1 302 Found\r\nLocation: http://login.hotel/\r\n\r\n")
				_ = far.Close()
			}()
			return near, nil
		}
	})
}

func TestProxy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ answer, reason string }{
		"lets through":   {"HTTP/1.1 200 Connection established\r\n\r\n", ""},
		"asks for login": {"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nlogin", ProxyRefused},
		"is none":        {"SSH-2.0-OpenSSH\r\n", ProxyRefused},
		"says too much":  {"HTTP/1.1 200 OK\r\n\r\nhello", ProxyRefused},
		"hangs up":       {"", ProxyRefused},
	} {
		f := &farEnd{script: echo}
		var asked string
		bubble(t, f, func(t *testing.T, client *Client) {
			reply, err := post(t.Context(), t, client, "x")
			if c.reason != "" {
				want(t, err, false, c.reason)
			} else if err != nil || string(reply.Body) != "echo:x" {
				t.Errorf("%s: %q, %v", name, reply.Body, err)
			}
			if asked != host+":443" {
				t.Errorf("%s: asked for %q", name, asked)
			}
		}, func(cfg *Config) {
			cfg.Proxy = "http://proxy.test:8080"
			through := cfg.Dial
			cfg.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if address != "proxy.test:8080" {
					t.Errorf("dialled %s", address)
				}
				conn, err := through(ctx, network, address)
				return &tunnelled{Conn: conn, answer: c.answer, asked: &asked}, err
			}
		})
	}
}

// tunnelled answers the CONNECT itself and then is the gateway.
type tunnelled struct {
	net.Conn
	answer string
	asked  *string
	open   bool
}

func (p *tunnelled) Write(b []byte) (int, error) {
	if p.open {
		return p.Conn.Write(b)
	}
	fields := strings.Fields(string(b))
	if len(fields) > 2 && fields[0] == "CONNECT" {
		*p.asked = fields[1]
	}
	return len(b), nil
}

func (p *tunnelled) Read(b []byte) (int, error) {
	if p.open {
		return p.Conn.Read(b)
	}
	p.open = true
	if p.answer == "" {
		return 0, io.EOF
	}
	return copy(b, p.answer), nil
}

func TestDiagnosis(t *testing.T) {
	t.Parallel()
	op := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, c := range []struct {
		err    error
		reason string
	}{
		{op(&net.DNSError{Err: "no such host", IsNotFound: true}), NameNotFound},
		{op(&net.DNSError{Err: "server misbehaving", IsTemporary: true}), NoNetwork},
		{op(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), NoNetwork},
		{op(syscall.ECONNREFUSED), ConnectionRefused},
		{op(syscall.ENETUNREACH), NoNetwork},
		{op(syscall.EHOSTUNREACH), NoNetwork},
		{op(syscall.EADDRNOTAVAIL), NoNetwork},
		{op(context.DeadlineExceeded), ConnectTimeout},
		{op(syscall.ETIMEDOUT), ConnectTimeout},
		{op(syscall.ECONNRESET), ConnectFailed},
		{handshakeError{io.EOF}, ConnectFailed},
		{handshakeError{op(syscall.ECONNRESET)}, ConnectFailed},
		{handshakeError{&net.OpError{Op: "remote error", Err: tls.AlertError(40)}}, TLSFailed},
		{handshakeError{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}}, TLSFailed},
	} {
		if got := notSent(c.err); got.Reason.Code != c.reason || got.Sent || got.Reason.Action == 0 {
			t.Errorf("%v: %+v, want %s", c.err, got.Reason, c.reason)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"nothing":          {},
		"plain http":       {Base: "http://gateway.test"},
		"no host":          {Base: "https:///api"},
		"credentials":      {Base: "https://a:b@gateway.test"},
		"query":            {Base: "https://gateway.test/?a=b"},
		"fragment":         {Base: "https://gateway.test/#a"},
		"https proxy":      {Base: "https://gateway.test", Proxy: "https://p"},
		"proxy password":   {Base: "https://gateway.test", Proxy: "http://a:b@p"},
		"short idle":       {Base: "https://gateway.test", Idle: time.Millisecond},
		"long idle":        {Base: "https://gateway.test", Idle: time.Hour},
		"negative maximum": {Base: "https://gateway.test", MaxBody: -1},
	} {
		if _, err := New(cfg); !errors.Is(err, ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, err := New(Config{Base: "https://gateway.test:8443/isupergw/"})
	if err != nil || c.address != "gateway.test:8443" || c.prefix != "/isupergw" || c.host != "gateway.test:8443" {
		t.Fatalf("%+v, %v", c, err)
	}
	for _, path := range []string{"", "pay", "/pay htm", "/pay\r\nX: y", "/付款", `/"`} {
		if _, err := c.Endpoint(path, "application/json"); !errors.Is(err, ErrConfig) {
			t.Errorf("path %q: %v", path, err)
		}
	}
}
