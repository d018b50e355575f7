package journal

import (
	"errors"
	"io/fs"
	"os"
	"testing"
)

var errCut = errors.New("the power went")

// TestFirstCreationCut cuts the power before each step of the first creation. What was not flushed may be missing in part or whole.
// The terminal starts each time, with an empty journal.
func TestFirstCreationCut(t *testing.T) {
	t.Parallel()
	steps := []string{"fill", "flush", "rename", "flush directory", "done"}
	seen := 0
	for at, cut := range steps {
		for _, kept := range []int64{-1, 0, 1, 512, pageSize, 2*pageSize + 512, 5 * pageSize} {
			path := newPath(t)
			opts := testOpts()
			opts.step = func(name string) error {
				if name == cut {
					return errCut
				}
				return nil
			}
			if _, err := Open(path, opts); !errors.Is(err, errCut) {
				t.Fatalf("%s: %v", cut, err)
			}
			if kept >= 0 && at < 2 { // not flushed yet
				shorten(t, aside(path), kept)
				shorten(t, path, kept)
			}
			starts(t, path)
			seen++
		}
		if at >= 3 { // renamed, and the directory not flushed: the old name may come back
			path := newPath(t)
			starts(t, path)
			if err := errors.Join(os.Rename(path, aside(path)), os.Remove(anchorPath(path))); err != nil {
				t.Fatal(err)
			}
			starts(t, path)
		}
	}
	if seen != 35 {
		t.Errorf("%d cuts", seen)
	}
}

func shorten(t *testing.T, path string, kept int64) {
	t.Helper()
	if err := os.Truncate(path, kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
}

// starts opens the journal as after a power cut, uses it, and finds no rest of an earlier attempt.
func starts(t *testing.T, path string) {
	t.Helper()
	j, err := Open(path, testOpts())
	if err != nil {
		t.Fatal(err)
	}
	if j.Len() != 0 || j.Room() != nil {
		t.Errorf("%d entries, %v", j.Len(), j.Room())
	}
	closeTest(t, j)
	mustCheck(t, path)
	if _, err := os.Stat(aside(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file made aside is still there: %v", err)
	}
}

func TestAnchorCutAtItsCreation(t *testing.T) {
	t.Parallel()
	for _, kept := range []int64{0, 1, 100, pageSize - 1, pageSize, pageSize + 1} {
		path := newPath(t)
		closeTest(t, openTest(t, path))
		shorten(t, anchorPath(path), kept)
		starts(t, path)
	}
}

func TestAStrangerIsNotReplaced(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	if err := os.WriteFile(path, []byte("my only copy of something else"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, testOpts()); !errors.Is(err, ErrNotJournal) {
		t.Errorf("Open = %v", err)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "my only copy of something else" {
		t.Errorf("file is now %q, %v", b, err)
	}
}

func TestAJournalTakenAwayIsNotBegunAnew(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	j := openTest(t, path)
	appendTest(t, j, Record{Stream: "s", Kind: "k"})
	closeTest(t, j)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, testOpts()); !errors.Is(err, ErrRolledBack) || !errors.Is(err, ErrMissing) {
		t.Errorf("Open = %v", err)
	}
	if err := os.Remove(anchorPath(path)); err != nil { // the cure
		t.Fatal(err)
	}
	starts(t, path)
}
