package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAppendReadsBack(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	before, beginning := j.Head()
	got := appendTest(t, j,
		Record{Stream: "payment", Kind: "state", Key: "p1", Version: 3, Open: true, Index: []string{"order:A", "day:1", "order:A"}, Body: []byte("x")},
		Record{Stream: "spool", Kind: "job", Key: "p1"},
		Record{Stream: "payment", Kind: "state", Key: "p1"})
	first := got[0]
	if before != 0 || first.Prev != beginning || first.Seq != 1 || !first.Time.Equal(noon) || first.Board != "10000000cafe0001" ||
		first.ClockQuality != "ntp" || !slices.Equal(first.Index, []string{"day:1", "order:A"}) {
		t.Errorf("first entry %+v", first)
	}
	if got[1].Before != 0 || got[2].Before != 1 || got[2].Prev != got[1].Hash {
		t.Errorf("links %+v", got)
	}
	for i := range got {
		e, err := j.Get(uint64(i + 1))
		if err != nil || e.Hash != got[i].Hash || string(e.Body) != string(got[i].Body) {
			t.Errorf("Get(%d) = %+v, %v", i+1, e, err)
		}
	}
	if seq, hash := j.Head(); seq != 3 || hash != got[2].Hash || j.Len() != 3 {
		t.Errorf("head %d %v", seq, hash)
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	j := openTest(t, path)
	put := func(key string, open bool, terms ...string) {
		appendTest(t, j, Record{Stream: "payment", Kind: "state", Key: key, Open: open, Index: terms})
	}
	put("a", true, "day:1")
	put("b", true, "day:1")
	put("a", false, "day:1")
	put("c", true, "day:2")
	put("b", true, "day:1", "late")
	appendTest(t, j, Record{Stream: "pay", Kind: "state", Key: "ment", Open: true, Index: []string{"day:"}})
	test := func(t *testing.T) {
		t.Helper()
		wantLatest(t, j, "a", 3)
		wantLatest(t, j, "b", 5)
		wantIndex(t, j, "day:1", 0, "b", "a")
		wantIndex(t, j, "day:1", 1, "b")
		wantIndex(t, j, "day:", 0, "ment")
		wantIndex(t, j, "late", 9, "b")
		wantIndex(t, j, "da", 0)
		wantIndex(t, j, "day:1\x00\x00\x00\x00\x00\x00\x00", 0)
		wantIndex(t, j, "", 0)
		if e, err := j.Latest("payment\x00a", ""); !errors.Is(err, ErrNotFound) {
			t.Errorf("a zero byte in a name finds %+v, %v", e, err)
		}
		wantOpen(t, j, "payment", "b", "c")
		wantOpen(t, j, "pay", "ment")
		wantOpen(t, j, "paymen")
		wantHistory(t, j, "b", 2, 5)
		wantHistory(t, j, "nobody")
	}
	test(t)
	if err := j.seal(); err != nil {
		t.Fatal(err)
	}
	test(t)
	closeTest(t, j)
	j = openTest(t, path)
	test(t)
	closeTest(t, j)
	mustCheck(t, path)
}

func wantLatest(t *testing.T, j *Journal, key string, seq uint64) {
	t.Helper()
	if e, err := j.Latest("payment", key); err != nil || e.Seq != seq || e.Key != key {
		t.Errorf("Latest(%s) = %+v, %v, want seq %d", key, e, err, seq)
	}
}

func wantIndex(t *testing.T, j *Journal, term string, limit int, want ...string) {
	t.Helper()
	entries, err := j.ByIndex(term, limit)
	var keys []string
	for _, e := range entries {
		keys = append(keys, e.Key)
	}
	if err != nil || !slices.Equal(keys, want) {
		t.Errorf("ByIndex(%s, %d) = %q, %v, want %q", term, limit, keys, err, want)
	}
}

func wantOpen(t *testing.T, j *Journal, stream string, want ...string) {
	t.Helper()
	var keys []string
	for key, err := range j.OpenKeys(stream) {
		if err != nil {
			t.Error(err)
		}
		keys = append(keys, key)
	}
	if !slices.Equal(keys, want) {
		t.Errorf("OpenKeys(%s) = %q, want %q", stream, keys, want)
	}
}

func wantHistory(t *testing.T, j *Journal, key string, want ...uint64) {
	t.Helper()
	var seqs []uint64
	for e, err := range j.History("payment", key) {
		if err != nil {
			t.Error(err)
		}
		seqs = append(seqs, e.Seq)
	}
	if !slices.Equal(seqs, want) {
		t.Errorf("History(%s) = %d, want %d", key, seqs, want)
	}
}

func TestEntriesRange(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	fillSales(t, j, 50) // 200 entries: several batches, log and tail
	for _, c := range []struct{ from, to, first, n uint64 }{
		{0, 0, 1, 200}, {1, 0, 1, 200}, {200, 0, 200, 1}, {201, 0, 0, 0}, {5, 4, 0, 0}, {60, 130, 60, 71}, {199, 1000, 199, 2},
	} {
		var first, n uint64
		for e, err := range j.Entries(c.from, c.to) {
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				first = e.Seq
			}
			if n++; e.Seq != first+n-1 {
				t.Fatalf("%d..%d: seq %d at place %d", c.from, c.to, e.Seq, n)
			}
		}
		if first != c.first || n != c.n {
			t.Errorf("%d..%d: %d entries from %d, want %d from %d", c.from, c.to, n, first, c.n, c.first)
		}
	}
	for _, err := range j.Entries(0, 0) {
		if err != nil {
			t.Error(err)
		}
		break // a loop may end early
	}
}

