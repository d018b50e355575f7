package page

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestEventsTellTheNewestState runs the page on a socket: a client is told the state, and told again when it changes.
func TestEventsTellTheNewestState(t *testing.T) {
	t.Parallel()
	s := open(t)
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	events := follow(ctx, t, "http://"+l.Addr().String()+"/events")
	first := <-events
	if len(first.Faults) == 0 || first.Faults["cover_open"] {
		t.Errorf("at first: %+v", first.Faults)
	}
	s.counter.Printer.Cover(true)
	for st := range events {
		if st.Faults["cover_open"] {
			break
		}
	}
	if ctx.Err() != nil {
		t.Error("nobody told that the cover is open")
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// follow returns the states that a stream tells, until it ends.
func follow(ctx context.Context, t *testing.T, url string) <-chan state {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req) //nolint:bodyclose // by the goroutine below
	if err != nil {
		t.Fatal(err)
	}
	states := make(chan state)
	go func() {
		defer close(states)
		defer resp.Body.Close()
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
			var st state
			if !ok || json.Unmarshal(data, &st) != nil {
				continue
			}
			select {
			case states <- st:
			case <-ctx.Done():
				return
			}
		}
	}()
	return states
}

func TestViewersAreBounded(t *testing.T) {
	t.Parallel()
	s := open(t)
	for range maxViewers {
		s.viewers <- struct{}{}
	}
	if got := ask(t, s, http.MethodGet, "/events", ""); got.status != http.StatusServiceUnavailable {
		t.Errorf("one too many: %d", got.status)
	}
}
