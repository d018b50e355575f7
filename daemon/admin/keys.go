package admin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// keyOf reads the Idempotency-Key: 1 to 128 letters, digits and "._/-". Without the header it is empty.
func keyOf(r *http.Request) (string, error) {
	values := r.Header.Values("Idempotency-Key")
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	if len(values) > 1 || key == "" || len(key) > 128 || strings.ContainsFunc(key, notKey) {
		return "", refuse(http.StatusBadRequest, "key", "1 to 128 letters, digits, '.', '_', '/' and '-'")
	}
	return key, nil
}

func notKey(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	return !letter && (r < '0' || r > '9') && !strings.ContainsRune("._/-", r)
}

// digest sums up what a request asked for, whatever the spaces and the order of its body. Marshalling plain strings and numbers
// cannot go wrong.
func digest(meaning any) string {
	canonical, _ := json.Marshal(meaning)
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// keyLocks let one request per Idempotency-Key through at a time.
type keyLocks struct {
	mu   sync.Mutex
	held map[string]*keyLock
}

type keyLock struct {
	turn  chan struct{} // holds one token while the key is held
	users int
}

// lock waits for key's turn and returns what gives it back. An empty key waits for nobody. Calling the result twice is calling
// it once.
func (l *keyLocks) lock(ctx context.Context, key string) (func(), error) {
	if key == "" {
		return func() {}, nil
	}
	k := l.join(key)
	select {
	case k.turn <- struct{}{}:
		return sync.OnceFunc(func() {
			<-k.turn
			l.leave(key, k)
		}), nil
	case <-ctx.Done():
		l.leave(key, k)
		return nil, ctx.Err()
	}
}

func (l *keyLocks) join(key string) *keyLock {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.held[key]
	if k == nil {
		k = &keyLock{turn: make(chan struct{}, 1)}
		l.held[key] = k
	}
	k.users++
	return k
}

func (l *keyLocks) leave(key string, k *keyLock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.users--; k.users == 0 {
		delete(l.held, key)
	}
}
