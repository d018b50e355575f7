package journal

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// redirect lets all further writes of j go to a device file instead: /dev/full refuses every byte, /dev/null takes them and refuses
// to be flushed. The mapping, and with it reading, stays with the real file.
func redirect(t *testing.T, j *Journal, to string) {
	t.Helper()
	f, err := os.OpenFile(to, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := unix.Dup3(int(f.Fd()), int(j.file.Fd()), unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
}

// TestFailedWriteLatches makes a write or a flush of one kind of commit fail. From then on nothing is written, the cause is told each
// time, and readers see what was acknowledged, no more and no less.
func TestFailedWriteLatches(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		device string
		cause  error
		write  func(*Journal) error
	}{
		"write":                        {"/dev/full", syscall.ENOSPC, appendOne},
		"flush":                        {"/dev/null", syscall.EINVAL, appendOne},
		"write of tail":                {"/dev/full", syscall.ENOSPC, (*Journal).seal},
		"flush of tail":                {"/dev/null", syscall.EINVAL, (*Journal).seal},
		"flush of head page":           {"", syscall.EIO, visibleAppend},
		"flush of head page over tail": {"", syscall.EIO, visibleSeal},
		"flush of room":                {"/dev/null", syscall.EINVAL, func(j *Journal) error { return j.extend(reserveStep) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := newPath(t)
			j := openTest(t, path)
			fillSales(t, j, 40)
			appendTest(t, j, saleCommits(40)[0]...)
			all, found := dump(t, j), lookups(t, j, 41)
			if c.device != "" {
				redirect(t, j, c.device)
			}
			if err := c.write(j); !errors.Is(err, ErrBroken) || !errors.Is(err, c.cause) {
				t.Fatalf("the failure is told as %v", err)
			}
			written := j.Stats()
			for range 3 {
				if err := appendOne(j); !errors.Is(err, ErrBroken) || !errors.Is(err, c.cause) {
					t.Errorf("a later append: %v", err)
				}
			}
			if err := j.Room(); !errors.Is(err, ErrBroken) || !errors.Is(j.Tend(), ErrBroken) {
				t.Errorf("room: %v", err)
			}
			if j.Stats() != written {
				t.Errorf("written after the failure: %+v, before %+v", j.Stats(), written)
			}
			if dump(t, j) != all || lookups(t, j, 41) != found {
				t.Error("readers see something else than before")
			}
			closeTest(t, j)
			j = openTest(t, path)
			if got := dump(t, j); !strings.HasPrefix(got, all) {
				t.Error("an acknowledged entry is lost")
			}
			closeTest(t, j)
			mustCheck(t, path)
		})
	}
}

// visibleAppend is a commit whose last flush failed: the mapping shows it, the device may not have it.
func visibleAppend(j *Journal) error {
	todo, err := j.stage(noon, saleCommits(41)[1])
	if err != nil {
		return err
	}
	return j.latch(errors.Join(j.transact(func(tx *bbolt.Tx) error { return putTail(tx, todo) }), syscall.EIO))
}

func visibleSeal(j *Journal) error {
	return j.latch(errors.Join(j.transact(func(tx *bbolt.Tx) error {
		return errors.Join(moveTail(tx), j.recent.file(tx.Bucket([]byte(bucketIndex))))
	}), syscall.EIO))
}

func appendOne(j *Journal) error {
	_, err := j.Append(noon, saleCommits(41)[1]...)
	return err
}

// TestFullDevice lets the file grow no further: the reserve takes what is in flight, a new sale does not start, and when there is
// space again everything goes on.
func TestFullDevice(t *testing.T) {
	t.Parallel()
	t.Run("largest size", func(t *testing.T) {
		t.Parallel()
		opts := testOpts()
		opts.maxBytes = 3 << 20
		fullDevice(t, newPath(t), opts, func(j *Journal) { j.opts.maxBytes = 8 << 20 })
	})
	t.Run("file system", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := unix.Mount("posd-test", dir, "tmpfs", 0, "size=2500k"); err != nil {
			t.Skipf("cannot mount a small file system: %v", err)
		}
		t.Cleanup(func() {
			if err := unix.Unmount(dir, 0); err != nil {
				t.Error(err)
			}
		})
		fullDevice(t, filepath.Join(dir, "journal.db"), testOpts(), func(*Journal) {
			if err := unix.Mount("", dir, "", unix.MS_REMOUNT, "size=8m"); err != nil {
				t.Fatal(err)
			}
		})
	})
}

// fullDevice fills a journal to the last byte; lift makes more room.
func fullDevice(t *testing.T, path string, opts Opts, lift func(*Journal)) {
	t.Helper()
	j, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	const enough = 5000 // commits; a file that still grows has no end
	n, told := 0, false
	for ; j.Room() == nil && n < enough; n++ {
		appendTest(t, j, saleCommits(n)[1]...)
		if err := j.Tend(); err != nil && !errors.Is(err, ErrFull) {
			t.Fatal(err)
		} else if err != nil {
			told = true
		}
	}
	for range 10 { // what is in flight when Room turns
		appendTest(t, j, saleCommits(n)[1]...)
		n++
	}
	between := n
	for ; err == nil && n < enough; n++ {
		_, err = j.Append(noon, saleCommits(n)[1]...)
	}
	n--
	for range 2 {
		_, again := j.Append(noon, saleCommits(n)[1]...)
		if !errors.Is(err, ErrFull) || !errors.Is(again, ErrFull) || errors.Is(again, ErrBroken) || !told {
			t.Errorf("full: %v, then %v; told by Tend: %v", err, again, told)
		}
	}
	if err := j.Room(); !errors.Is(err, ErrFull) || ReportOf(path, err).Code != CodeFull {
		t.Errorf("room: %v", err)
	}
	if j.Len() != uint64(2*n) {
		t.Errorf("%d entries, want %d", j.Len(), 2*n)
	}
	closeTest(t, j)
	if j, err = Open(path, opts); err != nil { // a full device does not keep the terminal from resolving
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	lift(j)
	if err := errors.Join(j.Tend(), j.Room()); err != nil {
		t.Errorf("with space again: %v", err)
	}
	appendTest(t, j, saleCommits(n)[1]...)
	closeTest(t, j)
	mustCheck(t, path)
	t.Logf("%d commits until Room said no, %d after that", between-10, n-between+10)
}

// TestLargeTailIsMoved has a tail that is far larger than one growth of the file.
func TestLargeTailIsMoved(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	j := openTest(t, path)
	r := Record{Stream: "s", Kind: "k", Body: make([]byte, MaxBody)}
	for range 4 {
		appendTest(t, j, slices.Repeat([]Record{r}, 30)...)
	}
	if err := j.seal(); err != nil || j.recent.count != 0 {
		t.Errorf("%v, %d entries are left", err, j.recent.count)
	}
	closeTest(t, j)
	mustCheck(t, path)
}
