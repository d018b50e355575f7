package page

import (
	"bytes"
	"fmt"
	"html/template"

	"posd/configs/words"
	"posd/daemon/cmd/possim/counter"
)

// index is what the page's template is filled with.
type index struct {
	Posd      string // URL of posd's own page
	Quick     []choice
	Groups    []group
	Faults    []fault
	Things    []thing // to scan by mistake
	LinesLeft int
}

// thing is something that is no Alipay payment code.
type thing struct {
	Name string
	Text counter.Words
	Code string
}

func things() []thing {
	return []thing{
		{"ean", both("sim.thing_ean"), "6901234567892"},
		{"wechat", both("sim.thing_wechat"), "134567890123456789"},
		{"unionpay", both("sim.thing_unionpay"), "6212345678901234567"},
		{"link", both("sim.thing_link"), "https://qr.alipay.com/fkx0123456789"},
	}
}

// renderIndex fills the page's frame, which stays the same: what changes is told by events. A word that is not in the catalogue
// is an error.
func renderIndex(c *counter.Counter) ([]byte, error) {
	t, err := template.New("index.html").Funcs(template.FuncMap{
		"t": func(key words.Key, args ...any) (template.HTML, error) {
			if !words.Has(key) {
				return "", fmt.Errorf("no words for %s", key)
			}
			return spans(both(key, args...)), nil
		},
		"zh":    func(key words.Key) string { return words.Text(words.Zh, key) },
		"en":    func(key words.Key) string { return words.Text(words.En, key) },
		"spans": spans,
		"word":  fault.text,
		"name":  func(f fault) string { return f.name },
	}).ParseFS(files, "static/index.html")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, index{c.AdminURL(), quickChoices(), scenarioGroups(), faults(c), things(), linesLeft})
	return b.Bytes(), err
}

// spans puts a phrase into the page in both languages, of which its style shows one or both.
func spans(w counter.Words) template.HTML {
	zh, en := template.HTMLEscapeString(w.Zh), template.HTMLEscapeString(w.En)
	return template.HTML(`<span class="zh" lang="zh">` + zh + `</span><span class="en" lang="en">` + en + `</span>`) //nolint:gosec // escaped above
}
