package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"posd/payment"
)

// Kind says how bill and journal differ about one number.
type Kind string

// The kinds, the loudest first.
const (
	PaidThere    Kind = "paid_there"    // Alipay took money that the journal holds as not taken: cancelled, watched, refused
	MissingHere  Kind = "missing_here"  // the bill has a line that the journal knows nothing of
	MissingThere Kind = "missing_there" // the journal has money that the bill lacks
	AmountOff    Kind = "amount"        // another amount or currency
	StatusOff    Kind = "status"        // both know it, and disagree or do not agree yet on what became of it
	Twice        Kind = "twice"         // the bill has it more than once
)

// Kinds lists every kind, the loudest first.
func Kinds() []Kind { return []Kind{PaidThere, MissingHere, MissingThere, AmountOff, StatusOff, Twice} }

// Gap is one difference. It stays until a person has said what became of it.
type Gap struct {
	Kind    Kind
	Type    Type
	Number  string         // ours, as the bill or the journal has it
	Payment payment.ID     // empty where the journal knows none
	Ref     string         // Alipay's number, where one is known
	Line    int            // of the bill; 0 where it has none
	There   payment.Amount // what the bill says; zero where it says nothing
	Here    payment.Amount // what the journal says; zero where it says nothing
	State   string         // what the journal says of the payment or refund; empty where it says nothing
	At      time.Time      // when it happened, by the bill or else by the journal
	Edge    bool           // by our clock alone it lies at the window's end: it may stand in the bill beside
}

// ID names the gap: the same difference about the same number has the same one, whichever bill shows it. 16 hexadecimal digits.
func (g Gap) ID() string {
	sum := sha256.Sum256([]byte(string(g.Kind) + "\x00" + string(g.Type) + "\x00" + g.Number))
	return hex.EncodeToString(sum[:8])
}

// Same reports whether g tells nothing that o did not.
func (g Gap) Same(o Gap) bool {
	return g.Kind == o.Kind && g.Type == o.Type && g.Number == o.Number && g.There == o.There && g.Here == o.Here && g.State == o.State
}

// Sum is one currency's part of a reconciliation: payments less refunds and cancels, in smallest units.
type Sum struct {
	There int64 // by the bill's lines that are this terminal's
	Here  int64 // by the journal, inside the bill's window
}

// Key names a line of either side.
type Key struct {
	Type   Type
	Number string
}

// Result is what a comparison found.
type Result struct {
	Format   Format
	Name     string    // of the bill's file
	Digest   string    // of its bytes
	From, To time.Time // the window
	Derived  bool      // the window is that of the rows: sales before the first or after the last were not looked for
	Rows     int
	Matched  []Key
	Others   int // lines of other terminals
	Sums     map[payment.Currency]Sum
	Gaps     []Gap
}
