package display_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/width"
	"pgregory.net/rapid"

	"posd/configs/words"
	"posd/display"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestViewsLookLikeTheGoldenLines shows every view as a customer sees it.
func TestViewsLookLikeTheGoldenLines(t *testing.T) {
	t.Parallel()
	two := display.Size{Columns: 20, Rows: 2}
	for name, c := range map[string]struct {
		size    display.Size
		lang    words.Lang
		charset display.Charset
	}{
		"zh":      {two, words.Zh, display.GB18030},
		"en":      {two, words.En, display.GB18030},
		"both":    {two, words.Bilingual, display.GB18030},
		"ascii":   {two, words.Zh, display.ASCII},
		"four":    {display.Size{Columns: 20, Rows: 4}, words.Bilingual, display.GB18030},
		"one":     {display.Size{Columns: 20, Rows: 1}, words.Zh, display.GB18030},
		"one_16":  {display.Size{Columns: 16, Rows: 1}, words.Bilingual, display.GB18030},
		"tiny":    {display.Size{Columns: 8, Rows: 2}, words.Zh, display.GB18030},
		"tiny_en": {display.Size{Columns: 8, Rows: 2}, words.En, display.GB18030},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, v := range everyView() {
				fmt.Fprintf(&b, "%s\n", v.Kind)
				for _, line := range display.Lines(v, c.size, c.lang, c.charset) {
					fmt.Fprintf(&b, "  |%s|\n", line)
				}
			}
			golden(t, name+".golden", b.String())
		})
	}
}

// everyView returns each kind as the till shows it.
func everyView() []display.View {
	var views []display.View
	for _, kind := range display.Kinds() {
		v := display.View{Kind: kind, Amount: "1250.00", Currency: "CNY"}
		switch kind {
		case display.Idle:
			v = display.View{Kind: kind, Detail: "九龍茶室"}
		case display.Refused:
			v.Reason, v.Instruction = words.Say("reason.balance_not_enough"), "reason.balance_not_enough.do"
		case display.ScanAgain:
			v.Reason, v.Instruction = words.Say("reason.code_expired"), "reason.code_expired.do"
		case display.Problem:
			v = display.View{Kind: kind, Reason: words.Say("printer.paper_out"), Instruction: "printer.paper_out_do"}
		case display.Amount, display.AskCode, display.InProgress, display.ShowCode, display.Confirming, display.Paid, display.PaidLate,
			display.NotSent, display.Stopping, display.NotPaid, display.Checking, display.Refunding, display.Refunded:
		}
		views = append(views, v)
	}
	return views
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (rewrite with -update):\n%s", path, got)
	}
}

// TestTitlesFit holds the catalogue to its promise: 20 cells, and 8 for the
// short form.
func TestTitlesFit(t *testing.T) {
	t.Parallel()
	for _, kind := range display.Kinds() {
		for _, lang := range []words.Lang{words.Zh, words.En} {
			for suffix, cells := range map[string]int{"": 20, "_short": 8} {
				key := words.Key("display." + kind.String() + suffix)
				text := words.Text(lang, key)
				if !words.Has(key) || display.GB18030.Cells(text) > cells || !display.GB18030.Has(text) {
					t.Errorf("%s in %s: %q is missing or wider than %d", key, lang, text, cells)
				}
				if lang == words.En && !display.ASCII.Has(text) {
					t.Errorf("%s: %q cannot be shown in ascii", key, text)
				}
			}
		}
	}
	if got := display.Kind(99).String(); got != "unknown" {
		t.Errorf("kind 99 is %q", got)
	}
}

// TestWhileTheBuyerConfirms pins the words that Alipay asks for.
func TestWhileTheBuyerConfirms(t *testing.T) {
	t.Parallel()
	v := display.View{Kind: display.Confirming, Amount: "12.50", Currency: "CNY"}
	got := display.Lines(v, display.Size{Columns: 20, Rows: 2}, words.Zh, display.GB18030)
	if !strings.Contains(got[0], "等待用户确认支付") || !strings.HasSuffix(got[1], " CNY 12.50") {
		t.Errorf("got %q", got)
	}
}

