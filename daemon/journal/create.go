package journal

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// fileMode of all that the journal creates: only posd's own user reads it.
const fileMode = 0o600

// aside is where a journal is made before it has its name.
func aside(path string) string { return path + ".new" }

// ensure makes an empty journal at path unless there is one. bbolt's own first open can be cut into a file that never opens again,
// so a journal is made under another name, flushed, renamed, and its directory flushed: at every moment there is either no
// journal or a whole one. A lock on the directory keeps two makers apart. step is called before each step; a test that returns an
// error from it sees what a cut at that moment leaves.
func ensure(path string, step func(string) error) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return unopened(err)
	}
	defer func() { _ = unlock(dir) }() // read only
	if err := tryLock(dir, unix.LOCK_EX); err != nil {
		return err
	}
	if err := os.Remove(aside(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return uncreated(err)
	}
	switch _, err := os.Lstat(path); {
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return unopened(err)
	}
	if err := unseen(path); err != nil {
		return err
	}
	return uncreated(makeAside(path, step))
}

// unseen refuses to begin anew where an anchor has seen entries: the journal was taken away.
func unseen(path string) error {
	if a, ok, err := readAnchor(path); err != nil {
		return &Error{Code: CodeUnreadable, Err: err}
	} else if ok && a.count > 0 {
		return &Error{Code: CodeRolledBack, Have: 0, Want: a.count, Err: ErrMissing}
	}
	return nil
}

func makeAside(path string, step func(string) error) error {
	todo := []struct {
		name string
		do   func() error
	}{
		{"fill", func() error { return fill(aside(path)) }},
		{"flush", func() error { return flush(aside(path)) }},
		{"rename", func() error { return os.Rename(aside(path), path) }},
		{"flush directory", func() error { return syncDir(filepath.Dir(path)) }},
	}
	for _, s := range todo {
		if err := step(s.name); err != nil {
			return err
		}
		if err := s.do(); err != nil {
			return err
		}
	}
	return step("done")
}

// fill writes an empty journal with its first reserve into a file that must not exist.
func fill(path string) error {
	db, err := bbolt.Open(path, fileMode, &bbolt.Options{
		PageSize: pageSize, NoSync: true, Timeout: time.Nanosecond,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			return os.OpenFile(name, flag|os.O_EXCL, mode)
		},
	})
	if err != nil {
		return err
	}
	var beginning Hash
	_, _ = rand.Read(beginning[:]) // never fails, see crypto/rand
	err = db.Update(func(tx *bbolt.Tx) error { return plant(tx, beginning) })
	return errors.Join(err, db.Close())
}

// flush gives the file its first reserve and makes both durable.
func flush(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	var h header
	if err == nil {
		h, err = readHeader(f, info.Size())
	}
	if err == nil { // bbolt has made the file longer than its pages: what lies between is a hole, for which a full card has no room
		_, err = zero(f, h.used, max(info.Size()-h.used, 0)+reserveStep)
	}
	return errors.Join(err, f.Sync(), f.Close())
}

func uncreated(err error) error {
	switch {
	case err == nil:
		return nil
	case noSpace(err):
		return &Error{Code: CodeFull, Err: err}
	}
	return &Error{Code: CodeUnreadable, Err: err}
}
