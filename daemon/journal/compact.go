package journal

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// Shedding says what may leave a journal.
type Shedding struct {
	Before  time.Time // entries up to the first one of this time or later may leave
	Streams []string  // whose closed subjects leave; those of other streams stay for ever
	Archive string    // directory for the entries that may leave, made if it is not there
}

// Shed is what Compact did.
type Shed struct {
	From, To    uint64 // Seqs of the entries that went into the archive; none if To is below From
	Left        uint64 // entries that are no longer in the journal
	Archive     string // path of the file with the entries From to To
	Before, Now int64  // bytes of the journal's file
}

// Compact takes from the journal at path what is old: all entries before a time, up to the newest but one, go into an archive of JSON
// Lines, as [Journal.Export] writes them, and the subjects of which nothing newer is known and nothing is open leave the journal.
// What is open, what has gone on since, and what is not of the streams named stays, with all of its history. The chain is not
// broken: the journal remembers Seq and Hash of the archive's last entry, and what it exports from there on continues the archive.
//
// The new journal is made aside, flushed, examined as a whole, and then renamed: a cut at any point leaves the old one or the new
// one, and never loses what is not in the archive. The journal must not be open: a daemon that has it is ErrInUse.
func Compact(path string, opts Opts, s Shedding) (Shed, error) {
	j, err := Open(path, opts)
	if err != nil {
		return Shed{}, err
	}
	done, err := j.shed(s)
	return done, errors.Join(err, j.Close())
}

func (j *Journal) shed(s Shedding) (Shed, error) {
	if err := errors.Join(j.seal(), j.writeAnchor()); err != nil {
		return Shed{}, err
	}
	dir, err := os.Open(filepath.Dir(j.path))
	if err != nil {
		return Shed{}, unopened(err)
	}
	defer func() { _ = unlock(dir) }() // read only
	if err := tryLock(dir, unix.LOCK_EX); err != nil {
		return Shed{}, err // somebody may be about to remove what lies aside
	}
	done := Shed{From: j.Base() + 1, Before: j.size, Now: j.size}
	if done.To, err = j.oldest(s.Before); err != nil || done.To < done.From {
		return done, err
	}
	done.Archive = filepath.Join(s.Archive, fmt.Sprintf("%s-%012d-%012d.jsonl", filepath.Base(j.path), done.From, done.To))
	c := compaction{j: j, to: done.To, streams: s.Streams}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"archive", func() error { return c.archive(done.Archive, done.From) }},
		{"archive's name", func() error { return named(aside(done.Archive), done.Archive) }},
		{"copy", c.copy},
		{"flush", func() error { return flush(aside(j.path)) }},
		{"examine", c.examine},
		{"rename", func() error { return named(aside(j.path), j.path) }},
	} {
		if err := j.opts.step(step.name); err != nil {
			return done, err
		}
		if err := step.do(); err != nil {
			return done, fmt.Errorf("journal: compact: %s: %w", step.name, uncreated(err))
		}
	}
	done.Left = c.left
	info, err := os.Stat(j.path)
	if err == nil {
		done.Now = info.Size()
	}
	return done, err
}

// named gives a flushed file its name, durably.
func named(from, to string) error {
	return errors.Join(os.Rename(from, to), syncDir(filepath.Dir(to)))
}

// oldest returns the last entry of those that may leave: all before it are older than before too, and there is one after it.
func (j *Journal) oldest(before time.Time) (uint64, error) {
	to := j.Base()
	for e, err := range j.Entries(to+1, 0) {
		if err != nil {
			return 0, err
		}
		if !e.Time.Before(before) || e.Seq == j.Len() {
			break
		}
		to = e.Seq
	}
	return to, nil
}

// compaction makes a journal out of what does not leave another.
type compaction struct {
	j       *Journal
	to      uint64
	streams []string
	left    uint64
}

