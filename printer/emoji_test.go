package printer_test

import (
	"strings"
	"testing"

	"posd/configs/words"
	"posd/printer"
)

// TestEmojiSequences: what is many runes and one picture on a telephone is the pictures it is made of on paper, and never half of one.
func TestEmojiSequences(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"selector":             {"☕\ufe0f 拿铁 ❤\ufe0f", "☕ 拿铁 ❤"},
		"text selector":        {"☎\ufe0e 021", "☎ 021"},
		"tone":                 {"谢谢👍🏽", "谢谢👍"},
		"family":               {"👨\u200d👩\u200d👧套餐", "👨👩👧套餐"},
		"profession":           {"👩🏿\u200d🍳推荐", "👩🍳推荐"},
		"flag":                 {"🇨🇳制造 🇯🇵", "CN制造 JP"},
		"half a flag":          {"🇨", "C"},
		"flag of a region":     {"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "🏴"},
		"rainbow":              {"🏳\ufe0f\u200d🌈", "🏳🌈"},
		"a tone of its own":    {"🏽", ""},
		"joiners of their own": {"\u200d\ufe0f茶\ufe0f", "茶"},
	} {
		r := printer.Receipt{Kind: printer.KindRefund, Footer: []string{c.text}}
		doc := printer.Layout(r, printer.Paper{Columns: printer.Columns58, Lang: words.Zh})
		got := strings.TrimPrefix(ink(doc), ink(printer.Layout(printer.Receipt{Kind: printer.KindRefund}, doc.Paper)))
		if want := strings.ReplaceAll(c.want, " ", ""); got != want {
			t.Errorf("%s: %q came out as %q, want %q", name, c.text, got, want)
		}
	}
}
