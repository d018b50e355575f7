package spool

import (
	"errors"

	"posd/printer"
)

// Due returns the record of a new job, as [Owe] does. Where nothing stands
// between the job and the printer, the record says "sending" already, which
// spares the commit before the first byte: the worker prints it as soon as it
// is durable and has been told by [Spool.Wake]. A crash in between leaves the
// job unconfirmed, as one a moment later would.
//
// Commit the record or drop it before the next call; calls are made one after
// the other.
func (s *Spool) Due(id string, r printer.Receipt) Record {
	if health, _ := s.opts.Printer.Health(); health == printer.HealthFault || !s.promise(id) {
		return Owe(id, r)
	}
	return owe(id, r, r.Time).sending(s.opts.Now()).record()
}

// promise reserves the printer for a job that is to be committed, and reports
// false if there is anything before it.
func (s *Spool) promise(id string) bool {
	before := s.promisedNow()
	if before != "" && before != id {
		if _, err := s.Job(before); !errors.Is(err, ErrUnknown) {
			return false
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running || s.promised != before {
		return false
	}
	for _, j := range s.jobs {
		if j.State == StateOwed || j.State == StateSending {
			return false
		}
	}
	s.promised = id
	return true
}

func (s *Spool) promisedNow() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.promised
}

// kept takes over the promised job once it is durable: from here on it is the
// worker's like any other that is being sent.
func (s *Spool) kept() (Job, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(s.promised)
	if i < 0 {
		return Job{}, false
	}
	s.promised = ""
	return s.jobs[i], s.jobs[i].State == StateSending
}

// work says whether promises will be kept from here on.
func (s *Spool) work(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = on
}

// takeBack ends the making of promises. The job of one that was not kept goes
// back among the owed ones: nothing of it has left.
func (s *Spool) takeBack() {
	s.work(false)
	id := s.promisedNow()
	if id == "" {
		return
	}
	_, err := s.change(id, func(j Job) (Job, error) {
		if j.State != StateSending {
			return j, nil
		}
		return j.ended(printer.Result{Outcome: printer.NotStarted}, s.opts.TrustSent, s.opts.Now()), nil
	})
	if err != nil && !errors.Is(err, ErrUnknown) {
		s.opts.Log.Error("print_not_taken_back", "job", id, "error", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.promised = ""
}
