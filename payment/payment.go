package payment

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// ID names one payment: the digit 9 and 19 random digits. It starts with 9 so that a receipt's own barcode can never be taken
// for a customer's payment code (which start with 25..30, 10..15 or 62), and it is random so that a terminal whose card was
// rolled back or cloned uses no number again. It is the order number printed on the receipt, from which a refund starts.
type ID string

// NewID makes an ID out of 64 random bits.
func NewID(random uint64) ID { return ID("9" + nineteen(random)) }

// NewRefundNumber makes the number of one refund out of 64 random bits: the digit 8 and 19 random digits.
func NewRefundNumber(random uint64) string { return "8" + nineteen(random) }

// NewIDWithin is NewID where the numbers of a merchant begin with given digits, two to four, after their first: seventeen random
// digits follow. Without digits it is NewID.
func NewIDWithin(digits string, random uint64) ID { return ID(within("9", digits, random)) }

// NewRefundNumberWithin is NewRefundNumber within given digits, as in [NewIDWithin].
func NewRefundNumberWithin(digits string, random uint64) string { return within("8", digits, random) }

// IsID reports whether text has the form of an ID: the digit 9 and 19 to 21 more. Within one digit an ID would be shorter, so the
// digits are two to four.
func IsID(text string) bool {
	return len(text) >= idLen && len(text) <= idLen+2 && text[0] == '9' && strings.Trim(text, "0123456789") == ""
}

// idLen is the length of an ID; one within four digits is two longer.
const idLen = 20

func within(first, digits string, random uint64) string {
	if digits == "" {
		return first + nineteen(random)
	}
	return first + digits + nineteen(random)[2:]
}

func nineteen(random uint64) string {
	s := strconv.FormatUint(random%10_000_000_000_000_000_000, 10)
	return strings.Repeat("0", 19-len(s)) + s
}

// Order is what the merchant wants to be paid for.
type Order struct {
	Ref      string // the till's own order number, may be empty; at most 64 characters
	Subject  string // what the customer reads in the wallet; at most 256 bytes, not empty
	Amount   Amount
	Operator string // who stands at the till; may be empty
	Shift    int    // number of the shift in which it was taken; 0 where nobody keeps shifts
	Source   string // who asked: "api", "cli", "page", ...
	// Key and Digest are the Idempotency-Key of the request that brought the order and a digest of its body: they are durable with
	// the payment itself, so that a repeated request finds it even after a power cut. Both may be empty.
	Key    string
	Digest string
	// Present begins with a code to show instead of waiting for one to scan. It says how to begin, and is not journalled.
	Present bool
	// KeepOpen lets a refusal that a fresh code cures lead back to the scanner under the next attempt number, instead of
	// ending the sale. It is off when the code came with the order: then its sender decides.
	KeepOpen bool
}

// Check returns nil if the order can be sent to any gateway. The error wraps ErrOrder or ErrAmount.
func (o Order) Check() error {
	if err := o.Amount.Check(); err != nil {
		return err
	}
	switch {
	case o.Subject == "" || len(o.Subject) > 256 || !utf8.ValidString(o.Subject):
		return fmt.Errorf("%w: the subject must be 1..256 bytes of text", ErrOrder)
	case len(o.Ref) > 64 || !plain(o.Ref):
		return fmt.Errorf("%w: the order number must be at most 64 letters, digits, '-', '_', '.' or '/'", ErrOrder)
	case len(o.Key) > 128 || !plain(o.Key):
		return fmt.Errorf("%w: the idempotency key must be at most 128 letters, digits, '-', '_', '.' or '/'", ErrOrder)
	case len(o.Operator) > 64 || !utf8.ValidString(o.Operator):
		return fmt.Errorf("%w: the operator's name must be at most 64 bytes", ErrOrder)
	case len(o.Source) > 64 || !utf8.ValidString(o.Source) || len(o.Digest) > 128 || !utf8.ValidString(o.Digest):
		return fmt.Errorf("%w: source or digest is too long or no text", ErrOrder)
	}
	return nil
}

