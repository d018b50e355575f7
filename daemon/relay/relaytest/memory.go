// Package relaytest is an engine in memory, for tests of a relay in virtual time. Instances that are given the same one are a
// cluster.
package relaytest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"posd/daemon/relay"
)

// ErrDown is what every call returns while the engine is down.
var ErrDown = errors.New("the engine is down")

// Memory is an engine in memory.
type Memory struct {
	mu   sync.Mutex
	down bool
	all  []*bucket
}

// NewMemory returns an empty engine.
func NewMemory() *Memory { return &Memory{} }

// Engine returns a view of the engine for one instance.
func (m *Memory) Engine() relay.Engine {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.all) < 4 {
		m.all = append(m.all, &bucket{of: m, values: map[string]value{}, changed: make(chan struct{})})
	}
	return relay.Engine{Codes: m.all[0], Terminals: m.all[1], Limits: m.all[2], News: m.all[3]}
}

// SetDown makes the engine unreachable, or reachable again.
func (m *Memory) SetDown(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = down
	for _, b := range m.all {
		b.ring()
	}
}

type value struct {
	bytes    []byte
	revision uint64
}

// bucket is one table; its log is what watchers read.
type bucket struct {
	of       *Memory
	values   map[string]value
	log      []string // keys in the order of their changes
	changed  chan struct{}
	revision uint64
}

func (b *bucket) ring() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// Get implements relay.Bucket.
func (b *bucket) Get(_ context.Context, key string) ([]byte, uint64, error) {
	b.of.mu.Lock()
	defer b.of.mu.Unlock()
	if b.of.down {
		return nil, 0, ErrDown
	}
	v, ok := b.values[key]
	if !ok {
		return nil, 0, relay.ErrNoKey
	}
	return slices.Clone(v.bytes), v.revision, nil
}

// Put implements relay.Bucket.
func (b *bucket) Put(_ context.Context, key string, text []byte, revision uint64) error {
	b.of.mu.Lock()
	defer b.of.mu.Unlock()
	if b.values[key].revision != revision {
		return relay.ErrChanged
	}
	return b.set(key, text)
}

// Set implements relay.Bucket.
func (b *bucket) Set(_ context.Context, key string, text []byte) error {
	b.of.mu.Lock()
	defer b.of.mu.Unlock()
	return b.set(key, text)
}

func (b *bucket) set(key string, text []byte) error {
	if b.of.down {
		return ErrDown
	}
	b.revision++
	b.values[key] = value{slices.Clone(text), b.revision}
	b.log = append(b.log, key)
	b.ring()
	return nil
}

// Watch implements relay.Bucket.
func (b *bucket) Watch(ctx context.Context, heard func(key string, value []byte)) error {
	for at := 0; ; {
		b.of.mu.Lock()
		if b.of.down {
			b.of.mu.Unlock()
			return ErrDown
		}
		if at < len(b.log) {
			key := b.log[at]
			text := slices.Clone(b.values[key].bytes)
			b.of.mu.Unlock()
			at++
			heard(key, text)
			continue
		}
		changed := b.changed
		b.of.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil
		}
	}
}
