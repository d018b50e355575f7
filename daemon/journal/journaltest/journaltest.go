// Package journaltest opens journals for tests, and leaves none unexamined: when a test ends, its journal is closed, reopened and
// checked in every respect, as bbolt's own tests do with theirs.
package journaltest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"posd/daemon/journal"
)

// Board and Clock are what a test's journal writes into its entries.
const (
	Board = "10000000cafe0001"
	Clock = "test"
)

// Opts returns options with Board and Clock.
func Opts() journal.Opts {
	return journal.Opts{Board: Board, ClockQuality: func() string { return Clock }}
}

// memory is a directory that needs no device, on Linux; containers often give it little, so it is used with this much free, in bytes.
const (
	memory     = "/dev/shm"
	memoryFree = 512 << 20
)

// Dir returns a directory of the test's own, removed when it ends: in memory where the machine has such, because a journal flushes
// twice an append and a test is not to wait for a disk, otherwise as [testing.TB.TempDir].
func Dir(tb testing.TB) string {
	tb.Helper()
	var st unix.Statfs_t
	if err := unix.Statfs(memory, &st); err != nil || st.Bavail*uint64(st.Bsize) < memoryFree { //nolint:gosec // sizes are not negative
		return tb.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "posd-journal-") //nolint:usetesting // TempDir is on a disk
	if err != nil {
		return tb.TempDir()
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Errorf("remove journal: %v", err)
		}
	})
	return dir
}

// Open opens a new journal in a directory of the test's own.
func Open(tb testing.TB) *journal.Journal {
	tb.Helper()
	return OpenAt(tb, filepath.Join(Dir(tb), "journal.db"))
}

// OpenAt opens the journal at path, making it if need be. When the test ends it is closed, if the test has not done so, and the file
// examined with [Check].
func OpenAt(tb testing.TB, path string) *journal.Journal {
	tb.Helper()
	j, err := journal.Open(path, Opts())
	if err != nil {
		tb.Fatalf("open journal: %v", err)
	}
	tb.Cleanup(func() {
		if err := j.Close(); err != nil && !errors.Is(err, journal.ErrClosed) {
			tb.Errorf("close journal: %v", err)
		}
		Check(tb, path)
	})
	return j
}

// Check fails the test unless the closed journal at path opens, and every page, entry, index key and the anchor are right.
func Check(tb testing.TB, path string) {
	tb.Helper()
	j, err := journal.Open(path, Opts())
	if err != nil {
		tb.Errorf("reopen journal: %v", err)
		return
	}
	if err := j.Close(); err != nil {
		tb.Errorf("close journal: %v", err)
	}
	if r := journal.Check(path, nil); !r.OK() {
		tb.Errorf("journal %s: %s %v", r.Code, r.Cause, r.Notes)
	}
}

// Crash copies the journal at path, which may be open, with its anchor into a new directory as a power cut between two appends would
// leave them, and returns the copy's path. No append or Tend may be under way.
func Crash(tb testing.TB, path string) string {
	tb.Helper()
	to := filepath.Join(Dir(tb), filepath.Base(path))
	for _, suffix := range []string{"", ".head"} {
		if err := copyFile(to+suffix, path+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			tb.Fatalf("copy journal: %v", err)
		}
	}
	return to
}

func copyFile(to, from string) error {
	src, err := os.Open(filepath.Clean(from))
	if err != nil {
		return err
	}
	defer func() { _ = src.Close() }() // only read
	dst, err := os.OpenFile(filepath.Clean(to), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	return errors.Join(err, dst.Close())
}
