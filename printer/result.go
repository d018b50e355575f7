package printer

// Outcome is what may be concluded about a print.
type Outcome uint8

// Outcomes.
const (
	// NotStarted: no byte of the job reached the printer. It may be sent
	// again as it is.
	NotStarted Outcome = iota
	// Printed: the printer said so, after the last byte of the job.
	Printed
	// Sent: every byte was taken, and this printer never says more.
	Sent
	// Interrupted: the printer itself reported, before the job was done, that
	// paper ran out or the cover was opened. The slip is definitely
	// incomplete; the whole job has to be printed again, marked as a copy.
	Interrupted
	// Unconfirmed: bytes left and the proof did not come. The slip may be
	// complete. Only a person may print it again; the proof may come late.
	Unconfirmed
)

var outcomeNames = [...]string{
	NotStarted: "not_started", Printed: "printed", Sent: "sent", Interrupted: "interrupted", Unconfirmed: "unconfirmed",
}

// String returns the outcome's word.
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return "invalid"
}

// Result is how a print ended, and why when it did not end well.
type Result struct {
	Outcome Outcome
	Cause   Cause // CauseNone when Printed or Sent
	Err     error // what the connection said, if it is at fault
}

// ProcessID names one print to the printer and back: four characters of
// 20h..7Eh that a printer with `GS ( H` function 48 returns when everything
// before it is on paper. The zero value names nothing. Each print of a job
// has its own, so a late answer lands on the print it belongs to.
type ProcessID [4]byte

// alphabet is the number of characters a ProcessID uses per place, from '!'
// on; it leaves out '~', with which escpos begins the marks of its own.
const alphabet = '~' - '!'

// NewProcessID derives a ProcessID from a hash or counter. Numbers that are
// equal modulo 93^4 have the same one.
func NewProcessID(n uint32) ProcessID {
	var id ProcessID
	for i := range id {
		id[i] = byte('!' + n%alphabet)
		n /= alphabet
	}
	return id
}

// IsZero reports whether id names nothing.
func (id ProcessID) IsZero() bool { return id == ProcessID{} }

// String returns the four characters.
func (id ProcessID) String() string {
	if id.IsZero() {
		return ""
	}
	return string(id[:])
}
