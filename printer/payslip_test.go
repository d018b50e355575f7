package printer_test

import (
	"slices"
	"strings"
	"testing"

	"posd/configs/words"
	"posd/printer"
	"posd/printer/printertest"
)

// TestPaySlipCannotPassForAReceipt: it says what it is in each language, has the whole code and the end of the order's
// number, which starts a refund, and nothing of what only a paid sale has.
func TestPaySlipCannotPassForAReceipt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang words.Lang
		says []string
	}{
		{words.Zh, []string{"请扫码支付", "非收据，付款成功后另出凭证", "单号尾号：456789", "有效期至：2026-05-09 12:39:56"}},
		{words.En, []string{"Scan to pay", "Not a receipt. One will follow.", "Order ends in: 456789", "Valid until: 2026-05-09 12:39:56"}},
	} {
		doc := printer.Layout(printertest.PaySlip(), printer.Paper{Columns: printer.Columns80, Lang: c.lang})
		text := strings.Join(doc.Lines(0), "\n")
		for _, want := range append(c.says, "12.50 CNY", printertest.Code[:40]) {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in\n%s", c.lang, want, text)
			}
		}
		for _, never := range []string{"付款凭证", "Payment receipt", printertest.Order} {
			if strings.Contains(text, never) {
				t.Errorf("%s: %q in\n%s", c.lang, never, text)
			}
		}
		if slices.ContainsFunc(doc.Blocks, func(b printer.Block) bool { _, bar := b.(printer.Code128); return bar }) {
			t.Errorf("%s: a barcode, which prepares a refund", c.lang)
		}
	}
}

// TestPaySlipWithAShortNumber shows all of it.
func TestPaySlipWithAShortNumber(t *testing.T) {
	t.Parallel()
	for _, order := range []string{"", "7", "编号12"} {
		r := printertest.PaySlip()
		r.Order = order
		text := strings.Join(printer.Layout(r, printer.Paper{Columns: printer.Columns80, Lang: words.Zh}).Lines(0), "\n")
		if got, want := strings.Contains(text, "单号尾号："+order), order != ""; got != want {
			t.Errorf("%q: %v in\n%s", order, got, text)
		}
	}
}
