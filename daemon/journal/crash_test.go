package journal

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// states is how many crash states TestPowerCuts looks at; the full run asks for 100,000.
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

// device is a file that takes on one image after the other; of each only the pages that differ from the one before are written.
type device struct {
	path string
	now  image
}

func (d *device) become(t *testing.T, im image) {
	t.Helper()
	if d.now.db == nil || len(im.db) != len(d.now.db) {
		im.write(t, d.path)
		d.now = im
		return
	}
	f, err := os.OpenFile(d.path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for off := 0; off < len(im.db) && err == nil; off += pageSize {
		if page := im.db[off : off+pageSize]; !bytes.Equal(page, d.now.db[off:off+pageSize]) {
			_, err = f.WriteAt(page, int64(off))
		}
	}
	if err := errors.Join(err, f.Close(), os.WriteFile(anchorPath(d.path), im.head, 0o600)); err != nil {
		t.Fatal(err)
	}
	d.now = im
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

func never() bool { return false }

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
	sales := 12
	if testing.Short() {
		sales = 6
	}
	for n := range sales {
		for _, records := range saleCommits(n) {
			write(func() error { _, err := j.Append(noon, records...); return err })
		}
		write(j.writeAnchor)
		if n%5 == 4 {
			write(j.seal)
		}
		if n == sales/2 {
			write(func() error { return j.extend(16 * pageSize) })
		}
	}
	return steps
}

// TestPowerCuts cuts the power in each write of the journal's life: any part of the pages that were not yet flushed has reached the
// device, in any sectors. Every acknowledged entry must be there, and of the one under way all or nothing (promise 15).
func TestPowerCuts(t *testing.T) {
	t.Parallel()
	steps := history(t)
	wanted := *states
	if testing.Short() {
		wanted /= 15
	}
	var seen, torn atomic.Int64
	var circle atomic.Bool // what reads round in circles goes on until the process ends: the others end here
	t.Run("writes", func(t *testing.T) {
		for i := range steps {
			t.Run(strconv.Itoa(i), func(t *testing.T) {
				t.Parallel()
				r := rand.New(rand.NewPCG(20261123, uint64(15+i)))
				s, c := &steps[i], newCard(t, &steps[i])
				n := int64(0)
				for cut := range s.cuts(r, wanted/len(steps)+1) {
					c.become(t, cut)
					if circle.Load() {
						return
					}
					if err := soon(func() error { return s.survives(c.path, n%16 == 0) }); err != nil {
						circle.Store(errors.Is(err, errCircle))
						t.Fatalf("state %d: %v", n, err)
					}
					c.restore(t, cut, n%16 == 0)
					n++
					torn.Add(int64(bit(cut.torn)))
				}
				seen.Add(n)
			})
		}
	})
	if t.Failed() {
		return
	}
	t.Logf("%d crash states of %d writes, %d of them with torn pages: every acknowledged entry there in each", seen.Load(), len(steps), torn.Load())
}

// TestTheOracleSeesADiskThatIgnoresFlushes is the test of the test: with the order between pages and head page gone, what TestPowerCuts
// demands must not hold.
func TestTheOracleSeesADiskThatIgnoresFlushes(t *testing.T) {
	t.Parallel()
	d := device{path: newPath(t)}
	r := rand.New(rand.NewPCG(20261123, 18))
	seen, failed := 0, 0
	steps := history(t)
	if testing.Short() {
		steps = steps[:16]
	}
	for _, s := range steps {
		data, heads := diff(s.before.db, s.after.db)
		if len(heads) == 0 {
			continue
		}
		some := slices.DeleteFunc(slices.Clone(data), func(int64) bool { return r.IntN(2) == 0 })
		d.become(t, image{overlay(s.before.db, s.after.db, append(some, heads...), never, r), s.before.head})
		seen++
		if r := examineTest(t, "check", d.path, time.Second); !r.OK() || s.survives(d.path, false) != nil {
			failed++
		}
	}
	t.Logf("%d of %d states with ignored flushes failed", failed, seen)
	if failed < seen/4 {
		t.Error("a disk that ignores flushes passes")
	}
}

// cut is a state that a power cut can leave: what differs from the file before the write.
type cut struct {
	pages map[int64][]byte
	size  int64 // of the file
	head  []byte
	torn  bool // some page is in it in part
}

// page is what is on the device at off before the write: zeros beyond its end.
func (s *step) page(off int64) []byte {
	page := make([]byte, pageSize)
	if off < int64(len(s.before.db)) {
		copy(page, s.before.db[off:])
	}
	return page
}

// put lets the page at off arrive, whole or in some of its sectors.
func (c *cut) put(s *step, off int64, tear bool, r *rand.Rand) {
	if off >= c.size {
		return
	}
	page, _ := c.pages[off]
	if page == nil {
		page = s.page(off)
	}
	for at := int64(0); at < pageSize; at += sector {
		if !tear || r.IntN(2) == 0 {
			copy(page[at:at+sector], s.after.db[off+at:])
		}
	}
	c.pages[off] = page
	c.torn = c.torn || tear
}

// cuts yields up to n states that a cut during s can leave on an honest disk.
func (s *step) cuts(r *rand.Rand, n int) iter.Seq[cut] {
	data, heads := diff(s.before.db, s.after.db)
	short, long := int64(len(s.before.db)), int64(len(s.after.db))
	whole := func(offs []int64) cut {
		c := cut{pages: map[int64][]byte{}, size: long, head: s.before.head}
		for _, off := range offs {
			c.put(s, off, false, r)
		}
		return c
	}
	return func(yield func(cut) bool) {
		states := []cut{{size: short, head: s.before.head}, whole(slices.Concat(data, heads))}
		states[1].head = s.after.head
		if len(heads) > 0 { // all data, and the head page torn
			states = append(states, whole(data))
			for range 4 {
				c := whole(data)
				for _, off := range heads {
					c.put(s, off, true, r)
				}
				states = append(states, c)
			}
		}
		for _, c := range states {
			if !yield(c) {
				return
			}
		}
		for mask := range n - len(states) {
			if !yield(s.cut(r, data, mask)) {
				return
			}
		}
	}
}

// cut is one of the many: of few pages each subset has its turn, then any of them arrive, in any sectors; a file that is growing has
// any length; the anchor is written anywhere in its page.
func (s *step) cut(r *rand.Rand, data []int64, mask int) cut {
	short, long := int64(len(s.before.db)), int64(len(s.after.db))
	c := cut{pages: map[int64][]byte{}, size: long, head: slices.Clone(s.before.head)}
	if grown := (long - short) / pageSize; grown > 0 && mask%2 == 1 {
		c.size = short + r.Int64N(grown+1)*pageSize
	}
	for i, off := range data {
		in := r.IntN(2) == 0
		if len(data) <= 6 && mask < 1<<len(data) {
			in = mask>>i&1 == 1
		}
		if in {
			c.put(s, off, mask >= 64 && r.IntN(3) == 0, r)
		}
	}
	for off := 0; off < len(c.head); off += pageSize { // an anchor is shorter than a sector: it is torn anywhere
		n := r.IntN(256)
		copy(c.head[off:off+n], s.after.head[off:off+n])
	}
	return c
}

// card is a file that takes on the states of one step, each by its few pages.
type card struct {
	path     string
	before   image
	db, head *os.File
}

func newCard(t *testing.T, s *step) *card {
	t.Helper()
	c := &card{path: newPath(t), before: s.before}
	s.before.write(t, c.path)
	for name, f := range map[string]**os.File{c.path: &c.db, anchorPath(c.path): &c.head} {
		var err error
		if *f, err = os.OpenFile(name, os.O_RDWR, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = (*f).Close() })
	}
	return c
}