// plain reports whether s can be stored as an index term, printed as a barcode and written in a URL.
func plain(s string) bool {
	for _, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (r < '0' || r > '9') && !strings.ContainsRune("-_./", r) {
			return false
		}
	}
	return true
}

// Payment is one order being collected, through as many attempts as it takes. It is a value: Next makes a new one, and a
// slice inside it is never written to after it was shared.
type Payment struct {
	ID      ID
	Order   Order
	State   State
	Created time.Time // when the order came
	Changed time.Time // when the state last changed

	Attempt int       // the current or last attempt, from 0; its number is Number
	Code    string    // the attempt's payment code, masked
	Began   time.Time // when the attempt's intent was written
	// Presented says that the attempt is paid by a code that the terminal shows; Show is what that code says while it may be scanned.
	Presented bool
	Show      string
	Seen      bool    // the gateway said under a valid signature that it knows the attempt's number
	Spent     []Spent // attempts that ended before this one

	Reason    Reason // why the last refusal or ending came
	Trade     Trade  // what the gateway said about the trade
	Recovered bool   // a restart lay between intent and verdict: the cashier has to be told
	GivenUp   GiveUp // set once the sale was shown as not paid: from then on money found is money given back
	Late      bool   // money was found after the giving up
	Returned  bool   // a cancel found the trade paid and gave the money back
	Refunds   []Refund

	Flight Flight // what is under way; lives in memory only
}

// Spent is an attempt that ended without payment and was followed by another.
type Spent struct {
	Number string
	Code   string // masked
	Reason Reason
	At     time.Time
}

// GiveUp is the durable record after which a payment is no longer wanted.
type GiveUp struct {
	Why Why
	At  time.Time
}

// Why tells what made a payment unwanted.
type Why string

// Reasons for giving up.
const (
	WhyNot     Why = ""          // still wanted
	WhyStop    Why = "stop"      // somebody pressed Stop
	WhyQueries Why = "no_answer" // the last query brought no verdict
	WhyTimeUp  Why = "time_up"   // nobody paid by the code that was shown, in its time
	WhyRestart Why = "restart"   // power went before a code was scanned or shown
	WhyNoCode  Why = "no_code"   // the gateway did not say whether it made a code to show
)

// Number is the merchant transaction number of the current attempt, the gateway's idempotency key: ID, "_", attempt.
func (p Payment) Number() string { return string(p.ID) + "_" + strconv.Itoa(p.Attempt) }

// Wanted reports whether money that is found now is a sale (true) or has to go back (false).
func (p Payment) Wanted() bool { return p.GivenUp.Why == WhyNot }

// Open reports whether the payment still needs work: its state is not final, or a refund is not settled.
func (p Payment) Open() bool { return !p.State.Final() || p.pendingRefund() >= 0 }

// Live reports whether the payment occupies its order: money may still be taken under it, or was. A refused, unsent or
// cancelled payment is closed, and a watched one stands beside new sales (promise 2).
func (p Payment) Live() bool {
	switch p.State {
	case StateRefused, StateNotSent, StateCancelled, StateWatched, StateRefunded, StateNone:
		return false
	case StateCreated, StateSending, StatePresented, StateConfirming, StateUnknown, StateCancelling, StateQuerying, StateUnresolved, StateRefunding, StatePaid:
	}
	return true
}

// Flight is the work under way for a payment: at most one call or one timer at a time. An answer or a wake-up carries the
// number of the call or timer that it belongs to, so a stale one fits nothing.
type Flight struct {
	Seq       uint32
	Kind      FlightKind
	Tries     int  // calls made in this state
	StopAsked bool // Stop was pressed while a call was out
	SawPaid   bool // the last query in this state said paid
}

// FlightKind says what is under way.
type FlightKind uint8

// Kinds of work.
const (
	FlightNone FlightKind = iota
	FlightTimer
	FlightPay
	FlightQuery
	FlightCancel
	FlightRefund
)
