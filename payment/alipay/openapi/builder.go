package openapi

import (
	"strconv"
	"unicode/utf8"

	"posd/payment"
)

// builder writes JSON without a detour: the bytes that are signed are the bytes that are sent.
type builder struct{ b []byte }

// name starts a member. Names are ours and need no escapes.
func (w *builder) name(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(append(append(w.b, '"'), name...), '"', ':')
}

func (w *builder) open(name string) {
	w.name(name)
	w.b = append(w.b, '{')
}

func (w *builder) close() { w.b = append(w.b, '}') }

// text writes a member unless it is empty.
func (w *builder) text(name, value string) {
	if value != "" {
		w.name(name)
		w.b = appendString(w.b, value)
	}
}

// amount writes an amount as the family does: yuan with two decimals. It is in CNY and above zero, as checkAmount has seen to.
func (w *builder) amount(name string, a payment.Amount) {
	w.name(name)
	w.b = strconv.AppendInt(append(w.b, '"'), a.Minor/100, 10)
	w.b = append(w.b, '.', byte('0'+a.Minor/10%10), byte('0'+a.Minor%10), '"')
}

// appendString appends s as a JSON string: UTF-8 as it is, control characters escaped, what is not UTF-8 replaced.
func appendString(dst []byte, s string) []byte {
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
			dst = append(dst, "\ufffd"...)
		default:
			dst = append(dst, s[i:i+size]...)
		}
		i += size
	}
	return append(dst, '"')
}

// appendEscaped appends s as a form does: everything but RFC 3986's unreserved characters as %XX. A blank is %20, which every
// reader of forms takes.
func appendEscaped[T string | []byte](dst []byte, s T) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		if unreserved(c) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~'
}
