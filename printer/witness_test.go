//go:build witness

package printer_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"
	"unicode"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/printertest"
)

// mixed are strings of every kind of letter that a receipt in Chinese holds.
var mixed = []string{
	"", "A", "中", "中A文", "￥12.50", "×2", "（大杯）", "“拿铁”…", "ＡＢＣ１２３", "…—·", "①②③", "α Ω", "€100", "→", "ありがとう", "コーヒー",
	"영수증", "㎡", "℃", "支付宝 Alipay+", "2026-05-09 12:34:56 +08:00", "\u3000全角空格", "麒麟", "𠮷野家", "😀", "«»", "～", "§", "°",
}

// TestWitnessColumnWidths: receiptline, which lays out receipts for the same printers, gives each string as many columns, and so each line
// of each document in Chinese. Latin and Cyrillic letters with marks are the exception that posd makes on purpose (see RuneWidth):
// they are held against receiptline's code pages, where it gives them one.
func TestWitnessColumnWidths(t *testing.T) {
	t.Parallel()
	var asked [][2]string
	add := func(text string) {
		wide := strings.Map(func(r rune) rune {
			if r >= 0x80 && printer.RuneWidth(r, false) == 1 {
				return -1
			}
			return r
		}, text)
		asked = append(asked, [2]string{"gb18030", wide})
	}
	for _, text := range mixed {
		add(text)
	}
	for _, r := range printertest.Documents() {
		for _, b := range printer.Layout(r, printer.Paper{Columns: printer.Columns58, Lang: words.Zh}).Blocks {
			switch b := b.(type) {
			case printer.Text:
				add(b.Text)
			case printer.Columns:
				add(b.Left + b.Right)
			}
		}
	}
	for _, text := range []string{"José", "Müller-Lüdenscheidt", "Władysław", "Жуков", "ñandú"} {
		asked = append(asked, [2]string{"multilingual", text})
	}
	widths := receiptline(t, asked)
	if len(widths) != len(asked) || len(asked) < 100 {
		t.Fatalf("%d widths for %d strings", len(widths), len(asked))
	}
	for i, pair := range asked {
		if got := printer.Width(pair[1], false); got != widths[i] && !strings.ContainsFunc(pair[1], outside) {
			t.Errorf("%q in %s: %d columns, receiptline says %d", pair[1], pair[0], got, widths[i])
		}
	}
}

// outside reports a letter that receiptline counts without knowing it: what combines, scripts that no Chinese font has.
func outside(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Thai) || r >= 0x80 && r < 0x100 && printer.RuneWidth(r, false) == 1 && !unicode.IsLetter(r)
}

// receiptline returns its widths of strings in encodings, see build/receiptline.sh.
func receiptline(t *testing.T, asked [][2]string) []int {
	t.Helper()
	in, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "../build/out/receiptline/widths.js")
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: build/receiptline.sh fetches receiptline", err)
	}
	var widths []int
	if err := json.Unmarshal(out, &widths); err != nil {
		t.Fatal(err)
	}
	return widths
}
