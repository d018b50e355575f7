package relay

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"posd/payment/acquirer/protocol"
)

// Registry knows the terminals and their enrolment codes. Its copy of the terminals follows the engine.
type Registry struct {
	codes, terminals Bucket
	now              func() time.Time
	log              *slog.Logger
	instance         string // the key of this instance's beat

	mu    sync.Mutex
	known map[string]Terminal
	heard time.Time // when our own beat last came back; zero before the first
}

// Terminal is a terminal as the registry knows it.
type Terminal struct {
	Merchant   string    `json:"merchant"`
	Name       string    `json:"name"`
	Generation int       `json:"generation"` // counts enrolments and revocations; certificates of others are not accepted
	Revoked    bool      `json:"revoked"`
	Changed    time.Time `json:"changed"`
}

// code is an enrolment code. Only its hash is kept.
type code struct {
	Merchant   string    `json:"merchant"`
	Terminal   string    `json:"terminal"`
	Generation int       `json:"generation"` // of the terminal once it is used
	Expires    time.Time `json:"expires"`
	UsedBy     string    `json:"used_by,omitempty"` // hash of the key that it has certified
}

// ErrCode says that a code is wrong, used, too old, or made before the terminal was revoked. Which of them is nobody's business.
var ErrCode = errors.New("the code is wrong, used or too old")

// ErrTerminal says that there is no such terminal.
var ErrTerminal = errors.New("no such terminal")

// Times of the registry.
const (
	// beatEvery is how often an instance looks whether it still hears the engine.
	beatEvery = 3 * time.Second
	// StaleAfter is how long an instance may have heard nothing from the engine and still take payments.
	StaleAfter = 10 * time.Second
	// MaxCodeLife is the longest life of an enrolment code.
	MaxCodeLife = 7 * 24 * time.Hour
)

// NewRegistry returns a registry over an engine. Run lets it follow.
func NewRegistry(e Engine, now func() time.Time, log *slog.Logger) *Registry {
	return &Registry{
		codes: e.Codes, terminals: e.Terminals, now: now, log: log, instance: beatPrefix + strings.ToLower(rand.Text()), known: map[string]Terminal{},
	}
}

// beatPrefix begins the keys of beats; those of terminals have a dot.
const beatPrefix = "beat-"

func terminalKey(merchant, terminal string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(merchant)) + "." + base64.RawURLEncoding.EncodeToString([]byte(terminal))
}

// Run follows the engine until ctx ends. It returns nil.
func (r *Registry) Run(ctx context.Context) error {
	var both sync.WaitGroup
	both.Go(func() { follow(ctx, r.log, "terminals", r.terminals, r.hear) })
	both.Go(func() { r.beat(ctx) })
	both.Wait()
	return nil
}

// follow watches a bucket again and again.
func follow(ctx context.Context, log *slog.Logger, name string, b Bucket, heard func(string, []byte)) {
	for ctx.Err() == nil {
		if err := b.Watch(ctx, heard); err != nil && ctx.Err() == nil {
			log.Warn("engine_lost", "bucket", name, "error", err)
		}
		pause(ctx, time.Second)
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (r *Registry) beat(ctx context.Context) {
	for ctx.Err() == nil {
		limited, stop := context.WithTimeout(ctx, beatEvery)
		if err := r.terminals.Set(limited, r.instance, []byte(r.now().Format(time.RFC3339Nano))); err != nil && ctx.Err() == nil {
			r.log.Warn("engine_does_not_answer", "error", err)
		}
		stop()
		pause(ctx, beatEvery)
	}
}

func (r *Registry) hear(key string, value []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if key == r.instance { // it was written after everything that came before it
		if at, err := time.Parse(time.RFC3339Nano, string(value)); err == nil {
			r.heard = at
		}
		return
	}
	var t Terminal
	if strings.HasPrefix(key, beatPrefix) || json.Unmarshal(value, &t) != nil {
		return
	}
	r.known[key] = t
}

// Fresh reports whether the copy of the terminals is younger than StaleAfter, and how old it is.
func (r *Registry) Fresh() (bool, time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.heard.IsZero() {
		return false, StaleAfter
	}
	age := r.now().Sub(r.heard)
	return age < StaleAfter, age
}

// Terminal returns what the copy knows of a terminal.
func (r *Registry) Terminal(merchant, name string) (Terminal, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t, ok := r.known[terminalKey(merchant, name)]
	return t, ok
}

// Terminals lists what the copy knows, by merchant and name.
func (r *Registry) Terminals() []Terminal {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]Terminal, 0, len(r.known))
	for _, t := range r.known {
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b Terminal) int {
		return cmp.Or(strings.Compare(a.Merchant, b.Merchant), strings.Compare(a.Name, b.Name))
	})
	return list
}