func TestAppendInsideALoop(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	fillSales(t, j, 40)
	for e, err := range j.Entries(0, 0) {
		if err != nil {
			t.Fatal(err)
		}
		appendTest(t, j, Record{Stream: "s", Kind: "k", Key: e.Key})
	}
	if j.Len() != 320 {
		t.Errorf("%d entries", j.Len())
	}
}

func TestRecordsRefused(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	good := Record{Stream: "s", Kind: "k"}
	change := func(f func(*Record)) []Record {
		r := good
		f(&r)
		return []Record{good, r}
	}
	many := make([]string, MaxTerms+1)
	for i := range many {
		many[i] = "t" + strings.Repeat("x", i)
	}
	for name, records := range map[string][]Record{
		"none":      nil,
		"too many":  make([]Record, MaxBatch+1),
		"no stream": change(func(r *Record) { r.Stream = "" }),
		"no kind":   change(func(r *Record) { r.Kind = "" }),
		"long key":  change(func(r *Record) { r.Key = strings.Repeat("k", MaxKey+1) }),
		"zero byte": change(func(r *Record) { r.Key = "a\x00" }),
		"body":      change(func(r *Record) { r.Body = make([]byte, MaxBody+1) }),
		"version":   change(func(r *Record) { r.Version = -1 }),
		"term":      change(func(r *Record) { r.Index = []string{""} }),
		"terms":     change(func(r *Record) { r.Index = many }),
	} {
		if _, err := j.Append(noon, records...); !errors.Is(err, ErrRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := j.Append(time.Time{}, good); !errors.Is(err, ErrRecord) {
		t.Errorf("year 1: %v", err)
	}
	if j.Len() != 0 {
		t.Errorf("%d entries were written", j.Len())
	}
	if _, err := Open(newPath(t), Opts{Board: "\n"}); !errors.Is(err, ErrRecord) {
		t.Errorf("board: %v", err)
	}
}

func TestOneWriter(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	j := openTest(t, path)
	if _, err := Open(path, testOpts()); !errors.Is(err, ErrInUse) {
		t.Errorf("second writer: %v", err)
	}
	if _, err := OpenReadOnly(path); !errors.Is(err, ErrInUse) {
		t.Errorf("reader beside a writer: %v", err)
	}
	if r := Check(path, nil); r.Code != CodeInUse || !strings.Contains(r.Cure, "posd") {
		t.Errorf("check beside a writer: %+v", r)
	}
	closeTest(t, j)
	a, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, testOpts()); !errors.Is(err, ErrInUse) {
		t.Errorf("writer beside readers: %v", err)
	}
	closeTest(t, a)
	closeTest(t, b)
}

func TestReadOnlyAndClosed(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	if _, err := OpenReadOnly(path); !errors.Is(err, ErrMissing) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	j := openTest(t, path)
	appendTest(t, j, Record{Stream: "s", Kind: "k"})
	closeTest(t, j)
	_, getErr := j.Get(1)
	_, appendErr := j.Append(noon, Record{Stream: "s", Kind: "k"})
	for name, err := range map[string]error{
		"Close": j.Close(), "Get": getErr, "Append": appendErr, "Room": j.Room(), "Tend": j.Tend(), "Snapshot": j.Snapshot(nil),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s after Close: %v", name, err)
		}
	}
	r, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	_, appendErr = r.Append(noon, Record{Stream: "s", Kind: "k"})
	for name, err := range map[string]error{"Append": appendErr, "Room": r.Room(), "Tend": r.Tend()} {
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s read-only: %v", name, err)
		}
	}
	closeTest(t, r)
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReadOnly(path); os.Geteuid() != 0 && !errors.Is(err, ErrUnreadable) {
		t.Errorf("no permission: %v", err)
	}
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	appendTest(t, j, Record{Stream: "s", Kind: "k", Key: "a"})
	for _, seq := range []uint64{0, 2, 1 << 63} {
		if _, err := j.Get(seq); !errors.Is(err, ErrNotFound) {
			t.Errorf("Get(%d): %v", seq, err)
		}
	}
	if _, err := j.Latest("s", "b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Latest: %v", err)
	}
}

func TestOpenNeedsADirectory(t *testing.T) {
	t.Parallel()
	if _, err := Open(filepath.Join(t.TempDir(), "no", "journal.db"), testOpts()); !errors.Is(err, ErrMissing) {
		t.Errorf("no directory: %v", err)
	}
	dir := filepath.Join(t.TempDir(), "journal.db")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, testOpts()); !errors.Is(err, ErrUnreadable) {
		t.Errorf("a directory: %v", err)
	}
}
