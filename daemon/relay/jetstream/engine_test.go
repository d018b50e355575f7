package jetstream_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/jetstream"
)

func open(t *testing.T) *jetstream.Engine {
	t.Helper()
	if testing.Short() {
		t.Skip("an engine of its own takes long where it is emulated")
	}
	e, err := jetstream.Open(t.Context(), jetstream.Opts{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

// TestBuckets: the engine keeps what relay.Bucket promises.
func TestBuckets(t *testing.T) {
	t.Parallel()
	tables := open(t).Tables()
	for name, b := range map[string]relay.Bucket{
		"codes": tables.Codes, "terminals": tables.Terminals, "limits": tables.Limits, "news": tables.News,
	} {
		ctx := t.Context()
		if _, _, err := b.Get(ctx, "a.b"); !errors.Is(err, relay.ErrNoKey) {
			t.Errorf("%s: %v", name, err)
		}
		if err := b.Put(ctx, "a.b", []byte("1"), 0); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := b.Put(ctx, "a.b", []byte("2"), 0); !errors.Is(err, relay.ErrChanged) {
			t.Errorf("%s: made twice: %v", name, err)
		}
		value, revision, err := b.Get(ctx, "a.b")
		if err != nil || string(value) != "1" {
			t.Fatalf("%s: %s, %v", name, value, err)
		}
		if err := b.Put(ctx, "a.b", []byte("3"), revision); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := b.Put(ctx, "a.b", []byte("4"), revision); !errors.Is(err, relay.ErrChanged) {
			t.Errorf("%s: an old revision: %v", name, err)
		}
		watch(t, name, b)
	}
}

// watch wants what is there, and then what is written.
func watch(t *testing.T, name string, b relay.Bucket) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	heard, ended := make(chan string, 10), make(chan error, 1)
	go func() { ended <- b.Watch(ctx, func(key string, value []byte) { heard <- key + "=" + string(value) }) }()
	next := func(want string) {
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("%s: heard %s, not %s", name, got, want)
			}
		case <-ctx.Done():
			t.Errorf("%s: never heard %s", name, want)
		}
	}
	next("a.b=3")
	if err := b.Set(ctx, "c", []byte("5")); err != nil {
		t.Error(err)
	}
	next("c=5")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestTwoInstancesShareAnEngine: a code that is used at both at once is used once, and a revocation at one is known at the other.
func TestTwoInstancesShareAnEngine(t *testing.T) {
	t.Parallel()
	e := open(t)
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	var both [2]*relay.Registry
	for i := range both {
		both[i] = relay.NewRegistry(e.Tables(), time.Now, slog.New(slog.DiscardHandler))
		work.Go(func() { _ = both[i].Run(ctx) })
	}
	code, err := both[0].NewCode(ctx, "tea", "T1", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	errs := make([]error, 8)
	var users sync.WaitGroup
	for i := range errs {
		users.Go(func() { _, errs[i] = both[i%2].UseCode(ctx, code, []byte{byte(i)}) })
	}
	users.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, relay.ErrCode) {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d keys got the code", won)
	}
	if err := both[0].Revoke(ctx, "tea", "T1"); err != nil {
		t.Fatal(err)
	}
	await(t, "the revocation", func() bool {
		known, ok := both[1].Terminal("tea", "T1")
		fresh, _ := both[1].Fresh()
		return ok && known.Revoked && fresh
	})
}

// await looks until something is so, at most ten seconds: as long as a revocation may take.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	awaitFor(t, relay.StaleAfter, what, so)
}

// awaitFor is await for what may take longer.
func awaitFor(t *testing.T, limit time.Duration, what string, so func() bool) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.After(limit)
	for !so() {
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("%s has not come", what)
		}
	}
}

func TestOptsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, opts := range []jetstream.Opts{
		{},
		{Dir: t.TempDir(), Cluster: &jetstream.Cluster{Listen: "nowhere", Secret: "0123456789abcdef"}},
		{Dir: t.TempDir(), Cluster: &jetstream.Cluster{Listen: ":6222", Secret: "short"}},
	} {
		if e, err := jetstream.Open(t.Context(), opts); !errors.Is(err, jetstream.ErrOpts) {
			t.Errorf("%+v, %v", e, err)
		}
	}
}
