// Package jsonout writes the JSON of a request without a detour: what is signed are the bytes that are sent, in the order in which
// they were written.
package jsonout

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"posd/payment"
)

// TitleMax is how many characters the families' pages give to what the customer reads in the wallet, and to a reason.
const TitleMax = 256

// Title is what the customer reads in the wallet. It must not be empty; the same attempt always has the same one.
func Title(subject, number string) string {
	if strings.TrimSpace(subject) == "" {
		return number
	}
	return Cut(subject, TitleMax)
}

// Cut shortens s to limit characters.
func Cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for i := range s {
		if limit == 0 {
			return s[:i]
		}
		limit--
	}
	return s
}

// Builder is JSON in the making. An object's braces are written by Raw, Open and Close; members need no thought about commas.
type Builder struct{ B []byte }

// Raw appends s as it is.
func (w *Builder) Raw(s string) { w.B = append(w.B, s...) }

// Name starts a member. Names are ours and need no escapes.
func (w *Builder) Name(name string) {
	if w.B[len(w.B)-1] != '{' {
		w.B = append(w.B, ',')
	}
	w.B = append(append(append(w.B, '"'), name...), '"', ':')
}

// Open starts a member that is an object.
func (w *Builder) Open(name string) {
	w.Name(name)
	w.B = append(w.B, '{')
}

// Close ends an object.
func (w *Builder) Close() { w.B = append(w.B, '}') }

// Text writes a member unless it is empty: the pages want optional members left out rather than sent empty.
func (w *Builder) Text(name, value string) {
	if value != "" {
		w.Name(name)
		w.B = AppendString(w.B, value)
	}
}

// Amount writes an amount as the JSON families do: an integer string in the smallest unit.
func (w *Builder) Amount(name string, a payment.Amount) {
	w.Open(name)
	w.Text("currency", string(a.Currency))
	w.Name("value")
	w.B = append(strconv.AppendInt(append(w.B, '"'), a.Minor, 10), '"')
	w.Close()
}

// AppendString appends s as a JSON string: UTF-8 as it is, control characters escaped, what is not UTF-8 replaced.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		case r == utf8.RuneError && size == 1:
			dst = append(dst, "�"...)
		default:
			dst = append(dst, s[i:i+size]...)
		}
		i += size
	}
	return append(dst, '"')
}
