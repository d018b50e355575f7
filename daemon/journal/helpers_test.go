package journal

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// childArg makes the test binary examine a file as a child of Examine does.
const childArg = "examine-for-test"

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == childArg {
		child(os.Args[2], os.Args[3])
		return
	}
	if err := os.Setenv("GORACE", "atexit_sleep_ms=0"); err != nil { // a child under the race detector would sleep a second at its end
		panic(err)
	}
	m.Run()
}

// child behaves as its mode says.
func child(mode, path string) {
	switch mode {
	case "check":
		_ = json.NewEncoder(os.Stdout).Encode(Check(path, nil))
	case "probe":
		_ = json.NewEncoder(os.Stdout).Encode(Probe(path))
	case flipArg:
		if err := flipAll(path); err != nil {
			fmt.Fprintln(os.Stdout, err)
		}
	case "hang":
		<-time.After(time.Hour)
	case "garbage":
		fmt.Fprintln(os.Stdout, strings.Repeat("x", 1<<20))
	case "fault":
		panic("the file killed it")
	}
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 123456789, time.UTC)

func testOpts() Opts {
	return Opts{Board: "10000000cafe0001", ClockQuality: func() string { return "ntp" }}
}

// newPath is in memory where the machine has such, as journaltest.Dir, which this package cannot import.
func newPath(tb testing.TB) string {
	tb.Helper()
	var st unix.Statfs_t
	if err := unix.Statfs("/dev/shm", &st); err != nil || st.Bavail*uint64(st.Bsize) < 512<<20 {
		return filepath.Join(tb.TempDir(), "journal.db")
	}
	dir, err := os.MkdirTemp("/dev/shm", "posd-journal-") //nolint:usetesting // TempDir is on a disk
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "journal.db")
}

func openTest(tb testing.TB, path string) *Journal {
	tb.Helper()
	j, err := Open(path, testOpts())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = j.Close() })
	return j
}

func closeTest(tb testing.TB, j *Journal) {
	tb.Helper()
	if err := j.Close(); err != nil {
		tb.Fatal(err)
	}
}

func appendTest(tb testing.TB, j *Journal, records ...Record) []Entry {
	tb.Helper()
	entries, err := j.Append(noon, records...)
	if err != nil {
		tb.Fatal(err)
	}
	return entries
}

func mustCheck(tb testing.TB, path string) {
	tb.Helper()
	if r := Check(path, nil); !r.OK() {
		tb.Fatalf("check: %s: %s %q", r.Code, r.Cause, r.Notes)
	}
}

// saleCommits are the records of one sale as the workflow appends them, three commits.
func saleCommits(n int) [3][]Record {
	id := fmt.Sprintf("20261123T%06d-%08x", n, uint32(n)*2654435761)
	pay := Record{
		Stream: "payment", Kind: "state", Key: id, Version: 1, Open: true,
		Index: []string{"order:A" + id, fmt.Sprintf("day:2026-11-%02d", n/200%30)},
	}
	owed := Record{Stream: "spool", Kind: "job", Key: id, Version: 1, Open: true}
	sending, paid, printed := pay, pay, owed
	sending.Body = filler("sending", n, 600)
	paid.Open, paid.Body = false, filler("paid", n, 750)
	owed.Body = filler("owed", n, 400)
	printed.Open, printed.Body = false, filler("printed", n, 400)
	return [3][]Record{{sending}, {paid, owed}, {printed}}
}

// filler is a body of size bytes that no other record has.
func filler(what string, n, size int) []byte {
	head := fmt.Sprintf("%s %d ", what, n)
	b := make([]byte, size)
	x := uint32(n)*2654435761 + uint32(len(what))
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = 'a' + byte(x>>24)%26
	}
	copy(b, head)
	return b
}

// fillSales appends sales to an empty journal in large batches, as fast as may be.
func fillSales(tb testing.TB, j *Journal, sales int) {
	tb.Helper()
	var batch []Record
	for n := range sales {
		commits := saleCommits(n)
		batch = append(batch, slices.Concat(commits[:]...)...)
		if len(batch) > MaxBatch-4 || n == sales-1 {
			appendTest(tb, j, batch...)
			batch = batch[:0]
		}
	}
	if err := j.Tend(); err != nil {
		tb.Fatal(err)
	}
}

// dump is all that can be read of a journal, as text.
func dump(tb testing.TB, j *Journal) string {
	tb.Helper()
	var b strings.Builder
	if err := j.Export(&b, 0); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// lookups is what the index answers about the sales up to n.
func lookups(tb testing.TB, j *Journal, n int) string {
	tb.Helper()
	var b strings.Builder
	for i := range n {
		id := saleCommits(i)[0][0].Key
		for _, stream := range []string{"payment", "spool"} {
			e, err := j.Latest(stream, id)
			fmt.Fprintln(&b, stream, id, e.Seq, err)
		}
		hits, err := j.ByIndex("order:A"+id, 0)
		for _, e := range hits {
			fmt.Fprintln(&b, e.Seq, err)
		}
	}
	for _, stream := range []string{"payment", "spool"} {
		for key, err := range j.OpenKeys(stream) {
			fmt.Fprintln(&b, key, err)
		}
	}
	return b.String()
}
