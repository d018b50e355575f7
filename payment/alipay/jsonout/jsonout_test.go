package jsonout

import (
	"encoding/json"
	"strings"
	"testing"

	"posd/payment"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	w := Builder{B: []byte("{")}
	w.Text("a", "x\n\"")
	w.Text("left out", "")
	w.Open("o")
	w.Amount("sum", payment.Amount{Minor: 1250, Currency: "JPY"})
	w.Close()
	w.Text("z", "茶")
	w.Close()
	if got, want := string(w.B), `{"a":"x\u000a\"","o":{"sum":{"currency":"JPY","value":"1250"}},"z":"茶"}`; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	for subject, want := range map[string]string{"": "9_0", " \t": "9_0", "茶": "茶", strings.Repeat("茶", 300): strings.Repeat("茶", 256)} {
		if got := Title(subject, "9_0"); got != want {
			t.Errorf("%q: %q", subject, got)
		}
	}
}

func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "a", `"\`, "\x00\x1f\x7f", "茶\U0001f9cb", "\xff\xfe", "\ufffd", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted := AppendString(nil, s)
		var got string
		if err := json.Unmarshal(quoted, &got); err != nil || got != eachByte(s) {
			t.Fatalf("%q: %q, %v", s, quoted, err)
		}
	})
}

// eachByte replaces every byte that is not UTF-8 by itself, as ranging over a string does.
func eachByte(s string) string { return string([]rune(s)) }
