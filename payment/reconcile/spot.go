package reconcile

import (
	"strconv"
	"strings"
	"time"
)

const spotNumber = "partner_transaction_id"

// isSpot: both of its files are separated by "|"; the transaction file has a line about itself before the header.
func isSpot(lines []string) bool {
	if len(lines) > 0 && strings.HasPrefix(lines[0], "Partner:") {
		return true
	}
	return len(lines) > 0 && strings.HasPrefix(columnName(lines[0]), spotNumber+"|")
}

func readSpot(f *faults, lines []string) Bill {
	b := Bill{Format: Spot}
	head, count := 0, -1
	if strings.HasPrefix(lines[0], "Partner:") {
		head = 1
		b.From, b.To, count = spotAbout(f, lines[0])
	}
	if head >= len(lines) {
		f.add(head+1, "the header row is missing")
		return b
	}
	t := newTable(f, head+1, lines[head], '|', spotNumber, "transaction_id", "currency", "payment_time")
	amount, kind := t.either(head+1, "transaction_amount", "amount"), t.either(head+1, "transaction_type", "type")
	if len(f.all) > 0 {
		return b
	}
	for i := head + 1; i < len(lines); i++ {
		if r, ok := t.row(i+1, lines[i]); ok {
			b.Rows = append(b.Rows, spotRow(r, amount, kind))
		}
	}
	if count >= 0 && count != len(b.Rows) && len(f.all) == 0 {
		f.add(0, "%d rows, but the first line counts %d: the file is cut off", len(b.Rows), count)
	}
	return b
}

// either returns the column of two that is there.
func (t *table) either(line int, one, other string) string {
	if _, ok := t.places[one]; ok {
		return one
	}
	if _, ok := t.places[other]; !ok {
		t.faults.add(line, "column %q is missing", one)
	}
	return other
}

func spotRow(r record, amount, kind string) Row {
	row := Row{
		Line: r.line, Number: r.number(spotNumber), Ref: r.get("transaction_id"),
		Of:   r.get("original_partner_transaction_id"),
		Time: r.time("payment_time", "2006-01-02 15:04:05"),
	}
	row.Type, row.Word = r.kind(kind)
	if priced := r.get("trans_currency"); priced != "" && r.get("trans_amount") != "" { // the order's own; the rest is the settlement's
		row.Amount = r.amount("trans_amount", priced)
	} else {
		row.Amount = r.amount(amount, r.get("currency"))
	}
	return row
}

// spotAbout reads "Partner:2088..|Payment_time: 2013-12-02|Total_count:4".
func spotAbout(f *faults, line string) (from, to time.Time, count int) {
	count = -1
	for part := range strings.SplitSeq(line, "|") {
		name, value, _ := strings.Cut(part, ":")
		value = strings.TrimSpace(value)
		var err error
		switch strings.TrimSpace(name) {
		case "Payment_time":
			day, _, _ := strings.Cut(value, " ")
			from, to, err = Day(day)
		case "Total_count":
			count, err = strconv.Atoi(value)
		}
		if err != nil {
			f.add(1, "%s cannot be read", strings.TrimSpace(name))
		}
	}
	if from.IsZero() || count < 0 {
		f.add(1, "Payment_time or Total_count is missing")
	}
	return from, to, count
}
