package bills

import (
	"strconv"
	"time"

	"posd/payment"
	"posd/payment/reconcile"
)

// Amount is a sum in smallest units, as text.
type Amount struct {
	Value    string           `json:"value"`
	Currency payment.Currency `json:"currency"`
}

// Run is one bill that was held against the journal. It is the body of its record, and what the API tells.
type Run struct {
	At       time.Time        `json:"at,omitzero"`
	Operator string           `json:"operator,omitempty"`
	Format   reconcile.Format `json:"format"`
	Name     string           `json:"name"`
	Digest   string           `json:"digest"`
	From     time.Time        `json:"from"`
	To       time.Time        `json:"to"`
	Derived  bool             `json:"derived,omitempty"`
	Rows     int              `json:"rows"`
	Matched  int              `json:"matched"`
	Others   int              `json:"others,omitempty"`
	Gaps     int              `json:"gaps"`      // that nobody has explained
	Settled  int              `json:"explained"` // that came again as they were explained before
	Sums     []Sum            `json:"sums"`
}

// Sum is one currency of a run, in smallest units.
type Sum struct {
	Currency payment.Currency `json:"currency"`
	Bill     string           `json:"bill"`
	Journal  string           `json:"journal"`
}

// Decimal writes one of the sums, which are in smallest units, for people.
func (s Sum) Decimal(minor string) string {
	return (&Amount{minor, s.Currency}).Decimal()
}

// Days writes the window in Alipay's days.
func (r Run) Days() string {
	zone := time.FixedZone("UTC+8", 8*60*60)
	first, last := r.From.In(zone).Format(time.DateOnly), r.To.Add(-time.Second).In(zone).Format(time.DateOnly)
	if first == last {
		return first
	}
	return first + ".." + last
}

// Gap is a difference with what people said about it. It is the body of its record, and what the API tells.
type Gap struct {
	ID      string         `json:"id"`
	Open    bool           `json:"open"`
	Kind    reconcile.Kind `json:"kind"`
	Type    reconcile.Type `json:"type"`
	Number  string         `json:"number"`
	Payment payment.ID     `json:"payment_id,omitempty"`
	Ref     string         `json:"ref,omitempty"`
	Line    int            `json:"line,omitempty"`
	There   *Amount        `json:"bill_amount,omitempty"`
	Here    *Amount        `json:"journal_amount,omitempty"`
	State   string         `json:"state,omitempty"`
	At      time.Time      `json:"at,omitzero"`
	Edge    bool           `json:"edge,omitempty"`
	Bill    string         `json:"bill"`               // name of the file that showed it last
	Seen    time.Time      `json:"seen,omitzero"`      // when it was seen last
	Since   string         `json:"found_in,omitempty"` // name of a later bill that agrees about the number
	By      string         `json:"by,omitempty"`       // who explained it
	Why     string         `json:"why,omitempty"`      // what they said
	Closed  time.Time      `json:"explained,omitzero"` // when
}

func amountOf(a payment.Amount) *Amount {
	if a.Currency == "" {
		return nil
	}
	return &Amount{strconv.FormatInt(a.Minor, 10), a.Currency}
}

func (a *Amount) amount() payment.Amount {
	if a == nil {
		return payment.Amount{}
	}
	minor, _ := strconv.ParseInt(a.Value, 10, 64) // what amountOf wrote
	return payment.Amount{Minor: minor, Currency: a.Currency}
}

// Decimal writes an amount for people, "-" if there is none.
func (a *Amount) Decimal() string {
	if a == nil {
		return "-"
	}
	return a.amount().String()
}

// wireGap is a gap as it is found in a bill.
func wireGap(g reconcile.Gap, bill string) Gap {
	return Gap{
		ID: g.ID(), Open: true, Kind: g.Kind, Type: g.Type, Number: g.Number, Payment: g.Payment, Ref: g.Ref, Line: g.Line,
		There: amountOf(g.There), Here: amountOf(g.Here), State: g.State, At: g.At, Edge: g.Edge, Bill: bill,
	}
}

// gap is the inverse of wireGap.
func (g Gap) gap() reconcile.Gap {
	return reconcile.Gap{
		Kind: g.Kind, Type: g.Type, Number: g.Number, Payment: g.Payment, Ref: g.Ref, Line: g.Line, There: g.There.amount(),
		Here: g.Here.amount(), State: g.State, At: g.At, Edge: g.Edge,
	}
}
