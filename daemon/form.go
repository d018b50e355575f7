package daemon

import (
	"os"
	"slices"

	"posd/configs"
	"posd/configs/words"
	"posd/printer"
)

// form is what receipts look like: the configuration's word, and that of its template where there is one.
type form struct {
	printer.Form

	header, footer []string
	hide           []string
}

// templateKinds are the documents of a template.
var templateKinds = map[string]printer.Kind{
	"sale": printer.KindSale, "refund": printer.KindRefund, "cancel": printer.KindCancel, "unresolved": printer.KindUnresolved,
}

// formOf reads what the configuration says about receipts, its template and its logo. The error is a *configs.Error.
func formOf(cfg configs.Config) (form, error) {
	var t configs.Template
	if cfg.Receipt.Template != "" {
		var err error
		if t, err = configs.LoadTemplate(cfg.Receipt.Template); err != nil {
			return form{}, err
		}
	}
	return formWith(cfg, t)
}

// formWith is formOf with a template at hand.
func formWith(cfg configs.Config, t configs.Template) (form, error) {
	f := form{header: cfg.Merchant.Header, footer: cfg.Merchant.Footer, hide: cfg.Receipt.Hide}
	f.Lang = cfg.Printer.Language
	if t.Language != "" {
		f.Lang = t.Language
	}
	if t.Header != nil {
		f.header = t.Header
	}
	if t.Footer != nil {
		f.footer = t.Footer
	}
	f.Parts = make(map[printer.Kind][]printer.Part)
	for name, d := range t.Documents() {
		if d.Parts != nil {
			f.Parts[templateKinds[name]] = partsOf(d.Parts)
		}
	}
	path, fault := cfg.Receipt.Logo, func(problem words.Message) configs.Fault { return cfg.Fault("receipt.logo", problem, words.Message{}) }
	if t.Logo != "" {
		path, fault = t.Logo, func(problem words.Message) configs.Fault { return t.Fault("logo", problem, words.Message{}) }
	}
	var err error
	f.Logo, err = logoAt(path, printerProfile(cfg.Printer).Dots, fault)
	return f, err
}

// partsOf reads the parts that a template names; it was validated.
func partsOf(names []string) []printer.Part {
	parts := make([]printer.Part, 0, len(names))
	for _, name := range names {
		style, text := configs.SplitPart(name)
		line := printer.Text{Text: text, Align: printer.Center, Bold: style == configs.StyleBold}
		switch style {
		case "":
			parts = append(parts, printer.Part{Name: name})
			continue
		case configs.StyleTall:
			line.Size = printer.Tall
		case configs.StyleLarge:
			line.Size = printer.Large
		}
		parts = append(parts, printer.Part{Name: printer.PartText, Line: line})
	}
	return parts
}

// logoAt reads a logo and shrinks it to the paper; nil where none is named. The error is a *configs.Error.
func logoAt(path string, dots int, fault func(words.Message) configs.Fault) (*printer.Image, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no logo is the usual case
	}
	f, err := os.Open(path)
	if err == nil {
		defer func() { _ = f.Close() }() // only read
		var m printer.Image
		if m, err = printer.ReadPicture(f, dots); err == nil {
			return &m, nil
		}
	}
	return nil, configs.Invalid(fault(words.Say("config.bad_picture", err.Error())))
}

// setForm changes what receipts look like from now on.
func (d *Daemon) setForm(f form) {
	d.form.Store(&f)
	if d.printer != nil {
		d.printer.SetForm(f.Form)
	}
}

// receipts makes the receipts of payments in the form that is in force.
func (d *Daemon) receipts() receipts { return receiptsIn(d.cfg, *d.form.Load(), d.zone) }

// reportLang is the language of the lines of reports: without a Chinese font they are English.
func reportLang(cfg configs.Config, f form) words.Lang {
	return printerProfile(cfg.Printer).Paper(f.Lang).Lang
}

// shown leaves out what the merchant does not want on paper. Order number and amount stay: refunds start from them.
func (r receipts) shown(s printer.Receipt) printer.Receipt {
	for field, value := range map[string]*string{
		configs.FieldStore: &s.Store, configs.FieldTerminal: &s.Terminal, configs.FieldCashier: &s.Cashier, configs.FieldItem: &s.Title,
		configs.FieldTrade: &s.Trade, configs.FieldBuyer: &s.Buyer, configs.FieldBarcode: &s.Attempt,
	} {
		if slices.Contains(r.form.hide, field) {
			*value = ""
		}
	}
	return s
}
