package printer_test

import (
	"testing"

	"posd/configs/words"
	"posd/printer"
)

// TestTheAmountIsAsLargeAsFits: never smaller than tall, never on a line of its own when it fits beside its name.
func TestTheAmountIsAsLargeAsFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		columns int
		lang    words.Lang
		amount  string
		want    printer.Size
	}{
		{printer.Columns58, words.Zh, "12.50", printer.Large},
		{printer.Columns58, words.Zh, "1234.50", printer.Large}, // just
		{printer.Columns58, words.Zh, "12345.50", printer.Tall},
		{printer.Columns58, words.Bilingual, "12.50", printer.Tall},
		{printer.Columns80, words.Bilingual, "12.50", printer.Large},
		{printer.Columns80, words.En, "12345678901.99", printer.Tall},
	} {
		r := printer.Receipt{Amount: printer.Money{Text: c.amount, Currency: "CNY"}}
		var got []printer.Columns
		for _, b := range printer.Layout(r, printer.Paper{Columns: c.columns, Lang: c.lang}).Blocks {
			if b, ok := b.(printer.Columns); ok {
				got = append(got, b)
			}
		}
		if len(got) != 1 || got[0].Right != c.amount+" CNY" || got[0].Size != c.want || !got[0].Bold {
			t.Errorf("%s on %d columns in %s: %+v, want size %d", c.amount, c.columns, c.lang, got, c.want)
		}
	}
}

// TestWhereSomebodySigns there is room for a hand, above the line and along it, also beside a long name.
func TestWhereSomebodySigns(t *testing.T) {
	t.Parallel()
	for _, left := range []string{"接班签字", "接班签字 Taken over", "Taken over by whoever opens the drawer next"} {
		r := printer.Receipt{Kind: printer.KindHandover, Lines: []printer.Line{{Left: left, Sign: true}}}
		blocks := printer.Layout(r, printer.Paper{Columns: printer.Columns58, Lang: words.Zh}).Blocks
		room, feed := 0, 0
		for _, b := range blocks {
			switch b := b.(type) {
			case printer.Columns:
				room = len(b.Right)
			case printer.Feed:
				feed = b.Lines
			}
		}
		if room < printer.Columns58/3 || feed < 2 {
			t.Errorf("%q leaves %d columns and %d lines", left, room, feed)
		}
	}
}
