package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// largeSales make a journal of 10^5 entries.
const largeSales = 25_000

// buildLarge writes a journal of that many sales, closed.
func buildLarge(tb testing.TB, path string, sales int) {
	tb.Helper()
	if testing.Short() {
		tb.Skip("the short form makes no large journal")
	}
	j, err := Open(path, testOpts())
	if err != nil {
		tb.Fatal(err)
	}
	j.db.NoSync = true // it is not the durability of this that is tested
	fillSales(tb, j, sales)
	closeTest(tb, j)
}

// TestOpenReadsNoHistory opens a journal of 10^5 entries of which all but the newest are unreadable: only one that does not look at
// them can succeed.
func TestOpenReadsNoHistory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.db")
	buildLarge(t, path, largeSales)
	j := openTest(t, path)
	for n := range 20 {
		appendTest(t, j, Record{Stream: "new", Kind: "k", Key: fmt.Sprint(n)})
	}
	if err := j.seal(); err != nil {
		t.Fatal(err)
	}
	appendTest(t, j, Record{Stream: "new", Kind: "k", Key: "0"})
	closeTest(t, j)
	if n := garble(t, path); n < 10_000 {
		t.Fatalf("%d pages garbled: no test", n)
	}
	if r := Probe(path); !r.OK() {
		t.Errorf("Probe: %+v", r)
	}
	j = openTest(t, path)
	if e, err := j.Latest("new", "0"); err != nil || e.Seq != 4*largeSales+21 {
		t.Errorf("%+v, %v", e, err)
	}
	if _, err := j.Get(largeSales); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrChain) {
		t.Errorf("a garbled entry reads as %v", err)
	}
	closeTest(t, j)
}

// garble destroys the leaf pages with the bodies of sales, but those of the last: the newest entries are verified against it.
func garble(t *testing.T, path string) (pages int) {
	t.Helper()
	db, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const leaf = 2
	last := fmt.Appendf(nil, "printed %d ", largeSales-1)
	for off := 2 * pageSize; off < len(db); off += pageSize {
		page := db[off : off+pageSize]
		if page[8] == leaf && bytes.Contains(page, []byte("printed ")) && !bytes.Contains(page, last) {
			copy(page[pageSize/8:], bytes.Repeat([]byte("garbled "), pageSize/8))
			clear(page[:16])
			pages++
		}
	}
	if err := os.WriteFile(path, db, 0o600); err != nil {
		t.Fatal(err)
	}
	return pages
}

// What a commit may write, in pages: the tail's changed leaf, or two, and its root, the page of buckets, the list of free pages, the
// head. The size of the journal does not matter.
const (
	pagesCommit = 6
	pagesSale   = 20 // three commits, the anchor, and a sale's share in moving the tail and growing the file: 80 KiB
)

// TestBytesOfACommit counts what the sales after the first 10^5 entries write.
func TestBytesOfACommit(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "journal.db")
	buildLarge(t, path, largeSales)
	j := openTest(t, path)
	j.db.NoSync = true
	const sales = 320
	start := j.Stats()
	worst := uint64(0)
	for n := range sales {
		for _, records := range saleCommits(largeSales + n) {
			before := j.Stats()
			appendTest(t, j, records...)
			after := j.Stats()
			worst = max(worst, after.Bytes-before.Bytes)
			if after.Flushes-before.Flushes != 2 || after.Commits-before.Commits != 1 {
				t.Fatalf("%+v became %+v in one append", before, after)
			}
		}
		if err := j.Tend(); err != nil {
			t.Fatal(err)
		}
	}
	sale := (j.Stats().Bytes - start.Bytes) / sales
	t.Logf("%d bytes in the largest commit, %d a sale with all that belongs to it", worst, sale)
	if worst > pagesCommit*pageSize || sale > pagesSale*pageSize {
		t.Errorf("a commit writes up to %d bytes, a sale %d", worst, sale)
	}
}

// BenchmarkSale reports what one sale of three commits writes to the device, in a journal of 10^5 entries, with the keys an owner
// should use and with random ones.
func BenchmarkSale(b *testing.B) {
	path := filepath.Join(b.TempDir(), "journal.db")
	buildLarge(b, path, largeSales)
	j := openTest(b, path)
	start := j.Stats()
	n := largeSales
	for b.Loop() {
		for _, records := range saleCommits(n) {
			appendTest(b, j, records...)
		}
		if err := j.Tend(); err != nil {
			b.Fatal(err)
		}
		n++
	}
	end := j.Stats()
	b.ReportMetric(float64(end.Bytes-start.Bytes)/float64(end.Commits-start.Commits), "bytes/commit")
	b.ReportMetric(float64(end.Bytes-start.Bytes)/float64(b.N), "bytes/sale")
	b.ReportMetric(float64(end.Flushes-start.Flushes)/float64(b.N), "flushes/sale")
}

// BenchmarkOpen and BenchmarkLatest are to be flat over the journal's size.
func BenchmarkOpen(b *testing.B) {
	bySize(b, func(b *testing.B, path string, _ int) {
		b.Helper()
		for b.Loop() {
			j, err := Open(path, testOpts())
			if err != nil {
				b.Fatal(err)
			}
			closeTest(b, j)
		}
	})
}

func BenchmarkLatest(b *testing.B) {
	bySize(b, func(b *testing.B, path string, sales int) {
		b.Helper()
		j := openTest(b, path)
		var keys []string
		for n := range 25 {
			keys = append(keys, saleCommits(n * sales / 25)[0][0].Key)
			_, _ = j.Latest("payment", keys[n]) // the pages are in memory from here on
		}
		n := 0
		for b.Loop() {
			if _, err := j.Latest("payment", keys[n%len(keys)]); err != nil {
				b.Fatal(err)
			}
			n++
		}
	})
}

func bySize(b *testing.B, f func(b *testing.B, path string, sales int)) {
	b.Helper()
	for _, sales := range []int{25, largeSales, 10 * largeSales} {
		b.Run(fmt.Sprintf("entries=%d", 4*sales), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "journal.db")
			buildLarge(b, path, sales)
			f(b, path, sales)
		})
	}
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	j := openTest(t, newPath(t))
	stop := make(chan struct{})
	errs := make(chan error, 4)
	for range 3 {
		go func() { errs <- readAlways(j, stop) }()
	}
	for n := range 100 {
		for _, records := range saleCommits(n) {
			appendTest(t, j, records...)
		}
		if err := errors.Join(j.Tend(), j.Room()); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	for range 3 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func readAlways(j *Journal, stop chan struct{}) error {
	for n := 0; ; n++ {
		select {
		case <-stop:
			return nil
		default:
		}
		runtime.Gosched()
		seq, hash := j.Head()
		if seq == 0 {
			continue
		}
		e, err := j.Get(seq)
		if err != nil || e.Hash != hash {
			return fmt.Errorf("head %d: %w", seq, err)
		}
		last, err := j.Latest(e.Stream, e.Key)
		if err != nil || last.Seq < seq {
			return fmt.Errorf("latest of %d is %d: %w", seq, last.Seq, err)
		}
		if hits, err := j.ByIndex("day:2026-11-00", 1); err != nil || len(hits) != 1 {
			return fmt.Errorf("%d hits: %w", len(hits), err)
		}
	}
}