// archive writes the entries from the old base to the new one, and flushes them.
func (c *compaction) archive(path string, from uint64) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(aside(path), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for e, err := range c.j.Entries(from, c.to) {
		if err == nil {
			err = enc.Encode(line(&e))
		}
		if err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(out.Flush(), f.Sync(), f.Close())
}

// copy fills a new journal with what stays.
func (c *compaction) copy() error {
	if err := os.Remove(aside(c.j.path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	db, err := bbolt.Open(aside(c.j.path), fileMode, &bbolt.Options{PageSize: pageSize, NoSync: true, Timeout: time.Nanosecond})
	if err != nil {
		return err
	}
	err = c.j.view(func(v *view) error {
		for _, step := range []func(*view, *bbolt.DB) error{c.copyAbout, c.copyLog, c.copyIndex} {
			if err := step(v, db); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err, db.Close())
}

func (c *compaction) copyAbout(v *view, db *bbolt.DB) error {
	beginning, err := v.beginning()
	if err != nil {
		return err
	}
	hash, err := v.hashAt(c.to)
	if err != nil {
		return err
	}
	return db.Update(func(tx *bbolt.Tx) error {
		if err := plant(tx, beginning); err != nil {
			return err
		}
		return putBase(tx.Bucket([]byte(bucketAbout)), c.to, hash)
	})
}

// copyLog copies the entries after the new base as they are, and those before it that stay with the hash each was chained to.
func (c *compaction) copyLog(v *view, db *bbolt.DB) error {
	w := batches{db: db, bucket: bucketLog}
	for k, raw := range prefixed(v.log, nil) {
		if seq := keySeq(k); seq <= c.to {
			e, err := v.entry(seq)
			if err != nil {
				return err
			}
			last, err := v.latest(e.subject())
			if err != nil {
				return err
			}
			if last.seq <= c.to && !last.open && slices.Contains(c.streams, e.Stream) {
				c.left++
				continue
			}
			raw = apart(e)
		}
		if err := w.put(k, raw); err != nil {
			return err
		}
	}
	return w.end()
}

// apart is an entry as it is stored when the one before it is not: with the hash that it is chained to.
func apart(e Entry) []byte {
	b := append(e.encode(), e.Prev[:]...)
	return append(b, e.Hash[:]...)
}

// copyIndex copies what leads to an entry that stays: the end of each key or its value is the entry's Seq. Open subjects all stay.
func (c *compaction) copyIndex(v *view, db *bbolt.DB) error {
	w := batches{db: db, bucket: bucketIndex}
	for k, val := range prefixed(v.index, nil) {
		var seq []byte
		switch k[0] {
		case indexSubject:
			seq = val
		case indexTerm:
			seq = k[max(0, len(k)-8):]
		}
		if seq != nil && !w.holds(bucketLog, seq) {
			continue
		}
		if err := w.put(k, val); err != nil {
			return err
		}
	}
	return w.end()
}

// examine holds the new journal against the old one before it takes its place.
func (c *compaction) examine() error {
	r := Check(aside(c.j.path), nil)
	if !r.OK() {
		return &Error{Code: r.Code, Seq: r.Seq, Err: errors.New("what was made aside")}
	}
	if seq, hash := c.j.Head(); r.Entries != seq || r.Head != hash {
		return &Error{Code: CodeChain, Seq: r.Entries, Err: errors.New("what was made aside ends elsewhere")}
	}
	return nil
}

// batches puts rising keys into a bucket of a file that nobody reads yet, many in one transaction.
type batches struct {
	db     *bbolt.DB
	bucket string
	tx     *bbolt.Tx
	n      int
}

// batchSize is how many keys a transaction holds: it keeps their pages in memory.
const batchSize = 4096

func (w *batches) put(k, val []byte) (err error) {
	if w.tx == nil {
		if w.tx, err = w.db.Begin(true); err != nil {
			return err
		}
	}
	b := w.tx.Bucket([]byte(w.bucket))
	b.FillPercent = 1
	if err := b.Put(k, val); err != nil {
		return errors.Join(err, w.tx.Rollback())
	}
	if w.n++; w.n%batchSize == 0 {
		return w.end()
	}
	return nil
}

// end makes the keys of the last transaction visible.
func (w *batches) end() error {
	if w.tx == nil {
		return nil
	}
	tx := w.tx
	w.tx = nil
	return tx.Commit()
}

// holds reports whether another bucket has a key.
func (w *batches) holds(bucket string, key []byte) (has bool) {
	_ = w.db.View(func(tx *bbolt.Tx) error { // fails only on a closed file
		has = tx.Bucket([]byte(bucket)).Get(key) != nil
		return nil
	})
	return has
}

// putBase writes down up to where the journal is no longer whole, and the hash at which its chain goes on.
func putBase(about *bbolt.Bucket, base uint64, hash Hash) error {
	return about.Put([]byte(aboutBase), append(binary.BigEndian.AppendUint64(nil, base), hash[:]...))
}
