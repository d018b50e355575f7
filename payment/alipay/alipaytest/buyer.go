package alipaytest

import "time"

// Confirm says when the buyer says yes.
type Confirm string

// When the buyer confirms. A trade that waits is also open to Ledger.Confirm and Ledger.Decline.
const (
	ConfirmAtOnce   Confirm = ""        // small amounts: no password is asked
	ConfirmQueries  Confirm = "queries" // seen by the query number Buyer.Queries
	ConfirmTime     Confirm = "time"    // Buyer.After the pay
	ConfirmAtCancel Confirm = "cancel"  // in the instant before a cancel takes effect
	ConfirmNever    Confirm = "never"   // only by hand
)

// Buyer is what the person with the phone, the wallet and the risk engine do with one trade. The zero value pays at once.
type Buyer struct {
	Refuse  string        `json:"refuse,omitempty"`  // result code of a final refusal; no trade is made
	Confirm Confirm       `json:"confirm,omitempty"` // when
	Queries int           `json:"queries,omitempty"` // for ConfirmQueries: from 1
	After   time.Duration `json:"after,omitempty"`   // for ConfirmTime
	Decline bool          `json:"decline,omitempty"` // when the time comes, says no: the trade closes unpaid
	PayIn   string        `json:"payIn,omitempty"`   // the buyer's own currency, if it is another
	RateE4  int64         `json:"rateE4,omitempty"`  // of PayIn, smallest unit for smallest unit, in ten-thousandths
}

// paid returns what the buyer is charged for amount and the rate as it is written, "" in the same currency.
func (b Buyer) paid(amount Money) (Money, string) {
	if b.PayIn == "" || b.PayIn == amount.Currency {
		return amount, ""
	}
	return Money{Currency: b.PayIn, Value: amount.Value * b.RateE4 / 10_000}, decimalE4(b.RateE4)
}
