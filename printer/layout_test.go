package printer_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posd/configs/words"
	"posd/printer"
)

var update = flag.Bool("update", false, "write the golden files")

// sale is the standard receipt: everything that a sale in CNY prints.
func sale() printer.Receipt {
	return printer.Receipt{
		Kind:     printer.KindSale,
		Merchant: "晨光咖啡馆",
		Header:   []string{"上海市静安区南京西路1266号"},
		Store:    "静安店",
		Terminal: "T0001",
		Cashier:  "张三",
		Title:    "拿铁咖啡 x2",
		Order:    "91234567890123456789",
		Attempt:  "91234567890123456789_0",
		Trade:    "2026050922001412341234567890",
		Amount:   printer.Money{Text: "12.50", Currency: "CNY"},
		Buyer:    "138****0000",
		Time:     time.Date(2026, 5, 9, 12, 34, 56, 0, time.FixedZone("", 8*3600)),
	}
}

// abroad is a sale in USD with everything that the gateway may tell.
func abroad() printer.Receipt {
	r := sale()
	r.Merchant, r.Store, r.Title = "Sunrise Café & Roastery", "Pier 39", "Latte, oat milk, extra shot; blueberry muffin"
	r.Header = []string{"Beach Street & The Embarcadero", "San Francisco, CA 94133"}
	r.Cashier = "José"
	r.Amount = printer.Money{Text: "12.50", Currency: "USD"}
	r.Discount = printer.Money{Text: "1.00", Currency: "USD"}
	r.Paid = printer.Money{Text: "11.50", Currency: "USD"}
	r.Rate = "1 USD = 7.1234 CNY"
	r.CNY = printer.Money{Text: "81.92", Currency: "CNY"}
	r.Time = time.Date(2026, 5, 8, 21, 34, 56, 0, time.FixedZone("", -7*3600))
	r.Footer = []string{"Thank you! 欢迎再次光临", "www.example.com"}
	return r
}

func refund() printer.Receipt {
	r := sale()
	r.Kind, r.Attempt, r.Refund = printer.KindRefund, "", "81234567890123456789"
	r.Amount.Text = "5.00"
	return r
}

// again is the copy of a sale of which the first print was cut short.
func again() printer.Receipt {
	r := sale()
	r.Copy, r.Reason = 1, printer.CopyInterrupted
	return r
}

func cancelled() printer.Receipt {
	r := sale()
	r.Kind, r.Trade, r.Buyer = printer.KindCancel, "", ""
	return r
}

func selftest() printer.Receipt {
	return printer.Receipt{
		Kind: printer.KindTest, Merchant: "晨光咖啡馆", Terminal: "T0001",
		Order: "91234567890123456789", Attempt: "91234567890123456789_0",
	}
}

// billCheck is what holding a bill against the journal found.
func billCheck() printer.Receipt {
	return printer.Receipt{
		Kind: printer.KindBill, Merchant: "晨光咖啡馆", Terminal: "T0001", Time: sale().Time,
		Lines: []printer.Line{
			{Left: "账单", Right: "2088000000000000_transaction_20261123.txt"},
			{Left: "一致", Right: "118"},
			{Left: "差异", Right: "1", Bold: true},
			{Left: "支付宝已收款，本机未收", Bold: true},
			{Left: "91234567890123456789_0"},
			{Left: "12.50 CNY", Right: "12.50 CNY"},
		},
	}
}

func TestGoldenReceipts(t *testing.T) {
	t.Parallel()
	receipts := map[string]printer.Receipt{
		"sale": sale(), "abroad": abroad(), "refund": refund(), "copy": again(), "cancel": cancelled(), "test": selftest(), "bill": billCheck(),
	}
	for name, r := range receipts {
		for _, cols := range []int{printer.Columns58, printer.Columns80} {
			for _, lang := range []words.Lang{words.Zh, words.En, words.Bilingual} {
				file := fmt.Sprintf("%s-%d-%s.txt", name, cols, lang)
				t.Run(file, func(t *testing.T) {
					t.Parallel()
					doc := printer.Layout(r, printer.Paper{Columns: cols, Lang: lang})
					golden(t, file, strings.Join(doc.Lines(0), "\n")+"\n")
				})
			}
		}
	}
}

// golden compares got with testdata/file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	path := filepath.Join("testdata", file)
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
		t.Errorf("%s is\n%s\nwant\n%s", file, got, want)
	}
}
