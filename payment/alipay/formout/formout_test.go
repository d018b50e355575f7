package formout_test

import (
	"net/url"
	"strings"
	"testing"

	"posd/payment/alipay/formout"
)

func TestEveryByteComesBack(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for c := range 256 {
		all.WriteByte(byte(c))
	}
	for _, s := range []string{"", "a", "a b", "+/=&%", "茶馆", all.String()} {
		escaped := string(formout.AppendEscaped([]byte("x="), s))
		back, err := url.QueryUnescape(strings.TrimPrefix(escaped, "x="))
		if err != nil || back != s || strings.ContainsAny(escaped[2:], "+/=& ") {
			t.Errorf("%q became %q and %q, %v", s, escaped, back, err)
		}
		if again := string(formout.AppendEscaped([]byte("x="), []byte(s))); again != escaped {
			t.Errorf("as bytes: %q", again)
		}
	}
}

func FuzzAppendEscaped(f *testing.F) {
	f.Add("茶 +/=")
	f.Fuzz(func(t *testing.T, s string) {
		if back, err := url.QueryUnescape(string(formout.AppendEscaped(nil, s))); err != nil || back != s {
			t.Fatalf("%q: %q, %v", s, back, err)
		}
	})
}
