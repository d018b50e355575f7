package journal_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"posd/daemon/journal"
	"posd/daemon/journal/journaltest"
)

// model is the journal as anyone would write it without a disk: a slice.
type model struct{ entries []journal.Entry }

func (m *model) of(stream, key string) []journal.Entry {
	var of []journal.Entry
	for i := range m.entries {
		if e := &m.entries[i]; e.Stream == stream && e.Key == key {
			of = append(of, *e)
		}
	}
	return of
}

func (m *model) open(stream string) []string {
	var keys []string
	last := map[string]bool{}
	for i := range m.entries {
		if e := &m.entries[i]; e.Stream == stream {
			last[e.Key] = e.Open
		}
	}
	for key, open := range last {
		if open {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// byIndex returns the newest Seq of each subject that has carried term, by when it last took it on, falling.
func (m *model) byIndex(term string) []uint64 {
	type hit struct{ since, newest uint64 }
	hits := map[[2]string]hit{}
	carries := map[[2]string]bool{}
	for _, e := range m.entries {
		sub := [2]string{e.Stream, e.Key}
		h, had := hits[sub]
		now := slices.Contains(e.Index, term)
		if now && !carries[sub] {
			h.since, had = e.Seq, true
		}
		carries[sub] = now
		if h.newest = e.Seq; had {
			hits[sub] = h
		}
	}
	var order []hit
	for _, h := range hits {
		order = append(order, h)
	}
	slices.SortFunc(order, func(a, b hit) int { return cmp.Compare(b.since, a.since) })
	var seqs []uint64
	for _, h := range order {
		seqs = append(seqs, h.newest)
	}
	return seqs
}

// machine drives a journal and the model side by side.
type machine struct {
	t    *testing.T
	j    *journal.Journal
	path string
	m    model
}

var (
	streams = []string{"payment", "spool", "s"}
	keys    = []string{"", "a", "b", "ab", "c"}
	terms   = []string{"day:1", "day:11", "day:", "order:A"}
)

func drawRecord(t *rapid.T) journal.Record {
	return journal.Record{
		Stream: rapid.SampledFrom(streams).Draw(t, "stream"), Kind: "k", Key: rapid.SampledFrom(keys).Draw(t, "key"),
		Version: rapid.IntRange(0, 3).Draw(t, "version"), Open: rapid.Bool().Draw(t, "open"),
		Index: rapid.SliceOfNDistinct(rapid.SampledFrom(terms), 0, 3, rapid.ID).Draw(t, "index"),
		Body:  rapid.SliceOfN(rapid.Byte(), 0, 900).Draw(t, "body"),
	}
}

func (x *machine) Append(t *rapid.T) {
	records := rapid.SliceOfN(rapid.Custom(drawRecord), 1, 40).Draw(t, "records")
	entries, err := x.j.Append(time.Unix(0, int64(len(x.m.entries))), records...)
	if err != nil {
		t.Fatal(err)
	}
	x.m.entries = append(x.m.entries, entries...)
}

// Seal appends so much that the next Tend moves all of it into the log and its index: what was drawn before seldom comes to that.
func (x *machine) Seal(t *rapid.T) {
	entries, err := x.j.Append(time.Unix(0, 0), slices.Repeat([]journal.Record{{Stream: "ballast", Kind: "k"}}, 130)...)
	if err != nil {
		t.Fatal(err)
	}
	x.m.entries = append(x.m.entries, entries...)
	x.Tend(t)
}

func (x *machine) Tend(t *rapid.T) {
	if err := x.j.Tend(); err != nil {
		t.Fatal(err)
	}
}

func (x *machine) Reopen(t *rapid.T) {
	if err := x.j.Close(); err != nil {
		t.Fatal(err)
	}
	x.reopen(t, x.path)
}

func (x *machine) Crash(t *rapid.T) {
	left := journaltest.Crash(x.t, x.path)
	if err := x.j.Close(); err != nil {
		t.Fatal(err)
	}
	_ = os.RemoveAll(filepath.Dir(x.path)) // thousands of copies would fill the memory
	x.reopen(t, left)
}

func (x *machine) reopen(t *rapid.T, path string) {
	j, err := journal.Open(path, journaltest.Opts())
	if err != nil {
		t.Fatal(err)
	}
	x.j, x.path = j, path
}

func (x *machine) Lookup(t *rapid.T) {
	stream, key := rapid.SampledFrom(streams).Draw(t, "stream"), rapid.SampledFrom(keys).Draw(t, "key")
	want := x.m.of(stream, key)
	if got := collect(t, x.j.History(stream, key)); !slices.EqualFunc(got, want, same) {
		t.Fatalf("history of %s %q: %d entries, want %d", stream, key, len(got), len(want))
	}
	e, err := x.j.Latest(stream, key)
	if len(want) == 0 && !errors.Is(err, journal.ErrNotFound) || len(want) > 0 && !same(e, want[len(want)-1]) {
		t.Fatalf("latest of %s %q: %+v, %v", stream, key, e, err)
	}
	if got, want := collect(t, x.j.OpenKeys(stream)), x.m.open(stream); !slices.Equal(got, want) {
		t.Fatalf("open of %s: %q, want %q", stream, got, want)
	}
}

func (x *machine) ByIndex(t *rapid.T) {
	term, limit := rapid.SampledFrom(terms).Draw(t, "term"), rapid.IntRange(0, 4).Draw(t, "limit")
	entries, err := x.j.ByIndex(term, limit)
	if err != nil {
		t.Fatal(err)
	}
	var got []uint64
	for _, e := range entries {
		got = append(got, e.Seq)
	}
	want := x.m.byIndex(term)
	if limit > 0 {
		want = want[:min(limit, len(want))]
	}
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %d, want %d", term, got, want)
	}
}

// Check is run by rapid after every step.
func (x *machine) Check(t *rapid.T) {
	if x.j.Len() != uint64(len(x.m.entries)) {
		t.Fatalf("%d entries, want %d", x.j.Len(), len(x.m.entries))
	}
	if n := len(x.m.entries); n > 0 {
		i := rapid.IntRange(0, n-1).Draw(t, "seq")
		if e, err := x.j.Get(uint64(i + 1)); err != nil || !same(e, x.m.entries[i]) {
			t.Fatalf("Get(%d) = %+v, %v", i+1, e, err)
		}
	}
}

func TestAgainstModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		x := &machine{t: t, path: filepath.Join(journaltest.Dir(t), "journal.db")}
		x.reopen(rt, x.path)
		rt.Repeat(rapid.StateMachineActions(x))
		if err := x.j.Close(); err != nil {
			rt.Fatal(err)
		}
		if r := journal.Check(x.path, nil); !r.OK() {
			rt.Fatalf("%s %s %q", r.Code, r.Cause, r.Notes)
		}
		_ = os.RemoveAll(filepath.Dir(x.path))
	})
}

func collect[V any](t *rapid.T, seq func(func(V, error) bool)) []V {
	var all []V
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

func same(a, b journal.Entry) bool {
	return a.Hash == b.Hash && a.Prev == b.Prev && a.Seq == b.Seq && a.Before == b.Before && a.Time.Equal(b.Time) &&
		a.Stream == b.Stream && a.Kind == b.Kind && a.Key == b.Key && a.Version == b.Version && a.Open == b.Open &&
		slices.Equal(a.Index, b.Index) && bytes.Equal(a.Body, b.Body)
}

func TestOpenForTests(t *testing.T) {
	t.Parallel()
	j := journaltest.Open(t)
	for n := range 10 {
		r := journal.Record{Stream: "s", Kind: "k", Key: fmt.Sprint(n)}
		if _, err := j.Append(time.Unix(0, 0), r); err != nil {
			t.Fatal(err)
		}
	}
	left := journaltest.OpenAt(t, journaltest.Crash(t, j.Path()))
	if left.Len() != 10 {
		t.Errorf("%d entries survived", left.Len())
	}
}
