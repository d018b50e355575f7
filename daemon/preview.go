package daemon

import (
	"image"
	"os"
	"slices"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/book"
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
	return []string{"sale", "refund", "cancel", "unresolved", "copy", "test", "x", "z"}
}

// PreviewReceipt lays out an example of a document, one of PreviewKinds, with the names, fields and logo of the configuration.
// Nothing of it is real.
func PreviewReceipt(cfg configs.Config, kind string, now time.Time) (Preview, error) {
	if err := Validate(cfg); err != nil {
		return Preview{}, err
	}
	zone, err := cfg.Terminal.Location()
	if err != nil {
		return Preview{}, err
	}
	profile := printerProfile(cfg.Printer)
	form, err := formOf(cfg)
	if err != nil {
		return Preview{}, err
	}
	doc := printer.Layout(example(cfg, kind, now.In(zone)), profile.Fit(form))
	return Preview{Text: doc.Lines(0), Picture: escpos.Preview(doc, profile)}, nil
}

// example is a receipt of a kind about a payment that never was.
func example(cfg configs.Config, kind string, now time.Time) printer.Receipt {
	currency := payment.Currency(cfg.Terminal.Currency)
	p := payment.Payment{
		ID: testCode, State: payment.StatePaid, Changed: now,
		Order: payment.Order{Amount: payment.Amount{Minor: 1250, Currency: currency}, Subject: "拿铁 Latte x2", Operator: "Amy"},
		Trade: payment.Trade{Ref: "2026050922001412341234567890", Time: now, Buyer: "138****0000"},
	}
	r := receipts{merchant: cfg.Merchant, terminal: cfg.Terminal, receipt: cfg.Receipt, zone: now.Location()}
	switch kind {
	case "refund":
		return r.refund(p, payment.Refund{Number: testCode + "r1", Amount: payment.Amount{Minor: 500, Currency: currency}, Operator: "Amy", Settled: now})
	case "cancel":
		return r.returned(p)
	case "unresolved":
		return r.unresolved(p)
	case "test":
		return testPage(cfg, foundOut(cfg.Printer, escpos.Identity{Answers: escpos.Yes, Proves: escpos.Yes}, printer.CauseNone), now)
	case "x", "z":
		report := book.Report{
			From: 1, To: 42, At: now, Day: now.Format(time.DateOnly), Head: "0123456789abcdef",
			Currencies: map[payment.Currency]book.Sum{currency: {Sales: 3, SalesMinor: 4250, Refunds: 1, RefundMinor: 500}},
			Operators:  map[string]map[payment.Currency]book.Sum{"Amy": {currency: {Sales: 3, SalesMinor: 4250, Refunds: 1, RefundMinor: 500}}},
		}
		if kind == "z" {
			report.Number = 7
		}
		d := Daemon{cfg: cfg, zone: now.Location()}
		return d.reportSlip(report, "Amy")
	}
	s := r.sale(p)
	if kind == "copy" {
		s.Copy, s.Reason = 1, printer.CopyRequested
	}
	return s
}

// formOf is what receipts look like by the configuration. The error is a *configs.Error.
func formOf(cfg configs.Config) (printer.Form, error) {
	logo, err := logoOf(cfg)
	return printer.Form{Lang: cfg.Printer.Language, Logo: logo}, err
}

// logoOf reads the logo that the configuration names, at most as wide as the paper; nil where there is none. The error is a
// *configs.Error.
func logoOf(cfg configs.Config) (*printer.Image, error) {
	if cfg.Receipt.Logo == "" {
		return nil, nil //nolint:nilnil // no logo is the usual case
	}
	f, err := os.Open(cfg.Receipt.Logo)
	if err == nil {
		defer func() { _ = f.Close() }() // only read
		var m printer.Image
		if m, err = printer.ReadPicture(f, printerProfile(cfg.Printer).Dots); err == nil {
			return &m, nil
		}
	}
	return nil, configs.Invalid(cfg.Fault("receipt.logo", words.Say("config.bad_picture", err.Error()), words.Message{}))
}

// shown leaves out what the merchant does not want on paper. Order number and amount stay: refunds start from them.
func (r receipts) shown(s printer.Receipt) printer.Receipt {
	for field, value := range map[string]*string{
		configs.FieldStore: &s.Store, configs.FieldTerminal: &s.Terminal, configs.FieldCashier: &s.Cashier, configs.FieldItem: &s.Title,
		configs.FieldTrade: &s.Trade, configs.FieldBuyer: &s.Buyer, configs.FieldBarcode: &s.Attempt,
	} {
		if slices.Contains(r.receipt.Hide, field) {
			*value = ""
		}
	}
	return s
}
