package alipaytest

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"time"
)

// The words of the bill in GBK, as the file has them.
const (
	billTitle                    = "#\xd6\xa7\xb8\xb6\xb1\xa6\xd2\xb5\xce\xf1\xc3\xf7\xcf\xb8\xb2\xe9\xd1\xaf"
	billAccount                  = "#\xd5\xcb\xba\xc5\xa3\xba"
	billFrom                     = "#\xc6\xf0\xca\xbc\xc8\xd5\xc6\xda\xa3\xba["
	billTo                       = "\xd6\xd5\xd6\xb9\xc8\xd5\xc6\xda\xa3\xba["
	billBegin                    = "#-----------------------------------------\xd2\xb5\xce\xf1\xc3\xf7\xcf\xb8\xc1\xd0\xb1\xed----------------------------------------"
	billHead                     = "\xd6\xa7\xb8\xb6\xb1\xa6\xbd\xbb\xd2\xd7\xba\xc5,\xc9\xcc\xbb\xa7\xb6\xa9\xb5\xa5\xba\xc5,\xd2\xb5\xce\xf1\xc0\xe0\xd0\xcd,\xc9\xcc\xc6\xb7\xc3\xfb\xb3\xc6,\xb4\xb4\xbd\xa8\xca\xb1\xbc\xe4,\xcd\xea\xb3\xc9\xca\xb1\xbc\xe4,\xc3\xc5\xb5\xea\xb1\xe0\xba\xc5,\xc3\xc5\xb5\xea\xc3\xfb\xb3\xc6,\xb2\xd9\xd7\xf7\xd4\xb1,\xd6\xd5\xb6\xcb\xba\xc5,\xb6\xd4\xb7\xbd\xd5\xcb\xbb\xa7,\xb6\xa9\xb5\xa5\xbd\xf0\xb6\xee\xa3\xa8\xd4\xaa\xa3\xa9,\xc9\xcc\xbc\xd2\xca\xb5\xca\xd5\xa3\xa8\xd4\xaa\xa3\xa9,\xcd\xcb\xbf\xee\xc5\xfa\xb4\xce\xba\xc5/\xc7\xeb\xc7\xf3\xba\xc5,\xb1\xb8\xd7\xa2"
	billEnd                      = "#-----------------------------------------\xd2\xb5\xce\xf1\xc3\xf7\xcf\xb8\xc1\xd0\xb1\xed\xbd\xe1\xca\xf8------------------------------------"
	billTrades                   = "#\xbd\xbb\xd2\xd7\xba\xcf\xbc\xc6\xa3\xba"
	billRefunds                  = "#\xcd\xcb\xbf\xee\xba\xcf\xbc\xc6\xa3\xba"
	billPieces                   = "\xb1\xca"
	billTrade                    = "\xbd\xbb\xd2\xd7"
	billRefund                   = "\xcd\xcb\xbf\xee"
	billDetails                  = "\xd2\xb5\xce\xf1\xc3\xf7\xcf\xb8"
	billSummary                  = "\xd2\xb5\xce\xf1\xc3\xf7\xcf\xb8(\xbb\xe3\xd7\xdc)"
	billSumHead                  = "#\xd6\xa7\xb8\xb6\xb1\xa6\xd2\xb5\xce\xf1\xbb\xe3\xd7\xdc\xb2\xe9\xd1\xaf"
	billYear, billMonth, billDay = "\xc4\xea", "\xd4\xc2", "\xc8\xd5"
)

// OpenAPIBill writes what the open platform's bill of a day holds (bill_type trade): a zip with a file of details and a summary, in GBK,
// their cells padded with tabs. A paid trade that was cancelled is a trade and a refund without a number of its own.
// Source: "对账单", opendocs.alipay.com.
func (l *Ledger) OpenAPIBill(app string, from, to time.Time) ([]byte, error) {
	var details bytes.Buffer
	stamp := func(at time.Time) string {
		at = at.In(beijing())
		return at.Format("2006") + billYear + at.Format("01") + billMonth + at.Format("02") + billDay + at.Format(" 15:04:05")
	}
	line := func(parts ...string) { details.WriteString(strings.Join(parts, "") + "\r\n") }
	line(billTitle)
	line(billAccount, "[", app, "]")
	line(billFrom, stamp(from), "]   ", billTo, stamp(to), "]")
	line(billBegin)
	line(billHead)
	trades, refunds := 0, 0
	for _, r := range l.movements(from, to) {
		kind, sign, request := billTrade, "", ""
		if r.kind == "PAYMENT" {
			trades++
		} else {
			kind, sign = billRefund, "-"
			refunds++
		}
		if r.kind == "REFUND" {
			request = r.number
		}
		at, amount := r.at.In(beijing()).Format(time.DateTime), sign+spotDecimal(r.amount)
		line(strings.Join([]string{
			r.id, cmp.Or(r.original, r.number), kind, "goods", at, at, "", "", "", "", "159****5620", amount, amount, request, "",
		}, "\t,"))
	}
	line(billEnd)
	line(billTrades, fmt.Sprint(trades), billPieces)
	line(billRefunds, fmt.Sprint(refunds), billPieces)
	return billArchive(map[string][]byte{
		app + "_" + billDetails + ".csv": details.Bytes(), app + "_" + billSummary + ".csv": []byte(billSumHead + "\r\n"),
	})
}

// billArchive packs files whose names are in GBK.
func billArchive(files map[string][]byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range files {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(text); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
