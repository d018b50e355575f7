package alipaytest

import (
	"io"
	"strings"
	"sync"
	"time"
)

// LedgerOpts are the rules of the books. The zero value holds those of alipay.intl.acquiring.*.
type LedgerOpts struct {
	CodeLife     time.Duration              // a payment code's life; 0: one minute (pages on the payment code)
	OfferLife    time.Duration              // the most that a code to scan lives; 0: 2 hours (qr_code, alipay.trade.precreate)
	ConfirmLimit time.Duration              // a trade nobody confirms closes after it; 0: 3 minutes (payQuery page)
	CancelGrace  time.Duration              // added to the trade's Beijing day for cancels; 0: 15 minutes (payCancel page)
	RefundWindow time.Duration              // 0: 90 days; inferred, the page says only that the contract sets one
	FenceUnseen  bool                       // a cancel of an unknown number also stops a pay or a scan that comes after it; inferred: off
	OrderOf      func(number string) string // the order an attempt belongs to, for Audit; nil: the number up to its last "_"
}

func (o LedgerOpts) withDefaults() LedgerOpts {
	if o.CodeLife == 0 {
		o.CodeLife = time.Minute
	}
	if o.OfferLife == 0 {
		o.OfferLife = 2 * time.Hour
	}
	if o.ConfirmLimit == 0 {
		o.ConfirmLimit = 3 * time.Minute
	}
	if o.CancelGrace == 0 {
		o.CancelGrace = 15 * time.Minute
	}
	if o.RefundWindow == 0 {
		o.RefundWindow = 90 * 24 * time.Hour
	}
	if o.OrderOf == nil {
		o.OrderOf = orderOf
	}
	return o
}

// orderOf cuts the attempt's suffix: "A10001_1" belongs to "A10001".
func orderOf(number string) string {
	if i := strings.LastIndexByte(number, '_'); i > 0 {
		return number[:i]
	}
	return number
}

// Ledger is what the simulated Alipay really did, whatever it answered: trades, money taken, money given back. It speaks no wire
// format, so that the front of each family keeps its books here. Time is time.Now, virtual in a synctest bubble; what falls due
// between two calls is booked at the next one, with the time it was due. It is safe for concurrent use.
type Ledger struct {
	opts LedgerOpts

	mu       sync.Mutex
	accounts map[string]*account
	byID     map[string]*account
	byCode   map[string]*account   // by the code's hash
	byOrder  map[string][]*account // attempts of an order
	all      []*account            // as they came
	offers   map[string]*Offer     // codes to scan, by number
	byText   map[string]*Offer     // and by what they say
	codes    map[string]time.Time  // when a payment code, by its hash, was minted or first seen
	refused  map[string]refusal
	unseen   map[string]time.Time // cancels that were answered success for a number never seen
	refunds  map[string]bool      // merchant refund numbers that were used
	events   []Event
	seq      int64
	ids      int
	changed  chan struct{} // closed by the next change; nil while nobody waits for one
	file     io.WriteCloser
	fileErr  error
}

// NewLedger returns empty books in memory.
func NewLedger(opts LedgerOpts) *Ledger {
	return &Ledger{
		opts: opts.withDefaults(), accounts: map[string]*account{}, byID: map[string]*account{}, byCode: map[string]*account{},
		byOrder: map[string][]*account{}, codes: map[string]time.Time{}, offers: map[string]*Offer{}, byText: map[string]*Offer{}, refused: map[string]refusal{},
		unseen: map[string]time.Time{}, refunds: map[string]bool{},
	}
}

// refusal remembers a number that was refused for good, so that the same request gets the same answer.
type refusal struct {
	Number      string `json:"number"`
	Fingerprint string `json:"fingerprint"`
	Code        string `json:"code"`
}

// Order is a request for money as the books see it.
type Order struct {
	Number      string    // merchant transaction number, the idempotency key
	Fingerprint string    // of everything else in the request; the same number must come with the same one
	Amount      Money     // what is asked for
	Title       string    // what the buyer sees
	Code        string    // payment code, in full
	Arrived     time.Time // when the request reached Alipay, by which the code's age is judged; zero: now
	Expires     time.Time // not to be executed after it; zero: the product's own limit
	Buyer       Buyer     // what the other side will do
}

// Key names a trade. ID wins when both are given, as the payQuery page says of acquirementId.
type Key struct {
	Number string // merchant transaction number
	ID     string // Alipay's own number
}

// find returns the account of k, settled to now. The caller holds the lock.
func (l *Ledger) find(k Key) *account {
	a := l.accounts[k.Number]
	if k.ID != "" {
		a = l.byID[k.ID]
	}
	if a != nil {
		l.settle(a, time.Now())
	}
	return a
}

// Pay books a payment, once per number: a known number with the same fingerprint gets the trade's true state and moves nothing.
// The trade is paid, or waits for its buyer. Errors: ErrInconsistent, *RefusedError, ErrCodeUsed, ErrCodeExpired, ErrExpired; after
// an error no trade was made by this call.
func (l *Ledger) Pay(o Order) (Trade, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if o.Arrived.IsZero() {
		o.Arrived = time.Now()
	}
	if l.offers[o.Number] != nil { // it is paid by a code that the buyer scans
		return Trade{}, ErrInconsistent
	}
	if a := l.find(Key{Number: o.Number}); a != nil {
		if a.Fingerprint != o.Fingerprint {
			l.record(EventRefused, nil, Event{Number: o.Number, Note: "repeat with other content"})
			return Trade{}, ErrInconsistent
		}
		return a.copy(), nil
	}
	if r, ok := l.refused[o.Number]; ok {
		if r.Fingerprint != o.Fingerprint {
			return Trade{}, ErrInconsistent
		}
		return Trade{}, r.err()
	}
	if code := l.refuse(o); code != "" {
		r := refusal{Number: o.Number, Fingerprint: o.Fingerprint, Code: code}
		l.refused[o.Number] = r
		l.record(EventRefused, nil, Event{Number: o.Number, Note: code, refusal: &r})
		return Trade{}, r.err()
	}
	return l.open(o, nil).copy(), nil
}

// Reasons of the books' own that a refusal remembers beside those of the wire.
const (
	codeUsed    = "code used"
	codeExpired = "code expired"
	payExpired  = "pay expired"
)

func (r refusal) err() error {
	switch r.Code {
	case codeUsed:
		return ErrCodeUsed
	case codeExpired:
		return ErrCodeExpired
	case payExpired:
		return ErrExpired
	}
	return &RefusedError{Code: r.Code}
}

// refuse returns why no trade can be made of o, or "". The caller holds the lock.
func (l *Ledger) refuse(o Order) string {
	hash := hashCode(o.Code)
	born, seen := l.codes[hash]
	if !seen {
		born = o.Arrived
		l.codes[hash] = born
	}
	switch {
	case l.byCode[hash] != nil:
		return codeUsed
	case o.Arrived.Sub(born) > l.opts.CodeLife:
		return codeExpired
	case !o.Expires.IsZero() && !o.Expires.After(time.Now()):
		return payExpired
	}
	return o.Buyer.Refuse
}

// Mint tells the books when a wallet showed a code; without it a code's minute begins when it first arrives. It reports whether
// the code is fresh: one that made a trade before, or was seen, stays as it is.
func (l *Ledger) Mint(code string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	hash := hashCode(code)
	if _, seen := l.codes[hash]; seen || l.byCode[hash] != nil {
		return false
	}
	l.codes[hash] = time.Now()
	return true
}
