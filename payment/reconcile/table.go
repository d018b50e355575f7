package reconcile

import (
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"time"

	"posd/payment"
)

// table is a header row and the place of each column that we read.
type table struct {
	faults    *faults
	separator rune
	places    map[string]int
	width     int
}

// newTable reads a header row. must are the columns without which the bill cannot be read.
func newTable(f *faults, line int, header string, separator rune, must ...string) *table {
	t := &table{faults: f, separator: separator, places: map[string]int{}}
	cells := cut(header, separator)
	t.width = len(cells)
	for i, cell := range cells {
		name := columnName(cell)
		if _, twice := t.places[name]; twice && name != "" {
			f.add(line, "column %q is there twice", name)
		}
		t.places[name] = i
	}
	for _, name := range must {
		if _, ok := t.places[name]; !ok {
			f.add(line, "column %q is missing", name)
		}
	}
	return t
}

// columnName makes a header cell comparable: the pages spell one column in several ways ("Partner_transaction_ id").
func columnName(cell string) string {
	return strings.ToLower(strings.Join(strings.Fields(cell), ""))
}

// cut splits a row. Quoted fields are read as RFC 4180 has them; nil is a row that cannot be read.
func cut(row string, separator rune) []string {
	if !strings.ContainsRune(row, '"') {
		return strings.Split(row, string(separator))
	}
	r := csv.NewReader(strings.NewReader(row))
	r.Comma = separator
	cells, err := r.Read()
	if err != nil {
		return nil
	}
	return cells
}

// record is one row of a table.
type record struct {
	*table

	line  int
	cells []string
}

// row reads one row; false means that its faults are told.
func (t *table) row(line int, text string) (record, bool) {
	r := record{t, line, cut(text, t.separator)}
	if len(r.cells) == t.width+1 && strings.TrimSpace(r.cells[t.width]) == "" { // a separator at the end of each row
		r.cells = r.cells[:t.width]
	}
	if len(r.cells) != t.width {
		t.faults.add(line, "%d fields, want %d", len(r.cells), t.width)
		return r, false
	}
	return r, true
}

// get returns a field without the blanks and tabs around it, "" where there is no such column.
func (r record) get(names ...string) string {
	for _, name := range names {
		if i, ok := r.places[name]; ok {
			if text := strings.TrimSpace(r.cells[i]); text != "" && text != "null" {
				return text
			}
		}
	}
	return ""
}

// amount reads a sum in major units, of whatever sign.
func (r record) amount(name string, currency string) payment.Amount {
	minor, ok := parseSum(r.get(name), payment.Currency(currency))
	if !ok {
		r.faults.add(r.line, "%s is no amount in a known currency", name)
	}
	return payment.Amount{Minor: max(minor, -minor), Currency: payment.Currency(currency)}
}

// sumPattern bounds a line's amount far above payment.MaxMinor and far from overflow.
var sumPattern = regexp.MustCompile(`^[-+]?[0-9]{1,13}(\.[0-9]{1,6})?$`)

// parseSum reads "12.5", "-12.50" or "1000.00" in major units. Decimals beyond the currency's must be zeros.
func parseSum(text string, currency payment.Currency) (int64, bool) {
	exp, known := currency.Exponent()
	if !known || !sumPattern.MatchString(text) {
		return 0, false
	}
	digits := strings.TrimLeft(text, "+-")
	whole, frac, _ := strings.Cut(digits, ".")
	for len(frac) < exp {
		frac += "0"
	}
	if strings.Trim(frac[exp:], "0") != "" {
		return 0, false
	}
	minor, err := strconv.ParseInt(whole+frac[:exp], 10, 64)
	if text[0] == '-' {
		minor = -minor
	}
	return minor, err == nil
}

// time reads a time in Beijing's zone by the first layout that fits. A field that is empty is no fault.
func (r record) time(name string, layouts ...string) time.Time {
	text := r.get(name)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range layouts {
		if at, err := time.ParseInLocation(layout, text, beijing); err == nil {
			return at
		}
	}
	r.faults.add(r.line, "%s is no time of the documented form", name)
	return time.Time{}
}

// number reads one of our numbers or Alipay's: 1 to 128 printable characters.
func (r record) number(names ...string) string {
	text := r.get(names...)
	if text == "" || len(text) > 128 || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		r.faults.add(r.line, "%s is no number", names[0])
		return ""
	}
	return text
}

// typeWords are the words of all formats.
var typeWords = map[string]Type{
	"PAYMENT": Payment, "P": Payment, "CAPTURE": Payment, "交易": Payment,
	"REFUND": Refund, "R": Refund, "退款": Refund,
	"CANCEL": Cancel, "REVERSAL": Cancel, "REVERSE": Cancel, "VOID": Cancel, "撤销": Cancel,
}

// kind reads a type. A word that nobody knows is Other, so that its money is seen.
func (r record) kind(names ...string) (Type, string) {
	word := r.get(names...)
	if word == "" {
		r.faults.add(r.line, "%s is empty", names[0])
	}
	if t, ok := typeWords[strings.ToUpper(word)]; ok {
		return t, word
	}
	return Other, word
}
