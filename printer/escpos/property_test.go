package escpos_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/escpos/escpostest"
)

// anyText draws text with hanzi, Latin, punctuation, glyphs no printer has,
// and commands.
func anyText() *rapid.Generator[string] {
	return rapid.StringOfN(rapid.OneOf(
		rapid.RuneFrom(nil, unicode.Han), rapid.RuneFrom([]rune("abcXYZ0189 .,-￥¥$“”…é×Ω，。（）")),
		rapid.RuneFrom([]rune("\x10\x04\x1b\x1c\x1d@&.\n\u0301😀𠮷กǹ�€")), rapid.Rune(),
	), 0, 60, -1)
}

// Whatever a receipt says, a printer finds nothing wrong with its bytes: no
// line too wide, no GB18030 outside Chinese mode, no unknown command. And it
// is left in single-byte text.
func TestAnyTextPrintsCleanly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(escpos.ProfileNames()).Draw(t, "profile")
		p, _ := escpos.ProfileNamed(name)
		lang := rapid.SampledFrom([]words.Lang{words.Zh, words.En, words.Bilingual}).Draw(t, "language")
		text := func(what string) string { return anyText().Draw(t, what) }
		r := printer.Receipt{
			Merchant: text("merchant"), Header: []string{text("header")}, Title: text("title"), Cashier: text("cashier"),
			Order: rapid.StringMatching(`9[0-9]{19}`).Draw(t, "order"), Attempt: rapid.StringMatching(`9[0-9]{19}_[0-9]{1,3}`).Draw(t, "attempt"),
			Amount: printer.Money{Text: text("amount"), Currency: "CNY"}, Footer: []string{text("footer")},
			Copy: rapid.IntRange(0, 2).Draw(t, "copy"),
		}
		vp := escpostest.New(model(p))
		if _, err := vp.Write(escpos.Encode(printer.Layout(r, p.Paper(lang)), p, nil)); err != nil {
			t.Fatal(err)
		}
		written := strings.Join(append(append([]string{r.Merchant, r.Title, r.Cashier}, r.Header...), append(r.Footer, r.Amount.Text)...), "\n")
		for _, v := range vp.Violations() {
			if !isPair(v, written) {
				t.Errorf("violation: %v", v)
			}
		}
		before := len(vp.Violations())
		if left := vp.State(); left.Incomplete != "" || left.Unprinted != "" {
			t.Errorf("left behind: %+v", left)
		}
		_, _ = vp.Write([]byte("\x1bt\x10\xd6\xa7\xb8\xb6\n")) // 支付, in a code page where these are no words
		if v := vp.Violations()[before:]; len(v) == 0 || v[0].Kind != escpostest.KanjiOff {
			t.Errorf("the printer is left in Chinese mode")
		}
	})
}

// isPair reports that what the virtual printer takes for hanzi without Kanji
// mode are two letters of the code page that the text does have side by side.
func isPair(v escpostest.Violation, text string) bool {
	var a, b, page byte
	if _, err := fmt.Sscanf(v.Detail, "%02X %02X in code page %d", &a, &b, &page); err != nil || v.Kind != escpostest.KanjiOff {
		return false
	}
	set, ok := map[byte]*charmap.Charmap{16: charmap.Windows1252, 17: charmap.CodePage866, 18: charmap.CodePage852, 19: charmap.CodePage858}[page]
	return ok && strings.Contains(text, string([]rune{set.DecodeByte(a), set.DecodeByte(b)}))
}

// A printer without a Chinese font gets a code page, and never a Chinese
// command.
func TestCodePageHasNoChinese(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, _ := escpos.ProfileNamed("epson-tm-t20")
		p.Glyphs = escpos.CodePage
		doc := printer.Layout(printer.Receipt{Merchant: anyText().Draw(t, "merchant")}, p.Paper(words.Zh))
		job := string(escpos.Encode(doc, p, nil))
		if strings.Contains(job, "\x1c&") || !strings.Contains(job, "\x1c.\x1bt\x10") {
			t.Errorf("job %q", job)
		}
	})
}
