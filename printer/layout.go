package printer

import "posd/configs/words"

// timeFormat is 26 columns: it fits beside its label on 58 mm.
const timeFormat = "2006-01-02 15:04:05 -07:00"

// Layout puts r onto paper p: head, what and who, money, codes, foot. No line
// is wider than the paper.
func Layout(r Receipt, p Paper) Document {
	l := &layout{paper: p, cols: p.columns()}
	l.head(r)
	l.add(Rule{})
	l.facts(r)
	l.report(r)
	l.money(r)
	if r.Kind == KindTest {
		l.specimen()
	}
	l.codes(r)
	l.foot(r)
	l.add(Cut{})
	return Document{Paper: p, Blocks: l.blocks}
}

// Drawer returns a document that opens the cash drawer and prints nothing.
func Drawer(k Kick) Document { return Document{Blocks: []Block{k}} }

// layout gathers the blocks of one receipt.
type layout struct {
	paper  Paper
	cols   int
	blocks []Block
}

func (l *layout) add(b ...Block) { l.blocks = append(l.blocks, b...) }

func (l *layout) head(r Receipt) {
	if l.paper.Logo != nil && r.Kind != KindX && r.Kind != KindZ {
		l.add(*l.paper.Logo)
	}
	l.text(r.Merchant, Text{Align: Center, Size: Large})
	for _, line := range r.Header {
		l.text(line, Text{Align: Center})
	}
	l.copyMark(r)
	l.phrase(titles[r.Kind], Text{Align: Center, Bold: true})
	if r.Kind != KindX && r.Kind != KindZ {
		l.text(l.once("printer.brand"), Text{Align: Center})
	}
}

// titles names each kind of receipt; an unknown kind has the title of none.
var titles = map[Kind]words.Key{
	KindSale:   "printer.title_sale",
	KindRefund: "printer.title_refund",
	KindCancel: "printer.title_cancel",
	KindTest:   "printer.title_test",
	KindBill:   "printer.title_bill",

	KindUnresolved: "printer.title_unresolved",
	KindX:          "printer.title_x",
	KindZ:          "printer.title_z",
}

// copyMark says that this is not the original, large enough to be seen when
// two slips lie side by side.
func (l *layout) copyMark(r Receipt) {
	if r.Copy <= 0 {
		return
	}
	l.text("*** "+l.once("printer.copy", r.Copy)+" ***", Text{Align: Center, Size: Tall, Bold: true})
	switch r.Reason {
	case CopyInterrupted:
		l.phrase("printer.why_interrupted", Text{Align: Center})
	case CopyRequested:
		l.phrase("printer.why_request", Text{Align: Center})
	case CopyNone:
	}
}

func (l *layout) facts(r Receipt) {
	l.field("printer.store", r.Store)
	l.field("printer.terminal", r.Terminal)
	l.field("printer.cashier", r.Cashier)
	if !r.Time.IsZero() {
		l.field("printer.time", r.Time.Format(timeFormat))
	}
	l.field("printer.item", r.Title)
	l.field("printer.order", r.Order)
	l.field("printer.refund_no", r.Refund)
	l.field("printer.trade", r.Trade)
	l.field("printer.buyer", r.Buyer)
}

// report prints the lines of a report.
func (l *layout) report(r Receipt) {
	if len(r.Lines) == 0 {
		return
	}
	l.add(Rule{})
	for _, line := range r.Lines {
		switch {
		case line == Line{}:
			l.add(Rule{})
		case line.Right == "":
			l.text(line.Left, Text{Bold: line.Bold})
		default:
			l.pair(line.Left, line.Right, Columns{Bold: line.Bold})
		}
	}
}

// money prints the sums, the main one tall, right-aligned under each other.
func (l *layout) money(r Receipt) {
	if r.Amount.Text == "" {
		return
	}
	l.add(Rule{})
	key := words.Key("printer.amount")
	if r.Kind == KindRefund {
		key = "printer.refunded"
	}
	l.pair(l.label(key), r.Amount.String(), Columns{Size: Tall, Bold: true})
	if r.Discount.Text != "" {
		l.pair(l.label("printer.discount"), "-"+r.Discount.String(), Columns{})
	}
	l.sum("printer.paid", r.Paid.String())
	l.sum("printer.rate", r.Rate)
	l.sum("printer.cny", r.CNY.String())
}

func (l *layout) sum(key words.Key, value string) {
	if value != "" {
		l.pair(l.label(key), value, Columns{})
	}
}

func (l *layout) codes(r Receipt) {
	if r.Attempt != "" {
		l.add(Code128{Data: clean(r.Attempt, l.paper.Narrow)})
	}
	if r.Order != "" {
		l.add(Feed{Lines: 1}, QR{Data: clean(r.Order, l.paper.Narrow)}, Feed{Lines: 1}) // its quiet zone
	}
}

func (l *layout) foot(r Receipt) {
	switch r.Kind {
	case KindSale:
		l.phrase("printer.keep", Text{Align: Center})
	case KindCancel:
		l.phrase("printer.cancelled", Text{Align: Center})
	case KindTest:
		l.phrase("printer.test_note", Text{Align: Center})
	case KindUnresolved:
		l.phrase("printer.unresolved_note", Text{Align: Center})
	case KindX:
		l.phrase("printer.x_note", Text{Align: Center})
	case KindRefund, KindBill, KindZ:
	}
	for _, line := range r.Footer {
		l.text(line, Text{Align: Center})
	}
}