func (c *card) become(t *testing.T, to cut) {
	t.Helper()
	errs := []error{c.db.Truncate(to.size)}
	for off, page := range to.pages {
		_, err := c.db.WriteAt(page, off)
		errs = append(errs, err)
	}
	_, err := c.head.WriteAt(to.head, 0)
	if err := errors.Join(append(errs, err)...); err != nil {
		t.Fatal(err)
	}
}

// restore takes a state back; written says that somebody else has written the file since.
func (c *card) restore(t *testing.T, from cut, written bool) {
	t.Helper()
	var errs []error
	for off := range from.pages {
		if off < int64(len(c.before.db)) && !written {
			_, err := c.db.WriteAt(c.before.db[off:off+pageSize], off)
			errs = append(errs, err)
		}
	}
	if written {
		_, err := c.db.WriteAt(c.before.db, 0)
		errs = append(errs, err)
	}
	if err := errors.Join(append(errs, c.db.Truncate(int64(len(c.before.db))))...); err != nil { // what is beyond comes back as zeros
		t.Fatal(err)
	}
}

// survives reads what a cut left and says what is wrong with it; thorough also opens it for writing and goes on.
func (s *step) survives(path string, thorough bool) error {
	j, err := OpenReadOnly(path)
	if err != nil {
		return err
	}
	if err := errors.Join(s.holds(j, path), j.Close()); err != nil || !thorough {
		return err
	}
	if err := sound(path); err != nil { // as an administrator would look
		return err
	}
	if j, err = Open(path, testOpts()); err != nil {
		return err
	}
	_, err = j.Append(noon, saleCommits(99)[1]...)
	return errors.Join(err, j.Close(), sound(path))
}

