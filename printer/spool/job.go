package spool

import (
	"hash/fnv"
	"strconv"
	"time"

	"posd/configs/words"
	"posd/printer"
)

// State says where a job stands. Its value is the kind of the job's record.
type State string

// States. A job is open, which is to say owed, until it is printed, sent or
// settled.
const (
	StateOwed        State = "owed"        // to be printed as soon as the printer can
	StateSending     State = "sending"     // bytes may be on their way
	StateUnconfirmed State = "unconfirmed" // it may have been printed: only a person prints it again
	StateHeld        State = "held"        // it broke off too often: a person has to look
	StatePrinted     State = "printed"     // the printer said so
	StateSent        State = "sent"        // a printer that says nothing took it
	StateSettled     State = "settled"     // a person said that no print is needed
)

// Open reports whether a job in this state is still owed.
func (s State) Open() bool {
	switch s {
	case StateOwed, StateSending, StateUnconfirmed, StateHeld:
		return true
	case StatePrinted, StateSent, StateSettled:
	}
	return false
}

// Word returns the phrase that tells a person where the job stands.
func (s State) Word() words.Key {
	if s == StateOwed {
		return "printer.job_queued"
	}
	return words.Key("printer.job_" + s)
}

// Job is one receipt on its way to paper.
type Job struct {
	ID      string
	State   State
	Receipt printer.Receipt   // Copy and Reason are those of its newest print
	Prints  int               // how often something of it may have come onto paper
	Breaks  int               // how often it was cut short since a person last looked
	Process printer.ProcessID // of its newest print; zero before the first
	Cause   printer.Cause     // why it is not printed, or not proven
	By      string            // who last asked for a print or settled it
	Owed    time.Time         // when it came; the order of printing after a restart
	Changed time.Time         // when it last changed
}

// maxBreaks is how often a receipt may be cut short before a person has to
// look: a roll that is in askew would otherwise be used up on one receipt.
const maxBreaks = 3

// sending is the job as it goes out: marked as a copy if anything of it may
// be on paper.
func (j Job) sending(now time.Time) Job {
	j.Receipt.Copy = j.Prints
	if j.Prints == 0 {
		j.Receipt.Reason = printer.CopyNone
	}
	j.Process = processID(j.ID, j.Prints)
	j.Prints++
	j.State, j.Cause, j.Changed = StateSending, printer.CauseNone, now
	return j
}

// processID names the nth print of a job to the printer. It is derived and not
// counted, so that a proof can land on its job after a restart.
func processID(id string, n int) printer.ProcessID {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id + "#" + strconv.Itoa(n))) // a hash takes everything
	return printer.NewProcessID(h.Sum32())
}

// ended is the job after a print that began and came to res.
func (j Job) ended(res printer.Result, trustSent bool, now time.Time) Job {
	j.Cause, j.Changed = res.Cause, now
	switch res.Outcome {
	case printer.Printed:
		j.State, j.Breaks = StatePrinted, 0
	case printer.Sent:
		j.State, j.Breaks = StateSent, 0
		if !trustSent {
			j.State, j.Cause = StateUnconfirmed, printer.CauseNoProof
		}
	case printer.Unconfirmed:
		j.State = StateUnconfirmed
	case printer.NotStarted:
		j.State = StateOwed
		j.Prints--
	case printer.Interrupted:
		j = j.interrupted()
	}
	return j
}

// interrupted is the job after it was definitely cut short.
func (j Job) interrupted() Job {
	j.State, j.Receipt.Reason = StateOwed, printer.CopyInterrupted
	if j.Breaks++; j.Breaks >= maxBreaks {
		j.State, j.Cause = StateHeld, printer.CauseBreaks
	}
	return j
}

// lost is a job that was being sent when posd ended.
func (j Job) lost(now time.Time) Job {
	j.State, j.Cause, j.Changed = StateUnconfirmed, printer.CauseStopped, now
	return j
}

// proven is a job whose proof came late.
func (j Job) proven(now time.Time) Job {
	j.State, j.Cause, j.Breaks, j.Changed = StatePrinted, printer.CauseNone, 0, now
	return j
}

// again is a job that a person wants printed once more.
func (j Job) again(by string, now time.Time) Job {
	j.State, j.Receipt.Reason, j.Breaks = StateOwed, printer.CopyRequested, 0
	j.Cause, j.By, j.Changed = printer.CauseNone, by, now
	return j
}

// expired reports that nobody has any use for the paper any more: a slip to pay from, the code of which is dead.
func (j Job) expired(now time.Time) bool {
	return !j.Receipt.Expires.IsZero() && !now.Before(j.Receipt.Expires)
}

// lapsed is a job that expired before it was printed, or proven.
func (j Job) lapsed(now time.Time) Job {
	j.State, j.Cause, j.Changed = StateSettled, printer.CauseExpired, now
	return j
}

// settled is a job that a person wants printed no more.
func (j Job) settled(by string, now time.Time) Job {
	j.State, j.By, j.Changed = StateSettled, by, now
	return j
}
