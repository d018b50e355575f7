package configs

import (
	"embed"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"posd/configs/words"
)

// Template is a merchant's own form of the receipts about payments, as the file
// that Receipt.Template names gives it.
type Template struct {
	Language words.Lang `toml:"language"` // zh, en or both; empty: Printer.Language
	Logo     string     `toml:"logo"`     // PNG in the template's folder or below it; empty: Receipt.Logo
	Header   []string   `toml:"header"`   // at most 8 lines; nil: Merchant.Header
	Footer   []string   `toml:"footer"`   // the same; nil: Merchant.Footer

	Sale       TemplateDocument `toml:"sale"`
	Refund     TemplateDocument `toml:"refund"`
	Cancel     TemplateDocument `toml:"cancel"`
	Unresolved TemplateDocument `toml:"unresolved"`

	src source
}

// TemplateDocument is one kind of receipt.
type TemplateDocument struct {
	// Parts is what stands on it from top to bottom: names of TemplateParts, or
	// words of the merchant's own as SplitPart reads them. Nil: as posd prints it
	// by itself.
	Parts []string `toml:"parts"`
}

// Documents returns the documents by the names of their sections.
func (t Template) Documents() map[string]TemplateDocument {
	return map[string]TemplateDocument{"sale": t.Sale, "refund": t.Refund, "cancel": t.Cancel, "unresolved": t.Unresolved}
}

// TemplateParts lists the names that a part may have.
func TemplateParts() []string {
	return []string{
		"logo", "merchant", "header", "title", "brand", "rule", "store", "terminal", "cashier", "time", "item", "order", "refund", "trade",
		"buyer", "amount", "discount", "paid", "rate", "cny", "barcode", "qr", "note", "footer", "blank",
	}
}

// Styles of a part that is words of the merchant's own.
const (
	StyleText  = "text"
	StyleBold  = "bold"
	StyleTall  = "tall"
	StyleLarge = "large"
)

// SplitPart reads "bold: Thank you" as its style and words. A part that is a name
// has no style.
func SplitPart(part string) (style, text string) {
	style, text, found := strings.Cut(part, ":")
	switch {
	case !found:
	case style == StyleText, style == StyleBold, style == StyleTall, style == StyleLarge:
		return style, strings.TrimSpace(text)
	}
	return "", part
}

// Templates holds the annotated template of how posd prints by itself,
// "templates/receipt.toml".
//
//go:embed templates/receipt.toml
var Templates embed.FS

// templateArea stands before the keys of a template in the catalogue of words.
const templateArea = "template."

// SampleTemplate returns the text of that template.
func SampleTemplate() []byte {
	data, _ := Templates.ReadFile("templates/receipt.toml") // it is embedded
	return data
}

// LoadTemplate reads the template at path and validates it. Any error is an
// *Error.
func LoadTemplate(path string) (Template, error) {
	data, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Template{}, &Error{cause: err, Faults: []Fault{{
			File: path, Problem: words.Say("config.unreadable", cause(err)), Hint: words.Say("config.hint_template_missing", path),
		}}}
	}
	if err != nil {
		return Template{}, unreadable(path, err)
	}
	return ParseTemplate(path, data)
}

// ParseTemplate reads a template, strictly: every key, part and rule that is
// broken is a fault with its line and cure. name is how faults call the file; a
// logo is looked for from its folder. Any error is an *Error.
func ParseTemplate(name string, data []byte) (Template, error) {
	var t Template
	src, faults, err := document(name, templateArea, data, &t)
	if err != nil {
		return Template{}, err
	}
	t.src = src
	if err := Invalid(append(faults, besides(faults, t.faults())...)...); err != nil {
		return Template{}, err
	}
	if t.Logo != "" {
		t.Logo = filepath.Join(filepath.Dir(name), t.Logo)
	}
	return t, nil
}

// Fault returns a fault of one of the template's keys, with the line and the value
// that the file has for it. An empty hint becomes the key's own.
func (t Template) Fault(key string, problem, hint words.Message) Fault {
	return t.src.fault(key, "", problem, hint)
}
