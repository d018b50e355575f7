package admin

import (
	"context"
	"io"
	"log/slog"
	"time"

	"posd/configs/words"
	"posd/daemon/book"
	"posd/daemon/clock"
	"posd/daemon/health"
	"posd/daemon/staff"
	"posd/daemon/till"
	"posd/display"
	"posd/payment"
)

// Till is the counter. Its errors are those of package till and of payment.Cashier. What has begun goes on when ctx ends, so that a
// client that leaves in the middle ends nothing.
type Till interface {
	Start(ctx context.Context, r till.Request) (payment.Payment, error)
	Present(ctx context.Context, id payment.ID) (payment.Payment, error)
	Stop(ctx context.Context, id payment.ID) (payment.Payment, error)
	Refund(ctx context.Context, id payment.ID, ask payment.Refund) (payment.Payment, payment.Refund, error)
	Sale() till.Sale
	ArmRefund(ctx context.Context, id payment.ID) error
}

// Payments finds payments as they durably stand, and what happened to them. What is not there is payment.ErrUnknownPayment.
type Payments interface {
	Get(id payment.ID) (payment.Payment, error)
	ByKey(key string) (payment.Payment, error)
	ByOrder(ref string) ([]payment.Payment, error)
	Recent(limit int) ([]payment.Payment, error)
	Timeline(id payment.ID) ([]book.Step, error)
}

// Totals are the sums of business days, named like 2026-11-23.
type Totals interface {
	Today() book.Totals
	DayTotals(day string) (book.Totals, error)
}

// Health is what is known about the terminal's parts.
type Health interface {
	Snapshot() []health.Node
	Worst() (health.Node, bool)
}

// Log is the journal as a list of events with a durable cursor.
type Log interface {
	// After returns the events with a Seq above seq, the oldest first, at most limit.
	After(seq uint64, limit int) ([]Event, error)
	// Head returns the Seq of the newest event, 0 if there is none.
	Head() uint64
	// Snapshot writes a consistent copy of the whole journal file.
	Snapshot(w io.Writer) error
}

// Event is one record of the journal.
type Event struct {
	Seq     uint64
	At      time.Time
	Stream  string // StreamPayment, StreamReceipt, or another owner's
	Kind    string
	Key     string // what the record is about: the payment's or the job's id
	Version int
	Body    []byte // JSON
	Hash    string // of the chain, in hexadecimal
}

// The streams whose records become events of the API.
const (
	StreamPayment = "payment" // bodies are those of payment.Encode
	StreamReceipt = "receipt" // bodies are JSON of the print queue
)

// Clock is the terminal's time. The error of Set wraps clock.ErrImpossible or clock.ErrVouched.
type Clock interface {
	State() clock.State
	Set(at time.Time, by string) error
}

// Receipts is the queue of what has to be printed.
type Receipts interface {
	// Jobs returns the newest jobs, at most limit.
	Jobs(limit int) ([]ReceiptJob, error)
	// Of returns the newest job of a payment's own receipt and whether there is one.
	Of(id payment.ID) (ReceiptJob, bool)
	// Reprint queues a copy, marked as one, of the newest receipt of a payment. ErrNoReceipt says that nothing was to be printed.
	Reprint(ctx context.Context, id payment.ID, operator string) (ReceiptJob, error)
	// Owed counts the jobs that are not known to be on paper.
	Owed() int
}

// ReceiptJob is one thing to print.
type ReceiptJob struct {
	ID      string
	Payment payment.ID
	Refund  string // number of the refund it is the slip of, or empty
	State   string // "owed", "printing", "unconfirmed", "printed"
	Copy    bool   // asked for by a person and marked so
	At      time.Time
	Why     words.Message // why it is not printed yet; zero if nothing is known
}

// Limits are the rules of amounts that the merchant configured.
type Limits struct {
	Currency payment.Currency
	Min, Max int64 // in smallest units; 0 means none
}

// Build says which program this is.
type Build struct {
	Version  string
	Commit   string // when or which; may be empty
	Terminal string // the terminal's id
	Board    string // the hardware's name; may be empty
	Shop     string // the merchant's name, and the subject of a sale that has none
}

// Parts are what a Server works with. Receipts, Testing and Design may be nil on a terminal without a printer; Reports, Bills, Lines,
// Metrics, Now and Log may be empty.
type Parts struct {
	Till     Till
	Payments Payments
	Totals   Totals
	Health   Health
	Journal  Log
	Clock    Clock
	Receipts Receipts
	Bills    Bills
	Testing  Testing
	Reports  Reports
	Design   Design
	Staff    *staff.Desk // nil where there can be no operators
	Drawer   Drawer      // nil without one
	Refunds  RefundRules
	// Gate is the Cashier's: whether the gateway is known to answer.
	Gate func() payment.Gate
	// Ready returns what forbids a new sale now, or a zero message; it is the till's own.
	Ready func() words.Message
	// Lines renders a view as the customer display shows it; by default two lines of twenty cells in both languages.
	Lines func(display.View) []string
	// Metrics counts for /metrics; by default nobody counts.
	Metrics *Metrics

	Shows   bool // codes that the customer scans can be shown
	Limits  Limits
	Build   Build
	Started time.Time
	Zone    *time.Location // of the times that people read
	Lang    words.Lang     // of a page whose reader says nothing; words.Bilingual counts as Chinese

	Hosts []string // Host names to accept beside loopback's and the address that was connected to
	Token Token    // zero: nobody is asked for one

	Now func() time.Time
	Log *slog.Logger
}
