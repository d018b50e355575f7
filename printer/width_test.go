package printer_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posd/configs/words"
	"posd/printer"
)

func TestRuneWidth(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		r            rune
		wide, narrow int
	}{
		{'a', 1, 1},
		{' ', 1, 1},
		{'中', 2, 2},
		{'，', 2, 2},
		{'Ａ', 2, 2},
		{'ｱ', 1, 1},
		{'é', 1, 1},
		{'Ж', 1, 1},
		{'Ω', 2, 1},
		{'×', 2, 1},
		{'—', 2, 1},
		{'€', 2, 1},
		{'😀', 2, 2},
		{'❤', 2, 2},
		{'🌶', 2, 2}, // the table has one column
		{'\u0301', 0, 0},
		{'\u200b', 0, 0},
		{'\u3000', 2, 2},
		{'ก', 1, 1},
		{utf8.RuneError, 2, 1},
	} {
		if wide, narrow := printer.RuneWidth(c.r, false), printer.RuneWidth(c.r, true); wide != c.wide || narrow != c.narrow {
			t.Errorf("%U is %d or %d wide, want %d or %d", c.r, wide, narrow, c.wide, c.narrow)
		}
	}
}

// A Chinese printer draws every glyph that has a two-byte code two columns
// wide. Latin and Cyrillic letters are the exception: escpos does not send them
// so.
func TestTwoByteGlyphsAreTwoColumns(t *testing.T) {
	t.Parallel()
	enc := simplifiedchinese.GB18030.NewEncoder()
	n := 0
	for r := rune(utf8.RuneSelf); r <= unicode.MaxRune; r++ {
		if b, err := enc.String(string(r)); err != nil || len(b) != 2 {
			continue
		}
		n++
		if w := printer.RuneWidth(r, false); w != 2 && !unicode.In(r, unicode.Latin, unicode.Cyrillic) {
			t.Errorf("%U %c has two bytes and %d columns", r, r, w)
		}
	}
	if n < 20000 {
		t.Errorf("only %d glyphs looked at", n)
	}
}

func TestEveryCauseHasWords(t *testing.T) {
	t.Parallel()
	for _, c := range printer.Causes() {
		if !words.Has(c.Word()) || !words.Has(c.Cure()) {
			t.Errorf("%s lacks words", c)
		}
	}
	if printer.CauseNone.Word() != "" || printer.CauseNone.Cure() != "" {
		t.Error("no cause has words")
	}
}

func TestProcessID(t *testing.T) {
	t.Parallel()
	seen := map[printer.ProcessID]bool{}
	for n := range uint32(100_000) {
		id := printer.NewProcessID(n * 743)
		for _, c := range id {
			if c < 0x20 || c > 0x7d {
				t.Fatalf("%d: %q cannot be sent", n, id)
			}
		}
		if seen[id] {
			t.Fatalf("%d: %q twice", n, id)
		}
		seen[id] = true
	}
	if (printer.ProcessID{}).String() != "" || !(printer.ProcessID{}).IsZero() || printer.NewProcessID(0).IsZero() {
		t.Error("zero value")
	}
}
