package wire

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// bubble runs test in virtual time, closes c's connections afterwards and waits for the far end.
func bubble(t *testing.T, f *farEnd, test func(t *testing.T, c *Client), change ...func(*Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := f.client(t, change...)
		test(t, c)
		c.CloseIdle()
		f.running.Wait()
	})
}

// want checks the outcome of a request that failed.
func want(t *testing.T, err error, sent bool, reason string) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Sent != sent || e.Reason.Code != reason {
		t.Errorf("got %v (%+v), want sent %v, reason %s", err, e, sent, reason)
	}
}

func TestOneConnectionServesManyRequests(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: echo}
	bubble(t, f, func(t *testing.T, c *Client) {
		for _, body := range []string{"a", "b", strings.Repeat("c", 900)} {
			reply, err := post(t.Context(), t, c, body)
			if err != nil || reply.Status != http.StatusOK || string(reply.Body) != "echo:"+body {
				t.Fatalf("%d %q, %v", reply.Status, reply.Body, err)
			}
			if reply.Date.Second() != 7 {
				t.Errorf("date %v", reply.Date)
			}
			synctest.Wait()
		}
		if f.dials.Load() != 1 || f.requests.Load() != 3 {
			t.Errorf("%d dials, %d requests", f.dials.Load(), f.requests.Load())
		}
	})
}

func TestRequestOnTheWire(t *testing.T) {
	t.Parallel()
	var head http.Header
	var path string
	f := &farEnd{script: func(_ int, k *talk) {
		r, err := http.ReadRequest(k.in)
		if err != nil {
			t.Error(err)
			return
		}
		head, path = r.Header, r.Method+" "+r.URL.String()+" "+r.Host
		_, _ = io.Copy(io.Discard, r.Body)
		k.ok("")
	}}
	bubble(t, f, func(t *testing.T, c *Client) {
		if _, err := post(t.Context(), t, c, "{}"); err != nil {
			t.Fatal(err)
		}
	})
	if path != "POST /api/pay.htm "+host || head.Get("Content-Type") != "application/json; charset=UTF-8" || head.Get("Accept-Encoding") != "" {
		t.Errorf("%s %v", path, head)
	}
}

// A kept connection that the far end has closed is noticed before anything is written on it.
func TestClosedIdleConnectionIsReplaced(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: func(n int, k *talk) {
		if n > 1 {
			echo(n, k)
			return
		}
		body, _ := k.request()
		k.ok("echo:" + body)
	}}
	bubble(t, f, func(t *testing.T, c *Client) {
		for range 2 {
			if _, err := post(t.Context(), t, c, "x"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if f.dials.Load() != 2 || f.requests.Load() != 2 {
			t.Errorf("%d dials, %d requests", f.dials.Load(), f.requests.Load())
		}
	})
}

// faulty lets so many bytes of the nth connection through once it is armed.
type faulty struct {
	net.Conn
	armed bool
	left  int
}

func (f *faulty) Write(b []byte) (int, error) {
	if !f.armed || len(b) <= f.left {
		f.left -= len(b)
		return f.Conn.Write(b)
	}
	n, _ := f.Conn.Write(b[:max(f.left, 0)])
	f.left = 0
	_ = f.Close()
	return n, syscall.EPIPE
}

// Nothing was handed to the dead connection: the same bytes may go once more. A byte was: they may not.
func TestDeadConnectionFoundByWriting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		left     int // bytes that get through
		requests int32
		sent     bool
	}{{0, 2, false}, {1, 1, true}, {60, 1, true}} {
		first := &faulty{}
		f := &farEnd{script: echo, wrap: func(n int, near net.Conn) net.Conn {
			if n > 1 {
				return near
			}
			first.Conn = near
			return first
		}}
		bubble(t, f, func(t *testing.T, client *Client) {
			if _, err := post(t.Context(), t, client, "x"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			first.armed, first.left = true, c.left
			reply, err := post(t.Context(), t, client, "y")
			if c.sent {
				want(t, err, true, AnswerLost)
			} else if err != nil || string(reply.Body) != "echo:y" {
				t.Errorf("%q, %v", reply.Body, err)
			}
			synctest.Wait()
			if f.requests.Load() != c.requests {
				t.Errorf("%d bytes through: %d requests reached the far end", c.left, f.requests.Load())
			}
		})
	}
}

