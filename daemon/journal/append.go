package journal

import (
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// staged is an entry about to be written.
type staged struct {
	entry  Entry
	raw    []byte
	before []string // terms its subject carried
}

// Append adds the records to the log, all of them or none, in one commit, and returns once they would survive a power cut. now is
// the caller's clock; it need not rise. The entries returned share their bodies with the records.
//
// With ErrRecord, ErrFull, ErrReadOnly or ErrClosed nothing was written, and a later append may succeed; likewise with ErrChain or
// ErrDamaged, when the subject's earlier entry cannot be read. With ErrBroken nothing may be assumed of these records, and every
// further append fails with the same cause: a flush that failed once must never be repeated on the same file, for the kernel then
// reports success without having written (see the package documentation).
func (j *Journal) Append(now time.Time, records ...Record) ([]Entry, error) {
	j.writing.Lock()
	defer j.writing.Unlock()
	if err := j.writable(); err != nil {
		return nil, err
	}
	todo, err := j.stage(now, records)
	if err != nil {
		return nil, err
	}
	if j.recent.count >= sealAtLast {
		if err := j.seal(); err != nil && !errors.Is(err, ErrFull) {
			return nil, err
		}
	}
	if err := j.commit(need(todo), func(tx *bbolt.Tx) error { return putTail(tx, todo) }); err != nil {
		return nil, err
	}
	return j.acknowledge(todo), nil
}

// writable reports why nothing can be appended; j.writing is held.
func (j *Journal) writable() error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	switch {
	case j.closed:
		return ErrClosed
	case j.readOnly:
		return ErrReadOnly
	}
	return j.broken
}

// stage links the records to the chain and to their subjects' earlier entries.
func (j *Journal) stage(now time.Time, records []Record) ([]staged, error) {
	if len(records) == 0 || len(records) > MaxBatch {
		return nil, fmt.Errorf("%w: %d records are not 1 to %d", ErrRecord, len(records), MaxBatch)
	}
	if !isTime(now) {
		return nil, fmt.Errorf("%w: time %v does not fit", ErrRecord, now)
	}
	quality := j.opts.ClockQuality()
	if !isText(quality, 0, MaxName) {
		return nil, fmt.Errorf("%w: clock quality is not up to %d bytes of plain text", ErrRecord, MaxName)
	}
	at := Entry{Time: time.Unix(0, now.UnixNano()).UTC(), ClockQuality: quality, Board: j.opts.Board}
	todo := make([]staged, 0, len(records))
	err := j.view(func(v *view) error {
		at.Seq, at.Hash = v.head, v.hash
		batch := map[subject]latest{}
		for i := range records {
			s, err := v.link(&at, &records[i], batch)
			if err != nil {
				return err
			}
			todo = append(todo, s)
		}
		return nil
	})
	return todo, err
}

// link makes r the entry after at, and at that entry.
func (v *view) link(at *Entry, r *Record, batch map[subject]latest) (staged, error) {
	n, err := r.normal()
	if err != nil {
		return staged{}, err
	}
	before, ok := batch[n.subject()]
	if !ok {
		if before, err = v.latest(n.subject()); err != nil {
			return staged{}, err
		}
	}
	at.Record, at.Seq, at.Before = n, at.Seq+1, before.seq
	raw := at.sealed(at.Hash)
	batch[n.subject()] = latest{at.Seq, n.Open, n.Index}
	return staged{*at, raw, before.terms}, nil
}

// need returns more bytes than a commit of todo can take.
func need(todo []staged) int64 {
	n := int64(16 * pageSize)
	for _, s := range todo {
		n += 2 * int64(len(s.raw)+pageSize)
	}
	return n
}

func putTail(tx *bbolt.Tx, todo []staged) error {
	tail := tx.Bucket([]byte(bucketTail))
	tail.FillPercent = 1 // it only grows at its end
	for _, s := range todo {
		if err := tail.Put(seqKey(s.entry.Seq), s.raw); err != nil {
			return err
		}
	}
	return nil
}

// acknowledge shows readers what has become durable.
func (j *Journal) acknowledge(todo []staged) []Entry {
	entries := make([]Entry, len(todo))
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range todo {
		entries[i] = todo[i].entry
		j.recent.add(&entries[i], todo[i].before)
		j.head, j.hash = entries[i].Seq, entries[i].Hash
	}
	return entries
}

// commit makes what fn does durable, or returns ErrFull having done nothing, or latches ErrBroken. Where the reserve is too small
// it is grown first, step by step up to need bytes.
func (j *Journal) commit(need int64, fn func(*bbolt.Tx) error) error {
	defer j.timed()()
	if err := j.opts.step("commit"); err != nil {
		return err
	}
	err := j.transact(fn)
	for grown := int64(0); errors.Is(err, bolterrors.ErrMaxSizeReached) && grown < need; grown += reserveStep {
		if err := j.extend(reserveStep); err != nil {
			return err
		}
		err = j.transact(fn)
	}
	switch {
	case errors.Is(err, bolterrors.ErrMaxSizeReached):
		return &Error{Code: CodeFull, Err: err}
	case err != nil:
		return j.latch(err)
	}
	if err := j.measure(); err != nil {
		_ = j.latch(err) // this commit is durable, the next one will be refused
	}
	return nil
}

// SlowAfter is how long a commit takes on a card that is failing, or too slow for a till. It goes on for as long as it takes.
const SlowAfter = 5 * time.Second

// timed tells when a commit is slow; what it returns is called when the commit is over.
func (j *Journal) timed() func() {
	told := make(chan struct{})
	patience := time.AfterFunc(SlowAfter, func() {
		defer close(told)
		j.opts.Slow(true)
	})
	return func() {
		if !patience.Stop() {
			<-told // in this order
			j.opts.Slow(false)
		}
	}
}

// transact runs one writing transaction of bbolt's. Its ErrMaxSizeReached comes before the first byte is written.
func (j *Journal) transact(fn func(*bbolt.Tx) error) error {
	defer j.snapshots.giveWay(j.size, j.used, j.opts.initialMap)()
	pages := j.pagesAllocated()
	var tx *bbolt.Tx
	err := guard(func() (err error) {
		if tx, err = j.db.Begin(true); err != nil {
			return err
		}
		if err = fn(tx); err != nil {
			return err
		}
		return tx.Commit()
	})
	if err == nil {
		j.written.commits.Add(1)
		j.written.flushes.Add(2)
		j.written.bytes.Add(j.pagesAllocated() - pages + pageSize) // and the head page
		return nil
	}
	if tx != nil {
		ended := guard(tx.Rollback) // a transaction that Commit gave up has ended already
		j.wedged = errors.Is(ended, ErrDamaged)
	}
	return err
}

// pagesAllocated returns the bytes of all pages that commits have written so far.
func (j *Journal) pagesAllocated() uint64 {
	stats := j.db.Stats().TxStats
	return uint64(stats.GetPageAlloc()) //nolint:gosec // it only rises
}

// latch ends all writing for good.
func (j *Journal) latch(err error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken == nil {
		j.broken = &Error{Code: CodeBroken, Err: err}
	}
	return j.broken
}
