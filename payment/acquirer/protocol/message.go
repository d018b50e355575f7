package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"posd/payment"
	"posd/payment/alipay/strict"
)

// Version is the first part of every path.
const Version = "/v1"

// Paths of the calls below a relay's address.
const (
	PathPay         = Version + "/pay"
	PathPresent     = Version + "/present"
	PathQuery       = Version + "/query"
	PathCancel      = Version + "/cancel"
	PathRefund      = Version + "/refund"
	PathRefundQuery = Version + "/refund-query"
	PathProbe       = Version + "/probe"
	PathWait        = Version + "/wait"
	PathEnroll      = Version + "/enroll"
	PathRenew       = Version + "/renew"
)

// ContentType is that of requests and answers.
const ContentType = "application/json"

// Bounds.
const (
	// MaxMessage is the largest request or answer, in bytes.
	MaxMessage = 32 << 10
	// MaxWait is the longest a wait may take.
	MaxWait = 25 * time.Second
	// MaxText is the most characters of a subject, a name or a reason.
	MaxText = 256
	// MaxID is the most characters of an id.
	MaxID = 64
)

// ErrMessage says that a request or an answer is not what the protocol has.
var ErrMessage = errors.New("not a message of the relay's protocol")

// Amount is an amount of money as the protocol writes it.
type Amount struct {
	Currency string `json:"currency"`
	Value    string `json:"value"` // in the smallest unit
}

// AmountOf writes an amount; none for the zero value.
func AmountOf(a payment.Amount) *Amount {
	if a == (payment.Amount{}) {
		return nil
	}
	return &Amount{Currency: string(a.Currency), Value: strconv.FormatInt(a.Minor, 10)}
}

// Read returns the amount; the zero value for none. The error wraps [ErrMessage].
func (a *Amount) Read() (payment.Amount, error) {
	if a == nil {
		return payment.Amount{}, nil
	}
	minor, err := strconv.ParseInt(a.Value, 10, 64)
	if err != nil || strconv.FormatInt(minor, 10) != a.Value || minor <= 0 {
		return payment.Amount{}, fmt.Errorf("%w: amount", ErrMessage)
	}
	return payment.Amount{Minor: minor, Currency: payment.Currency(a.Currency)}, nil
}

// Store is where the terminal stands, if the relay's own configuration does not say it.
type Store struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// Request is any request; which members a call has is in the package's table.
type Request struct {
	Message      string  `json:"message"`
	Number       string  `json:"number,omitempty"`
	Amount       *Amount `json:"amount,omitempty"`
	Code         string  `json:"code,omitempty"` // secret: a payment code, or a code of enrolment
	Subject      string  `json:"subject,omitempty"`
	Operator     string  `json:"operator,omitempty"`
	Created      string  `json:"created,omitempty"`
	Terminal     string  `json:"terminal,omitempty"` // of the first relay's terminal, told by one relay to the next
	Store        *Store  `json:"store,omitempty"`
	RefundNumber string  `json:"refund_number,omitempty"`
	RefundAmount *Amount `json:"refund_amount,omitempty"`
	Reason       string  `json:"reason,omitempty"`
	Seconds      int     `json:"seconds,omitempty"` // present: how long the code is to pay; wait: how long to
	CSR          string  `json:"csr,omitempty"`
}

// Reason is why, in posd's words.
type Reason struct {
	Code   string `json:"code,omitempty"`
	Wire   string `json:"wire,omitempty"`
	Action string `json:"action,omitempty"`
}

// Trade is what Alipay said about a trade.
type Trade struct {
	Ref      string  `json:"ref,omitempty"`
	Time     string  `json:"time,omitempty"`
	PaidBy   *Amount `json:"paid_by,omitempty"`
	Rate     string  `json:"rate,omitempty"`
	Buyer    string  `json:"buyer,omitempty"`
	Discount *Amount `json:"discount,omitempty"`
}

// Answer is any answer.
type Answer struct {
	Message      string  `json:"message"`
	Number       string  `json:"number,omitempty"`
	Amount       *Amount `json:"amount,omitempty"`
	RefundNumber string  `json:"refund_number,omitempty"`

	Outcome  string  `json:"outcome,omitempty"`
	Signed   bool    `json:"signed,omitempty"`
	Denied   bool    `json:"denied,omitempty"`
	Returned bool    `json:"returned,omitempty"`
	Reason   *Reason `json:"reason,omitempty"`
	Trade    *Trade  `json:"trade,omitempty"`
	Detail   string  `json:"detail,omitempty"`
	Show     string  `json:"show,omitempty"` // present: what the code says

	News        bool   `json:"news,omitempty"`        // wait: a notification came
	Certificate string `json:"certificate,omitempty"` // enroll, renew: PEM, the terminal's own first
	Error       string `json:"error,omitempty"`       // enroll, renew: why there is no certificate
}

// ReadRequest reads a request of at most [MaxMessage] bytes. The error wraps [ErrMessage] and repeats no byte of it.
func ReadRequest(from io.Reader) (Request, error) {
	var r Request
	text, err := io.ReadAll(io.LimitReader(from, MaxMessage+1))
	defer clear(text) // it may hold a code
	if err != nil || len(text) > MaxMessage {
		return r, fmt.Errorf("%w: it does not end in time or is too long", ErrMessage)
	}
	o, err := strict.Parse(text)
	if err != nil {
		return r, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	for _, m := range o {
		if !requestMembers[m.Name] {
			return r, fmt.Errorf("%w: a member that is not known", ErrMessage)
		}
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return Request{}, fmt.Errorf("%w: a member of another kind", ErrMessage)
	}
	return r, nil
}

var requestMembers = map[string]bool{
	"message": true, "number": true, "amount": true, "code": true, "subject": true, "operator": true, "created": true, "terminal": true,
	"store": true, "refund_number": true, "refund_amount": true, "reason": true, "seconds": true, "csr": true,
}

// ReadAnswer reads an answer. The error wraps [ErrMessage] and repeats no byte of it.
func ReadAnswer(text []byte) (Answer, error) {
	var a Answer
	o, err := strict.Parse(text)
	if err != nil {
		return a, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	for _, m := range o {
		if lower(m.Name) != m.Name { // package json would take it for ours
			return a, fmt.Errorf("%w: a member's name in capitals", ErrMessage)
		}
	}
	if err := json.Unmarshal(text, &a); err != nil {
		return Answer{}, fmt.Errorf("%w: a member of another kind", ErrMessage)
	}
	return a, nil
}