// A fresh connection that breaks at once is not tried again: once more is for kept ones.
func TestFreshDeadConnectionIsNotSent(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: echo}
	f.wrap = func(_ int, near net.Conn) net.Conn { return &afterHandshake{Conn: near} }
	bubble(t, f, func(t *testing.T, c *Client) {
		_, err := post(t.Context(), t, c, "x")
		want(t, err, false, ConnectFailed)
		if f.dials.Load() != 1 {
			t.Errorf("%d dials", f.dials.Load())
		}
	})
}

// afterHandshake refuses the first record of application data.
type afterHandshake struct{ net.Conn }

func (a *afterHandshake) Write(b []byte) (int, error) {
	if len(b) > 400 || (b[0] == 23 && len(b) > 150) { // the request; handshake records are shorter
		return 0, syscall.EPIPE
	}
	return a.Conn.Write(b)
}

func TestNothingIsRepeatedOnceSent(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]func(*talk){
		"closed without answer": func(*talk) {},
		"half a body":           func(k *talk) { k.reply("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345") },
		"half a chunk":          func(k *talk) { k.reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n12345") },
	} {
		f := &farEnd{script: func(n int, k *talk) {
			if _, ok := k.request(); ok && n > 1 { // the first connection is a kept one
				script(k)
				return
			}
			k.ok("")
			if _, ok := k.request(); ok {
				script(k)
			}
		}}
		bubble(t, f, func(t *testing.T, c *Client) {
			if _, err := post(t.Context(), t, c, "x"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			_, err := post(t.Context(), t, c, "y")
			want(t, err, true, AnswerLost)
			if f.requests.Load() != 2 || f.dials.Load() != 1 {
				t.Errorf("%s: %d requests over %d connections", name, f.requests.Load(), f.dials.Load())
			}
		})
	}
}

func TestUnreadableAnswers(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("x", 1001)
	for name, raw := range map[string]string{
		"half a status":     "HTTP/1.1 20",
		"half a head":       "HTTP/1.1 200 OK\r\nContent-Le",
		"not HTTP":          "<html>hello</html>\r\n\r\n",
		"HTTP of a router":  "HTTP/0.9 what\r\n\r\n",
		"compressed":        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
		"announced large":   "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + big,
		"chunked large":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + big + "\r\n0\r\n\r\n",
		"large to the end":  "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + big,
		"endless head":      "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+big+"\r\n", 50) + "\r\n",
		"bad chunk":         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"two lengths":       "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
		"switching":         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
		"hints without end": strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 4),
	} {
		f := &farEnd{script: func(_ int, k *talk) {
			if _, ok := k.request(); ok {
				k.reply(raw)
			}
		}}
		bubble(t, f, func(t *testing.T, c *Client) {
			_, err := post(t.Context(), t, c, "x")
			e, ok := errors.AsType[*Error](err)
			if !ok || !e.Sent || e.Reason.Code != AnswerUnreadable {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil && strings.Contains(err.Error(), "hello") {
				t.Errorf("%s: the error repeats the answer: %v", name, err)
			}
		})
	}
}

// What is too large is given up at once, not read to its end.
func TestLargeAnswersCostNoTime(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"announced": "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
		"chunked":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + strings.Repeat("x", 1001) + "\r\n",
	} {
		f := &farEnd{script: func(_ int, k *talk) {
			if _, ok := k.request(); ok {
				k.reply(raw)
				k.request() // says no more
			}
		}}
		bubble(t, f, func(t *testing.T, c *Client) {
			start := time.Now()
			_, err := post(t.Context(), t, c, "x")
			want(t, err, true, AnswerUnreadable)
			if took := time.Since(start); took != 0 {
				t.Errorf("%s: took %v", name, took)
			}
		})
	}
}

func TestAnswersOfEveryShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw, body string
		status    int
		kept      bool
	}{
		"length":     {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, true},
		"chunked":    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n", "hi", 200, true},
		"to the end": {"HTTP/1.1 200 OK\r\n\r\nhi", "hi", 200, false},
		"close":      {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, false},
		"HTTP/1.0":   {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, false},
		"redirect":   {"HTTP/1.1 302 Found\r\nLocation: https://evil.test/\r\nContent-Length: 0\r\n\r\n", "", 302, true},
		"502":        {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>", "<html>", 502, true},
		"hint first": {"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", 200, true},
		"trailing":   {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n", "hi", 200, false},
	} {
		f := &farEnd{script: func(_ int, k *talk) {
			if _, ok := k.request(); ok {
				k.reply(c.raw)
				if name != "to the end" {
					k.request() // waits for the client to close, whatever was announced
				}
			}
		}}
		bubble(t, f, func(t *testing.T, client *Client) {
			reply, err := post(t.Context(), t, client, "x")
			if err != nil || reply.Status != c.status || string(reply.Body) != c.body {
				t.Errorf("%s: %d %q, %v", name, reply.Status, reply.Body, err)
			}
			synctest.Wait()
			if kept := client.take(); (kept != nil) != c.kept {
				t.Errorf("%s: kept %v", name, kept != nil)
			} else if kept != nil {
				kept.close()
			}
			if f.dials.Load() != 1 {
				t.Errorf("%s: followed somewhere", name)
			}
		})
	}
}

// What arrives when nobody asked is not the answer to the next question.
func TestUnaskedAnswerIsNotTaken(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: func(n int, k *talk) {
		body, _ := k.request()
		k.ok("echo:" + body)
		if n == 1 {
			time.Sleep(time.Second)
			k.ok("forged")
			time.Sleep(time.Hour)
		}
	}}
	bubble(t, f, func(t *testing.T, c *Client) {
		for _, body := range []string{"a", "b"} {
			reply, err := post(t.Context(), t, c, body)
			if err != nil || string(reply.Body) != "echo:"+body {
				t.Errorf("%q, %v", reply.Body, err)
			}
			time.Sleep(2 * time.Second)
		}
	})
}

