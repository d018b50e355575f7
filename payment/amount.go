package payment

import (
	"fmt"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 alphabetic code in upper case, such as "CNY".
type Currency string

// exponents gives the number of decimals of the smallest unit of each currency that Alipay's barcode products name, and of the
// ones a till is likely to be configured with. Source: ISO 4217 list one. A currency that is not here is refused, because a
// guessed exponent is an amount wrong by a factor of a hundred.
var exponents = map[Currency]int{
	"AED": 2, "AUD": 2, "BRL": 2, "CAD": 2, "CHF": 2, "CLP": 0, "CNY": 2, "CZK": 2, "DKK": 2, "EUR": 2, "GBP": 2, "HKD": 2,
	"HUF": 2, "IDR": 2, "ILS": 2, "INR": 2, "JPY": 0, "KHR": 2, "KRW": 0, "KWD": 3, "LAK": 2, "LKR": 2, "MMK": 2, "MNT": 2,
	"MOP": 2, "MXN": 2, "MYR": 2, "NOK": 2, "NPR": 2, "NZD": 2, "PHP": 2, "PKR": 2, "PLN": 2, "RUB": 2, "SAR": 2, "SEK": 2,
	"SGD": 2, "THB": 2, "TRY": 2, "TWD": 2, "USD": 2, "VND": 0, "ZAR": 2,
}

// Exponent returns the number of decimals of c's smallest unit (JPY 0, CNY 2) and whether c is known.
func (c Currency) Exponent() (int, bool) {
	n, ok := exponents[c]
	return n, ok
}

// MaxMinor is the largest amount of one payment, in the smallest unit of its currency: 100,000,000.00 in a currency with two
// decimals, the documented upper bound of total_amount (alipay.trade.pay). It also keeps every sum far from overflow.
const MaxMinor = 100_000_000_00

// Amount is a sum of money in the smallest unit of its currency.
type Amount struct {
	Minor    int64 // in the smallest unit, such as fen or yen
	Currency Currency
}

// Check returns nil if a can be charged: a known currency and 1..MaxMinor smallest units. The error wraps ErrAmount.
func (a Amount) Check() error {
	if _, ok := a.Currency.Exponent(); !ok {
		return fmt.Errorf("%w: currency %q is not known", ErrAmount, string(a.Currency))
	}
	if a.Minor <= 0 {
		return fmt.Errorf("%w: %s is not above zero", ErrAmount, a)
	}
	if a.Minor > MaxMinor {
		return fmt.Errorf("%w: %s is above the largest amount, %s", ErrAmount, a, Amount{MaxMinor, a.Currency})
	}
	return nil
}

// Decimal returns the amount in major units with the decimals of its currency: "12.50" for 1250 fen, "1000" for 1000 yen.
// An unknown currency is written in smallest units.
func (a Amount) Decimal() string {
	exp, _ := a.Currency.Exponent()
	digits := strconv.FormatInt(a.Minor, 10)
	if exp == 0 {
		return digits
	}
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	if pad := exp + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	return sign + digits[:len(digits)-exp] + "." + digits[len(digits)-exp:]
}

// String returns the decimal amount and the currency: "12.50 CNY".
func (a Amount) String() string { return a.Decimal() + " " + string(a.Currency) }

// ParseAmount reads a decimal amount as a person types it ("12.5", "12.50", "1000") in currency c. More decimals than the
// currency has, signs, exponents and separators are refused rather than rounded. The error wraps ErrAmount.
func ParseAmount(text string, c Currency) (Amount, error) {
	exp, ok := c.Exponent()
	if !ok {
		return Amount{}, fmt.Errorf("%w: currency %q is not known", ErrAmount, string(c))
	}
	whole, frac, dotted := strings.Cut(text, ".")
	if whole == "" || len(whole) > 12 || len(frac) > exp || (dotted && frac == "") || !digitsOnly(whole+frac) {
		return Amount{}, fmt.Errorf("%w: %q is not an amount in %s with at most %d decimals", ErrAmount, text, c, exp)
	}
	minor, err := strconv.ParseInt(whole+frac+strings.Repeat("0", exp-len(frac)), 10, 64)
	if err != nil {
		return Amount{}, fmt.Errorf("%w: %q is too large", ErrAmount, text)
	}
	a := Amount{minor, c}
	return a, a.Check()
}

func digitsOnly(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
