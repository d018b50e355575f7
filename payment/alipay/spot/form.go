package spot

import (
	"net/url"
	"slices"
	"strings"
)

// charset is what the request says of itself, in the address and among its parameters.
const charset = "utf-8"

// param is one parameter of a request.
type param struct{ name, value string }

// form is a request's parameters, in the order of the bytes of their names.
type form []param

// newForm sorts parameters and leaves out what is empty.
func newForm(params ...param) form {
	f := slices.DeleteFunc(form(params), func(p param) bool { return p.value == "" })
	slices.SortFunc(f, func(a, b param) int { return strings.Compare(a.name, b.name) })
	return f
}

// text is what is signed: k=v joined by &, values as they are.
func (f form) text() []byte {
	size := 0
	for _, p := range f {
		size += len(p.name) + len(p.value) + 2
	}
	b := make([]byte, 0, size)
	for i, p := range f {
		if i > 0 {
			b = append(b, '&')
		}
		b = append(append(append(b, p.name...), '='), p.value...)
	}
	return b
}

// appendEncoded appends the body of a POST (application/x-www-form-urlencoded).
func (f form) appendEncoded(dst []byte) []byte {
	for i, p := range f {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(append(append(dst, p.name...), '='), url.QueryEscape(p.value)...)
	}
	return dst
}
