package alipay

import (
	"fmt"
	"strings"

	"posd/payment"
)

// Lengths of a payment code in digits. Source: Alipay, "Barcode payment", 16 to 24 digits beginning with 25..30; Alipay+ asks
// terminals to be ready for 32.
const (
	MinCodeLen     = 16
	DefaultCodeLen = 24
	MaxCodeLen     = 32
)

// CodeRules says which payment codes a terminal takes.
type CodeRules struct {
	// MaxLen is the longest code taken, [DefaultCodeLen] to [MaxCodeLen] digits; anything outside that range means the nearer end.
	MaxLen int
}

func (r CodeRules) maxLen() int { return min(max(r.MaxLen, DefaultCodeLen), MaxCodeLen) }

// ParseCode reads what a scanner or a till delivered as a customer's payment code: digits alone, the first two 25..30. What
// belongs to somebody else is a [*ForeignCodeError]; anything else wraps [ErrCode]. Neither error holds the scanned text.
func ParseCode(text string, rules CodeRules) (payment.Code, error) {
	if isPaymentCode(text, rules.maxLen()) {
		return payment.NewCode(text), nil
	}
	if kind, ok := recognise(text); ok {
		return payment.Code{}, &ForeignCodeError{Kind: kind}
	}
	return payment.Code{}, fmt.Errorf("%w: %s", ErrCode, describe(text, rules.maxLen()))
}

func isPaymentCode(s string, maxLen int) bool {
	if len(s) < MinCodeLen || len(s) > maxLen || !allDigits(s) {
		return false
	}
	return s[:2] >= "25" && s[:2] <= "30"
}

// describe says what is wrong with a code without repeating it: it may be a payment code with one digit misread.
func describe(s string, maxLen int) string {
	switch {
	case s == "":
		return "empty"
	case !allDigits(s):
		return "holds other characters than digits"
	case s[:min(2, len(s))] < "25" || s[:min(2, len(s))] > "30":
		return "does not begin with 25 to 30"
	default:
		return fmt.Sprintf("%d digits, want %d to %d", len(s), MinCodeLen, maxLen)
	}
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
