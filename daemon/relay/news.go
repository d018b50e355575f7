package relay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"sync"
	"time"
)

// newsMax bounds the numbers whose news an instance remembers, and newsLife how long.
const (
	newsMax  = 100_000
	newsLife = 10 * time.Minute
)

// news brings what one instance was notified of to the terminal that waits at another.
type news struct {
	bucket Bucket
	log    *slog.Logger
	now    func() time.Time

	mu      sync.Mutex
	recent  map[string]time.Time       // when a number was last heard of
	waiting map[string][]chan struct{} // who waits for one
}

func newNews(e Engine, now func() time.Time, log *slog.Logger) *news {
	return &news{bucket: e.News, now: now, log: log, recent: map[string]time.Time{}, waiting: map[string][]chan struct{}{}}
}

// newsKey names a merchant's number without telling it.
func newsKey(merchant, number string) string {
	sum := sha256.Sum256([]byte(merchant + "\x00" + number))
	return hex.EncodeToString(sum[:16])
}

// run follows the engine until ctx ends.
func (n *news) run(ctx context.Context) { follow(ctx, n.log, "news", n.bucket, n.hear) }

func (n *news) hear(key string, value []byte) {
	at, err := time.Parse(time.RFC3339, string(value))
	n.mu.Lock()
	defer n.mu.Unlock()
	if err != nil || n.now().Sub(at) > newsLife {
		return
	}
	n.prune()
	n.recent[key] = at
	for _, w := range n.waiting[key] {
		close(w)
	}
	delete(n.waiting, key)
}

// prune forgets what is too old, and all of it rather than growing for ever.
func (n *news) prune() {
	if len(n.recent) < newsMax {
		return
	}
	for key, at := range n.recent {
		if n.now().Sub(at) > newsLife {
			delete(n.recent, key)
		}
	}
	if len(n.recent) >= newsMax {
		clear(n.recent)
	}
}

// tell spreads that a number was notified.
func (n *news) tell(ctx context.Context, merchant, number string) error {
	return n.bucket.Set(ctx, newsKey(merchant, number), []byte(n.now().UTC().Format(time.RFC3339)))
}

// wait returns true as soon as a number was notified, now or a short while ago, and false once ctx ends.
func (n *news) wait(ctx context.Context, merchant, number string) bool {
	key := newsKey(merchant, number)
	n.mu.Lock()
	if at, known := n.recent[key]; known && n.now().Sub(at) <= newsLife {
		n.mu.Unlock()
		return true
	}
	told := make(chan struct{})
	n.waiting[key] = append(n.waiting[key], told)
	n.mu.Unlock()
	select {
	case <-told:
		return true
	case <-ctx.Done():
		n.leave(key, told)
		return false
	}
}

// leave takes back a wait that ended without news.
func (n *news) leave(key string, told chan struct{}) {
	n.mu.Lock()
	defer n.mu.Unlock()
	kept := n.waiting[key][:0]
	for _, w := range n.waiting[key] {
		if w != told {
			kept = append(kept, w)
		}
	}
	if n.waiting[key] = kept; len(kept) == 0 {
		delete(n.waiting, key)
	}
}

// count returns how many wait.
func (n *news) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	sum := 0
	for _, w := range n.waiting {
		sum += len(w)
	}
	return sum
}