// stored reads a terminal from the engine itself.
func (r *Registry) stored(ctx context.Context, merchant, name string) (Terminal, uint64, error) {
	text, revision, err := r.terminals.Get(ctx, terminalKey(merchant, name))
	if errors.Is(err, ErrNoKey) {
		return Terminal{Merchant: merchant, Name: name}, 0, nil
	}
	var t Terminal
	if err == nil {
		err = json.Unmarshal(text, &t)
	}
	return t, revision, err
}

func (r *Registry) store(ctx context.Context, t Terminal, revision uint64) error {
	t.Changed = r.now().UTC().Truncate(time.Second)
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return r.terminals.Put(ctx, terminalKey(t.Merchant, t.Name), text, revision)
}

// Revoke ends a terminal's certificates and its codes that nobody has used yet.
func (r *Registry) Revoke(ctx context.Context, merchant, name string) error {
	for {
		t, revision, err := r.stored(ctx, merchant, name)
		if err != nil {
			return err
		}
		if revision == 0 {
			return fmt.Errorf("%w: %s of %s", ErrTerminal, name, merchant)
		}
		t.Generation++
		t.Revoked = true
		if err := r.store(ctx, t, revision); !errors.Is(err, ErrChanged) {
			return err
		}
	}
}

// NewCode makes a one-time code with which a terminal is enrolled, or enrolled anew.
func (r *Registry) NewCode(ctx context.Context, merchant, terminal string, life time.Duration) (string, error) {
	if !protocol.Name(merchant) || !protocol.Name(terminal) {
		return "", fmt.Errorf("%w: a name is 1 to 32 letters, digits, \".\", \"_\" and \"-\"", ErrTerminal)
	}
	t, _, err := r.stored(ctx, merchant, terminal)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(code{
		Merchant: merchant, Terminal: terminal, Generation: t.Generation + 1, Expires: r.now().Add(min(life, MaxCodeLife)),
	})
	if err != nil {
		return "", err
	}
	secret := rand.Text()
	return spaced(secret), r.codes.Put(ctx, hashOf(secret), text, 0)
}

// spaced makes a code that is read aloud: groups of five and a dash.
func spaced(secret string) string {
	var b strings.Builder
	for i, c := range secret {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// hashOf is the key of a code, however it was typed.
func hashOf(secret string) string {
	plain := strings.NewReplacer("-", "", " ", "", "\n", "", "0", "O", "1", "I", "8", "B").Replace(strings.ToUpper(secret))
	sum := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(sum[:])
}

// UseCode changes a code for the right to a certificate for key, the DER of a public key. Exactly one key ever gets it, at whichever
// instances it is tried; that key may ask again. The error wraps [ErrCode], or the engine cannot be reached.
func (r *Registry) UseCode(ctx context.Context, secret string, key []byte) (Terminal, error) {
	sum := sha256.Sum256(key)
	by := hex.EncodeToString(sum[:])
	c, err := r.claim(ctx, hashOf(secret), by)
	if err != nil {
		return Terminal{}, err
	}
	for {
		t, revision, err := r.stored(ctx, c.Merchant, c.Terminal)
		if err != nil {
			return Terminal{}, err
		}
		switch {
		case t.Generation == c.Generation && !t.Revoked:
			return t, nil // it has asked before
		case t.Generation+1 != c.Generation:
			return Terminal{}, ErrCode
		}
		t.Generation, t.Revoked = c.Generation, false
		if err := r.store(ctx, t, revision); err == nil {
			r.hear(terminalKey(t.Merchant, t.Name), mustJSON(t)) // this instance need not wait for it
			return t, nil
		} else if !errors.Is(err, ErrChanged) {
			return Terminal{}, err
		}
	}
}

// claim notes who uses a code, once.
func (r *Registry) claim(ctx context.Context, hash, by string) (code, error) {
	for {
		text, revision, err := r.codes.Get(ctx, hash)
		if errors.Is(err, ErrNoKey) {
			return code{}, ErrCode
		}
		var c code
		if err == nil {
			err = json.Unmarshal(text, &c)
		}
		switch {
		case err != nil:
			return code{}, err
		case c.UsedBy == by:
			return c, nil
		case c.UsedBy != "" || !r.now().Before(c.Expires):
			return code{}, ErrCode
		}
		c.UsedBy = by
		if err := r.codes.Put(ctx, hash, mustJSON(c), revision); err == nil {
			return c, nil
		} else if !errors.Is(err, ErrChanged) {
			return code{}, err
		}
	}
}

// mustJSON writes a value of ours, which always can be written.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
