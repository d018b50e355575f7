// Package formout writes what travels in addresses, forms and headers: percent-encoding without a detour.
package formout

// AppendEscaped appends s to dst with everything but RFC 3986's unreserved characters as %XX. A blank is %20, which every reader of
// forms takes.
func AppendEscaped[T string | []byte](dst []byte, s T) []byte {
	const hex = "0123456789ABCDEF"
	from := 0
	for i := range len(s) {
		c := s[i]
		if unreserved[c] {
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, '%', hex[c>>4], hex[c&15])
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// unreserved says of each byte whether it travels as it is.
var unreserved = func() (table [256]bool) {
	for c := range table {
		b := byte(c)
		table[c] = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '-' || b == '_' || b == '.' || b == '~'
	}
	return table
}()
