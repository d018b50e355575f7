package spot

import (
	"slices"
	"strings"

	"posd/payment/alipay/formout"
)

// charset is what the request says of itself, in the address and among its parameters.
const charset = "utf-8"

// param is one parameter of a request.
type param struct{ name, value string }

// form is a request's parameters, in the order of the bytes of their names.
type form []param

// appendText appends what is signed: k=v joined by &, values as they are.
func (f form) appendText(dst []byte) []byte {
	for i, p := range f {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = append(append(append(dst, p.name...), '='), p.value...)
	}
	return dst
}

// appendEncoded appends the body of a POST (application/x-www-form-urlencoded).
func (f form) appendEncoded(dst []byte) []byte {
	for i, p := range f {
		if i > 0 {
			dst = append(dst, '&')
		}
		dst = formout.AppendEscaped(append(append(dst, p.name...), '='), p.value)
	}
	return dst
}

// commonParams is how many parameters every service has.
const commonParams = 3

// common sorts the parameters of a service, its own and those of every service, and leaves out what is empty.
func (c *Client) common(to *api, more ...param) form {
	f := append(make(form, 0, len(more)+commonParams), more...)
	return sorted(append(f, param{"service", to.service}, param{"partner", c.cfg.Partner}, param{"_input_charset", charset}))
}

// sorted sorts f in place, without what is empty.
func sorted(f form) form {
	f = slices.DeleteFunc(f, func(p param) bool { return p.value == "" })
	slices.SortFunc(f, func(a, b param) int { return strings.Compare(a.name, b.name) })
	return f
}
