package admin_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"posd/daemon/admin"
)

// document is loaded and validated once; every answer of every test is held against it.
var document = sync.OnceValues(func() (routers.Router, error) {
	doc, err := loadDocument()
	if err != nil {
		return nil, err
	}
	return legacy.NewRouter(doc)
})

func loadDocument() (*openapi3.T, error) {
	content, err := os.ReadFile("openapi.json")
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(content)
	if err != nil {
		return nil, err
	}
	return doc, doc.Validate(context.Background())
}

// documented fails if an answer is not what the document promises for its request.
func documented(t *testing.T, r *http.Request, rec *httptest.ResponseRecorder) {
	t.Helper()
	router, err := document()
	if err != nil {
		t.Fatal(err)
	}
	found, params, err := router.FindRoute(r)
	if err != nil {
		if rec.Code < http.StatusBadRequest {
			t.Errorf("%s %s is not in the document and answers %d", r.Method, r.URL.Path, rec.Code)
		}
		return
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: found}
	out := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(rec.Body.Bytes())),
		Options: &openapi3filter.Options{ExcludeResponseBody: !strings.HasPrefix(rec.Header().Get("Content-Type"), "application/json")},
	}
	if err := openapi3filter.ValidateResponse(t.Context(), out); err != nil {
		t.Errorf("%s %s answers what the document does not say: %v", r.Method, r.URL.Path, err)
	}
}

// TestEveryRouteIsDocumented compares the routes with the document, both ways.
func TestEveryRouteIsDocumented(t *testing.T) {
	t.Parallel()
	doc, err := loadDocument()
	if err != nil {
		t.Fatal(err)
	}
	var described []string
	for path, item := range doc.Paths.Map() {
		for method := range maps.Keys(item.Operations()) {
			described = append(described, method+" "+path)
		}
	}
	served := admin.Routes()
	slices.Sort(described)
	slices.Sort(served)
	if !slices.Equal(described, served) {
		t.Errorf("described %q\nserved    %q", described, served)
	}
}

func TestTheDocumentIsServed(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		content, err := os.ReadFile("openapi.json")
		if got := w.do(call{path: "/openapi.json"}); err != nil || !bytes.Equal(got.Body.Bytes(), content) {
			t.Errorf("served something else, %v", err)
		}
	})
}
