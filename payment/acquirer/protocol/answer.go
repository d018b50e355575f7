package protocol

import (
	"fmt"
	"strings"
	"time"

	"posd/payment"
)

// outcomes are the words of outcome.
var outcomes = []payment.Outcome{
	payment.Unknown, payment.Paid, payment.Refused, payment.Confirming, payment.Closed, payment.NotFound, payment.NotSent, payment.Done,
}

// actions are the words of reason.action.
var actions = map[payment.Action]string{
	payment.ActNone: "", payment.ActRescan: "rescan", payment.ActOtherTender: "other_tender", payment.ActAmount: "amount",
	payment.ActRetry: "retry", payment.ActTechnician: "technician", payment.ActCheckNetwork: "check_network",
}

// Put writes what a call learned into an answer.
func (a *Answer) Put(from payment.Answer) {
	a.Outcome, a.Signed, a.Denied, a.Returned = from.Outcome.String(), from.Signed, from.Denied, from.Returned
	a.Detail, a.Show = from.Detail, from.Show
	if from.Reason != (payment.Reason{}) {
		a.Reason = &Reason{Code: from.Reason.Code, Wire: from.Reason.Wire, Action: actions[from.Reason.Action]}
	}
	if t := from.Trade; t != (payment.Trade{}) {
		a.Trade = &Trade{Ref: t.Ref, PaidBy: AmountOf(t.PaidBy), Rate: t.Rate, Buyer: t.Buyer, Discount: AmountOf(t.Discount)}
		if !t.Time.IsZero() {
			a.Trade.Time = t.Time.Format(time.RFC3339)
		}
	}
}

// Take reads what a call learned. Whether a code may be shown is the caller's to judge. What the trade says beyond its number and cannot be read was not said. The error wraps
// [ErrMessage]: a word that is not known is no verdict.
func (a *Answer) Take() (payment.Answer, error) {
	out := payment.Answer{Signed: a.Signed, Denied: a.Denied, Returned: a.Returned, Detail: oneLine(a.Detail), Show: a.Show}
	known := false
	for _, o := range outcomes {
		if o.String() == a.Outcome {
			out.Outcome, known = o, true
		}
	}
	if !known {
		return payment.Answer{}, fmt.Errorf("%w: outcome", ErrMessage)
	}
	if r := a.Reason; r != nil {
		out.Reason = payment.Reason{Code: r.Code, Wire: oneLine(r.Wire)}
		known = false
		for action, word := range actions {
			if word == r.Action {
				out.Reason.Action, known = action, true
			}
		}
		if !known || !reasonShaped(r.Code) {
			return payment.Answer{}, fmt.Errorf("%w: reason", ErrMessage)
		}
	}
	if a.Trade != nil {
		out.Trade = a.Trade.read()
	}
	return out, nil
}

func (t *Trade) read() payment.Trade {
	out := payment.Trade{Ref: oneLine(t.Ref), Rate: oneLine(t.Rate), Buyer: oneLine(t.Buyer)}
	out.Time, _ = time.Parse(time.RFC3339, t.Time)
	out.PaidBy, _ = t.PaidBy.Read()
	out.Discount, _ = t.Discount.Read()
	return out
}

// reasonShaped: lower case with underscores, for it names words of the catalogue.
func reasonShaped(code string) bool {
	return len(code) <= MaxID && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// oneLine bounds a text of the relay's for log and page.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > MaxText {
		return string(runes[:MaxText])
	}
	return s
}

func lower(s string) string { return strings.ToLower(s) }
