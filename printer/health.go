package printer

import "posd/configs/words"

// Health is what is known about a printer. Silence is not health: a printer
// that never answers is Unknown, not OK.
type Health uint8

// Healths.
const (
	HealthUnknown Health = iota // it has not told
	HealthOK                    // it said that it can print
	HealthFault                 // it cannot print, see the Cause
)

var healthNames = [...]string{HealthUnknown: "unknown", HealthOK: "ok", HealthFault: "fault"}

// String returns the health's word.
func (h Health) String() string {
	if int(h) < len(healthNames) {
		return healthNames[h]
	}
	return "invalid"
}

// Cause is what keeps a printer from printing, or a print from being proven.
// Its value is the name used in logs and in the journal.
type Cause string

// Causes.
const (
	CauseNone     Cause = ""
	CausePaperOut Cause = "paper_out"
	CauseCover    Cause = "cover_open"
	CauseCutter   Cause = "cutter"
	CauseHot      Cause = "overheated"      // goes on by itself
	CauseError    Cause = "error"           // recoverable by a person
	CauseBroken   Cause = "broken"          // unrecoverable
	CauseOffline  Cause = "offline"         // offline for a reason it does not tell
	CauseSilent   Cause = "silent"          // it used to answer, or has to, and does not
	CauseGone     Cause = "gone"            // unplugged, or the port failed
	CauseStalled  Cause = "stalled"         // takes no more bytes
	CauseStopped  Cause = "stopped"         // posd was told to stop
	CauseNoProof  Cause = "no_proof"        // all bytes taken, no answer
	CauseBreaks   Cause = "too_many_breaks" // interrupted again and again
	CauseExpired  Cause = "expired"         // what it says ceased to hold before it was printed
)

// Word returns the phrase that tells a person what is wrong: "" for
// CauseNone.
func (c Cause) Word() words.Key {
	if c == CauseNone {
		return ""
	}
	return words.Key("printer." + c)
}

// Cure returns the phrase that tells a person what to do: "" for CauseNone.
func (c Cause) Cure() words.Key {
	if c == CauseNone {
		return ""
	}
	return words.Key("printer." + c + "_do")
}

// Causes lists every cause but CauseNone.
func Causes() []Cause {
	return []Cause{
		CausePaperOut, CauseCover, CauseCutter, CauseHot, CauseError, CauseBroken, CauseOffline, CauseSilent, CauseGone,
		CauseStalled, CauseStopped, CauseNoProof, CauseBreaks, CauseExpired,
	}
}
