package alipaytest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// Status is a trade's state in Alipay's words.
type Status string

// The states of a trade, the words that appear on pages of this family.
const (
	StatusWaiting Status = "WAIT_BUYER_PAY" // the buyer is being asked
	StatusSuccess Status = "TRADE_SUCCESS"  // paid, maybe refunded in part
	StatusClosed  Status = "TRADE_CLOSED"   // timed out, declined, cancelled, or refunded in full
)

// Trade is one payment in the books. Amounts without a currency are in smallest units of Amount's.
type Trade struct {
	Number        string    `json:"number"`        // merchant transaction number
	AcquirementID string    `json:"acquirementId"` // Alipay's own
	Amount        Money     `json:"amount"`
	Title         string    `json:"title,omitempty"`
	Code          string    `json:"code,omitempty"`    // masked; "" if the buyer scanned ours
	Offered       bool      `json:"offered,omitempty"` // nobody has scanned the code that pays it
	Scanned       time.Time `json:"scanned,omitzero"`  // when somebody did
	Status        Status    `json:"status"`
	Created       time.Time `json:"created"`
	Paid          time.Time `json:"paid,omitzero"`
	Closed        time.Time `json:"closed,omitzero"`
	Charged       int64     `json:"charged"`               // taken from the buyer
	Charges       int       `json:"charges"`               // how many times; more than once is a fault of the books
	Refunded      int64     `json:"refunded"`              // given back by refunds
	Returned      int64     `json:"returned"`              // given back by a cancel
	Canceled      bool      `json:"canceled,omitempty"`    // by the merchant
	BuyerPaid     Money     `json:"buyerPaid,omitzero"`    // in the buyer's own currency
	Rate          string    `json:"rate,omitempty"`        // of BuyerPaid, "" in the same currency
	AfterCancel   bool      `json:"afterCancel,omitempty"` // it came after a cancel that was answered "never saw it"
	Overlaps      string    `json:"overlaps,omitempty"`    // another attempt of the order that was alive when this one came
	Refunds       []Refund  `json:"refunds,omitempty"`
}

// Net is what the buyer is out of pocket, in smallest units.
func (t Trade) Net() int64 { return t.Charged - t.Refunded - t.Returned }

// Alive reports whether money was or may yet be taken.
func (t Trade) Alive() bool { return t.Status == StatusWaiting || t.Net() > 0 }

// Refund is money given back by a refund.
type Refund struct {
	Number string    `json:"number"` // merchant refund number
	ID     string    `json:"id"`     // Alipay's own
	Amount Money     `json:"amount"`
	Time   time.Time `json:"time"`
}

// account is a trade with what only the books need.
type account struct {
	Trade
	Fingerprint string    `json:"fingerprint"`
	CodeHash    string    `json:"codeHash,omitempty"`
	Buyer       Buyer     `json:"buyer"`
	Expires     time.Time `json:"expires"`
	queries     int
}

func (a *account) copy() Trade {
	t := a.Trade
	t.Refunds = slices.Clone(a.Refunds)
	return t
}

// asked is when the buyer was first asked.
func (a *account) asked() time.Time {
	if a.Scanned.IsZero() {
		return a.Created
	}
	return a.Scanned
}

// open books a new trade, which waits for its code to be scanned if it is that of an offer. The caller holds the lock.
func (l *Ledger) open(o Order, by *Offer) *account {
	now := time.Now()
	_, late := l.unseen[o.Number]
	a := &account{
		Trade: Trade{
			Number: o.Number, AcquirementID: l.newID(now), Amount: o.Amount, Title: o.Title,
			Status: StatusWaiting, Created: now, AfterCancel: late, Overlaps: l.aliveAttempt(o.Number),
		},
		Fingerprint: o.Fingerprint, Buyer: o.Buyer, Expires: l.expiry(now, o.Expires),
	}
	switch {
	case by != nil:
		a.Offered, a.Expires = true, by.Until
	case o.Code == "":
		a.Scanned = now
	default:
		a.Code, a.CodeHash = maskCode(o.Code), hashCode(o.Code)
	}
	l.add(a)
	l.record(EventCreated, a, Event{Time: now})
	switch {
	case late && l.opts.FenceUnseen:
		a.Canceled = true
		l.closeTrade(a, now, "cancelled before it came")
	case o.Buyer.Confirm == ConfirmAtOnce && !a.Offered:
		l.decide(a, now)
	}
	return a
}

func (l *Ledger) add(a *account) {
	l.accounts[a.Number], l.byID[a.AcquirementID] = a, a
	if a.CodeHash != "" {
		l.byCode[a.CodeHash] = a
	}
	order := l.opts.OrderOf(a.Number)
	l.byOrder[order] = append(l.byOrder[order], a)
	l.all = append(l.all, a)
}

// aliveAttempt returns another attempt of the number's order that is waiting or paid.
func (l *Ledger) aliveAttempt(number string) string {
	now := time.Now()
	for _, a := range l.byOrder[l.opts.OrderOf(number)] {
		l.settle(a, now)
		if a.Alive() {
			return a.Number
		}
	}
	return ""
}

// newID makes a number like those on the pages: the Beijing date, then a sequence.
func (l *Ledger) newID(now time.Time) string {
	l.ids++
	return fmt.Sprintf("%s12007101%012d", now.In(beijing()).Format("20060102"), l.ids)
}

// beijing is the zone of Alipay's days.
func beijing() *time.Location { return time.FixedZone("CST", 8*60*60) }

// hashCode stands for a payment code in the books, which must not hold the code itself.
func hashCode(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}

// maskCode keeps the first two and the last four digits.
func maskCode(code string) string {
	if len(code) < 10 {
		return "****"
	}
	return code[:2] + "****" + code[len(code)-4:]
}
