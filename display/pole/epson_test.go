package pole_test

import (
	"testing"

	"posd/display"
	"posd/display/pole"
)

// TestEpsonBytes holds the encoder to the manual's bytes.
func TestEpsonBytes(t *testing.T) {
	t.Parallel()
	chinese, ascii := pole.Epson{Codes: display.GB18030}, pole.Epson{Codes: display.ASCII}
	for name, c := range map[string]struct{ got, want string }{
		"frame": {
			string(chinese.Frame(nil, []string{"支付 ", "1.00 "})),
			"\x1b@\x1c&" + "\x1fC\x00" + "\x1f$\x01\x01" + "\xd6\xa7\xb8\xb6 " + "\x1f$\x01\x02" + "1.00 ",
		},
		"frame without hanzi": {string(ascii.Frame(nil, []string{"a"})), "\x1b@" + "\x1fC\x00" + "\x1f$\x01\x01a"},
		"line":                {string(chinese.Line([]byte("x"), 1, "成功")), "x\x1f$\x01\x02\xb3\xc9\xb9\xa6"},
		"no hanzi":            {string(ascii.Line(nil, 0, "Paid 支")), "\x1f$\x01\x01Paid ?"},
		"commands are text":   {string(chinese.Line(nil, 0, "\x1b@\x0c")), "\x1f$\x01\x01 @ "},
		"no such row":         {string(chinese.Line(nil, 255, "x")), ""},
		"nor a negative one":  {string(chinese.Line(nil, -1, "x")), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: % x, want % x", name, c.got, c.want)
		}
	}
	if chinese.Charset() != display.GB18030 {
		t.Error("charset is lost")
	}
}

func BenchmarkFrame(b *testing.B) {
	dialect := pole.Epson{Codes: display.GB18030}
	lines := []string{"等待用户确认支付    ", "         CNY 1250.00"}
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = dialect.Frame(buf[:0], lines)
	}
}
