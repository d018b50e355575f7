package payment

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"math"
	"testing"
	"testing/iotest"
	"time"
)

// start is how long the machine has been on when a test begins.
const start = 77 * time.Hour

// known reports which payment used a code, at a time after the start; it uses it itself if nobody did.
func known(t *testing.T, u *usedCodes, code string, id ID, after time.Duration) ID {
	t.Helper()
	by, used, err := u.use(NewCode(code), id, start+after)
	if err != nil || used != (by != "") {
		t.Fatalf("%v, %q (%v)", used, by, err)
	}
	return by
}

func newCodes() *usedCodes { return &usedCodes{random: rand.Reader, life: time.Minute} }

// TestACodeIsKnownForItsLife: for at least one life and at most two, whenever it came in its generation's life.
func TestACodeIsKnownForItsLife(t *testing.T) {
	t.Parallel()
	for _, came := range []time.Duration{0, time.Second, 30 * time.Second, 59 * time.Second, time.Minute - 1} {
		for _, c := range []struct {
			later time.Duration
			known bool
		}{{0, true}, {time.Second, true}, {59 * time.Second, true}, {time.Minute - 1, true}, {2 * time.Minute, false}, {time.Hour, false}} {
			u := newCodes()
			known(t, u, "first", "1", 0)
			known(t, u, "code", "2", came)
			if by := known(t, u, "code", "3", came+c.later); (by == "2") != c.known || !c.known && by != "" {
				t.Errorf("a code that came after %v is, %v later, known as used by %q", came, c.later, by)
			}
		}
	}
}

// TestOtherCodesKeepNoCodeAlive: steady trade makes generations as they are due, and old ones go.
func TestOtherCodesKeepNoCodeAlive(t *testing.T) {
	t.Parallel()
	u := newCodes()
	known(t, u, "code", "1", 0)
	for s := time.Second; s < 2*time.Minute; s += 7 * time.Second {
		known(t, u, s.String(), "2", s)
	}
	if by := known(t, u, "code", "3", 2*time.Minute); by != "" {
		t.Errorf("after two lives the code is still known as used by %s", by)
	}
	if by := known(t, u, (1*time.Minute + 4*time.Second).String(), "3", 2*time.Minute); by != "2" {
		t.Error("a code of the last minute is forgotten")
	}
}

func TestTheKeyDiesWithItsGeneration(t *testing.T) {
	t.Parallel()
	u := newCodes()
	known(t, u, "code", "1", 0)
	key := u.now.key
	known(t, u, "other", "2", time.Minute)
	if u.before.key != key || u.now.key == key {
		t.Fatal("the second generation has no key of its own")
	}
	known(t, u, "another", "3", 2*time.Minute)
	if u.before.key == key || u.now.key == key {
		t.Error("the first key outlives its codes")
	}
	for _, g := range []generation{u.now, u.before} {
		for h := range g.seen {
			if bytes.Contains(h[:], []byte("other")) {
				t.Error("the code itself is kept")
			}
		}
	}
}

// TestCodesLeaveMemoryByThemselves: without another code nothing of them is kept once they can be known no longer.
func TestCodesLeaveMemoryByThemselves(t *testing.T) {
	t.Parallel()
	u := newCodes()
	for _, at := range []time.Duration{0, start} {
		if left := u.expire(at); left != 0 {
			t.Errorf("nothing is to be forgotten, in %v", left)
		}
	}
	known(t, u, "code", "1", 0)
	known(t, u, "later", "2", 90*time.Second)
	for _, c := range []struct{ at, left time.Duration }{
		{90 * time.Second, 30 * time.Second}, {2*time.Minute - 1, 1}, {2 * time.Minute, 90 * time.Second}, {210*time.Second - 1, 1}, {210 * time.Second, 0},
	} {
		if left := u.expire(start + c.at); left != c.left {
			t.Errorf("after %v there is more to forget in %v, not %v", c.at, left, c.left)
		}
		if c.at == 2*time.Minute && (u.before.key != [16]byte{} || u.before.seen != nil) {
			t.Error("the first key outlives its codes")
		}
	}
	if u.now.key != [16]byte{} || u.now.seen != nil {
		t.Error("the last key outlives its codes")
	}
	if known(t, u, "code", "3", 4*time.Minute) != "" || u.now.key == [16]byte{} {
		t.Error("after that no code is taken as it should be")
	}
}

func TestACodeThatWasNotSentIsNew(t *testing.T) {
	t.Parallel()
	u := newCodes()
	known(t, u, "old", "1", 0)
	known(t, u, "code", "2", 59*time.Second)
	known(t, u, "new", "2", 61*time.Second)
	u.forget("2")
	if known(t, u, "code", "3", 62*time.Second) != "" || known(t, u, "new", "3", 62*time.Second) != "" {
		t.Error("a code that never left is known as used")
	}
	if known(t, u, "old", "3", 62*time.Second) != "1" {
		t.Error("another payment's code is forgotten too")
	}
}

func TestWithoutRandomnessNoCodeIsTaken(t *testing.T) {
	t.Parallel()
	broken := errors.New("no entropy")
	u := &usedCodes{random: io.MultiReader(bytes.NewReader(make([]byte, 15)), iotest.ErrReader(broken)), life: time.Minute}
	if by, used, err := u.use(NewCode("code"), "1", start); !errors.Is(err, broken) || used || by != "" {
		t.Errorf("a key of 15 bytes is taken (%v), used: %v by %q", err, used, by)
	}
}

func TestBackoffDoublesBetweenItsBounds(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	for n, want := range map[int]time.Duration{
		-1: 10 * time.Second, 0: 10 * time.Second, 1: 20 * time.Second, 2: 40 * time.Second, 6: 640 * time.Second, 7: 15 * time.Minute,
		16: 15 * time.Minute, 1 << 30: 15 * time.Minute,
	} {
		if got := p.backoff(n); got != want {
			t.Errorf("try %d waits %v, not %v", n, got, want)
		}
	}
	p.BackoffMin, p.BackoffMax = time.Hour, math.MaxInt64
	if most := 1 << 16 * time.Hour; p.backoff(16) != most || p.backoff(17) != most || p.backoff(1<<30) != most {
		t.Error("without a bound that is reached, it doubles sixteen times")
	}
}

func TestMaskCutsNoCharacter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"明***@alipay.test": "明*****test", "281234567890123456": "28****3456", "明明明明明明": "****", "": "****",
	} {
		if got := Mask(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
