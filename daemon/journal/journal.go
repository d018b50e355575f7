package journal

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
	"golang.org/x/sys/unix"
)

// Opts are what a journal writes into every entry.
type Opts struct {
	Board        string        // serial number of the board, up to MaxName bytes
	ClockQuality func() string // asked once an append, up to MaxName bytes such as "ntp" or "rtc"; nil for none
	Slow         func(bool)    // told when a commit takes longer than SlowAfter, and when it is over; must not block; nil for nobody

	step       func(string) error // called before each step of the first creation, of a compaction and of a commit; nil outside tests
	initialMap int                // bytes mapped at first; 0 outside tests
	maxBytes   int64              // largest file; 0 outside tests
}

// whole fills in what was left out.
func (o Opts) whole() Opts {
	if o.ClockQuality == nil {
		o.ClockQuality = func() string { return "" }
	}
	if o.Slow == nil {
		o.Slow = func(bool) {}
	}
	if o.step == nil {
		o.step = func(string) error { return nil }
	}
	o.initialMap = cmp.Or(o.initialMap, initialMap)
	o.maxBytes = cmp.Or(o.maxBytes, maxBytes)
	return o
}

// Journal is an open journal. All its methods may be called at the same time; appends go one after the other.
type Journal struct {
	path     string
	opts     Opts
	readOnly bool
	db       *bbolt.DB
	file     *os.File // the one db writes to

	writing sync.Mutex // held by whoever writes: Append, Tend, Close
	wedged  bool       // bbolt panicked with its locks held
	anchor  anchorFile

	mu sync.RWMutex // guards what follows; held by readers for one short transaction, never during a commit
	state

	snapshots snapshots
	written   counters
}

// state is what has been acknowledged, and with it what readers are shown.
type state struct {
	head   uint64 // Seq of the newest entry
	hash   Hash   // its Hash; the journal's beginning while it is empty
	recent recent
	size   int64 // bytes of the file, all of them allocated on the device
	used   int64 // bytes of pages in use
	broken error // why nothing can be written any more
	closed bool
}

// counters are what Stats reports.
type counters struct{ commits, flushes, bytes atomic.Uint64 }

// Open opens the journal at path for writing, and makes it first if there is none and no anchor remembers one. It takes time that
// does not depend on the journal's size, and never waits: with another process in it the error is ErrInUse. A file that cannot be
// trusted is an [*Error]; [ReportOf] says in words what to do. A badly damaged file can make bbolt loop for ever in here: a daemon
// has it examined with [Examine] and [Probe] first.
func Open(path string, opts Opts) (*Journal, error) {
	if !isText(opts.Board, 0, MaxName) {
		return nil, fmt.Errorf("%w: board is not up to %d bytes of plain text", ErrRecord, MaxName)
	}
	opts = opts.whole()
	if err := ensure(path, opts.step); err != nil {
		return nil, err
	}
	j := &Journal{path: path, opts: opts}
	return j.start(func() error { return j.open(openForWriting) }, j.upgrade, j.recall, j.heedAnchor, j.makeRoom)
}

// OpenReadOnly opens a journal that nobody writes, such as a snapshot; the error is ErrInUse beside a running daemon.
func OpenReadOnly(path string) (*Journal, error) {
	j := &Journal{path: path, opts: Opts{}.whole(), readOnly: true}
	return j.start(func() error { return j.open(openForReading) }, j.recall)
}

// start takes the steps in turn; what the first failing one leaves is released.
func (j *Journal) start(steps ...func() error) (*Journal, error) {
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, errors.Join(err, j.anchor.close(), j.release())
		}
	}
	return j, nil
}

// open maps the file. Whatever bbolt makes of a damaged one, it ends as an error here.
func (j *Journal) open(file func(string) (*os.File, error)) error {
	err := guard(func() error {
		db, err := bbolt.Open(j.path, fileMode, &bbolt.Options{
			Timeout: time.Nanosecond, PageSize: pageSize, ReadOnly: j.readOnly, PreLoadFreelist: true,
			InitialMmapSize: j.opts.initialMap,
			OpenFile: func(name string, _ int, _ os.FileMode) (f *os.File, err error) {
				j.file, err = file(name)
				return j.file, err
			},
		})
		j.db = db
		return err
	})
	if err != nil {
		return explained(err)
	}
	info, err := j.file.Stat()
	if err != nil {
		return &Error{Code: CodeUnreadable, Err: err}
	}
	j.resize(info.Size() / pageSize * pageSize)
	j.db.AllocSize = 0
	return j.measure()
}

// explained gives an error of bbolt's own the code it stands for.
func explained(err error) error {
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	if errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch) {
		return &Error{Code: CodeDamaged, Err: err}
	}
	return &Error{Code: CodeUnreadable, Err: err}
}

// upgrade brings a file of an older schema up to date.
func (j *Journal) upgrade() error {
	old := false
	err := j.view(func(v *view) error {
		have, err := schemaOf(v.tx)
		old = have < Schema
		return err
	})
	if err != nil || !old {
		return err
	}
	return j.commit(reserveStep, func(tx *bbolt.Tx) error { return migrate(tx, migrations()) })
}

// Close writes the anchor and ends the use of the file. A snapshot still under way fails; an append under way is waited for.
func (j *Journal) Close() error {
	j.writing.Lock()
	defer j.writing.Unlock()
	if !j.shut() {
		return ErrClosed
	}
	j.snapshots.interrupt(ErrClosed)
	j.snapshots.running.Wait()
	var err error
	if j.broken == nil && !j.readOnly {
		err = j.writeAnchor()
	}
	return errors.Join(err, j.anchor.close(), j.release())
}

// shut marks the journal closed and reports whether it was open.
func (j *Journal) shut() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	was := j.closed
	j.closed = true
	return !was
}

// release gives the file back, mapped or not. No transaction is open.
func (j *Journal) release() error {
	switch {
	case j.file == nil:
		return nil
	case j.db == nil || j.wedged:
		if err := unlock(j.file); !errors.Is(err, os.ErrClosed) {
			return err
		}
		return nil
	case j.readOnly: // bbolt leaves this lock to the closing of the file
		_ = unix.Flock(int(j.file.Fd()), unix.LOCK_UN)
	}
	return guard(j.db.Close)
}

// Path returns the path the journal was opened with.
func (j *Journal) Path() string { return j.path }

// Head returns the newest entry's Seq and Hash; before the first entry 0 and the journal's random beginning.
func (j *Journal) Head() (uint64, Hash) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.head, j.hash
}

// Base returns the Seq of the last entry that [Compact] has archived, 0 if there is none. Up to it a journal holds only the history
// of subjects that were open or went on; these are found as ever by their key and their terms.
func (j *Journal) Base() (base uint64) {
	_ = j.view(func(v *view) error { // whatever is wrong is told by what is read next
		base = v.base
		return nil
	})
	return base
}

// Len returns the number of entries that there ever were.
func (j *Journal) Len() uint64 {
	head, _ := j.Head()
	return head
}

// Stats is what the journal has asked of the device since it was opened.
type Stats struct {
	Commits uint64 // acknowledged
	Flushes uint64 // two a commit, one for each growth of the file and each anchor
	Bytes   uint64 // written, in whole pages
}

// Stats returns the present counts.
func (j *Journal) Stats() Stats {
	return Stats{j.written.commits.Load(), j.written.flushes.Load(), j.written.bytes.Load()}
}
