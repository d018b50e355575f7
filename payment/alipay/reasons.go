package alipay

import (
	"strings"

	"posd/payment"
)

// Calls is a set of gateway calls.
type Calls uint8

// The calls that a code can refuse for good. A query refuses nothing: it only learns.
const (
	CallPay Calls = 1 << iota
	CallCancel
	CallRefund
	// NoCall is for codes after which the truth must be asked for.
	NoCall Calls = 0
	// AnyCall is for codes that say that the request was not even looked at.
	AnyCall = CallPay | CallCancel | CallRefund
)

// Meaning is what a gateway's result code says, once the answer that carries it is believed.
type Meaning struct {
	Reason payment.Reason
	// Final holds the calls for which a failure with this code is definitive: nothing was done and nothing will be. A code that
	// is not final for a call leaves it unknown.
	Final Calls
	// Waiting says that a trade exists and the buyer is confirming on the phone.
	Waiting bool
	// Missing says that the gateway does not know the number, yet.
	Missing bool
	// Denies says that our key, ids or rights were refused, whatever the request was about.
	Denies bool
}

// IsFinal reports whether a failure with this code refuses call definitively.
func (m Meaning) IsFinal(call Calls) bool { return m.Final&call != 0 }

// UnknownCode is the reason for a result code that is not in the table.
const UnknownCode = "result_unknown"

// wireLen is where some gateways cut a code (openapi's sub_code).
const wireLen = 32

// Lookup returns the meaning of a result code of any family, with or without the prefix "ACQ.", whole or cut to 32 characters.
// A code that is not in the table has Reason.Code [UnknownCode], or one that its shape allows, and is final for no call.
func Lookup(wire string) Meaning {
	code := strings.TrimPrefix(strings.TrimPrefix(wire, "ACQ."), "AQC.") // both spellings are documented
	m, ok := meanings[code]
	if !ok && len(wire) >= wireLen {
		m, ok = lookupCut(code)
	}
	if !ok {
		m = guess(code)
	}
	m.Reason.Wire = printable(wire)
	return m
}

// lookupCut finds the one code that begins with cut. Two such codes are none.
func lookupCut(cut string) (found Meaning, ok bool) {
	for code, m := range meanings {
		if !strings.HasPrefix(code, cut) {
			continue
		}
		if ok {
			return Meaning{}, false
		}
		found, ok = m, true
	}
	return found, ok
}

// guess gives a code that is not in the table words by its shape, as the pages of the mainland family group theirs: *_LIMIT* is
// about an amount and MERCHANT_* about the merchant's set-up. It is final for nothing. A trade that does not exist is called by
// several names; taking one more for "not known, yet" only makes the caller ask again.
func guess(code string) Meaning {
	switch {
	case isMissing(code):
		return missing()
	case strings.HasPrefix(code, "MERCHANT_"), strings.HasPrefix(code, "SECONDARY_MERCHANT_"):
		return Meaning{Reason: payment.Reason{Code: "merchant_refused", Action: payment.ActTechnician}}
	case strings.Contains(code, "_LIMIT"):
		return Meaning{Reason: payment.Reason{Code: "limit_reached", Action: payment.ActAmount}}
	}
	return Meaning{Reason: payment.Reason{Code: UnknownCode}}
}

func isMissing(code string) bool {
	noun, found := strings.CutSuffix(strings.TrimSuffix(code, "S"), "_NOT_EXIST")
	if !found {
		noun, found = strings.CutSuffix(code, "_NOT_FOUND")
	}
	if !found {
		return false
	}
	switch noun {
	case "ORDER", "TRADE", "PAYMENT", "TRANSACTION", "ACQUIREMENT":
		return true
	}
	return false
}

// printable keeps a code fit for a log: 64 characters of upper case, digits, underscore, dot. What is longer or holds anything
// else may be text about a buyer and is left out.
func printable(wire string) string {
	if len(wire) > 64 || strings.Trim(wire, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") != "" {
		return ""
	}
	if strings.Trim(wire, "0123456789") == "" && len(wire) > 8 { // a number could be anything, a payment code included
		return ""
	}
	return wire
}
