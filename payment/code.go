package payment

import "log/slog"

// Code is a customer's payment code: money for a minute to whoever holds it. It lives in memory only, and every way of
// printing it masks it; only a gateway's adapter calls Reveal.
type Code struct{ digits string }

// NewCode wraps digits that have been recognised as a payment code (see package alipay).
func NewCode(digits string) Code { return Code{digits} }

// Reveal returns the digits themselves, for the one request that carries them.
func (c Code) Reveal() string { return c.digits }

// IsZero reports whether c holds no code.
func (c Code) IsZero() bool { return c.digits == "" }

// Masked returns the first two and the last four digits, all that may be logged, shown or journalled.
func (c Code) Masked() string { return Mask(c.digits) }

// String masks.
func (c Code) String() string { return c.Masked() }

// GoString masks, so that %#v does not leak.
func (c Code) GoString() string { return "payment.Code(" + c.Masked() + ")" }

// LogValue masks in structured logs.
func (c Code) LogValue() slog.Value { return slog.StringValue(c.Masked()) }

// MarshalText masks, so that no encoder leaks the digits.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.Masked()), nil }

// Mask keeps the first two and last four characters of s and hides the rest; a string of under ten characters is hidden whole.
func Mask(s string) string {
	r := []rune(s)
	if len(r) < 10 {
		return "****"
	}
	return string(r[:2]) + "****" + string(r[len(r)-4:])
}
