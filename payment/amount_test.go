package payment_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"posd/payment"
)

func TestAmountsAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		currency payment.Currency
		minor    int64
	}{
		{"12.50", "CNY", 1250},
		{"12.5", "CNY", 1250},
		{"12", "CNY", 1200},
		{"0.01", "CNY", 1},
		{"0012.50", "CNY", 1250},
		{"000000000012.50", "CNY", 1250},
		{"98.79", "CNY", 9879},
		{"100000000.00", "CNY", payment.MaxMinor},
		{"1000", "JPY", 1000},
		{"10000000000", "JPY", payment.MaxMinor},
		{"1", "KRW", 1},
		{"1.234", "KWD", 1234},
		{"1.2", "KWD", 1200},
	} {
		a, err := payment.ParseAmount(c.text, c.currency)
		if err != nil || a != (payment.Amount{Minor: c.minor, Currency: c.currency}) {
			t.Errorf("%q in %s is %+v (%v), not %d", c.text, c.currency, a, err, c.minor)
		}
	}
	for _, c := range []struct {
		text     string
		currency payment.Currency
	}{
		{"", "CNY"},
		{".", "CNY"},
		{".5", "CNY"},
		{"5.", "CNY"},
		{"1.234", "CNY"},
		{"1.0", "JPY"},
		{"1.", "JPY"},
		{"1.2345", "KWD"},
		{"-1", "CNY"},
		{"+1", "CNY"},
		{"1e3", "CNY"},
		{"1,000", "CNY"},
		{"1 000", "CNY"},
		{" 1", "CNY"},
		{"1.2.3", "CNY"},
		{"0x10", "CNY"},
		{"٣", "CNY"},
		{"１", "CNY"},
		{"1_000", "CNY"},
		{"NaN", "CNY"},
		{"0", "CNY"},
		{"0.00", "CNY"},
		{"100000000.01", "CNY"},
		{"10000000001", "JPY"},
		{"9999999999999", "CNY"},
		{"0000000000012", "CNY"}, // more digits than any amount has
		{"92233720368547758.07", "CNY"},
		{strings.Repeat("9", 400), "JPY"},
		{"1", ""},
		{"1", "XXX"},
		{"1", "cny"},
	} {
		if a, err := payment.ParseAmount(c.text, c.currency); !errors.Is(err, payment.ErrAmount) {
			t.Errorf("%q in %q is %+v (%v)", c.text, c.currency, a, err)
		}
	}
}

func TestAmountsAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount payment.Amount
		text   string
	}{
		{payment.Amount{Minor: 1250, Currency: "CNY"}, "12.50 CNY"},
		{payment.Amount{Minor: 5, Currency: "CNY"}, "0.05 CNY"},
		{payment.Amount{Minor: 50, Currency: "CNY"}, "0.50 CNY"},
		{payment.Amount{Minor: 0, Currency: "CNY"}, "0.00 CNY"},
		{payment.Amount{Minor: -5, Currency: "CNY"}, "-0.05 CNY"},
		{payment.Amount{Minor: -1250, Currency: "CNY"}, "-12.50 CNY"},
		{payment.Amount{Minor: 1000, Currency: "JPY"}, "1000 JPY"},
		{payment.Amount{Minor: 1, Currency: "KWD"}, "0.001 KWD"},
		{payment.Amount{Minor: 77, Currency: "XXX"}, "77 XXX"},
		{payment.Amount{Minor: math.MinInt64, Currency: "CNY"}, "-92233720368547758.08 CNY"},
	} {
		if got := c.amount.String(); got != c.text {
			t.Errorf("%+v is written %q, not %q", c.amount, got, c.text)
		}
	}
}

func TestAmountsThatCanBeCharged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		amount payment.Amount
		ok     bool
	}{
		{payment.Amount{Minor: 1, Currency: "CNY"}, true},
		{payment.Amount{Minor: payment.MaxMinor, Currency: "CNY"}, true},
		{payment.Amount{Minor: payment.MaxMinor + 1, Currency: "CNY"}, false},
		{payment.Amount{Minor: 0, Currency: "CNY"}, false},
		{payment.Amount{Minor: -1, Currency: "CNY"}, false},
		{payment.Amount{Minor: math.MaxInt64, Currency: "CNY"}, false},
		{payment.Amount{Minor: 1}, false},
		{payment.Amount{Minor: 1, Currency: "XXX"}, false},
	} {
		if err := c.amount.Check(); (err == nil) != c.ok || err != nil && !errors.Is(err, payment.ErrAmount) {
			t.Errorf("%+v: %v", c.amount, err)
		}
	}
}

func TestExponents(t *testing.T) {
	t.Parallel()
	for c, want := range map[payment.Currency]int{"CNY": 2, "USD": 2, "JPY": 0, "KRW": 0, "VND": 0, "IDR": 2, "KWD": 3} {
		if n, ok := c.Exponent(); n != want || !ok {
			t.Errorf("%s has %d decimals (%v), not %d", c, n, ok, want)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, text := range []string{"12.50", "0.01", "1000", "", "-1", "1e9", "99999999999999999999", "1.", ".1", "0.001", "００"} {
		for _, c := range []string{"CNY", "JPY", "KWD", "XXX"} {
			f.Add(text, c)
		}
	}
	f.Fuzz(func(t *testing.T, text, currency string) {
		a, err := payment.ParseAmount(text, payment.Currency(currency))
		if err != nil {
			if !errors.Is(err, payment.ErrAmount) {
				t.Fatalf("%v is no ErrAmount", err)
			}
			return
		}
		if err := a.Check(); err != nil {
			t.Fatalf("%q is %v, which cannot be charged: %v", text, a, err)
		}
		again, err := payment.ParseAmount(a.Decimal(), a.Currency)
		if err != nil || again != a {
			t.Fatalf("%q is %v, is %v (%v)", text, a, again, err)
		}
		// The digits that were typed are those that are kept: nothing is rounded or shifted.
		if short := strings.TrimLeft(text, "0"); !strings.Contains("0"+a.Decimal()+"00", strings.TrimPrefix(short, ".")) {
			t.Fatalf("%q became %s", text, a.Decimal())
		}
	})
}

// TestEveryCurrency holds the decimals of every currency against a list of their own: ISO 4217, the minor units that are not two.
func TestEveryCurrency(t *testing.T) {
	t.Parallel()
	others := map[payment.Currency]int{"CLP": 0, "JPY": 0, "KRW": 0, "VND": 0, "KWD": 3}
	all := "AED AUD BRL CAD CHF CLP CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KHR KRW KWD LAK LKR MMK MNT MOP MXN MYR NOK NPR NZD " +
		"PHP PKR PLN RUB SAR SEK SGD THB TRY TWD USD VND ZAR"
	for c := range strings.FieldsSeq(all) {
		want, other := others[payment.Currency(c)]
		if !other {
			want = 2
		}
		if n, known := payment.Currency(c).Exponent(); n != want || !known {
			t.Errorf("%s has %d decimals, known: %v; want %d", c, n, known, want)
		}
	}
	if _, known := payment.Currency("XXX").Exponent(); known {
		t.Error("XXX is known")
	}
}
