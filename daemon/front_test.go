package daemon

import (
	"context"
	"net"
	"testing"
)

// TestSystemdIsToldOnceTheSocketListens: whoever waits for posd to be ready may speak to it at once. It runs in no bubble: the sockets
// are the kernel's.
func TestSystemdIsToldOnceTheSocketListens(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	told := make(chan error, 1)
	f := newFront(d.admin.server, d.cfg.Admin, func() {
		var dialer net.Dialer
		conn, err := dialer.DialContext(t.Context(), "unix", d.cfg.Admin.Socket)
		if err == nil {
			err = conn.Close()
		}
		told <- err
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- f.run(ctx) }()
	if err := <-told; err != nil {
		t.Errorf("told before it listens: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestAPageThatCannotListenKeepsSystemdWaitingForNothing: sales need no page.
func TestAPageThatCannotListenKeepsSystemdWaitingForNothing(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	d.cfg.Admin.Listen = "192.0.2.1:1" // nobody's (RFC 5737)
	told := 0
	f := newFront(d.admin.server, d.cfg.Admin, func() { told++ })
	for range 2 {
		if err := f.run(t.Context()); err == nil {
			t.Error("it listens at an address that is not ours")
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
