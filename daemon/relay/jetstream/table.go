package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/nats-io/nats.go/jetstream"

	"posd/daemon/relay"
)

// table is a relay.Bucket in a key-value bucket of JetStream.
type table struct {
	kv      jetstream.KeyValue
	session *session
}

// session is one connection to the engine, from its beginning to the next.
type session struct {
	mu    sync.Mutex
	ended chan struct{}
}

// over is closed when the session is.
func (s *session) over() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended == nil {
		s.ended = make(chan struct{})
	}
	return s.ended
}

// renew ends the session and begins the next.
func (s *session) renew() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended != nil {
		close(s.ended)
		s.ended = nil
	}
}

// Get implements relay.Bucket. In a cluster any member may answer, and be a moment behind the last write; Put with the revision it told
// then finds that somebody was faster.
func (t table) Get(ctx context.Context, key string) ([]byte, uint64, error) {
	entry, err := t.kv.Get(ctx, key)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return nil, 0, relay.ErrNoKey
	case err != nil:
		return nil, 0, err
	}
	return entry.Value(), entry.Revision(), nil
}

// Put implements relay.Bucket.
func (t table) Put(ctx context.Context, key string, value []byte, revision uint64) error {
	var err error
	if revision == 0 {
		_, err = t.kv.Create(ctx, key, value)
	} else {
		_, err = t.kv.Update(ctx, key, value, revision)
	}
	if changed(err) {
		return relay.ErrChanged
	}
	return err
}

// changed reports whether a write was refused because another was before it.
func changed(err error) bool {
	if errors.Is(err, jetstream.ErrKeyExists) {
		return true
	}
	refused, ok := errors.AsType[*jetstream.APIError](err)
	return ok && refused.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence
}

// Set implements relay.Bucket.
func (t table) Set(ctx context.Context, key string, value []byte) error {
	_, err := t.kv.Put(ctx, key, value)
	return err
}

// errEnded says that a watch has ended by itself.
var errEnded = errors.New("the engine has ended the watch")

// Watch implements relay.Bucket.
func (t table) Watch(ctx context.Context, heard func(key string, value []byte)) error {
	over := t.session.over()
	watcher, err := t.kv.WatchAll(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = watcher.Stop() }() // it is no longer read
	for {
		select {
		case entry, more := <-watcher.Updates():
			switch {
			case !more && ctx.Err() == nil:
				return errEnded
			case !more:
				return nil
			case entry != nil && entry.Operation() == jetstream.KeyValuePut: // nil ends what was there before
				heard(entry.Key(), entry.Value())
			}
		case <-over:
			return errEnded
		case <-ctx.Done():
			return nil
		}
	}
}

// logger gives the server's lines to ours.
type logger struct{ to *slog.Logger }

// Noticef implements server.Logger.
func (l logger) Noticef(format string, v ...any) {
	l.to.Debug("engine", "says", fmt.Sprintf(format, v...))
}

// Warnf implements server.Logger.
func (l logger) Warnf(format string, v ...any) {
	l.to.Warn("engine", "says", fmt.Sprintf(format, v...))
}

// Fatalf implements server.Logger.
func (l logger) Fatalf(format string, v ...any) {
	l.to.Error("engine", "says", fmt.Sprintf(format, v...))
}

// Errorf implements server.Logger.
func (l logger) Errorf(format string, v ...any) {
	l.to.Error("engine", "says", fmt.Sprintf(format, v...))
}

// Debugf implements server.Logger.
func (l logger) Debugf(string, ...any) {}

// Tracef implements server.Logger.
func (l logger) Tracef(string, ...any) {}
