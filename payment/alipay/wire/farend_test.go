package wire

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// host is the name in the far end's certificate. The addresses of the tests reach no network.
const host = "gateway.test"

// authority is one self-signed certificate for all tests, good in a synctest bubble's year 2000 and today.
var authority = sync.OnceValue(func() tls.Certificate { return certify(host, 1990, 2090) })

func certify(name string, from, until int) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(until, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func poolOf(certs ...tls.Certificate) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range certs {
		leaf, err := x509.ParseCertificate(c.Certificate[0])
		if err != nil {
			panic(err)
		}
		pool.AddCert(leaf)
	}
	return pool
}

// farEnd is the other side of pipes: it runs a script on each connection that is dialled.
type farEnd struct {
	cert     tls.Certificate
	script   func(n int, c *talk) // n counts connections from 1
	wrap     func(n int, c net.Conn) net.Conn
	dials    atomic.Int32
	requests atomic.Int32
	running  sync.WaitGroup
}

// talk is one connection at the far end, after its TLS handshake.
type talk struct {
	far *farEnd
	net.Conn
	in *bufio.Reader
}

func (f *farEnd) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	n := int(f.dials.Add(1))
	f.running.Go(func() {
		defer func() { _ = far.Close() }()
		secure := tls.Server(far, &tls.Config{Certificates: []tls.Certificate{f.cert}, MinVersion: tls.VersionTLS12})
		if secure.HandshakeContext(context.WithoutCancel(ctx)) != nil {
			return
		}
		f.script(n, &talk{far: f, Conn: secure, in: bufio.NewReader(secure)})
	})
	if f.wrap != nil {
		return f.wrap(n, near), nil
	}
	return near, nil
}

// request reads one request and returns its body.
func (k *talk) request() (string, bool) {
	r, err := http.ReadRequest(k.in)
	if err != nil {
		return "", false
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", false
	}
	k.far.requests.Add(1)
	return string(body), true
}

// reply writes raw bytes.
func (k *talk) reply(raw string) { _, _ = io.WriteString(k, raw) }

// ok answers with a body.
func (k *talk) ok(body string) {
	k.reply("HTTP/1.1 200 OK\r\nDate: Sat, 01 Jan 2000 00:00:07 GMT\r\nContent-Type: application/json\r\nContent-Length: " + itoa(len(body)) + "\r\n\r\n" + body)
}

func itoa(n int) string { return string(appendLength(nil, n)[:len(appendLength(nil, n))-4]) }

// echo answers every request with its own body.
func echo(_ int, k *talk) {
	for {
		body, ok := k.request()
		if !ok {
			return
		}
		k.ok("echo:" + body)
	}
}

// client makes a client of f. Close it inside the bubble.
func (f *farEnd) client(t *testing.T, change ...func(*Config)) *Client {
	t.Helper()
	if f.cert.PrivateKey == nil {
		f.cert = authority()
	}
	cfg := Config{Base: "https://" + host + "/api", RootCAs: poolOf(authority()), Dial: f.dial, MaxBody: 1000}
	for _, c := range change {
		c(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// post sends body and returns what came back.
func post(ctx context.Context, t *testing.T, c *Client, body string) (Reply, error) {
	t.Helper()
	e, err := c.Endpoint("/pay.htm", "application/json; charset=UTF-8")
	if err != nil {
		t.Fatal(err)
	}
	buf := append(make([]byte, e.Room()), body...)
	request := e.Frame(buf)
	if !strings.HasSuffix(string(request), "\r\n\r\n"+body) {
		t.Fatalf("framed %q", request)
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return c.Post(ctx, request)
}

// ahead is a connection with a receive buffer. A pipe has none: an end that stops reading to send an alert would wait for one that
// waits to be read.
type ahead struct {
	net.Conn
	from io.Reader
}

func readAhead(c net.Conn) net.Conn {
	arrived := make(chan []byte, 64)
	go func() {
		defer close(arrived)
		for {
			b := make([]byte, 4096)
			n, err := c.Read(b)
			if err != nil {
				return
			}
			arrived <- b[:n]
		}
	}()
	return &ahead{Conn: c, from: &pieces{next: arrived}}
}

func (a *ahead) Read(b []byte) (int, error) { return a.from.Read(b) }

type pieces struct {
	next <-chan []byte
	left []byte
}

func (p *pieces) Read(b []byte) (int, error) {
	for len(p.left) == 0 {
		piece, ok := <-p.next
		if !ok {
			return 0, io.EOF
		}
		p.left = piece
	}
	n := copy(b, p.left)
	p.left = p.left[n:]
	return n, nil
}
