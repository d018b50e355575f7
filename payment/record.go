package payment

import (
	"encoding/json"
	"fmt"
	"time"
)

// RecordVersion is the version of the bytes that Encode writes.
const RecordVersion = 1

// Encode returns the durable part of p as a record's body. The payment code in it is masked.
func Encode(p Payment) ([]byte, error) {
	return json.Marshal(toRecord(p))
}

// Decode reads what Encode wrote. A version or state that this program does not know is an error: a payment must not be
// half understood.
func Decode(version int, body []byte) (Payment, error) {
	if version != RecordVersion {
		return Payment{}, fmt.Errorf("payment record has version %d, this program reads %d", version, RecordVersion)
	}
	var r record
	if err := json.Unmarshal(body, &r); err != nil {
		return Payment{}, fmt.Errorf("payment record: %w", err)
	}
	return r.payment()
}

// record is a payment as it is journalled. Its members' names are short because they are written three times a sale.
type record struct {
	ID        ID             `json:"id"`
	Order     orderRecord    `json:"order"`
	State     string         `json:"state"`
	Created   time.Time      `json:"created"`
	Changed   time.Time      `json:"changed"`
	Attempt   int            `json:"attempt,omitempty"`
	Code      string         `json:"code,omitempty"`
	Began     time.Time      `json:"began,omitzero"`
	Presented bool           `json:"presented,omitempty"`
	Show      string         `json:"show,omitempty"`
	Seen      bool           `json:"seen,omitempty"`
	Spent     []spentRecord  `json:"spent,omitempty"`
	Reason    reasonRecord   `json:"reason,omitzero"`
	Trade     tradeRecord    `json:"trade,omitzero"`
	Recovered bool           `json:"recovered,omitempty"`
	Why       Why            `json:"given_up,omitempty"`
	GivenUpAt time.Time      `json:"given_up_at,omitzero"`
	Late      bool           `json:"late,omitempty"`
	Returned  bool           `json:"returned,omitempty"`
	Refunds   []refundRecord `json:"refunds,omitempty"`
}

