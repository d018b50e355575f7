package reconcile

import (
	"regexp"
	"strings"
	"time"
)

func isIntl(lines []string) bool {
	return len(lines) > 0 && strings.HasPrefix(columnName(lines[0]), spotNumber+",")
}

func readIntl(f *faults, lines []string) Bill {
	b := Bill{Format: Intl}
	t := newTable(f, 1, lines[0], ',', spotNumber, "transaction_id", "amount", "currency", "payment_time", "type")
	if len(f.all) > 0 {
		return b
	}
	for i, line := range lines[1:] {
		r, ok := t.row(i+2, line)
		if !ok {
			continue
		}
		row := Row{
			Line: r.line, Number: r.number(spotNumber), Ref: r.get("transaction_id"), Of: r.get("original_partner_transaction_id"),
			Amount: r.amount("amount", r.get("currency")),
			Time:   r.time("payment_time", "1/2/2006 15:04:05", "1/2/2006 15:04", "2006-01-02 15:04:05"),
		}
		row.Type, row.Word = r.kind("type")
		b.Rows = append(b.Rows, row)
	}
	return b
}

// namedDay finds the day in MID_fptrade_20261123.csv. The day in the name of a settlement file is that of the settlement.
var namedDay = regexp.MustCompile(`_(?:fptrade|transaction)_([0-9]{8})\b`)

func dayInName(name string) (from, to time.Time) {
	found := namedDay.FindStringSubmatch(name)
	if found == nil {
		return from, to
	}
	day, err := time.ParseInLocation("20060102", found[1], beijing)
	if err != nil {
		return from, to
	}
	return day, day.AddDate(0, 0, 1)
}
