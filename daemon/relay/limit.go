package relay

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// Limit is how many calls a terminal may make.
type Limit struct {
	PerSecond float64 // in the long run
	Burst     int     // at once, after a rest
}

// DefaultLimit lets a terminal make 120 calls a minute, and 60 at once: a sale takes two to twenty.
var DefaultLimit = Limit{PerSecond: 2, Burst: 60} //nolint:gochecknoglobals // a constant, if structs could be

// allowance is what a terminal has left.
type allowance struct {
	Left float64   `json:"left"`
	At   time.Time `json:"at"`
}

// limitTries bounds how often an allowance is taken from when others take from it at the same moment.
const limitTries = 30

// take takes one call from what a terminal may make, across all instances. The error: the engine cannot be reached.
func (l Limit) take(ctx context.Context, b Bucket, key string, now time.Time) (bool, error) {
	for range limitTries {
		text, revision, err := b.Get(ctx, key)
		a := allowance{Left: float64(l.Burst), At: now}
		switch {
		case errors.Is(err, ErrNoKey):
		case err != nil:
			return false, err
		default:
			if json.Unmarshal(text, &a) != nil {
				a = allowance{Left: float64(l.Burst), At: now}
			}
		}
		if passed := now.Sub(a.At); passed > 0 {
			a.Left, a.At = min(float64(l.Burst), a.Left+passed.Seconds()*l.PerSecond), now
		}
		if a.Left < 1 {
			return false, nil
		}
		a.Left--
		if err := b.Put(ctx, key, mustJSON(a), revision); err == nil {
			return true, nil
		} else if !errors.Is(err, ErrChanged) {
			return false, err
		}
	}
	return false, nil
}
