package journal

import (
	"errors"
	"os"

	"go.etcd.io/bbolt"
)

// The file is always longer than its pages: behind them lies the reserve, written with zeros and flushed beforehand. A commit takes
// its pages from there, and bbolt is held to it by its MaxSize (with AllocSize 0 the comparison is exact). So a commit never meets
// a full device half-way, and never makes the file system allocate a block or write its own journal.
const (
	// reserveStep is by how much the file grows at once, in bytes.
	reserveStep = 1 << 20
	// reserveLow is what Tend keeps free at least, in bytes.
	reserveLow = 512 << 10
	// reserveSale is what a new sale finds free at least, in bytes: ten commits of what is then in flight.
	reserveSale = 256 << 10
	// maxBytes is the largest file: on a 32-bit machine what it can surely map twice over while the mapping grows.
	maxBytes = 1 << (30 + 8*(^uint(0)>>63))
)

// Room returns nil while a new sale may start: the journal can be written, and enough of the device is set aside for all that this
// sale and those in flight will append. Otherwise it returns why not: ErrFull, ErrBroken, ErrReadOnly or ErrClosed. It costs nothing
// and waits for no commit.
func (j *Journal) Room() error {
	if err := j.writable(); err != nil {
		return err
	}
	j.mu.RLock()
	defer j.mu.RUnlock()
	if free := j.size - j.used; free < reserveSale {
		return &Error{Code: CodeFull, Have: uint64(max(free, 0)), Want: reserveSale}
	}
	return nil
}

// Tend does what no sale should wait for: it grows the reserve, moves the tail of the log into its place, and brings the anchor up
// to the head. Call it when a sale has ended, not between a scan and its request; without it the journal works on, with a longer
// pause now and then and an older anchor. Of its errors only ErrBroken is final.
func (j *Journal) Tend() error {
	j.writing.Lock()
	defer j.writing.Unlock()
	if err := j.writable(); err != nil {
		return err
	}
	var errs []error
	for _, step := range []func() error{j.reserve, j.sealDue, j.writeAnchor} {
		if j.broken == nil {
			errs = append(errs, step())
		}
	}
	return errors.Join(errs...)
}

// makeRoom is reserve at opening. Without room the journal opens all the same: what is in flight must be resolved.
func (j *Journal) makeRoom() error {
	if err := j.reserve(); err != nil && j.broken != nil {
		return err
	}
	return nil
}

// reserve grows the file when little of its reserve is left.
func (j *Journal) reserve() error {
	if j.size-j.used >= reserveLow {
		return nil
	}
	return j.extend(reserveStep)
}

// extend grows the file by n bytes that the device has surely set aside. ErrFull leaves what could be had.
func (j *Journal) extend(n int64) error {
	if j.size+n > j.opts.maxBytes {
		return &Error{Code: CodeFull, Err: errors.New("the file has its largest size")}
	}
	grown, failed := zero(j.file, j.size, n)
	if failed != nil && !noSpace(failed) {
		return j.latch(failed)
	}
	if err := j.file.Sync(); err != nil {
		return j.latch(err)
	}
	j.written.flushes.Add(1)
	j.written.bytes.Add(uint64(grown)) //nolint:gosec // not negative
	j.resize(j.size + grown/pageSize*pageSize)
	if failed != nil {
		return &Error{Code: CodeFull, Err: failed}
	}
	return nil
}

// resize tells readers and bbolt how long the file is.
func (j *Journal) resize(size int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.size = size
	j.db.MaxSize = int(size)
}

// zero writes n zeros at off and returns how many it could.
func zero(f *os.File, off, n int64) (int64, error) {
	var done int64
	zeros := make([]byte, 64<<10)
	for done < n {
		k, err := f.WriteAt(zeros[:min(n-done, int64(len(zeros)))], off+done)
		done += int64(k)
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// measure learns how much of the file is in use.
func (j *Journal) measure() error {
	var used int64
	err := guard(func() error {
		return j.db.View(func(tx *bbolt.Tx) error { used = tx.Size(); return nil })
	})
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.used = used
	return nil
}
