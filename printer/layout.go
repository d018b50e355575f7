package printer

import (
	"slices"
	"time"

	"posd/configs/words"
)

// timeFormat is 26 columns: it fits beside its label on 58 mm.
const timeFormat = "2006-01-02 15:04:05 -07:00"

// Layout puts r onto paper p, part by part in the order of the paper's form. No
// line is wider than the paper.
func Layout(r Receipt, p Paper) Document {
	l := &layout{paper: p, cols: p.columns(), receipt: r, blocks: make([]Block, 0, 32+len(r.Lines))}
	for _, part := range p.Form.parts(r.Kind) {
		l.part(part)
	}
	l.add(Cut{})
	return Document{Paper: p, Blocks: l.blocks}
}

// Drawer returns a document that opens the cash drawer and prints nothing.
func Drawer(k Kick) Document { return Document{Blocks: []Block{k}} }

// layout gathers the blocks of one receipt.
type layout struct {
	paper   Paper
	cols    int
	receipt Receipt
	blocks  []Block
	ruled   bool // a rule stands before what comes next
}

func (l *layout) add(b ...Block) { l.blocks = append(l.blocks, b...) }

// part adds one part. A rule is added when something follows it, so that none
// stands at the end or upon another.
func (l *layout) part(p Part) {
	if p.Name == PartRule {
		l.ruled = true
		return
	}
	n := len(l.blocks)
	l.piece(p)
	if l.ruled && len(l.blocks) > n {
		l.blocks = slices.Insert(l.blocks, n, Block(Rule{}))
		l.ruled = false
	}
}

func (l *layout) piece(p Part) {
	switch p.Name {
	case PartText:
		l.text(p.Line.Text, p.Line)
	case PartBlank:
		l.add(Feed{Lines: 1})
	case PartLogo, PartMerchant, PartHeader, PartTitle, PartBrand:
		l.head(p.Name)
	case PartAmount, PartDiscount, PartPaid, PartRate, PartCNY:
		l.money(p.Name)
	case PartBarcode, PartQR:
		l.code(p.Name)
	case PartNote:
		l.note()
	case PartFooter:
		l.centred(l.receipt.Footer)
	case partLines:
		l.report()
	case partSpecimen:
		if l.receipt.Kind == KindTest {
			l.specimen()
		}
	default:
		l.fact(p.Name)
	}
}

func (l *layout) head(name string) {
	r := l.receipt
	switch name {
	case PartLogo:
		if l.paper.Form.Logo != nil && r.Kind.aboutPayment() {
			l.add(*l.paper.Form.Logo)
		}
	case PartMerchant:
		l.text(r.Merchant, Text{Align: Center, Size: Large})
	case PartHeader:
		l.centred(r.Header)
	case PartTitle:
		l.copyMark(r)
		title := Text{Align: Center, Bold: true}
		if r.Kind == KindPaySlip {
			title.Size = Tall // the customer has to read it
		}
		l.phrase(titles[r.Kind], title)
	case PartBrand:
		if r.Kind.branded() {
			l.text(l.once("printer.brand"), Text{Align: Center})
		}
	}
}

// centred adds lines as they are given.
func (l *layout) centred(lines []string) {
	for _, line := range lines {
		l.text(line, Text{Align: Center})
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
	KindDay:        "printer.title_day",
	KindTicket:     "printer.title_ticket",
	KindHandover:   "printer.title_handover",
	KindPaySlip:    "printer.title_pay_slip",
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

// fact adds one line of what and who.
func (l *layout) fact(name string) {
	r := l.receipt
	switch name {
	case PartStore:
		if r.Store != r.Merchant { // which stands above already
			l.prose("printer.store", r.Store)
		}
	case PartTerminal:
		l.field("printer.terminal", r.Terminal)
	case PartCashier:
		l.prose("printer.cashier", r.Cashier)
	case PartTime:
		if !r.Time.IsZero() {
			l.field("printer.time", r.Time.Format(timeFormat))
		}
	case PartItem:
		l.prose("printer.item", r.Title)
	case PartOrder:
		if r.Kind == KindPaySlip {
			l.field("printer.order_tail", tail(r.Order))
			return
		}
		l.field("printer.order", r.Order)
	case PartRefund:
		l.field("printer.refund_no", r.Refund)
	case PartTrade:
		l.field("printer.trade", r.Trade)
	case PartBuyer:
		l.field("printer.buyer", r.Buyer)
	case partExpires:
		if !r.Expires.IsZero() {
			l.field("printer.valid_until", r.Expires.Format(time.DateTime))
		}
	}
}

// report adds the lines of a report.
func (l *layout) report() {
	for _, line := range l.receipt.Lines {
		switch {
		case line == Line{}:
			l.add(Rule{})
		case line.Sign:
			l.sign(line.Left)
		case line.Right == "":
			l.text(line.Left, Text{Bold: line.Bold})
		default:
			l.pair(line.Left, line.Right, Columns{Bold: line.Bold})
		}
	}
}

// money adds one of the sums, right-aligned under each other, the main one large.
func (l *layout) money(name string) {
	r := l.receipt
	switch name {
	case PartAmount:
		key := words.Key("printer.amount")
		if r.Kind == KindRefund {
			key = "printer.refunded"
		}
		switch {
		case r.Amount.Text == "":
		case r.Kind == KindPaySlip:
			l.text(r.Amount.String(), Text{Align: Center, Size: Large, Bold: true})
		default:
			l.total(l.label(key), r.Amount.String())
		}
	case PartDiscount:
		if r.Discount.Text != "" {
			l.pair(l.label("printer.discount"), "-"+r.Discount.String(), Columns{})
		}
	case PartPaid:
		l.sum("printer.paid", r.Paid.String())
	case PartRate:
		l.sum("printer.rate", r.Rate)
	case PartCNY:
		l.sum("printer.cny", r.CNY.String())
	}
}

func (l *layout) sum(key words.Key, value string) {
	if value != "" {
		l.pair(l.label(key), value, Columns{})
	}
}

// code adds the attempt's number as a barcode, or the QR code of the order or of
// an address.
func (l *layout) code(name string) {
	r := l.receipt
	switch {
	case name == PartBarcode && r.Attempt != "":
		l.add(Feed{Lines: 1}, Code128{Data: clean(r.Attempt, l.paper.Narrow)})
	case name == PartQR && r.Kind == KindPaySlip:
		l.qr(r.Link, slipModule)
	case name == PartQR && r.Link != "":
		l.qr(r.Link, 0)
	case name == PartQR && r.Order != "":
		l.qr(r.Order, 0)
	}
}

// qr adds a QR code between the blank lines of its quiet zone.
func (l *layout) qr(data string, module int) {
	l.add(Feed{Lines: 1}, QR{Data: clean(data, l.paper.Narrow), Module: module}, Feed{Lines: 1})
}

// notes are what the holder of a kind of receipt has to know.
var notes = map[Kind]words.Key{
	KindSale:       "printer.keep",
	KindCancel:     "printer.cancelled",
	KindTest:       "printer.test_note",
	KindUnresolved: "printer.unresolved_note",
	KindX:          "printer.x_note",
	KindPaySlip:    "printer.no_receipt",
	KindRefund:     "printer.refund_note",
	KindBill:       "", KindZ: "", KindDay: "", KindTicket: "", KindHandover: "",
}

func (l *layout) note() {
	if key := notes[l.receipt.Kind]; key != "" {
		warns := l.receipt.Kind == KindPaySlip || l.receipt.Kind == KindUnresolved
		l.phrase(key, Text{Align: Center, Bold: warns})
	}
}
