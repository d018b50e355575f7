package drawer

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"posd/daemon/journal"
)

// Stream is the journal's stream of openings.
const Stream = "drawer"

const (
	version   = 1
	drawerKey = "drawer"
)

// Kinds of the records.
const (
	KindSale     = "sale"      // opened by a sale that was paid
	KindNoSale   = "no_sale"   // opened because somebody asked
	KindFailed   = "failed"    // the pulse did not work
	KindForced   = "forced"    // open although nobody asked
	KindLeftOpen = "left_open" // open for too long
	KindClosed   = "closed"    // after it was left open
)

// Why says what opened the drawer.
type Why string

// What opens a drawer.
const (
	WhySale   Why = "sale"
	WhyNoSale Why = "no_sale"
)

// Opening is one opening of the drawer.
type Opening struct {
	Why      Why
	Reason   string // of an opening without a sale: 1..128 bytes
	Operator string
	Shift    int
	Payment  string // of a sale
	Fault    string // why the pulse did not work
}

type openingBody struct {
	Why      Why    `json:"why,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Operator string `json:"operator,omitempty"`
	Shift    int    `json:"shift,omitempty"`
	Payment  string `json:"payment,omitempty"`
	Fault    string `json:"fault,omitempty"`
}

// ErrReason says that an opening without a sale has no reason, or none that can be kept.
var ErrReason = errors.New("a reason of 1 to 128 bytes is needed")

// MaxReason is how long a reason is at most, in bytes.
const MaxReason = 128

// CheckReason returns nil if reason can be kept.
func CheckReason(reason string) error {
	if reason == "" || len(reason) > MaxReason || !utf8.ValidString(reason) {
		return ErrReason
	}
	return nil
}

// Sale is the record of an opening by a sale, to be committed with what makes the sale paid.
func Sale(payment, operator string, shift int) journal.Record {
	return record(KindSale, Opening{Why: WhySale, Payment: payment, Operator: operator, Shift: shift})
}

func record(kind string, o Opening) journal.Record {
	raw, _ := json.Marshal(openingBody(o)) // text and numbers only: it cannot fail
	return journal.Record{Stream: Stream, Kind: kind, Key: drawerKey, Version: version, Body: raw}
}

// Parse reads an entry of the stream.
func Parse(e journal.Entry) (Opening, error) {
	var b openingBody
	if e.Version != version {
		return Opening{}, fmt.Errorf("record of the drawer has version %d, this program reads %d", e.Version, version)
	}
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return Opening{}, fmt.Errorf("record of the drawer: %w", err)
	}
	return Opening(b), nil
}
