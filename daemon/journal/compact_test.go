package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// aged is a journal of many days with everything that compaction has to tell apart, closed. The sales up to old are of the first days.
func aged(t *testing.T, sales int) string {
	t.Helper()
	path := newPath(t)
	j := openTest(t, path)
	at := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	add := func(n int, records ...Record) {
		if _, err := j.Append(at(n), records...); err != nil {
			t.Fatal(err)
		}
	}
	add(0, Record{Stream: "till", Kind: "shift", Key: "", Body: []byte("of a stream that stays")})
	for n := range sales {
		for _, records := range saleCommits(n) {
			add(n, records...)
		}
		if n%10 == 3 { // a refund under way: open again
			again := saleCommits(n)[0][0]
			again.Kind = "refund"
			add(n, again)
		}
		if err := j.Tend(); err != nil {
			t.Fatal(err)
		}
	}
	gone := saleCommits(5)[0][0] // an old one that goes on today
	gone.Open = false
	add(sales, gone)
	closeTest(t, j)
	return path
}

// old is up to when entries may leave the journals of these tests.
func old(days int) time.Time { return noon.AddDate(0, 0, days) }

func shedding(path string, days int) Shedding {
	return Shedding{Before: old(days), Streams: []string{"payment", "spool"}, Archive: filepath.Join(filepath.Dir(path), "archive")}
}

