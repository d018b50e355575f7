package reconcile

import (
	"strings"
	"time"
)

const (
	amsNumber = "transactionrequestid"
	amsEnd    = "<END>"
)

func isAMS(lines []string) bool {
	return len(lines) > 0 && strings.Contains(columnName(lines[0]), amsNumber+",")
}

// readAMS reads a details report. The last line of the present ones is <END>; the old ones, which name the pspName, have none.
func readAMS(f *faults, lines []string) Bill {
	b := Bill{Format: AMS}
	t := newTable(f, 1, lines[0], ',', amsNumber, "transactionid", "transactiontype", "transactionamountvalue")
	currency := t.either(1, "transactionamountcurrency", "transactioncurrency")
	if len(f.all) > 0 {
		return b
	}
	ended := false
	for i, line := range lines[1:] {
		if ended = strings.HasPrefix(strings.TrimSpace(line), amsEnd); ended {
			if i+2 != len(lines) {
				f.add(i+3, "a row after the end mark")
			}
			break
		}
		if r, ok := t.row(i+2, line); ok {
			b.Rows = append(b.Rows, amsRow(r, currency))
		}
	}
	if _, old := t.places["pspname"]; !ended && !old {
		f.add(0, "the end mark %s is missing: the file is cut off", amsEnd)
	}
	return b
}

func amsRow(r record, currency string) Row {
	row := Row{
		Line: r.line, Ref: r.get("transactionid"), Amount: r.amount("transactionamountvalue", r.get(currency)),
		Time: r.time(r.timeColumn(), time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05"),
	}
	if row.Type, row.Word = r.kind("transactiontype"); row.Type == Other { // a dispute has no number of ours
		row.Number = row.Ref
		return row
	}
	row.Number = r.number(amsNumber)
	return row
}

// timeColumn is when the money moved: refunds and cancels have a time of their own in some reports.
func (r record) timeColumn() string {
	for _, name := range []string{"transactiontime", "paymenttime"} {
		if r.get(name) != "" {
			return name
		}
	}
	return "paymenttime"
}
