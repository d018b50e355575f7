package admin_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/admin"
	"posd/drivers/scanner"
)

// pipes is a listener in memory, so that the server's timeouts run in virtual time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error { p.once.Do(func() { close(p.done) }); return nil }

// Addr implements net.Listener.
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080} }

// dial connects and sends text.
func (p *pipes) dial(t *testing.T, format string, args ...any) net.Conn {
	t.Helper()
	here, there := net.Pipe()
	p.conns <- there
	if _, err := fmt.Fprintf(here, format, args...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = here.Close() })
	return here
}

// online runs a test on a world that serves in virtual time.
func online(t *testing.T, test func(t *testing.T, w *world, p *pipes, stop context.CancelFunc)) {
	t.Helper()
	bubble(t, func(t *testing.T, w *world) {
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		ctx, stop := context.WithCancel(w.Context())
		defer stop()
		done := make(chan error, 1)
		go func() { done <- w.server.Serve(ctx, p) }()
		test(t, w, p, stop)
		stop()
		if err := <-done; err != nil {
			w.Errorf("Serve: %v", err)
		}
	})
}

// closed reads until the other side hangs up, and tells when that was.
func closed(conn net.Conn) time.Duration {
	began := time.Now()
	_, _ = io.Copy(io.Discard, conn)
	return time.Since(began)
}

// TestSlowClientsAreCutOff gives each step of a request its time.
func TestSlowClientsAreCutOff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent string
		most time.Duration
	}{
		"nothing sent":      {"", 5 * time.Second},
		"header not ended":  {"GET / HTTP/1.1\r\nHost: localhost\r\n", 5 * time.Second},
		"body not ended":    {"POST /api/v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", 10 * time.Second},
		"nothing after all": {"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n", 60 * time.Second},
		"header too large":  {"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 30_000), time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			online(t, func(t *testing.T, w *world, p *pipes, _ context.CancelFunc) {
				here, there := net.Pipe()
				defer here.Close()
				p.conns <- there
				go func() { _, _ = io.WriteString(here, c.sent) }()
				if took := closed(here); took > c.most+time.Second {
					t.Errorf("held for %s, at most %s is meant", took, c.most)
				}
				if w.disk.Head() != 0 {
					t.Error("something was written")
				}
			})
		})
	}
}

// TestSlowClientsMakeRoom opens many more slow connections than there is room for: the oldest go, a till gets its answer at once,
// and a till that waits for its customer is left alone.
func TestSlowClientsMakeRoom(t *testing.T) {
	t.Parallel()
	for name, begun := range map[string]string{
		"in the header": "POST /api/v1/payments HTTP/1.1\r\nHost: localhost\r\n",
		"in the body":   "POST /api/v1/payments HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{",
		"in the answer": "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			online(t, func(t *testing.T, w *world, p *pipes, _ context.CancelFunc) {
				body := saleBody(100, "")
				waiting := p.dial(t, "POST %s?wait=90 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
					payments, len(body), body)
				slow := make([]net.Conn, 500)
				for i := range slow {
					slow[i] = p.dial(t, "%s", begun)
					synctest.Wait() // it waits for its client, however the handlers are scheduled: none is at work, and the first is the oldest
				}
				began := time.Now()
				answered(t, p.dial(t, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"), http.StatusOK)
				if took := closed(slow[0]); took != 0 || time.Since(began) != 0 {
					t.Errorf("the oldest slow client was held for %s, the till for %s", took, time.Since(began))
				}
				w.scans <- scanner.Scan{Text: goodCode}
				answered(t, waiting, http.StatusCreated)
			})
		})
	}
}

// answered reads one answer.
func answered(t *testing.T, conn net.Conn, status int) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode != status {
		t.Errorf("status %d, want %d", resp.StatusCode, status)
	}
}

// TestASlowReaderIsDropped opens streams that nobody reads. A sale beside them takes no moment longer, and they end.
func TestASlowReaderIsDropped(t *testing.T) {
	t.Parallel()
	online(t, func(t *testing.T, w *world, p *pipes, _ context.CancelFunc) {
		var slow []net.Conn
		for range admin.MaxStreams {
			slow = append(slow, p.dial(t, "GET %s?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n", eventsPath))
		}
		synctest.Wait()
		began := time.Now()
		w.paid(100)
		if took := time.Since(began); took != 0 {
			t.Errorf("a sale took %s", took)
		}
		time.Sleep(9 * time.Second) // past the write limit, and past the moment at which the display goes idle
		for _, conn := range slow {
			if took := closed(conn); took != 0 {
				t.Fatalf("a slow reader was held for %s more", took)
			}
		}
		if got := w.listen(eventsPath, nil).heard(); len(got) != 2 {
			t.Errorf("there is no room for a reader: %+v", got)
		}
	})
}

// TestALongWaitOutlivesTheTimeouts of ordinary requests.
func TestALongWaitOutlivesTheTimeouts(t *testing.T) {
	t.Parallel()
	online(t, func(t *testing.T, w *world, p *pipes, _ context.CancelFunc) {
		body := saleBody(100, "")
		conn := p.dial(t, "POST %s?wait=90 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			payments, len(body), body)
		time.Sleep(80 * time.Second)
		w.scans <- scanner.Scan{Text: goodCode}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if text, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(text), `"state":"paid"`) {
			t.Errorf("got %s, %v", text, err)
		}
	})
}

// TestAStreamOutlivesTheTimeouts as long as somebody reads it.
func TestAStreamOutlivesTheTimeouts(t *testing.T) {
	t.Parallel()
	online(t, func(t *testing.T, w *world, p *pipes, _ context.CancelFunc) {
		conn := p.dial(t, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", eventsPath)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close() // takes the reader's lock, so the connection goes first
		defer conn.Close()
		l := &listener{world: w, events: make(chan event, 100)}
		go l.read(resp.Body)
		l.heard()
		time.Sleep(10 * time.Minute)
		w.paid(100)
		if got := ids(l.heard(), "payment"); len(got) != 2 {
			t.Errorf("heard %v", got)
		}
	})
}
