// Package call holds what the families' clients do alike around one request: what cannot be asked, what was not sent, and what is
// not believed.
package call

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/wire"
)

// Disbelief is why there is no answer to believe.
type Disbelief struct {
	Unsent bool // no byte of the request left
	Denied bool // an unsigned refusal of our key or ids
	Reason payment.Reason
	Detail string // one line for the log
}

// Answer returns the caller's view: unknown, or what the call says if nothing was sent.
func (d *Disbelief) Answer(unsent payment.Outcome) payment.Answer {
	a := payment.Answer{Denied: d.Denied, Reason: d.Reason, Detail: d.Detail}
	if d.Unsent {
		a.Outcome = unsent
	}
	return a
}

// Deny notes that the answer that is not believed refuses our key or ids: it proves nothing about the trade and is worth a
// technician's time. A code that does not deny changes nothing.
func (d *Disbelief) Deny(code string) *Disbelief {
	if m := alipay.Lookup(code); m.Denies {
		d.Denied, d.Reason = true, m.Reason
		d.Detail += ", " + m.Reason.Wire
	}
	return d
}

// Invalid is the answer to a request that cannot be made.
func Invalid(outcome payment.Outcome, err error) payment.Answer {
	return payment.Answer{Outcome: outcome, Reason: payment.Reason{Code: "request_invalid", Action: payment.ActTechnician}, Detail: OneLine(err)}
}

// OneLine is an error's text for the log. Joined errors have a line each.
func OneLine(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

// Unsendable is a request that could not be written: nothing of it left.
func Unsendable(err error) *Disbelief {
	return &Disbelief{Unsent: true, Reason: payment.Reason{Code: "request_invalid", Action: payment.ActTechnician}, Detail: OneLine(err)}
}

// NoReply is an error of [wire.Client.Post].
func NoReply(err error) *Disbelief {
	e, ok := errors.AsType[*wire.Error](err)
	if !ok { // any doubt counts as sent
		return &Disbelief{Reason: payment.Reason{Code: wire.AnswerLost}, Detail: OneLine(err)}
	}
	return &Disbelief{Unsent: !e.Sent, Reason: e.Reason, Detail: OneLine(e)}
}

// BadStatus reads what a status other than 200 says about our set-up. It says nothing about the trade.
func BadStatus(status int) *Disbelief {
	d := &Disbelief{Detail: "http status " + strconv.Itoa(status)}
	switch {
	case status >= 500:
		d.Reason = payment.Reason{Code: "gateway_busy"}
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status < 400:
		d.Reason = payment.Reason{Code: "address_wrong", Action: payment.ActTechnician}
	default:
		d.Reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return d
}

// CheckNumber holds a number against what every gateway takes: 1 to 64 letters, digits, "_" and "-".
func CheckNumber(number string) error {
	if number == "" || len(number) > 64 || strings.Trim(number, numberChars) != "" {
		return fmt.Errorf("%w: a number is 1 to 64 letters, digits, _ and -", payment.ErrOrder)
	}
	return nil
}

const numberChars = "0123456789_-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// CheckCode wants the digits of a payment code.
func CheckCode(code payment.Code) error {
	if digits := code.Reveal(); len(digits) < alipay.MinCodeLen || len(digits) > alipay.MaxCodeLen || strings.Trim(digits, "0123456789") != "" {
		return fmt.Errorf("%w: no payment code", payment.ErrOrder)
	}
	return nil
}

// CheckTrade wants the trade's number or Alipay's.
func CheckTrade(r payment.TradeRequest) error {
	if r.Number == "" && r.Ref != "" {
		return CheckNumber(r.Ref)
	}
	return CheckNumber(r.Number)
}