type amountRecord struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"cur"`
}

type orderRecord struct {
	Ref      string       `json:"ref,omitempty"`
	Subject  string       `json:"subject"`
	Amount   amountRecord `json:"amount"`
	Operator string       `json:"operator,omitempty"`
	Shift    int          `json:"shift,omitempty"`
	Source   string       `json:"source,omitempty"`
	KeepOpen bool         `json:"keep_open,omitempty"`
	Key      string       `json:"key,omitempty"`
	Digest   string       `json:"digest,omitempty"`
}

type reasonRecord struct {
	Code   string `json:"code,omitempty"`
	Wire   string `json:"wire,omitempty"`
	Action Action `json:"action,omitempty"`
}

type spentRecord struct {
	Number string       `json:"number"`
	Code   string       `json:"code"`
	Reason reasonRecord `json:"reason"`
	At     time.Time    `json:"at"`
}

type tradeRecord struct {
	Ref      string       `json:"ref,omitempty"`
	Time     time.Time    `json:"time,omitzero"`
	PaidBy   amountRecord `json:"paid_by,omitzero"`
	Discount amountRecord `json:"discount,omitzero"`
	Rate     string       `json:"rate,omitempty"`
	Buyer    string       `json:"buyer,omitempty"`
}

type refundRecord struct {
	Number   string       `json:"number"`
	Amount   amountRecord `json:"amount"`
	State    RefundState  `json:"state"`
	Why      string       `json:"why,omitempty"`
	Operator string       `json:"operator,omitempty"`
	Approver string       `json:"approver,omitempty"`
	Shift    int          `json:"shift,omitempty"`
	Late     bool         `json:"late,omitempty"`
	Asked    time.Time    `json:"asked"`
	Settled  time.Time    `json:"settled,omitzero"`
	Reason   reasonRecord `json:"reason,omitzero"`
	Key      string       `json:"key,omitempty"`
	Digest   string       `json:"digest,omitempty"`
}

// kept is whom the gateway named, as far as that may be kept: most gateways have masked the name already, none is trusted to.
func kept(buyer string) string {
	if buyer == "" {
		return ""
	}
	return Mask(buyer)
}

func toRecord(p Payment) record {
	r := record{
		ID: p.ID, State: p.State.String(), Created: p.Created, Changed: p.Changed, Attempt: p.Attempt, Code: p.Code,
		Began: p.Began, Presented: p.Presented, Show: p.Show, Seen: p.Seen, Reason: reasonRecord(p.Reason), Recovered: p.Recovered, Why: p.GivenUp.Why,
		GivenUpAt: p.GivenUp.At, Late: p.Late, Returned: p.Returned,
		Order: orderRecord{
			p.Order.Ref, p.Order.Subject, amountRecord(p.Order.Amount), p.Order.Operator, p.Order.Shift, p.Order.Source, p.Order.KeepOpen,
			p.Order.Key, p.Order.Digest,
		},
		Trade: tradeRecord{p.Trade.Ref, p.Trade.Time, amountRecord(p.Trade.PaidBy), amountRecord(p.Trade.Discount), p.Trade.Rate, kept(p.Trade.Buyer)},
	}
	for _, s := range p.Spent {
		r.Spent = append(r.Spent, spentRecord{s.Number, s.Code, reasonRecord(s.Reason), s.At})
	}
	for _, f := range p.Refunds {
		r.Refunds = append(r.Refunds, refundRecord{
			f.Number, amountRecord(f.Amount), f.State, f.Why, f.Operator, f.Approver, f.Shift, f.Late, f.Asked, f.Settled, reasonRecord(f.Reason), f.Key, f.Digest,
		})
	}
	return r
}

func (r record) payment() (Payment, error) {
	state, ok := ParseState(r.State)
	if !ok || state == StateNone {
		return Payment{}, fmt.Errorf("payment record: state %q is not known", r.State)
	}
	switch r.Why {
	case WhyNot, WhyStop, WhyQueries, WhyTimeUp, WhyRestart, WhyNoCode:
	default:
		return Payment{}, fmt.Errorf("payment record: given up for %q, which is not known", r.Why)
	}
	if r.ID == "" || r.Attempt < 0 {
		return Payment{}, fmt.Errorf("payment record: attempt %d of payment %q", r.Attempt, r.ID)
	}
	p := Payment{
		ID: r.ID, State: state, Created: r.Created, Changed: r.Changed, Attempt: r.Attempt, Code: r.Code,
		Began: r.Began, Presented: r.Presented, Show: r.Show, Seen: r.Seen, Reason: Reason(r.Reason), Recovered: r.Recovered, GivenUp: GiveUp{r.Why, r.GivenUpAt},
		Late: r.Late, Returned: r.Returned,
		Order: Order{
			Ref: r.Order.Ref, Subject: r.Order.Subject, Amount: Amount(r.Order.Amount), Operator: r.Order.Operator,
			Shift: r.Order.Shift, Source: r.Order.Source, KeepOpen: r.Order.KeepOpen, Key: r.Order.Key, Digest: r.Order.Digest,
		},
		Trade: Trade{
			Ref: r.Trade.Ref, Time: r.Trade.Time, PaidBy: Amount(r.Trade.PaidBy), Discount: Amount(r.Trade.Discount),
			Rate: r.Trade.Rate, Buyer: r.Trade.Buyer,
		},
	}
	for _, s := range r.Spent {
		p.Spent = append(p.Spent, Spent{s.Number, s.Code, Reason(s.Reason), s.At})
	}
	for _, f := range r.Refunds {
		switch f.State {
		case RefundPending, RefundDone, RefundRefused, RefundNotSent:
		default:
			return Payment{}, fmt.Errorf("payment record: refund state %q is not known", f.State)
		}
		p.Refunds = append(p.Refunds, Refund{
			f.Number, Amount(f.Amount), f.State, f.Why, f.Operator, f.Approver, f.Shift, f.Late, f.Asked, f.Settled, Reason(f.Reason), f.Key, f.Digest,
		})
	}
	return p, nil
}
