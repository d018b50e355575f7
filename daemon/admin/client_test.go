package admin_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"posd/payment"
)

// call is one request as a till makes it.
type call struct {
	method, path, body, key string
	header                  http.Header
	socket                  bool
}

// do sends a request and checks that its answer is what the OpenAPI document says.
func (w *world) do(c call) *httptest.ResponseRecorder {
	w.Helper()
	r := c.request(w)
	rec := httptest.NewRecorder()
	w.handler(c.socket).ServeHTTP(rec, r)
	documented(w.T, r, rec)
	return rec
}

// serve passes a request over TCP.
func (w *world) serve(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.server.Handler().ServeHTTP(rec, r)
	return rec
}

func (w *world) handler(socket bool) http.Handler {
	if socket {
		return w.server.SocketHandler()
	}
	return w.server.Handler()
}

func (c call) request(w *world) *http.Request {
	if c.method == "" {
		c.method = http.MethodGet
	}
	r := httptest.NewRequestWithContext(w.Context(), c.method, c.path, strings.NewReader(c.body))
	r.Host = "127.0.0.1:8080"
	if c.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		r.Header.Set("Idempotency-Key", c.key)
	}
	for name, values := range c.header {
		if name == "Host" {
			r.Host = values[0]
		}
		r.Header[name] = values
	}
	return r
}

// sale is the part of the API's payment that the tests look at.
type sale struct {
	ID         payment.ID              `json:"id"`
	State      string                  `json:"state"`
	Final      bool                    `json:"final"`
	Settled    bool                    `json:"settled"`
	Subject    string                  `json:"subject"`
	Source     string                  `json:"source"`
	Number     string                  `json:"number"`
	Code       string                  `json:"code"`
	Presented  bool                    `json:"presented"`
	Show       string                  `json:"show"`
	Refundable amount                  `json:"refundable"`
	Refunds    []backed                `json:"refunds"`
	Receipt    *struct{ State string } `json:"receipt"`
}

type amount struct{ Value, Currency string }

type backed struct {
	Number string
	State  string
	Amount amount
}

type refusal struct {
	Error struct {
		Code    string
		Message map[string]string
		Hint    map[string]string
		Detail  string
		Payment payment.ID `json:"payment_id"`
	}
}

// decode reads an answer that must have this status.
func decode[T any](w *world, rec *httptest.ResponseRecorder, status int) T {
	w.Helper()
	var v T
	if rec.Code != status {
		w.Fatalf("status %d, want %d: %s", rec.Code, status, rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		w.Fatalf("%v in %s", err, rec.Body)
	}
	return v
}

// refused reads a refusal and checks its code and that it speaks both languages.
func (w *world) refused(rec *httptest.ResponseRecorder, status int, code string) refusal {
	w.Helper()
	r := decode[refusal](w, rec, status)
	if r.Error.Code != code {
		w.Fatalf("code %q, want %q: %s", r.Error.Code, code, rec.Body)
	}
	for _, text := range []map[string]string{r.Error.Message, r.Error.Hint} {
		if text["zh"] == "" || text["en"] == "" || strings.HasPrefix(text["en"], "admin.") {
			w.Errorf("%s lacks words: %v", code, text)
		}
	}
	return r
}

func saleBody(fen int, code string) string {
	return fmt.Sprintf(`{"amount":{"value":"%d","currency":"CNY"},"payment_code":%q}`, fen, code)
}

// paid makes a sale that the bank pays at once.
func (w *world) paid(fen int) sale {
	w.Helper()
	code := fmt.Sprintf("28%016d", fen)
	rec := w.do(call{method: http.MethodPost, path: "/api/v1/payments?wait=30", body: saleBody(fen, code)})
	s := decode[sale](w, rec, http.StatusCreated)
	if s.State != "paid" {
		w.Fatalf("not paid: %s", rec.Body)
	}
	return s
}

// discard is a client that is gone.
type discard struct{}

func (discard) Header() http.Header       { return http.Header{} }
func (discard) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
func (discard) WriteHeader(int)           {}

func contextOf(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithCancel(r.Context())
}
