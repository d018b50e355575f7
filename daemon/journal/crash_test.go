package journal

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// states is how many crash states TestPowerCuts looks at; the nightly run asks for 100,000.
var states = flag.Int("journal.states", 3000, "crash states to enumerate")

const sector = 512

// image is the content of the database and its anchor at one moment.
type image struct{ db, head []byte }

func takeImage(t *testing.T, path string) image {
	t.Helper()
	db, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, err := os.ReadFile(anchorPath(path))
	if err != nil {
		t.Fatal(err)
	}
	return image{db, head}
}

func (im image) write(t *testing.T, path string) {
	t.Helper()
	for name, b := range map[string][]byte{path: im.db, anchorPath(path): im.head} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// anchor is the newer one of the two slots.
func (im image) anchor() anchor {
	a, _ := parseAnchor(im.head[:pageSize])
	b, _ := parseAnchor(im.head[pageSize:])
	if b.count > a.count {
		return b
	}
	return a
}

// diff lists the pages in which two images of a database differ: first those flushed before the head page, then the head page.
func diff(before, after []byte) (data, heads []int64) {
	for off := int64(0); off < int64(len(after)); off += pageSize {
		page := after[off : off+pageSize]
		if off < int64(len(before)) && bytes.Equal(before[off:off+pageSize], page) {
			continue
		}
		if off < 2*pageSize {
			heads = append(heads, off)
		} else {
			data = append(data, off)
		}
	}
	return data, heads
}

// overlay copies part of what was being written over before: each page of chosen, of which torn ones arrive in some sectors only.
func overlay(before, after []byte, chosen []int64, torn func() bool, r *rand.Rand) []byte {
	b := slices.Clone(before)
	if len(b) < len(after) {
		b = append(b, make([]byte, len(after)-len(b))...)
	}
	for _, off := range chosen {
		tear := torn()
		for s := off; s < off+pageSize; s += sector {
			if !tear || r.IntN(2) == 0 {
				copy(b[s:s+sector], after[s:s+sector])
			}
		}
	}
	return b
}

// step is one commit, or one flush, of the history that is cut.
type step struct {
	before, after image
	want, next    string // what can be read without and with it
}

// history records what each kind of write does to the file: the first commits, commits of sales, moves of the tail, growth of the
// reserve, anchors.
func history(t *testing.T) []step {
	t.Helper()
	path := newPath(t)
	j := openTest(t, path)
	var steps []step
	write := func(f func() error) {
		s := step{before: takeImage(t, path), want: dump(t, j)}
		if err := f(); err != nil {
			t.Fatal(err)
		}
		s.after, s.next = takeImage(t, path), dump(t, j)
		steps = append(steps, s)
	}
	for n := range 12 {
		for _, records := range saleCommits(n) {
			write(func() error { _, err := j.Append(noon, records...); return err })
		}
		write(j.writeAnchor)
		if n%5 == 4 {
			write(j.seal)
		}
		if n == 7 {
			write(func() error { return j.extend(16 * pageSize) })
		}
	}
	return steps
}

// TestPowerCuts cuts the power in each write of the journal's life: any part of the pages that were not yet flushed has reached the
// device, in any sectors. Every acknowledged entry must be there, and of the one under way all or nothing.
func TestPowerCuts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(20261123, 15))
	steps := history(t)
	path := newPath(t)
	seen := 0
	for _, s := range steps {
		for _, left := range s.cuts(r, *states/len(steps)) {
			left.write(t, path)
			s.survives(t, path, seen%16 == 0)
			seen++
		}
	}
	t.Logf("%d states of %d writes", seen, len(steps))
}

// cuts returns up to n states that a cut during s can leave on an honest disk.
func (s *step) cuts(r *rand.Rand, n int) []image {
	data, heads := diff(s.before.db, s.after.db)
	always, never := func() bool { return true }, func() bool { return false }
	states := []image{s.before, s.after}
	if len(heads) > 0 { // all data, and the head page torn
		whole := overlay(s.before.db, s.after.db, data, never, r)
		states = append(states, image{whole, s.before.head})
		for range 4 {
			states = append(states, image{overlay(whole, s.after.db, heads, always, r), s.before.head})
		}
	}
	for mask := range n - len(states) {
		chosen := make([]int64, 0, len(data))
		for i, off := range data {
			if in := r.IntN(2) == 0; len(data) <= 6 && mask < 1<<len(data) && mask>>i&1 == 1 || (len(data) > 6 || mask >= 1<<len(data)) && in {
				chosen = append(chosen, off)
			}
		}
		torn := func() bool { return mask >= 64 && r.IntN(3) == 0 }
		head := slices.Clone(s.before.head)
		for off := 0; off < len(head); off += pageSize { // an anchor is shorter than a sector: it is torn anywhere
			n := r.IntN(256)
			copy(head[off:off+n], s.after.head[off:off+n])
		}
		states = append(states, image{overlay(s.before.db, s.after.db, chosen, torn, r), head})
	}
	return states
}

// survives reads what a cut left; thorough also opens it for writing and goes on.
func (s *step) survives(t *testing.T, path string, thorough bool) {
	t.Helper()
	j, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	got := dump(t, j)
	if got != s.want && got != s.next {
		t.Fatalf("%d lines are left, want %d or %d", strings.Count(got, "\n"), strings.Count(s.want, "\n"), strings.Count(s.next, "\n"))
	}
	closeTest(t, j)
	mustCheck(t, path)
	if a, ok, err := readAnchor(path); err != nil || !ok || a != s.before.anchor() && a != s.after.anchor() {
		t.Fatalf("the anchor is left as %+v, %v, %v", a, ok, err)
	}
	if !thorough {
		return
	}
	if j, err = Open(path, testOpts()); err != nil {
		t.Fatal(err)
	}
	appendTest(t, j, saleCommits(99)[1]...)
	closeTest(t, j)
	mustCheck(t, path)
}

// TestLyingDisk leaves out pages that were flushed, as a card does that acknowledges what it keeps in its own memory. The loss is
// noticed on the device, or nothing was lost.
func TestLyingDisk(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(20261123, 16))
	path := newPath(t)
	caught, harmless := 0, 0
	for i, s := range history(t) {
		data, heads := diff(s.before.db, s.after.db)
		if len(heads) == 0 {
			continue
		}
		some := slices.DeleteFunc(slices.Clone(data), func(int64) bool { return r.IntN(2) == 0 })
		left := image{overlay(s.before.db, s.after.db, append(some, heads...), func() bool { return false }, r), s.after.head}
		left.write(t, path)
		if report := examineTest(t, "check", path, 3*time.Second); !report.OK() {
			caught++
			continue
		}
		harmless++
		j, err := OpenReadOnly(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := dump(t, j); got != s.next && got != s.want {
			t.Errorf("write %d: a loss was not noticed", i)
		}
		closeTest(t, j)
	}
	t.Logf("%d caught, %d harmless", caught, harmless)
	if caught == 0 {
		t.Error("no state was damaged: the test tests nothing")
	}
}
