package admin

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"
	"strings"

	"posd/configs/words"
)

//go:embed page openapi.json
var files embed.FS

// page is the status page's template and the files beside it.
type page struct{ template *template.Template }

func newPage() (*page, error) {
	t, err := template.ParseFS(files, "page/page.html", "page/receipt.html")
	return &page{t}, err
}

// servePage renders the whole page, which is also what its script asks for when something changed: there is one place that
// knows how anything looks. It is readable without the script.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) error {
	view, err := s.look(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.page.template.Execute(&b, view); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Language", view.HTMLLang)
	h.Set("Vary", "Accept-Language")
	s.send(w, r, http.StatusOK, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// kinds are the files that the page loads.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("file")
	kind := kinds[path.Ext(name)]
	content, err := files.ReadFile("page/" + name)
	if kind == "" || err != nil {
		return refuse(http.StatusNotFound, "not_found", "")
	}
	s.send(w, r, http.StatusOK, kind, content)
	return nil
}

func (s *Server) serveOpenAPI(w http.ResponseWriter, r *http.Request) error {
	content, err := files.ReadFile("openapi.json")
	if err != nil {
		return err
	}
	s.send(w, r, http.StatusOK, "application/json", content)
	return nil
}

// langOf returns the language of the reader: what the address says, else the first of ours that the browser names, else the
// terminal's.
func (s *Server) langOf(r *http.Request) words.Lang {
	switch lang := words.Lang(r.URL.Query().Get("lang")); lang {
	case words.Zh, words.En:
		return lang
	case words.Bilingual:
	}
	for tag := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		primary, _, _ := strings.Cut(strings.TrimSpace(tag), ";")
		primary, _, _ = strings.Cut(primary, "-")
		switch lang := words.Lang(strings.ToLower(primary)); lang {
		case words.Zh, words.En:
			return lang
		case words.Bilingual:
		}
	}
	if s.parts.Lang == words.En {
		return words.En
	}
	return words.Zh
}
