package reconcile_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/reconcile"
)

func TestEveryFormatTellsTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		data   []byte
		format reconcile.Format
		days   bool // the file says which day it is for
	}{
		{"bill.csv", gbk(t, openapiBill), reconcile.OpenAPI, true},
		{"bill-utf8.csv", []byte("\ufeff" + openapiBill), reconcile.OpenAPI, true},
		{"bill.zip", zipped(t, gbk(t, openapiBill)), reconcile.OpenAPI, true},
		{"2088_transaction_x.txt", []byte(spotBill), reconcile.Spot, true},
		{"211_fptrade_20261123.csv", []byte(intlBill), reconcile.Intl, true},
		{"211_settle_20261125_1.csv", []byte(intlBill), reconcile.Intl, false},
		{"details.csv", []byte(strings.ReplaceAll(amsBill, "\n", "\r\n")), reconcile.AMS, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, err := reconcile.Parse(c.name, c.data)
			if err != nil {
				t.Fatal(err)
			}
			if b.Format != c.format || len(b.Digest) != 64 || len(b.Rows) != 3 || b.From.IsZero() == c.days {
				t.Fatalf("%+v", b)
			}
			from, to, err := reconcile.Day("2026-11-23")
			if err != nil || c.days && (!b.From.Equal(from) || !b.To.Equal(to)) {
				t.Errorf("window %v to %v", b.From, b.To)
			}
			want := []struct {
				kind   reconcile.Type
				number string
				minor  int64
				hour   int
			}{{reconcile.Payment, first, 1250, 9}, {reconcile.Payment, second, 300, 10}, {reconcile.Refund, back, 200, 11}}
			for i, w := range want {
				r := b.Rows[i]
				if r.Type != w.kind || r.Number != w.number || r.Amount != (payment.Amount{Minor: w.minor, Currency: "CNY"}) ||
					r.Time.In(from.Location()).Hour() != w.hour || r.Ref == "" || r.Line == 0 {
					t.Errorf("row %d: %+v", i, r)
				}
			}
		})
	}
}

// What is wrong is told by file and line, and nothing of the file is believed.
func TestFaultsHaveALine(t *testing.T) {
	t.Parallel()
	change := func(text, old, by string) []byte {
		if !strings.Contains(text, old) {
			t.Fatalf("no %q", old)
		}
		return []byte(strings.Replace(text, old, by, 1))
	}
	for _, c := range []struct {
		data []byte
		want string
	}{
		{nil, "x: no bill of any known format"},
		{[]byte("<html>"), "x: no bill of any known format"},
		{[]byte("PK\x03\x04junk"), "x: a zip archive that cannot be read"},
		{[]byte("\xff\xff\xff"), "x: neither UTF-8 nor GB18030"},
		{zipped(t), "x: 0 files of details in the archive, want 1"},
		{zipped(t, []byte(spotBill), []byte(spotBill)), "x: 2 files of details in the archive, want 1"},
		{change(openapiBill, "业务明细列表结束", "业务明细列"), "x: the end mark of the details is missing: the file is cut off"},
		{change(openapiBill, "交易合计：2笔", "交易合计：3笔"), "x: 2 payments, but the file counts 3"},
		{change(openapiBill, "退款合计：1笔", "退款合计：0笔"), "x: 1 refunds, but the file counts 0"},
		{change(openapiBill, "商户订单号", "订单号"), `x:5: column "商户订单号" is missing`},
		{change(openapiBill, "12.50\t", "12.505\t"), "x:6: 订单金额（元） is no amount in a known currency"},
		{change(openapiBill, ",茶", ""), "x:6: 15 fields, want 16"},
		{change(openapiBill, ",2026-11-23 09:00:05", ",yesterday"), "x:6: 完成时间 is no time of the documented form"},
		{change(spotBill, "Total_count:3", "Total_count:4"), "x: 3 rows, but the first line counts 4: the file is cut off"},
		{change(spotBill, "Total_count:3", "Total_count:x"), "x:1: Total_count cannot be read"},
		{change(spotBill, "|3.00|0.01|CNY", "|3.00|0.01|XXX"), "x:4: transaction_amount is no amount in a known currency"},
		{change(spotBill, "|REFUND|", "||"), "x:5: transaction_type is empty"},
		{change(intlBill, "90000000000000000002_1", ""), "x:3: partner_transaction_id is no number"},
		{change(intlBill, `"a, b"`, `"a, b`), "x:3: 0 fields, want 14"},
		{change(intlBill, ",Currency", ",Currency,Currency"), `x:1: column "currency" is there twice`},
		{change(amsBill, "<END>", ""), "x: the end mark <END> is missing: the file is cut off"},
		{change(amsBill, "<END>", "<END>\nmore"), "x:6: a row after the end mark"},
	} {
		_, err := reconcile.Parse("dir/x", c.data)
		if err == nil || !errors.Is(err, reconcile.ErrFormat) || !strings.Contains(strings.ReplaceAll(err.Error(), "x/", "x: x/"), c.want) {
			t.Errorf("%.40q: %v, want %s", c.data, err, c.want)
		}
	}
}

// A word that nobody knows is money all the same.
func TestAnUnknownTypeIsKept(t *testing.T) {
	t.Parallel()
	b, err := reconcile.Parse("x", []byte(strings.Replace(amsBill, ",REFUND,", ",DISPUTE,", 1)))
	if err != nil || b.Rows[2].Type != reconcile.Other || b.Rows[2].Word != "DISPUTE" || b.Rows[2].Number != "20261123003" {
		t.Errorf("%+v, %v", b, err)
	}
}

// What was read from foreign bytes can be compared, printed and named, whatever they were.
func FuzzParse(f *testing.F) {
	for _, seed := range [][]byte{gbk(f, openapiBill), zipped(f, gbk(f, openapiBill)), []byte(spotBill), []byte(intlBill), []byte(amsBill)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := reconcile.Parse("x", data)
		if err != nil {
			bad, ok := errors.AsType[*reconcile.FormatError](err)
			if !ok || len(bad.Faults) == 0 || len(bad.Faults) > 100 {
				t.Fatalf("%v", err)
			}
			return
		}
		for _, r := range b.Rows {
			if r.Number == "" || len(r.Number) > 128 || r.Amount.Minor < 0 || r.Line < 1 {
				t.Fatalf("%+v", r)
			}
			if _, known := r.Amount.Currency.Exponent(); !known {
				t.Fatalf("%+v", r)
			}
		}
		r, err := reconcile.Compare(b, shelf{}, reconcile.Opts{From: time.Unix(0, 0), To: time.Unix(86400, 0)})
		if err != nil || len(r.Gaps) != len(b.Rows) {
			t.Fatalf("%d gaps of %d rows, %v", len(r.Gaps), len(b.Rows), err)
		}
	})
}
