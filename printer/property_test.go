package printer_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"posd/configs/words"
	"posd/printer"
)

// anyText draws text of every kind that may stand in a shop's name: Latin,
// hanzi, punctuation, marks, emoji, controls, broken UTF-8.
func anyText() *rapid.Generator[string] {
	runes := rapid.OneOf(
		rapid.RuneFrom(nil, unicode.Han), rapid.RuneFrom([]rune("abcXYZ0189  -.,:;!?()%$#￥¥“”‘’…—、。，：；？！（）《》【】")),
		rapid.RuneFrom([]rune("\x00\x1b\x1d\n\t\u0301\u200b\u202e\u3000é×Ωжกא😀❤𠮷ǹ�€👍🏽🇨🇳\ufe0f\u200d🌶")), rapid.Rune(),
	)
	return rapid.OneOf(rapid.StringOfN(runes, 0, 80, -1), rapid.SampledFrom([]string{"", "\xff\xfe中", strings.Repeat("长", 60), strings.Repeat("w", 90)}))
}

// anyReceipt draws a receipt with any text in any place.
func anyReceipt() *rapid.Generator[printer.Receipt] {
	return rapid.Custom(func(t *rapid.T) printer.Receipt {
		text := func(what string) string { return anyText().Draw(t, what) }
		money := func(what string) printer.Money {
			return printer.Money{Text: text(what), Currency: rapid.SampledFrom([]string{"", "CNY", "JPY"}).Draw(t, what)}
		}
		return printer.Receipt{
			Kind: printer.Kind(rapid.Uint8Max(uint8(len(printer.Kinds()))).Draw(t, "kind")), Merchant: text("merchant"),
			Header: rapid.SliceOfN(anyText(), 0, 3).Draw(t, "header"), Store: text("store"), Terminal: text("terminal"),
			Cashier: text("cashier"), Title: text("title"), Order: text("order"), Attempt: text("attempt"), Trade: text("trade"),
			Refund: text("refund"), Amount: money("amount"), Discount: money("discount"), Paid: money("paid"), Rate: text("rate"),
			CNY: money("cny"), Buyer: text("buyer"), Time: time.Unix(rapid.Int64Range(0, 1<<32).Draw(t, "time"), 0).UTC(),
			Footer: rapid.SliceOfN(anyText(), 0, 3).Draw(t, "footer"), Copy: rapid.IntRange(0, 12).Draw(t, "copy"),
			Reason: printer.CopyReason(rapid.Uint8Max(3).Draw(t, "reason")),
			Lines: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) printer.Line {
				return printer.Line{Left: text("left"), Right: text("right"), Bold: rapid.Bool().Draw(t, "bold"), Sign: rapid.Bool().Draw(t, "sign")}
			}), 0, 3).Draw(t, "lines"),
		}
	})
}

// anyPaper draws a paper.
func anyPaper() *rapid.Generator[printer.Paper] {
	return rapid.Custom(func(t *rapid.T) printer.Paper {
		return printer.Paper{
			Columns: rapid.SampledFrom([]int{0, 16, 32, 42, 48}).Draw(t, "columns"),
			Lang:    rapid.SampledFrom([]words.Lang{words.Zh, words.En, words.Bilingual, ""}).Draw(t, "lang"),
			Narrow:  rapid.Bool().Draw(t, "narrow"),
		}
	})
}

func TestNoLineIsWiderThanThePaper(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPaper().Draw(t, "paper")
		doc := printer.Layout(anyReceipt().Draw(t, "receipt"), p)
		cols := p.Columns
		if cols == 0 {
			cols = printer.Columns58
		}
		for _, b := range doc.Blocks {
			if w := widthOf(b, p.Narrow); w > cols {
				t.Errorf("%#v is %d columns wide, the paper %d", b, w, cols)
			}
		}
		other := rapid.IntRange(16, 60).Draw(t, "columns of text")
		for _, line := range doc.Lines(other) {
			if w := printer.Width(line, p.Narrow); w > other {
				t.Errorf("%q is %d columns wide, the screen %d", line, w, other)
			}
		}
	})
}

// widthOf returns how many columns a block takes.
func widthOf(b printer.Block, narrow bool) int {
	switch b := b.(type) {
	case printer.Text:
		return printer.Width(b.Text, narrow) * b.Size.Scale()
	case printer.Columns:
		return (printer.Width(b.Left, narrow) + 1 + printer.Width(b.Right, narrow)) * b.Size.Scale()
	}
	return 0
}

// Nothing that can be seen is lost: a title comes out whole, however it is
// broken into lines.
func TestNoTextIsClipped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyPaper().Draw(t, "paper")
		footer := anyText().Draw(t, "footer")
		doc := printer.Layout(printer.Receipt{Kind: printer.KindRefund, Footer: []string{footer}}, p)
		bare := printer.Layout(printer.Receipt{Kind: printer.KindRefund}, p)
		got := strings.TrimPrefix(ink(doc), ink(bare))
		if want := visible(footer, p.Narrow); got != want {
			t.Errorf("%q came out as %q, want %q", footer, got, want)
		}
	})
}

// ink is all text of a document without blanks.
func ink(d printer.Document) string {
	var sb strings.Builder
	for _, b := range d.Blocks {
		if text, ok := b.(printer.Text); ok {
			sb.WriteString(strings.ReplaceAll(text.Text, " ", ""))
		}
	}
	return sb.String()
}

// tones are the five tones of skin.
var tones = &unicode.RangeTable{R32: []unicode.Range32{{Lo: '🏻', Hi: '🏿', Stride: 1}}}

// visible is s without what cannot be seen.
func visible(s string, narrow bool) string {
	s = strings.ToValidUTF8(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), unicode.Is(tones, r):
			return -1
		case r >= '🇦' && r <= '🇿':
			return 'A' + r - '🇦'
		}
		return r
	}, s), "\uFFFD")
	if !narrow {
		s = strings.ReplaceAll(s, "¥", "￥")
	}
	return s
}
