package journal

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// openForWriting opens an existing journal for its one writer: locked, whole at the end, and read afresh from the device.
func openForWriting(path string) (*os.File, error) {
	f, err := openLocked(path, os.O_RDWR, unix.LOCK_EX)
	if err != nil {
		return nil, err
	}
	if err := settle(f); err != nil {
		return nil, errors.Join(err, unlock(f))
	}
	return f, nil
}

// openForReading opens a journal that has no writer; several may read.
func openForReading(path string) (*os.File, error) {
	return openLocked(path, os.O_RDONLY, unix.LOCK_SH)
}

// openLocked opens path without ever creating it or waiting for its lock, and reads its header before anything maps it.
func openLocked(path string, flag, lock int) (*os.File, error) {
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return nil, unopened(err)
	}
	if err := examineOpen(f, lock); err != nil {
		return nil, errors.Join(err, unlock(f))
	}
	return f, nil
}

func examineOpen(f *os.File, lock int) error {
	if err := tryLock(f, lock); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return &Error{Code: CodeUnreadable, Err: err}
	}
	if !info.Mode().IsRegular() {
		return &Error{Code: CodeNotJournal, Err: errors.New("it is no regular file")}
	}
	if info.Size() > maxBytes {
		return &Error{Code: CodeOversized, Have: uint64(info.Size()), Want: maxBytes} //nolint:gosec // sizes are not negative
	}
	_, err = readHeader(f, info.Size())
	return err
}

// tryLock takes the lock that bbolt takes again on the same descriptor, where it is a no-op.
func tryLock(f *os.File, lock int) error {
	err := unix.Flock(int(f.Fd()), lock|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return &Error{Code: CodeInUse}
	}
	if err != nil {
		return &Error{Code: CodeUnreadable, Err: err}
	}
	return nil
}

// unlock closes a locked file. Closing alone would leave the lock to a process that is being started just now, which holds all
// descriptors until it runs its own program.
func unlock(f *os.File) error {
	_ = unix.Flock(int(f.Fd()), unix.LOCK_UN)
	return f.Close()
}

// settle makes what is about to be read the same as what a power cut would leave. A process killed between writing and flushing
// leaves its last commit in memory only: it is flushed before anyone acts on it. A flush that failed leaves pages in memory that
// the kernel counts as written though the device never took them: those are dropped, so that the device's own content is read.
func settle(f *os.File) error {
	if err := f.Sync(); err != nil {
		return &Error{Code: CodeBroken, Err: err}
	}
	// Advice only: where the file system does not know it, nothing is lost but this one remedy.
	_ = unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
	return nil
}

// unopened explains why a file could not be opened.
func unopened(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &Error{Code: CodeMissing, Err: err}
	}
	return &Error{Code: CodeUnreadable, Err: err}
}

// syncDir makes the names in dir durable.
func syncDir(dir string) error {
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
