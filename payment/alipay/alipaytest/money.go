package alipaytest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Money is an amount in the smallest unit of its currency. In JSON it has the shape of the API's pages:
// {"currency":"JPY","value":"1000"}.
type Money struct {
	Currency string `json:"currency"`
	Value    int64  `json:"value,string"`
}

// String writes the value and the currency: "1000 JPY".
func (m Money) String() string { return strconv.FormatInt(m.Value, 10) + " " + m.Currency }

// currencies are those that the pages of this family list, and CNY of the settlement variants.
var currencies = []string{
	"AUD", "CAD", "CHF", "CNY", "DKK", "EUR", "GBP", "HKD", "IDR", "JPY", "KRW", "MYR", "NOK", "NZD", "SEK", "SGD", "THB", "USD",
}

// maxValue is the largest amount of one order, in smallest units; the pages give no bound for this family, so it is that of
// the mainland one, 100,000,000.00.
const maxValue = 100_000_000_00

var wholeNumber = regexp.MustCompile(`^[1-9][0-9]{0,17}$`)

// parseMoney reads {"currency","value"}, both strings, the value a whole number above zero without sign, point or leading zero.
func parseMoney(raw []byte) (Money, error) {
	o, err := parseObject(raw)
	if err != nil {
		return Money{}, err
	}
	if err := o.exactly("currency", "value"); err != nil {
		return Money{}, err
	}
	currency, ok := o.text("currency")
	if !ok || !slices.Contains(currencies, currency) {
		return Money{}, fmt.Errorf("%w: currency", errMembers)
	}
	text, ok := o.text("value")
	if !ok || !wholeNumber.MatchString(text) {
		return Money{}, fmt.Errorf("%w: value", errMembers)
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil || value > maxValue {
		return Money{}, fmt.Errorf("%w: value too large", errMembers)
	}
	return Money{Currency: currency, Value: value}, nil
}

// decimalE4 writes ten-thousandths as a decimal: 71234 is "7.1234".
func decimalE4(v int64) string {
	whole, frac := v/10_000, v%10_000
	return strconv.FormatInt(whole, 10) + "." + strconv.FormatInt(10_000+frac, 10)[1:]
}
