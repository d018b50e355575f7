package journal

import (
	"io"
	"sync"

	"go.etcd.io/bbolt"
)

// initialMap is how much of the address space the file is mapped into at first, in bytes. The mapping moves when the file outgrows
// it, which no reading transaction may hold up.
const initialMap = 1 << (25 + 3*(^uint(0)>>63))

// snapshots are the copies under way.
type snapshots struct {
	mu     sync.Mutex
	live   map[*io.PipeWriter]struct{}
	barred bool // a commit may be moving the mapping

	running sync.WaitGroup // those that still have a transaction
}

// Snapshot writes a consistent copy of the journal as it is now: a file that [OpenReadOnly] and [Check] take. Appends go on
// meanwhile, however slowly w takes it. It fails with ErrInterrupted in the rare case that an append has to move the mapping of
// the file; ask again then.
func (j *Journal) Snapshot(w io.Writer) error {
	r, pw := io.Pipe()
	tx, err := j.beginCopy(pw)
	if err != nil {
		return err
	}
	go func() {
		defer j.snapshots.remove(pw)
		_ = pw.CloseWithError(copyTx(tx, pw)) // does not replace what interrupt gave
	}()
	_, err = io.Copy(w, r)
	_ = r.Close() // never fails; ends the copying where w gave up
	return err
}

// beginCopy registers the copy before it takes its transaction: there is never one that cannot be interrupted.
func (j *Journal) beginCopy(pw *io.PipeWriter) (*bbolt.Tx, error) {
	if !j.snapshots.add(pw) {
		return nil, ErrInterrupted
	}
	j.mu.RLock()
	defer j.mu.RUnlock()
	tx, err := j.begin()
	if err != nil {
		j.snapshots.remove(pw)
	}
	return tx, err
}

// copyTx holds its transaction no longer than the pipe takes what it writes.
func copyTx(tx *bbolt.Tx, w io.Writer) error {
	defer func() { _ = tx.Rollback() }() // fails only when it has ended
	return guard(func() error {
		_, err := tx.WriteTo(w)
		return err
	})
}

func (s *snapshots) add(w *io.PipeWriter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.barred {
		return false
	}
	if s.live == nil {
		s.live = map[*io.PipeWriter]struct{}{}
	}
	s.live[w] = struct{}{}
	s.running.Add(1)
	return true
}

func (s *snapshots) remove(w *io.PipeWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.live, w)
	s.running.Done()
}

// interrupt ends all copies with err.
func (s *snapshots) interrupt(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for w := range s.live {
		_ = w.CloseWithError(err) // never fails
	}
}

// giveWay ends all copies before a commit that may move the mapping of a file of size bytes, used of them in use: bbolt would wait
// for their transactions, and with it the sale. The commit calls what is returned when it is over.
func (s *snapshots) giveWay(size, used int64, initial int) func() {
	if size < mapSize(max(used, int64(initial))) {
		return func() {}
	}
	s.bar(true)
	s.interrupt(ErrInterrupted)
	return func() { s.bar(false) }
}

func (s *snapshots) bar(barred bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.barred = barred
}

// mapSize is the size of bbolt's mapping for a file of n bytes: the next power of two from 32 KiB to 1 GiB, then steps of 1 GiB
// (go.etcd.io/bbolt v1.5.0, db.go, mmapSize).
func mapSize(n int64) int64 {
	const least, step = 32 << 10, 1 << 30
	if n > step {
		return (n + step - 1) / step * step
	}
	size := int64(least)
	for size < n {
		size *= 2
	}
	return size
}