func TestDeadlineCoversEverything(t *testing.T) {
	t.Parallel()
	never := func(int, *talk) { time.Sleep(time.Hour) }
	for name, c := range map[string]struct {
		far    *farEnd
		dial   DialFunc
		sent   bool
		reason string
	}{
		"dialling": {far: &farEnd{}, dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, reason: ConnectTimeout},
		"handshake": {far: &farEnd{}, dial: func(context.Context, string, string) (net.Conn, error) {
			near, _ := net.Pipe()
			return near, nil
		}, reason: ConnectTimeout},
		"writing": {far: &farEnd{script: never}, sent: true, reason: AnswerTimeout},
		"answer": {far: &farEnd{script: func(_ int, k *talk) {
			k.request()
			time.Sleep(time.Hour)
		}}, sent: true, reason: AnswerTimeout},
		"dripping": {far: &farEnd{script: func(_ int, k *talk) {
			k.request()
			k.reply("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
			for range 100 {
				if _, err := io.WriteString(k, "x"); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}}, sent: true, reason: AnswerTimeout},
	} {
		bubble(t, c.far, func(t *testing.T, client *Client) {
			start := time.Now()
			_, err := post(t.Context(), t, client, "x")
			if name == "writing" { // the pipe takes a part or nothing, as its reader likes
				if e, ok := errors.AsType[*Error](err); !ok || (e.Sent != (e.Reason.Code == AnswerTimeout)) {
					t.Errorf("%s: %v", name, err)
				}
			} else {
				want(t, err, c.sent, c.reason)
			}
			if took := time.Since(start); took != 5*time.Second {
				t.Errorf("%s: took %v", name, took)
			}
		}, func(cfg *Config) {
			if c.dial != nil {
				cfg.Dial = c.dial
			}
		})
	}
}

// An idle connection that proves dead gives its successor what is left of the deadline, not a new one.
func TestReplacementSharesTheDeadline(t *testing.T) {
	t.Parallel()
	first := &faulty{}
	f := &farEnd{}
	f.script = func(n int, k *talk) {
		if n == 1 {
			echo(n, k)
			return
		}
		time.Sleep(time.Hour)
	}
	f.wrap = func(n int, near net.Conn) net.Conn {
		if n > 1 {
			return near
		}
		first.Conn = near
		return first
	}
	bubble(t, f, func(t *testing.T, c *Client) {
		if _, err := post(t.Context(), t, c, "x"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		first.armed = true
		start := time.Now()
		if _, err := post(t.Context(), t, c, "y"); err == nil {
			t.Error("answered by nobody")
		}
		if took := time.Since(start); took != 5*time.Second || f.dials.Load() != 2 {
			t.Errorf("took %v over %d dials", took, f.dials.Load())
		}
	})
}

func TestEndedContextSendsNothing(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: echo}
	bubble(t, f, func(t *testing.T, c *Client) {
		if err := c.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := post(ctx, t, c, "x")
		want(t, err, false, ConnectTimeout)
		if f.requests.Load() != 0 {
			t.Error("a request arrived")
		}
		if err := c.Warm(ctx); err == nil {
			t.Error("warmed without time")
		}
	})
}

func TestWarm(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: echo}
	bubble(t, f, func(t *testing.T, c *Client) {
		done := make(chan error, 3)
		for range 3 {
			go func() { done <- c.Warm(t.Context()) }()
		}
		for range 3 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if f.dials.Load() != 1 {
			t.Errorf("%d dials for three callers", f.dials.Load())
		}
		time.Sleep(DefaultIdle/2 - time.Second)
		if err := c.Warm(t.Context()); err != nil || f.dials.Load() != 1 {
			t.Errorf("a fresh connection was replaced: %d dials, %v", f.dials.Load(), err)
		}
		time.Sleep(2 * time.Second)
		if err := c.Warm(t.Context()); err != nil || f.dials.Load() != 2 {
			t.Errorf("an old connection was kept: %d dials, %v", f.dials.Load(), err)
		}
		if _, err := post(t.Context(), t, c, "x"); err != nil || f.dials.Load() != 2 {
			t.Errorf("the warm connection was not used: %d dials, %v", f.dials.Load(), err)
		}
		time.Sleep(DefaultIdle)
		if _, err := post(t.Context(), t, c, "x"); err != nil || f.dials.Load() != 3 {
			t.Errorf("an old connection carried a request: %d dials, %v", f.dials.Load(), err)
		}
	})
}

func TestWarmAfterTheFarEndClosed(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: func(n int, k *talk) {
		if n > 1 {
			echo(n, k)
		}
	}}
	bubble(t, f, func(t *testing.T, c *Client) {
		for range 2 {
			if err := c.Warm(t.Context()); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if f.dials.Load() != 2 {
			t.Errorf("%d dials", f.dials.Load())
		}
	})
}

func TestNoMoreConnectionsAreKeptThanNeeded(t *testing.T) {
	t.Parallel()
	f := &farEnd{script: func(_ int, k *talk) {
		for {
			body, ok := k.request()
			if !ok {
				return
			}
			time.Sleep(time.Second)
			k.ok("echo:" + body)
		}
	}}
	bubble(t, f, func(t *testing.T, c *Client) {
		done := make(chan error)
		for range 5 {
			go func() {
				_, err := post(t.Context(), t, c, "x")
				done <- err
			}()
		}
		for range 5 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if f.dials.Load() != 5 || len(c.kept) != maxIdle {
			t.Errorf("%d dials, %d kept", f.dials.Load(), len(c.kept))
		}
	})
}

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
