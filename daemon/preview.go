package daemon

import (
	"image"
	"net/netip"
	"time"

	"posd/configs"
	"posd/daemon/book"
	"posd/daemon/staff"
	"posd/payment"
	"posd/printer"
	"posd/printer/escpos"
)

// Preview is a document as the configured printer would print it.
type Preview struct {
	Text    []string
	Picture *image.Gray
}

// PreviewKinds are the documents that can be previewed.
func PreviewKinds() []string {
	return []string{"sale", "refund", "cancel", "unresolved", "copy", "test", "ticket", "x", "z", "day", "handover", "payslip"}
}

// PreviewReceipt lays out an example of a document, one of PreviewKinds, with the names, form and logo of the configuration, and the
// template that it names. Nothing of it is real.
func PreviewReceipt(cfg configs.Config, kind string, now time.Time) (Preview, error) {
	if err := Validate(cfg); err != nil {
		return Preview{}, err
	}
	f, err := formOf(cfg)
	if err != nil {
		return Preview{}, err
	}
	return preview(cfg, f, kind, now)
}

// preview lays out an example in a form.
func preview(cfg configs.Config, f form, kind string, now time.Time) (Preview, error) {
	zone, err := cfg.Terminal.Location()
	if err != nil {
		return Preview{}, err
	}
	profile := printerProfile(cfg.Printer)
	doc := printer.Layout(example(cfg, f, kind, now.In(zone)), profile.Fit(f.Form))
	return Preview{Text: doc.Lines(0), Picture: escpos.Preview(doc, profile)}, nil
}

// example is a receipt of a kind about a payment that never was.
func example(cfg configs.Config, f form, kind string, now time.Time) printer.Receipt {
	currency := payment.Currency(cfg.Terminal.Currency)
	p := payment.Payment{
		ID: testCode, State: payment.StatePaid, Changed: now,
		Order: payment.Order{Amount: payment.Amount{Minor: 1250, Currency: currency}, Subject: "拿铁 Latte x2", Operator: "Amy"},
		Trade: payment.Trade{Ref: "2026050922001412341234567890", Time: now, Buyer: "138****0000"},
	}
	r := receiptsIn(cfg, f, now.Location())
	switch kind {
	case "refund":
		return r.refund(p, payment.Refund{Number: testCode + "r1", Amount: payment.Amount{Minor: 500, Currency: currency}, Operator: "Amy", Settled: now})
	case "cancel":
		return r.returned(p)
	case "unresolved":
		return r.unresolved(p)
	case "payslip":
		p.Show = exampleCode
		return r.slip(p, cfg.ShowCode.ValidFor)
	case "test":
		return testPage(cfg, foundOut(cfg.Printer, escpos.Identity{Answers: escpos.Yes, Proves: escpos.Yes}, printer.CauseNone), now)
	case "ticket":
		return ticketSlip(cfg, f, Parts{Version: "posd"}, now, []address{{"eth0", netip.AddrFrom4([4]byte{192, 168, 1, 20})}})
	case "x", "z", "day", "handover":
		return exampleReport(cfg, f, kind, now)
	}
	s := r.sale(p)
	if kind == "copy" {
		s.Copy, s.Reason = 1, printer.CopyRequested
	}
	return s
}

// exampleCode is as long as a code that the customer scans.
const exampleCode = "https://qr.alipay.com/bax00000example0000example0"

// exampleReport is a report on a day that never was.
func exampleReport(cfg configs.Config, f form, kind string, now time.Time) printer.Receipt {
	currency := payment.Currency(cfg.Terminal.Currency)
	report := book.Report{
		From: 1, To: 42, At: now, Day: now.Format(time.DateOnly), Head: "0123456789abcdef",
		Currencies: map[payment.Currency]book.Sum{currency: {Sales: 3, SalesMinor: 4250, Refunds: 1, RefundMinor: 500}},
		Operators:  map[string]map[payment.Currency]book.Sum{"Amy": {currency: {Sales: 3, SalesMinor: 4250, Refunds: 1, RefundMinor: 500}}},
	}
	switch kind {
	case "z":
		report.Number = 7
	case "day":
		report.From, report.Head = 0, ""
	case "handover":
		report.Shift = 3
	}
	lang := reportLang(cfg, f)
	slip := reportSlip(cfg, lang, report, now.Location(), "Amy")
	switch kind {
	case "day":
		slip.Kind = printer.KindDay
	case "handover":
		return handoverSlip(slip, lang, staff.Shift{Number: 3, EndedBy: "Amy", To: "王芳"})
	}
	return slip
}
