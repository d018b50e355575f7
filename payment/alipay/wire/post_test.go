package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
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
	var request atomic.Bool
	f.wrap = func(_ int, near net.Conn) net.Conn { return &afterHandshake{near, &request} }
	bubble(t, f, func(t *testing.T, c *Client) {
		_, err := post(t.Context(), t, c, "x")
		want(t, err, false, ConnectFailed)
		if f.dials.Load() != 1 || !request.Load() {
			t.Errorf("%d dials, the request was reached: %v", f.dials.Load(), request.Load())
		}
	})
}

// afterHandshake refuses the first record of application data.
type afterHandshake struct {
	net.Conn

	request *atomic.Bool // it came so far
}

func (a *afterHandshake) Write(b []byte) (int, error) {
	if b[0] == 23 && len(b) > 150 { // the request: of the handshake only the short end is encrypted, and so looks alike
		a.request.Store(true)
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
