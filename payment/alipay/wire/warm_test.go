package wire

import (
	"testing"
	"testing/synctest"
	"time"
)

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
