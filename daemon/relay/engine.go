package relay

import (
	"context"
	"errors"
)

// Errors of a Bucket.
var (
	// ErrNoKey says that a bucket has no such key.
	ErrNoKey = errors.New("no such key")
	// ErrChanged says that somebody else was faster.
	ErrChanged = errors.New("the key was changed meanwhile")
)

// Bucket is a table of short values that all instances see. Keys are letters, digits, "-", "_" and ".".
type Bucket interface {
	// Get returns a value and its revision. The error wraps ErrNoKey, or the engine cannot be reached.
	Get(ctx context.Context, key string) (value []byte, revision uint64, err error)
	// Put writes a value if the key's revision is still the one given; 0: if there is no such key. The error wraps ErrChanged, or
	// the engine cannot be reached.
	Put(ctx context.Context, key string, value []byte, revision uint64) error
	// Set writes a value, whatever was there.
	Set(ctx context.Context, key string, value []byte) error
	// Watch calls heard with every value there is, then with every change, until ctx ends or the engine is lost.
	Watch(ctx context.Context, heard func(key string, value []byte)) error
}

// Engine holds what the instances of a relay share.
type Engine struct {
	Codes     Bucket // enrolment codes, by their hash; forgotten after a week
	Terminals Bucket // terminals, and the beat of each instance
	Limits    Bucket // allowances; may be forgotten
	News      Bucket // notified numbers; forgotten after ten minutes
}