// whole is what the archives and the journal say together, as one JSON Lines text.
func whole(t *testing.T, path string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(filepath.Dir(path), "archive", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	var all bytes.Buffer
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	j, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer closeTest(t, j)
	if err := j.Export(&all, 0); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// present says of each sale what the journal still knows of it.
func present(t *testing.T, path string, sales int) string {
	t.Helper()
	j, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer closeTest(t, j)
	var b strings.Builder
	for n := range sales {
		id := saleCommits(n)[0][0].Key
		for e, err := range j.History("payment", id) {
			fmt.Fprintln(&b, n, e.Seq, e.Hash, err)
		}
		hits, err := j.ByIndex("order:A"+id, 0)
		fmt.Fprintln(&b, n, len(hits), err)
	}
	return b.String()
}

func TestCompact(t *testing.T) {
	t.Parallel()
	const sales = 60
	path := aged(t, sales)
	before := whole(t, path)
	done, err := Compact(path, testOpts(), shedding(path, 40))
	if err != nil {
		t.Fatal(err)
	}
	if done.From != 1 || done.To < 150 || done.Left < 100 || done.Left >= done.To || done.Archive == "" {
		t.Errorf("%+v", done)
	}
	mustCheck(t, path)
	if got := whole(t, path); got != before {
		t.Error("archive and journal are not together what the journal was")
	}
	n, head, err := verify(strings.NewReader(whole(t, path)))
	j := openTest(t, path)
	seq, hash := j.Head()
	if err != nil || head != hash.String() || uint64(n) != seq || j.Base() != done.To {
		t.Errorf("the chain has %d entries to %s, %v; the base is %d", n, head, err, j.Base())
	}
	for n := range sales {
		want := 0
		switch stays := n >= 40 || n%10 == 3 || n == 5; {
		case stays && n == 5, stays && n%10 == 3:
			want = 3
		case stays:
			want = 2
		}
		got := 0
		for _, err := range j.History("payment", saleCommits(n)[0][0].Key) {
			if err != nil {
				t.Fatal(err)
			}
			got++
		}
		hits, err := j.ByIndex("order:A"+saleCommits(n)[0][0].Key, 0)
		if got != want || err != nil || len(hits) != min(want, 1) {
			t.Errorf("sale %d has %d entries, want %d, and %d hits, %v", n, got, want, len(hits), err)
		}
	}
	if e, err := j.Latest("till", ""); err != nil || e.Seq != 1 {
		t.Errorf("a stream that stays: %+v, %v", e, err)
	}
	if _, err := j.Get(2); !errors.Is(err, ErrNotFound) {
		t.Errorf("an entry that left: %v", err)
	}
	appendTest(t, j, saleCommits(sales)[1]...)
	closeTest(t, j)
	mustCheck(t, path)
}

// TestCompactAgain continues the chain of archives, and takes along what was open the first time.
func TestCompactAgain(t *testing.T) {
	t.Parallel()
	path := aged(t, 60)
	before := whole(t, path)
	for _, days := range []int{20, 20, 45} {
		if _, err := Compact(path, testOpts(), shedding(path, days)); err != nil {
			t.Fatal(err)
		}
		mustCheck(t, path)
		if whole(t, path) != before {
			t.Fatalf("after %d days archive and journal are not what the journal was", days)
		}
	}
	j := openTest(t, path)
	closing := saleCommits(3)[0][0]
	closing.Open = false
	appendTest(t, j, closing, Record{Stream: "till", Kind: "shift"})
	closeTest(t, j)
	first, err := Compact(path, testOpts(), Shedding{Before: noon.AddDate(1, 0, 0), Streams: []string{"payment", "spool"}, Archive: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	mustCheck(t, path)
	j = openTest(t, path)
	if _, err := j.Latest("payment", closing.Key); !errors.Is(err, ErrNotFound) || first.Left == 0 {
		t.Errorf("what was open and is closed stays: %v, %+v", err, first)
	}
	closeTest(t, j)
}

// TestCompactNothing leaves a journal alone that has nothing old, or nothing at all.
func TestCompactNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	closeTest(t, openTest(t, path))
	young := aged(t, 10)
	for path, days := range map[string]int{path: 100, young: 0} {
		before := takeImage(t, path)
		done, err := Compact(path, testOpts(), shedding(path, days))
		if err != nil || done.To >= done.From {
			t.Errorf("%+v, %v", done, err)
		}
		if after := takeImage(t, path); len(after.db) != len(before.db) {
			t.Errorf("the file has %d bytes, %d before", len(after.db), len(before.db))
		}
	}
	j := openTest(t, young)
	if _, err := Compact(young, testOpts(), shedding(young, 5)); !errors.Is(err, ErrInUse) {
		t.Errorf("beside a daemon: %v", err)
	}
	closeTest(t, j)
}

// TestCompactionCut cuts the power before each step of a compaction; of what lies aside and was not flushed any part may be missing. The
// terminal starts each time, with the old journal or the new one, and the next compaction comes through.
func TestCompactionCut(t *testing.T) {
	t.Parallel()
	const sales = 30
	origin := aged(t, sales)
	image, all := takeImage(t, origin), whole(t, origin)
	untouched := present(t, origin, sales)
	if _, err := Compact(origin, testOpts(), shedding(origin, 20)); err != nil {
		t.Fatal(err)
	}
	compacted := present(t, origin, sales)
	steps := []string{"archive", "archive's name", "copy", "flush", "examine", "rename"}
	for at, cut := range append(steps, "done") {
		for _, kept := range []int64{-1, 0, 1000, 3 * pageSize} {
			path := newPath(t)
			image.write(t, path)
			opts := testOpts()
			opts.step = func(name string) error {
				if name == cut {
					return errCut
				}
				return nil
			}
			done, err := Compact(path, opts, shedding(path, 20))
			if cut != "done" && !errors.Is(err, errCut) || cut == "done" && err != nil {
				t.Fatalf("%s: %v", cut, err)
			}
			if kept >= 0 && at < 4 { // not flushed yet
				shorten(t, aside(path), kept)
			}
			if kept >= 0 && at == 0 {
				shorten(t, aside(done.Archive), kept)
			}
			closeTest(t, openTest(t, path))
			mustCheck(t, path)
			if now := present(t, path, sales); now != untouched && cut != "done" || now != compacted && cut == "done" {
				t.Fatalf("%s: the journal is neither the old one nor the new one", cut)
			}
			if _, err := Compact(path, testOpts(), shedding(path, 20)); err != nil {
				t.Fatalf("after a cut before %s: %v", cut, err)
			}
			if whole(t, path) != all || present(t, path, sales) != compacted {
				t.Fatalf("after a cut before %s the next compaction made something else", cut)
			}
			if _, err := os.Stat(aside(path)); err == nil {
				t.Error("what was made aside is still there")
			}
		}
	}
}

// TestCompactDoesNotArchiveWhereItCannot leaves the journal as it was.
func TestCompactDoesNotArchiveWhereItCannot(t *testing.T) {
	t.Parallel()
	path := aged(t, 20)
	before := present(t, path, 20)
	s := shedding(path, 10)
	if err := os.WriteFile(s.Archive, nil, 0o600); err != nil { // no directory
		t.Fatal(err)
	}
	if _, err := Compact(path, testOpts(), s); !errors.Is(err, ErrUnreadable) {
		t.Errorf("Compact = %v", err)
	}
	mustCheck(t, path)
	if present(t, path, 20) != before {
		t.Error("the journal has changed")
	}
}
