package till

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"posd/configs/words"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
)

// Cashier is where payments are made. *payment.Cashier is one.
type Cashier interface {
	Begin(ctx context.Context, o payment.Order, code payment.Code) (payment.Payment, error)
	Scan(ctx context.Context, id payment.ID, code payment.Code) (payment.Payment, error)
	Present(ctx context.Context, id payment.ID) (payment.Payment, error)
	Stop(ctx context.Context, id payment.ID) (payment.Payment, error)
	Refund(ctx context.Context, id payment.ID, ask payment.Refund) (payment.Payment, payment.Refund, error)
}

// Scanner delivers at most one scan for each Arm, and none after Disarm. *scanner.Inbox is one.
type Scanner interface {
	Arm() <-chan scanner.Scan
	Disarm()
}

// Display shows the latest view; it never blocks.
type Display interface {
	Show(v display.View)
}

// Signal is what a buzzer and lamps tell the cashier.
type Signal uint8

// Signals.
const (
	SignalGood   Signal = iota // paid, refunded
	SignalBad                  // refused, stopped, a problem
	SignalLook                 // look at the display: confirm, scan again
	SignalListen               // the scanner is armed
)

// Parts are what a till works with. Signal, Changed, Warm, Closed, Who and Log may be nil.
type Parts struct {
	Cashier Cashier
	Scanner Scanner
	Display Display
	// Signal and Changed are called from the till's loop: they must not block and not call the till.
	Signal func(Signal)
	// Changed says that what Sale returns may be another than before.
	Changed func()
	// Warm prepares the connection to the gateway while the customer looks for the phone.
	Warm func(ctx context.Context)
	// Ready returns what forbids a new sale now, or a zero message. It must not call the till.
	Ready func() words.Message
	// Closed returns what a free counter's display says in place of idle while nothing can be sold, and what to do about it; a zero
	// message for idle. It must not call the till, and may be nil; Look tells that it may have changed.
	Closed func() (why words.Message, do words.Key)
	// Who returns under whose name, and in which shift, a sale is taken that was asked for in somebody's name; nil: as asked, and in
	// none. It must not call the till.
	Who func(asked string) (operator string, shift int)
	// Recognise reads what a scanner or a till sent. Its error is a *NotACodeError when the text is something else than a payment code.
	Recognise func(text string) (payment.Code, error)
	// Rescan keeps a sale open after a refusal that a fresh code cures.
	Rescan bool
	// ScanTimeout ends a sale for which nobody scans, counted from when the scanner was last armed; 0 means never.
	ScanTimeout time.Duration
	// Hold is how long a verdict stays on the display before it goes idle.
	Hold time.Duration
	Log  *slog.Logger
}

// Request asks for one sale.
type Request struct {
	Order payment.Order // KeepOpen is the till's to set; with Present a code is shown, and Code is empty
	Code  string        // as scanned or typed; empty arms the scanner
}

// ErrBusy is the sentinel of BusyError.
var ErrBusy = errors.New("the till is busy with another sale")

// BusyError says which sale is in progress.
type BusyError struct{ ID payment.ID }

// Error implements error.
func (e *BusyError) Error() string { return fmt.Sprintf("%v: %s", ErrBusy, e.ID) }

// Unwrap makes errors.Is(err, ErrBusy) hold.
func (e *BusyError) Unwrap() error { return ErrBusy }

// NotReadyError says, in words for the cashier, why no sale starts now, and what to do about it where that is known.
type NotReadyError struct{ Why, Do words.Message }

// Error implements error.
func (e *NotReadyError) Error() string {
	return payment.ErrNotReady.Error() + ": " + e.Why.In(words.En)
}

// Unwrap makes errors.Is(err, payment.ErrNotReady) hold.
func (e *NotReadyError) Unwrap() error { return payment.ErrNotReady }

// NotACodeError says what was scanned instead of a payment code.
type NotACodeError struct{ What words.Message }

// Error implements error.
func (e *NotACodeError) Error() string { return e.What.In(words.En) }
