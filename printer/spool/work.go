package spool

import (
	"context"
	"errors"
	"slices"
	"time"

	"posd/printer"
)

// How long the worker waits before it tries something again that failed and
// of which nobody tells that it is cured.
const (
	retryMin = 5 * time.Second
	retryMax = 5 * time.Minute
	grace    = 3 * time.Second // for the receipt being printed when ctx ends
)

// Run prints owed jobs until ctx ends, and then returns nil. It returns an
// error if the store cannot be read at the start. A receipt that is being
// printed when ctx ends is given three more seconds.
func (s *Spool) Run(ctx context.Context) error {
	if err := s.start(); err != nil {
		return err
	}
	s.work(true)
	defer s.takeBack()
	retry := retryMin
	for ctx.Err() == nil {
		if s.round(ctx) {
			retry = retryMin
			continue
		}
		timer := time.NewTimer(retry)
		if len(s.Owed()) == 0 {
			timer.Stop() // a note tells of the next
		}
		select {
		case <-ctx.Done():
		case <-s.notes:
			retry = retryMin
			s.look()
		case <-timer.C:
			retry = min(2*retry, retryMax)
		}
		timer.Stop()
	}
	return nil
}

// start reads the open jobs. Those that were being sent are unconfirmed from
// here on: nobody knows how far they got.
func (s *Spool) start() error {
	if err := s.load(); err != nil {
		return err
	}
	for _, j := range s.Owed() {
		if j.State != StateSending {
			continue
		}
		if _, err := s.change(j.ID, func(j Job) (Job, error) { return j.lost(s.opts.Now()), nil }); err != nil {
			return err
		}
	}
	return nil
}

// look acts on a note: new jobs in the store, late proofs.
func (s *Spool) look() {
	if err := s.load(); err != nil {
		s.opts.Log.Warn("print_jobs_unreadable", "error", err)
	}
	s.mu.Lock()
	lates := s.lates
	s.lates = nil
	s.mu.Unlock()
	for _, id := range lates {
		s.prove(id)
	}
}

// load shows open jobs of the store which are not shown yet. A record that is
// not understood is reported and left alone.
func (s *Spool) load() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	records, err := s.opts.Store.Open()
	if err != nil {
		return err
	}
	var fresh []Job
	for _, r := range records {
		if s.shown(r.Key) {
			continue
		}
		j, err := Parse(r)
		if err != nil {
			s.opts.Log.Error("print_job_not_understood", "error", err)
			continue
		}
		fresh = append(fresh, j)
	}
	slices.SortFunc(fresh, byAge)
	for _, j := range fresh {
		s.show(j)
	}
	return nil
}

func (s *Spool) shown(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(id) >= 0
}

// prove closes the unconfirmed job of which print id was the newest.
func (s *Spool) prove(id printer.ProcessID) {
	for _, j := range s.Owed() {
		if j.State != StateUnconfirmed || j.Process != id {
			continue
		}
		_, err := s.change(j.ID, func(j Job) (Job, error) {
			if j.State != StateUnconfirmed || j.Process != id {
				return j, nil
			}
			return j.proven(s.opts.Now()), nil
		})
		if err != nil {
			s.opts.Log.Error("late_proof_not_kept", "job", j.ID, "error", err)
		}
		return
	}
}

// round prints the oldest owed job, if the printer can, and reports whether
// there may be more to do at once.
func (s *Spool) round(ctx context.Context) bool {
	if j, ok := s.kept(); ok {
		return s.print(ctx, j)
	}
	s.lapse()
	jobs := s.Owed()
	i := slices.IndexFunc(jobs, func(j Job) bool { return j.State == StateOwed && !j.expired(s.opts.Now()) })
	if i < 0 {
		return false
	}
	if health, _ := s.opts.Printer.Health(); health == printer.HealthFault {
		return false
	}
	return s.print(ctx, jobs[i])
}

// lapse closes the jobs that have expired, so that a printer which gets its paper back does not print a code that nobody can pay
// from. One that is being sent is left to end.
func (s *Spool) lapse() {
	now := s.opts.Now()
	for _, j := range s.Owed() {
		if !j.expired(now) {
			continue
		}
		_, err := s.change(j.ID, func(j Job) (Job, error) {
			if j.State == StateSending {
				return j, nil
			}
			return j.lapsed(now), nil
		})
		if err != nil {
			s.opts.Log.Error("expired_print_not_closed", "job", j.ID, "error", err)
		}
	}
}

// print prints one job and keeps its outcome. It reports whether the next may
// be tried at once.
func (s *Spool) print(ctx context.Context, j Job) bool {
	out, promised := j, j.State == StateSending
	if !promised {
		out = j.sending(s.opts.Now())
	}
	begun := false
	begin := func() (err error) {
		if !promised {
			err = s.begin(out)
		}
		begun = err == nil
		return err
	}
	printing, done := graceful(ctx)
	res := s.opts.Printer.PrintReceipt(printing, out.Receipt, out.Process, begin)
	done()
	if !begun {
		if promised && !s.conclude(ctx, j.ID, printer.Result{Outcome: printer.NotStarted, Cause: res.Cause}) {
			return false
		}
		return s.notBegun(j, res)
	}
	s.opts.Log.Info("printed", "job", j.ID, "outcome", res.Outcome.String(), "cause", string(res.Cause), "copy", out.Receipt.Copy)
	return s.conclude(ctx, j.ID, res) && res.Outcome != printer.NotStarted && res.Outcome != printer.Interrupted
}

// begin makes durable that a job goes out, unless it is not owed any more.
func (s *Spool) begin(out Job) error {
	_, err := s.change(out.ID, func(now Job) (Job, error) {
		if now.State != StateOwed || now.expired(s.opts.Now()) {
			return now, errTaken
		}
		return out, nil
	})
	return err
}

// errTaken: a person settled the job, or it expired, in the moment in which it was to go out.
var errTaken = errors.New("spool: job is not owed any more")

// notBegun reports a print that did not begin: the printer is not ready, or
// the store cannot be written.
func (s *Spool) notBegun(j Job, res printer.Result) bool {
	if errors.Is(res.Err, errTaken) {
		return true
	}
	s.opts.Log.Warn("print_not_begun", "job", j.ID, "cause", string(res.Cause), "error", res.Err)
	return false
}

// conclude makes an outcome durable, however long that takes. It reports false
// if ctx ends first: then the store says "sending", which after a restart is
// unconfirmed.
func (s *Spool) conclude(ctx context.Context, id string, res printer.Result) bool {
	for wait := retryMin; ; wait = min(2*wait, retryMax) {
		_, err := s.change(id, func(j Job) (Job, error) { return j.ended(res, s.opts.TrustSent, s.opts.Now()), nil })
		if err == nil {
			return true
		}
		s.opts.Log.Error("print_outcome_not_kept", "job", id, "error", err)
		select {
		case <-ctx.Done():
			return false
		case <-time.After(wait):
		}
	}
}

// graceful returns a context that ends some seconds after ctx, and what frees
// it.
func graceful(ctx context.Context) (context.Context, func()) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-longer.Done():
		case <-time.After(grace):
			cancel()
		}
	})
	return longer, func() { stop(); cancel() }
}