// TestLinesFillTheSizeExactly draws views, sizes and texts, and measures with
// the Unicode tables instead of the encoder.
func TestLinesFillTheSizeExactly(t *testing.T) {
	t.Parallel()
	keys := words.Keys()
	rapid.Check(t, func(t *rapid.T) {
		size := display.Size{Columns: rapid.IntRange(1, 40).Draw(t, "columns"), Rows: rapid.IntRange(1, 4).Draw(t, "rows")}
		lang := rapid.SampledFrom([]words.Lang{words.Zh, words.En, words.Bilingual, ""}).Draw(t, "lang")
		charset := rapid.SampledFrom([]display.Charset{display.GB18030, display.ASCII}).Draw(t, "charset")
		v := display.View{
			Kind:        rapid.SampledFrom(display.Kinds()).Draw(t, "kind"),
			Amount:      rapid.StringMatching(`(|[0-9]{1,9}\.[0-9]{2})`).Draw(t, "amount"),
			Currency:    rapid.SampledFrom([]string{"", "CNY"}).Draw(t, "currency"),
			Reason:      words.Say(rapid.SampledFrom(keys).Draw(t, "reason")),
			Instruction: rapid.SampledFrom(keys).Draw(t, "instruction"),
			Detail:      rapid.StringOfN(rapid.RuneFrom([]rune("aé￥茶,。 \u3000\n\x1b😀")), 0, 60, -1).Draw(t, "detail"),
		}
		lines := display.Lines(v, size, lang, charset)
		if len(lines) != size.Rows {
			t.Fatalf("%d lines, want %d", len(lines), size.Rows)
		}
		for _, line := range lines {
			if n := cells(line); n != size.Columns {
				t.Fatalf("%q has %d cells, want %d", line, n, size.Columns)
			}
			if strings.ContainsAny(line, "\n\x1b😀") {
				t.Fatalf("%q holds what the display cannot show", line)
			}
		}
		checkAmount(t, v, lines)
	})
}

// checkAmount finds the amount whole or not at all. Digits of the words are out
// of the way because they hold no ".dd".
func checkAmount(t *rapid.T, v display.View, lines []string) {
	for _, line := range lines {
		if i := strings.LastIndexByte(line, '.'); v.Amount != "" && i > 0 && endsInCents(line) {
			if !strings.HasSuffix(line, v.Amount) {
				t.Fatalf("%q shows part of %s", line, v.Amount)
			}
		}
	}
}

func endsInCents(line string) bool {
	n := len(line)
	return n > 3 && line[n-3] == '.' && line[n-2] >= '0' && line[n-2] <= '9' && line[n-1] >= '0' && line[n-1] <= '9'
}

// cells counts as UAX 11 does, ambiguous characters wide as Chinese displays
// have them.
func cells(line string) int {
	n := 0
	for _, r := range line {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
			n += 2
		case width.Neutral, width.EastAsianNarrow, width.EastAsianHalfwidth:
			n++
		}
	}
	return n
}

func TestAmountsAreWholeOrAbsent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		columns int
		want    string
	}{
		{16, "CNY 100000000.00"},
		{15, "   100000000.00"},
		{12, "100000000.00"},
		{11, "           "},
	} {
		v := display.View{Kind: display.Amount, Amount: "100000000.00", Currency: "CNY"}
		got := display.Lines(v, display.Size{Columns: c.columns, Rows: 2}, words.Zh, display.GB18030)
		if got[1] != c.want {
			t.Errorf("%d columns: %q, want %q", c.columns, got[1], c.want)
		}
	}
}

// TestTextBreaksWhereReadersExpect puts the break between words and hanzi, never
// before a closing mark.
func TestTextBreaksWhereReadersExpect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, first, second string }{
		{"one two three", "one two ", "three   "},
		{"你好吗好，再见", "你好吗  ", "好，再见"},
		{"abcdefghijkl m", "abcdefgh", "ijkl m  "},
		{"支付ab c", "支付ab c", "        "},
		{"a 支付宝，好", "a 支付  ", "宝，好  "},
	} {
		v := display.View{Kind: display.Problem, Detail: c.text}
		got := display.Lines(v, display.Size{Columns: 8, Rows: 3}, words.Zh, display.GB18030)
		if got[1] != c.first || got[2] != c.second {
			t.Errorf("%q: %q", c.text, got[1:])
		}
	}
}

func TestNoSizeNoLines(t *testing.T) {
	t.Parallel()
	for _, size := range []display.Size{{}, {Columns: 20}, {Rows: 2}, {Columns: -1, Rows: -1}} {
		if got := display.Lines(display.View{}, size, words.Zh, display.GB18030); got != nil {
			t.Errorf("%+v: %q", size, got)
		}
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		charset display.Charset
		text    string
		bytes   string
		has     bool
	}{
		{display.GB18030, "a支付", "a\xd6\xa7\xb8\xb6", true},
		{display.GB18030, "€é", "\xa2\xe3\xa8\xa6", true},
		{display.GB18030, "😀", "?", false},
		{display.GB18030, "\x1b@", " @", true},
		{display.GB18030, "\xff?", "??", false},
		{display.ASCII, "Paid?", "Paid?", true},
		{display.ASCII, "支", "?", false},
		{"", "支", "?", false},
	} {
		if got := string(c.charset.Append(nil, c.text)); got != c.bytes {
			t.Errorf("%s %q: % x, want % x", c.charset, c.text, got, c.bytes)
		}
		if got := c.charset.Has(c.text); got != c.has {
			t.Errorf("%s has %q: %v", c.charset, c.text, got)
		}
		if got := c.charset.Cells(c.text); got != len(c.bytes) {
			t.Errorf("%s %q: %d cells, want %d", c.charset, c.text, got, len(c.bytes))
		}
	}
}
