package admin_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"posd/configs/words"
	"posd/daemon/admin"
)

// designer keeps a template in memory. It finds the word "bad" wrong.
type designer struct{ kept admin.ReceiptTemplate }

func (d *designer) Template() (admin.ReceiptTemplate, error) { return d.kept, nil }

func (d *designer) Preview(_ context.Context, text, _ string) (admin.ReceiptPreview, error) {
	if strings.Contains(text, "bad") {
		return admin.ReceiptPreview{}, admin.TemplateError{{Line: 3, Key: "sale.parts", Problem: words.Say("config.part_unknown"), Cure: words.Say("config.hint_part_twice")}}
	}
	return admin.ReceiptPreview{Lines: []string{"付款凭证"}, PNG: []byte("png")}, nil
}

func (d *designer) Save(text, version string) (admin.ReceiptTemplate, error) {
	switch {
	case d.kept.Path == "":
		return d.kept, admin.ErrNoTemplate
	case version != d.kept.Version:
		return d.kept, admin.ErrTemplateChanged
	}
	if _, err := d.Preview(context.Background(), text, ""); err != nil {
		return d.kept, err
	}
	d.kept.Text, d.kept.Version = text, version+"+"
	return d.kept, nil
}

// TestATemplateIsEdited: drawn while it is typed, told by line what is wrong, saved by who has seen the newest one.
func TestATemplateIsEdited(t *testing.T) {
	t.Parallel()
	d := &designer{admin.ReceiptTemplate{Path: "/etc/posd/receipt.toml", Text: "a </textarea><b>", Version: "1"}}
	w := newWorld(t, func(p *admin.Parts) { p.Design = d })
	post := func(path, body string) (int, string) {
		rec := w.do(call{method: http.MethodPost, path: path, body: body})
		return rec.Code, rec.Body.String()
	}
	if code, body := post("/api/v1/receipt-template/preview", `{"text":"good"}`); code != http.StatusOK || !strings.Contains(body, "data:image/png;base64,cG5n") {
		t.Errorf("%d %s", code, body)
	}
	if code, body := post("/api/v1/receipt-template/preview", `{"text":"bad","kind":"refund"}`); code != http.StatusOK || !strings.Contains(body, `"line":3`) {
		t.Errorf("%d %s", code, body)
	}
	w.refused(w.do(call{method: http.MethodPost, path: "/api/v1/receipt-template/preview", body: `{"text":"good","kind":"z"}`}), http.StatusUnprocessableEntity, "text")
	save := func(text, version string) call {
		return call{method: http.MethodPost, path: "/api/v1/receipt-template", body: `{"text":"` + text + `","version":"` + version + `"}`}
	}
	w.refused(w.do(save("bad", "1")), http.StatusUnprocessableEntity, "template")
	w.refused(w.do(save("good", "0")), http.StatusConflict, "template_changed")
	page := w.do(call{path: "/receipt?lang=en"}).Body.String()
	if !strings.Contains(page, "a &lt;/textarea&gt;&lt;b&gt;</textarea>") || !strings.Contains(page, `data-version="1"`) {
		t.Errorf("page\n%s", page)
	}
	if rec := w.do(save("good", "1")); rec.Code != http.StatusOK || d.kept.Text != "good" {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	if rec := w.do(call{path: "/api/v1/receipt-template"}); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), `"text":"good"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	d.kept.Path = ""
	w.refused(w.do(save("good", "1+")), http.StatusConflict, "no_template")
}

// TestNothingIsDesignedWithoutAPrinter.
func TestNothingIsDesignedWithoutAPrinter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.refused(w.do(call{path: "/receipt"}), http.StatusConflict, "no_printer")
	w.refused(w.do(call{method: http.MethodPost, path: "/api/v1/printer/ticket", body: `{}`}), http.StatusConflict, "no_printer")
}
