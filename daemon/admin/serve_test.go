package admin_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/admin"
)

// served is a world whose server listens on real sockets.
type served struct {
	*world

	address string
	socket  string
}

func serve(t *testing.T) *served {
	t.Helper()
	w := newWorld(t, nil)
	tcp, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &served{world: w, address: tcp.Addr().String(), socket: filepath.Join(t.TempDir(), "posd.sock")}
	unix, err := admin.ListenSocket(s.socket)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.server.Serve(ctx, tcp, unix) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return s
}

// get asks over a connection of its own.
func get(ctx context.Context, dial func(ctx context.Context, network, addr string) (net.Conn, error), url string) (int, string, error) {
	client := http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, "", err
	}
	resp, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(body), err
}

func (s *served) overSocket(ctx context.Context, _, _ string) (net.Conn, error) {
	return (&net.Dialer{}).DialContext(ctx, "unix", s.socket)
}

func TestServeOnBoth(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for name, c := range map[string]struct {
		dial func(ctx context.Context, network, addr string) (net.Conn, error)
		url  string
		want int
	}{
		"tcp":                {nil, "http://" + s.address + "/health", 200},
		"socket":             {s.overSocket, "http://anything/health", 200},
		"snapshot on tcp":    {nil, "http://" + s.address + "/api/v1/journal/snapshot", 403},
		"snapshot on socket": {s.overSocket, "http://localhost/api/v1/journal/snapshot", 200},
	} {
		status, body, err := get(t.Context(), c.dial, c.url)
		if err != nil || status != c.want {
			t.Errorf("%s: %d %v %s", name, status, err, body)
		}
	}
}

// TestServeAgain serves on after a listener failed, as a supervised part does.
func TestServeAgain(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		broken := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		if err := broken.Close(); err != nil {
			t.Fatal(err)
		}
		if err := w.server.Serve(t.Context(), broken); !errors.Is(err, net.ErrClosed) {
			t.Errorf("a broken listener ended it with %v", err)
		}
		p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- w.server.Serve(ctx, p) }()
		body := saleBody(100, "")
		began := time.Now()
		conn := p.dial(t, "POST %s?wait=9 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			payments, len(body), body)
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp.Body.Close(); time.Since(began) != 9*time.Second {
			t.Errorf("waited %s", time.Since(began))
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// TestServeEndsWithAListener ends the requests of the other listeners at once.
func TestServeEndsWithAListener(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		good := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		bad := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
		done := make(chan error, 1)
		go func() { done <- w.server.Serve(t.Context(), good, bad) }()
		stream := good.dial(t, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", eventsPath)
		go func() { _, _ = io.Copy(io.Discard, stream) }()
		synctest.Wait()
		began := time.Now()
		if err := bad.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; !errors.Is(err, net.ErrClosed) || time.Since(began) > time.Second {
			t.Errorf("ended with %v after %s", err, time.Since(began))
		}
	})
}

// TestServeEnds while a client waits: it gets what there is, at once.
func TestServeEnds(t *testing.T) {
	t.Parallel()
	online(t, func(t *testing.T, _ *world, p *pipes, stop context.CancelFunc) {
		body := saleBody(100, "")
		conn := p.dial(t, "POST %s?wait=90 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			payments, len(body), body)
		stream := p.dial(t, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", eventsPath)
		go func() { _, _ = io.Copy(io.Discard, stream) }()
		synctest.Wait()
		began := time.Now()
		stop()
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusCreated || time.Since(began) > time.Second {
			t.Errorf("the client got %s after %s", resp.Status, time.Since(began))
		}
	})
}