// holds says what is wrong with an open journal: an entry that is not as it was or will be, and all that [Check] finds.
func (s *step) holds(j *Journal, path string) error {
	var b strings.Builder
	if err := j.Export(&b, 0); err != nil {
		return err
	}
	if got := b.String(); got != s.want && got != s.next {
		return fmt.Errorf("%d lines are left, want %d or %d", strings.Count(got, "\n"), strings.Count(s.want, "\n"), strings.Count(s.next, "\n"))
	}
	r := Report{Path: path}
	if err := errors.Join(r.checkAll(j, func(_, _ uint64) {}), r.checkAnchor(j)); err != nil {
		return fmt.Errorf("check: %w %q", err, r.Notes)
	}
	if a, ok, err := readAnchor(path); err != nil || !ok || a != s.before.anchor() && a != s.after.anchor() {
		return fmt.Errorf("the anchor is left as %+v, %v, %w", a, ok, err)
	}
	return nil
}

func sound(path string) error {
	if r := Check(path, nil); !r.OK() {
		return fmt.Errorf("check: %s: %s %q", r.Code, r.Cause, r.Notes)
	}
	return nil
}

// TestLyingDisk leaves out pages that were flushed, as a card does that acknowledges what it keeps in its own memory. The loss is
// noticed on the device, or nothing was lost (promise 16).
func TestLyingDisk(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(20261123, 16))
	d := device{path: newPath(t)}
	caught, harmless := 0, 0
	for i, s := range history(t) {
		data, heads := diff(s.before.db, s.after.db)
		if len(heads) == 0 {
			continue
		}
		for range max(1, *states/3000) {
			some := slices.DeleteFunc(slices.Clone(data), func(int64) bool { return r.IntN(2) == 0 })
			d.become(t, image{overlay(s.before.db, s.after.db, append(some, heads...), never, r), s.after.head})
			if report := examineTest(t, "check", d.path, 3*time.Second); !report.OK() {
				caught++
				continue
			}
			harmless++
			j, err := OpenReadOnly(d.path)
			if err != nil {
				t.Fatal(err)
			}
			if got := dump(t, j); got != s.next && got != s.want {
				t.Errorf("write %d: a loss was not noticed", i)
			}
			closeTest(t, j)
		}
	}
	t.Logf("%d caught, %d harmless", caught, harmless)
	if caught == 0 {
		t.Error("no state was damaged: the test tests nothing")
	}
}

// TestOlderCopy puts the database of each moment beside the anchor of each later one, as someone does who restores a copy of the one
// file, or a card that lost all its last writes. It is rolled back if the anchor saw more (promise 16); what the anchor has not
// seen yet, at most what was appended since the last Tend, is not known to be missing.
func TestOlderCopy(t *testing.T) {
	t.Parallel()
	steps := history(t)
	d := device{path: newPath(t)}
	caught, behind := 0, 0
	for i, older := range steps {
		entries := uint64(strings.Count(older.want, "\n"))
		for _, newer := range steps[i:] {
			d.become(t, image{older.before.db, newer.after.head})
			r := Probe(d.path)
			switch saw := newer.after.anchor().count; {
			case saw > entries && r.Code == CodeRolledBack && r.Have == entries && r.Want == saw:
				caught++
			case saw <= entries && r.OK():
				behind++
			default:
				t.Fatalf("%d entries beside an anchor of %d: %+v", entries, saw, r)
			}
		}
	}
	t.Logf("%d rolled back, %d not older than the anchor", caught, behind)
	if caught < 3*behind {
		t.Error("too few: the test tests nothing")
	}
}
