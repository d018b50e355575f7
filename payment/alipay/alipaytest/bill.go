package alipaytest

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"
)

// billRow is one movement of money, as a bill tells it.
type billRow struct {
	number, original, id string
	kind                 string // PAYMENT, CANCEL or REFUND
	amount               Money
	at                   time.Time
}

// movements returns what moved money from the books' beginning in [from, to), the oldest first.
func (l *Ledger) movements(from, to time.Time) []billRow {
	var rows []billRow
	add := func(r billRow) {
		if !r.at.Before(from) && r.at.Before(to) {
			rows = append(rows, r)
		}
	}
	for _, t := range l.Trades() {
		if t.Charged > 0 {
			add(billRow{number: t.Number, id: t.AcquirementID, kind: "PAYMENT", amount: t.Amount, at: t.Paid})
		}
		if t.Returned > 0 {
			add(billRow{number: t.Number, id: t.AcquirementID, kind: "CANCEL", amount: t.Amount, at: t.Closed})
		}
		for _, r := range t.Refunds {
			add(billRow{number: r.Number, original: t.Number, id: r.ID, kind: "REFUND", amount: r.Amount, at: r.Time})
		}
	}
	slices.SortStableFunc(rows, func(a, b billRow) int { return a.at.Compare(b.at) })
	return rows
}

// SpotBill writes the transaction file of a day or more: docs.antom.com/ac/globalbarcode/transaction_format.
func (l *Ledger) SpotBill(partner string, from, to time.Time) []byte {
	rows := l.movements(from, to)
	var b bytes.Buffer
	fmt.Fprintf(&b, "Partner:%s|Payment_time: %s|Total_count:%d\n", partner, from.In(beijing()).Format(time.DateOnly), len(rows))
	b.WriteString("Partner_transaction_id|Transaction_id|Transaction_amount|Charge_amount|Currency|Payment_time|Transaction_type|Remark|" +
		"Secondary_merchant_industry|Secondary_merchant_name|Operator_name|Order_scene|Trans_currency|Trans_amount|Trans_forex_rate\n")
	for _, r := range rows {
		amount := spotDecimal(r.amount)
		fmt.Fprintf(&b, "%s|%s|%s|0.00|%s|%s|%s||5812|Shop|Shop|paymentQrCode|%s|%s|1\n", r.number, r.id, amount, r.amount.Currency,
			r.at.In(beijing()).Format(time.DateTime), r.kind, r.amount.Currency, amount)
	}
	return b.Bytes()
}

// IntlBill writes MID_fptrade_YYYYMMDD.csv: docs.antom.com/ac/openapi/transaction. A trade that was cancelled is not in it, as the
// page of payCancel says.
func (l *Ledger) IntlBill(from, to time.Time) []byte {
	var b bytes.Buffer
	b.WriteString("Partner_transaction_id,Transaction_id,Amount,Fee,Settlement,Currency,Payment_time,Settlement_time,Issue,Product,Type,Status," +
		"Remarks,Original_partner_transaction_ID\n")
	for _, r := range l.movements(from, to) {
		if t, _ := l.Trade(cmp.Or(r.original, r.number)); t.Canceled {
			continue
		}
		fmt.Fprintf(&b, "%s,%s,%s,0,,%s,%s,,,OFFLINE_PAY,%s,SUCCESS,,%s\n", r.number, r.id, spotDecimal(r.amount), r.amount.Currency,
			r.at.In(beijing()).Format("01/02/2006 15:04:05"), r.kind, r.original)
	}
	return b.Bytes()
}
