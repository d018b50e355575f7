package admin

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"posd/configs/words"
)

// Errors of Design.
var (
	// ErrNoTemplate says that the configuration names no file to keep a template in.
	ErrNoTemplate = errors.New("no template is configured")
	// ErrTemplateChanged says that the file is not the one that was edited.
	ErrTemplateChanged = errors.New("the template was changed by somebody else")
	// ErrNotSaved says that the file could not be written.
	ErrNotSaved = errors.New("the template could not be saved")
)

// Design is the template of receipts. What is wrong with a text is a TemplateError.
type Design interface {
	// Template returns the template in force, or posd's own where none is configured.
	Template() (ReceiptTemplate, error)
	// Preview draws an example of a document, one of DesignKinds, by a template that need not be saved.
	Preview(ctx context.Context, text, kind string) (ReceiptPreview, error)
	// Save keeps a template and prints by it from now on. version is that of the template which was edited. Errors wrap ErrNoTemplate,
	// ErrTemplateChanged or ErrNotSaved.
	Save(text, version string) (ReceiptTemplate, error)
}

// ReceiptTemplate is the text of a template.
type ReceiptTemplate struct {
	Path    string // of its file; empty where none is configured, so that nothing can be saved
	Text    string
	Version string // changes with the text
}

// ReceiptPreview is a document as it would be printed.
type ReceiptPreview struct {
	Lines []string
	PNG   []byte
}

// TemplateError is all that is wrong with a template.
type TemplateError []TemplateFault

// TemplateFault is one thing that is wrong with a template.
type TemplateFault struct {
	Line          int // from 1; 0 where none is known
	Key           string
	Problem, Cure words.Message
}

// Error implements error.
func (e TemplateError) Error() string {
	lines := make([]string, len(e))
	for i, f := range e {
		lines[i] = "line " + strconv.Itoa(f.Line) + ": " + f.Key + " " + f.Problem.In(words.En) + " (" + f.Cure.In(words.En) + ")"
	}
	return strings.Join(lines, "; ")
}

// DesignKinds are the documents that a template shapes, and a copy of the first.
func DesignKinds() []string { return []string{"sale", "refund", "cancel", "unresolved", "copy"} }

// noDesign stands for a terminal without a printer.
type noDesign struct{}

func (noDesign) Template() (ReceiptTemplate, error) { return ReceiptTemplate{}, errNoPrinter }
func (noDesign) Preview(context.Context, string, string) (ReceiptPreview, error) {
	return ReceiptPreview{}, errNoPrinter
}

func (noDesign) Save(string, string) (ReceiptTemplate, error) { return ReceiptTemplate{}, errNoPrinter }

var errNoPrinter = refuse(http.StatusConflict, "no_printer", "")

type templateJSON struct {
	Path    string `json:"path"`
	Text    string `json:"text"`
	Version string `json:"version"`
}

type previewAskJSON struct {
	Text string `json:"text"`
	Kind string `json:"kind"`
}

type previewJSON struct {
	Faults  []templateFaultJSON `json:"faults"`
	Lines   []string            `json:"lines"`
	Picture string              `json:"picture"` // a data URL
}

type templateFaultJSON struct {
	Line    int      `json:"line"`
	Key     string   `json:"key"`
	Problem textJSON `json:"problem"`
	Cure    textJSON `json:"cure"`
}

type saveTemplateJSON struct {
	Text     string `json:"text"`
	Version  string `json:"version"`
	Operator string `json:"operator"`
}

func (s *Server) getTemplate(w http.ResponseWriter, r *http.Request) error {
	t, err := s.parts.Design.Template()
	if err != nil {
		return err
	}
	s.answer(w, r, http.StatusOK, templateJSON(t))
	return nil
}

// previewTemplate draws a template that somebody is editing. Faults are an answer, not a refusal: they come with every second key that
// is pressed.
func (s *Server) previewTemplate(w http.ResponseWriter, r *http.Request) error {
	ask := previewAskJSON{Kind: "sale"}
	if err := read(r, &ask); err != nil {
		return err
	}
	if !slices.Contains(DesignKinds(), ask.Kind) {
		return refuse(http.StatusUnprocessableEntity, "text", "kind: one of "+strings.Join(DesignKinds(), ", "))
	}
	p, err := s.parts.Design.Preview(r.Context(), ask.Text, ask.Kind)
	told := previewJSON{Faults: []templateFaultJSON{}, Lines: append([]string{}, p.Lines...)}
	wrong, ok := errors.AsType[TemplateError](err)
	switch {
	case ok:
		for _, f := range wrong {
			told.Faults = append(told.Faults, templateFaultJSON{f.Line, f.Key, say(f.Problem), say(f.Cure)})
		}
	case err != nil:
		return err
	default:
		told.Picture = "data:image/png;base64," + base64.StdEncoding.EncodeToString(p.PNG)
	}
	s.answer(w, r, http.StatusOK, told)
	return nil
}

// saveTemplate keeps a template.
func (s *Server) saveTemplate(w http.ResponseWriter, r *http.Request) error {
	var body saveTemplateJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !isText(body.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	t, err := s.parts.Design.Save(body.Text, body.Version)
	if err != nil {
		return err
	}
	s.parts.Log.Info("receipt_template_saved", "path", t.Path, "version", t.Version, "source", sourceOf(r), "operator", body.Operator)
	s.answer(w, r, http.StatusOK, templateJSON(t))
	return nil
}

// editor is the page on which the template is edited.
type editor struct {
	*look

	Path    string
	Text    string
	Version string
	Kinds   []editorKind
}

type editorKind struct{ Code, Name string }

// E returns a phrase of the editor.
func (e editor) E(key string) string { return words.Text(e.Lang, words.Key("admin.design_"+key)) }

func (s *Server) serveEditor(w http.ResponseWriter, r *http.Request) error {
	t, err := s.parts.Design.Template()
	if err != nil {
		return err
	}
	l := &look{Lang: s.langOf(r), Build: s.parts.Build}
	l.addLangs(r.URL.Query())
	e := editor{look: l, Path: t.Path, Text: t.Text, Version: t.Version}
	for _, kind := range DesignKinds() {
		e.Kinds = append(e.Kinds, editorKind{kind, words.Text(l.Lang, words.Key("admin.design_"+kind))})
	}
	var b bytes.Buffer
	if err := s.page.template.ExecuteTemplate(&b, "receipt.html", e); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Language", l.HTMLLang)
	h.Set("Vary", "Accept-Language")
	s.send(w, r, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
	return nil
}
