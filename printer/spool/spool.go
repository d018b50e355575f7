package spool

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"posd/printer"
)

// Store keeps records. Package journal is one, behind a few lines of the
// composition root.
type Store interface {
	// Append makes records durable in one commit, or none of them.
	Append(records ...Record) error
	// Open returns the newest record of each key whose newest record is Open.
	Open() ([]Record, error)
	// Latest returns the newest record of key, or an error that wraps
	// ErrUnknown.
	Latest(key string) (Record, error)
}

// Printer prints receipts. *escpos.Printer is one.
type Printer interface {
	// PrintReceipt prints r, calls begin before the first byte leaves, and
	// gives up with NotStarted if begin fails.
	PrintReceipt(ctx context.Context, r printer.Receipt, id printer.ProcessID, begin func() error) printer.Result
	// Health says whether the printer can print. While it cannot, nothing is
	// sent to it.
	Health() (printer.Health, printer.Cause)
}

// Opts says what a spool works with.
type Opts struct {
	Store   Store
	Printer Printer
	Log     *slog.Logger
	// TrustSent counts a receipt as done that a printer took which never
	// proves anything: it is shown as "sent, not proven". Without it each such
	// receipt is unconfirmed.
	TrustSent bool
	// Now is the time that is kept with each change; nil means time.Now.
	Now func() time.Time
	// OnChange, if not nil, is called after each durable change of a job, one
	// call at a time. It must return soon and must not call the spool.
	OnChange func(Job)
}

// Spool is the queue. Its methods may be called from any goroutine.
type Spool struct {
	opts  Opts
	notes chan struct{} // something has changed: look at the store and the printer again

	writing sync.Mutex // held from reading a job to its change being durable

	mu       sync.Mutex // guards what follows; never held during a commit
	jobs     []Job      // open ones, and the last keepDone others, in the order they came
	lates    []printer.ProcessID
	running  bool   // the worker looks after promises
	promised string // the job whose first record says "sending" and of which no byte has left
}

// keepDone is how many jobs are listed that are not open any more.
const keepDone = 50

// New returns a spool that does nothing until Run.
func New(o Opts) *Spool {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Spool{opts: o, notes: make(chan struct{}, 1)}
}

// Wake lets the worker look for new jobs in the store and try the printer
// again. Call it after a commit with a record of [Owe], and when the printer's
// state changes. It never blocks.
func (s *Spool) Wake() {
	select {
	case s.notes <- struct{}{}:
	default:
	}
}

// Late tells that the proof of a print came after it was given up: what
// escpos.Opts.OnLate calls. It never blocks.
func (s *Spool) Late(id printer.ProcessID) {
	s.mu.Lock()
	s.lates = append(s.lates, id)
	s.mu.Unlock()
	s.Wake()
}

// Jobs returns the open jobs and the last ones that are done, oldest first.
func (s *Spool) Jobs() []Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.jobs)
}

// Owed returns the jobs that are still owed, oldest first.
func (s *Spool) Owed() []Job {
	return slices.DeleteFunc(s.Jobs(), func(j Job) bool { return !j.State.Open() })
}

// Job returns the job of that id, or ErrUnknown.
func (s *Spool) Job(id string) (Job, error) {
	s.mu.Lock()
	i := s.find(id)
	if i >= 0 {
		defer s.mu.Unlock()
		return s.jobs[i], nil
	}
	s.mu.Unlock()
	r, err := s.opts.Store.Latest(id)
	if err != nil {
		return Job{}, err
	}
	return Parse(r)
}

// find returns the place of a job in jobs, or -1. mu is held.
func (s *Spool) find(id string) int {
	return slices.IndexFunc(s.jobs, func(j Job) bool { return j.ID == id })
}

// Enqueue makes receipt r owed under id, in a commit of its own, for what no
// other commit makes owed, such as a test print. If there is a job of that id
// already, that one is returned and nothing changes.
func (s *Spool) Enqueue(id string, r printer.Receipt) (Job, error) {
	if id == "" {
		return Job{}, ErrID
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	old, err := s.Job(id)
	if err == nil || !errors.Is(err, ErrUnknown) {
		return old, err
	}
	j := owe(id, r, s.opts.Now())
	defer s.Wake()
	return j, s.keep(j)
}

// Reprint has a job printed once more because a person, by, asks for it; the
// paper says so. A job that waits for its print already gives ErrWaiting, one
// that has expired ErrExpired.
func (s *Spool) Reprint(id, by string) (Job, error) {
	defer s.Wake()
	return s.change(id, func(j Job) (Job, error) {
		if j.State == StateOwed || j.State == StateSending {
			return j, ErrWaiting
		}
		if j.expired(s.opts.Now()) {
			return j, ErrExpired
		}
		return j.again(by, s.opts.Now()), nil
	})
}

// Settle closes a job because a person, by, has the paper or needs none. A job
// that is being sent gives ErrWaiting; one that is closed stays as it is.
func (s *Spool) Settle(id, by string) (Job, error) {
	return s.change(id, func(j Job) (Job, error) {
		switch {
		case j.State == StateSending:
			return j, ErrWaiting
		case !j.State.Open():
			return j, nil
		}
		return j.settled(by, s.opts.Now()), nil
	})
}

// change replaces a job by what f makes of it, once that is durable. It
// returns the job as it is then.
func (s *Spool) change(id string, f func(Job) (Job, error)) (Job, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	old, err := s.Job(id)
	if err != nil {
		return old, err
	}
	j, err := f(old)
	if err != nil || j.State == old.State {
		return old, err
	}
	if err := s.keep(j); err != nil {
		return old, err
	}
	return j, nil
}

// keep makes a job durable and then shows it. writing is held.
func (s *Spool) keep(j Job) error {
	if err := s.opts.Store.Append(j.record()); err != nil {
		return err
	}
	s.show(j)
	if s.opts.OnChange != nil {
		s.opts.OnChange(j)
	}
	return nil
}

// show puts a durable job among the others.
func (s *Spool) show(j Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(j.ID); i >= 0 {
		s.jobs[i] = j
	} else {
		s.jobs = append(s.jobs, j)
	}
	done := 0
	for _, j := range s.jobs {
		if !j.State.Open() {
			done++
		}
	}
	s.jobs = slices.DeleteFunc(s.jobs, func(j Job) bool {
		drop := !j.State.Open() && done > keepDone
		if drop {
			done--
		}
		return drop
	})
}

// byAge orders jobs as they came; ids break a tie.
func byAge(a, b Job) int {
	if c := a.Owed.Compare(b.Owed); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}
