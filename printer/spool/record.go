package spool

import (
	"encoding/json"
	"fmt"
	"time"

	"posd/printer"
)

// Stream is the name under which records of this package stand in a journal.
const Stream = "spool"

// Versions of the body's layout. A pay slip is written as the second: a posd that knows the first alone takes a kind that it does not
// know for a sale, and would print a receipt of what nobody has paid.
const (
	version     = 1
	versionSlip = 2
)

// Record is a job after one change, as it is kept. Each holds the whole job,
// so the newest record of a key is all there is to read.
type Record struct {
	Kind    string // the job's state
	Version int    // of Body's layout
	Key     string // the job's id
	Open    bool   // the job is still owed
	Body    []byte // JSON
}

// Owe returns the record of a new job: receipt r is owed under id. It is
// committed together with what makes it owed, such as "paid", and the spool
// learns of it through [Spool.Wake]. The same id is the same job: it must not
// be owed twice.
func Owe(id string, r printer.Receipt) Record { return owe(id, r, r.Time).record() }

func owe(id string, r printer.Receipt, at time.Time) Job {
	r.Copy, r.Reason = 0, printer.CopyNone
	return Job{ID: id, State: StateOwed, Receipt: r, Owed: at, Changed: at}
}

// body is the layout of Record.Body.
type body struct {
	Receipt receiptBody `json:"receipt"`
	Prints  int         `json:"prints,omitempty"`
	Breaks  int         `json:"breaks,omitempty"`
	Process string      `json:"process,omitempty"`
	Cause   string      `json:"cause,omitempty"`
	By      string      `json:"by,omitempty"`
	Owed    string      `json:"owed,omitempty"`
	Changed string      `json:"changed,omitempty"`
}

// receiptBody is a receipt in a Record.
type receiptBody struct {
	Kind     string     `json:"kind"`
	Merchant string     `json:"merchant,omitempty"`
	Header   []string   `json:"header,omitempty"`
	Store    string     `json:"store,omitempty"`
	Terminal string     `json:"terminal,omitempty"`
	Cashier  string     `json:"cashier,omitempty"`
	Title    string     `json:"title,omitempty"`
	Order    string     `json:"order,omitempty"`
	Attempt  string     `json:"attempt,omitempty"`
	Trade    string     `json:"trade,omitempty"`
	Refund   string     `json:"refund,omitempty"`
	Amount   moneyBody  `json:"amount,omitzero"`
	Discount moneyBody  `json:"discount,omitzero"`
	Paid     moneyBody  `json:"paid,omitzero"`
	Rate     string     `json:"rate,omitempty"`
	CNY      moneyBody  `json:"cny,omitzero"`
	Buyer    string     `json:"buyer,omitempty"`
	Time     string     `json:"time,omitempty"`
	Lines    []lineBody `json:"lines,omitempty"`
	Link     string     `json:"link,omitempty"`
	Expires  string     `json:"expires,omitempty"`
	Footer   []string   `json:"footer,omitempty"`
	Copy     int        `json:"copy,omitempty"`
	Reason   string     `json:"reason,omitempty"`
}

// moneyBody is a printed sum in a Record.
type moneyBody struct {
	Text     string `json:"text"`
	Currency string `json:"currency,omitempty"`
}

// lineBody is one line of a report in a Record.
type lineBody struct {
	Left  string `json:"left,omitempty"`
	Right string `json:"right,omitempty"`
	Bold  bool   `json:"bold,omitempty"`
	Sign  bool   `json:"sign,omitempty"`
}

// Words for what has no word of its own in package printer.
var (
	kindWords = map[printer.Kind]string{
		printer.KindSale: "sale", printer.KindRefund: "refund", printer.KindCancel: "cancel", printer.KindTest: "test", printer.KindBill: "bill",
		printer.KindUnresolved: "unresolved", printer.KindX: "x", printer.KindZ: "z", printer.KindDay: "day", printer.KindTicket: "ticket",
		printer.KindHandover: "handover", printer.KindPaySlip: "pay_slip",
	}
	reasonWords = map[printer.CopyReason]string{printer.CopyNone: "", printer.CopyInterrupted: "interrupted", printer.CopyRequested: "requested"}
)

// record returns the job as it is kept.
func (j Job) record() Record {
	raw, _ := json.Marshal(body{ // text and numbers only: it cannot fail
		Receipt: receiptToBody(j.Receipt), Prints: j.Prints, Breaks: j.Breaks, Process: j.Process.String(),
		Cause: string(j.Cause), By: j.By, Owed: timeToText(j.Owed), Changed: timeToText(j.Changed),
	})
	v := version
	if j.Receipt.Kind == printer.KindPaySlip {
		v = versionSlip
	}
	return Record{Kind: string(j.State), Version: v, Key: j.ID, Open: j.State.Open(), Body: raw}
}

// Parse reads a record that this package made. The error wraps ErrRecord.
func Parse(r Record) (Job, error) {
	if r.Key == "" || r.Version < version || r.Version > versionSlip || !State(r.Kind).known() {
		return Job{}, fmt.Errorf("%w: kind %q, version %d, key %q", ErrRecord, r.Kind, r.Version, r.Key)
	}
	var b body
	if err := json.Unmarshal(r.Body, &b); err != nil {
		return Job{}, fmt.Errorf("%w: %s: %w", ErrRecord, r.Key, err)
	}
	if kindWords[wordOf(kindWords, b.Receipt.Kind)] != b.Receipt.Kind {
		return Job{}, fmt.Errorf("%w: %s: a receipt of kind %q", ErrRecord, r.Key, b.Receipt.Kind)
	}
	j := Job{
		ID: r.Key, State: State(r.Kind), Prints: max(b.Prints, 0), Breaks: max(b.Breaks, 0), Cause: printer.Cause(b.Cause), By: b.By,
		Owed: textToTime(b.Owed), Changed: textToTime(b.Changed), Receipt: bodyToReceipt(b.Receipt),
	}
	if len(b.Process) == len(j.Process) {
		copy(j.Process[:], b.Process)
	}
	return j, nil
}

func (s State) known() bool {
	switch s {
	case StateOwed, StateSending, StateUnconfirmed, StateHeld, StatePrinted, StateSent, StateSettled:
		return true
	}
	return false
}
