package admin_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"posd/daemon/admin"
	"posd/daemon/till"
	"posd/payment"
)

// pickyTill takes no sale, and knows what may never reach a till.
type pickyTill struct {
	admin.Till

	asked till.Request
}

func (p *pickyTill) Start(_ context.Context, r till.Request) (payment.Payment, error) {
	p.asked = r
	return payment.Payment{}, &till.BusyError{ID: "90000000000000000001"}
}

// FuzzSale sends foreign bytes as the body, key and query of a sale: what reaches the till can be charged, and every other
// answer is a refusal in both languages that blames the client.
func FuzzSale(f *testing.F) {
	for _, body := range []string{
		saleBody(1250, goodCode), saleBody(1, ""), `{}`, `[]`, `null`, `{"amount":null}`, `{"amount":{"value":"00000000001","currency":"CNY"}}`,
		`{"order":"A/1_2-3.4","subject":"茶","amount":{"value":"1","currency":"CNY"},"operator":"小李"}`, "\xff\xfe", `{"amount":{"value":"1`,
	} {
		f.Add(body, "till-7/1", "wait=0")
	}
	f.Add(saleBody(1, ""), "", "wait=91&wait=1")
	f.Fuzz(func(t *testing.T, body, key, query string) {
		synctest.Test(t, func(t *testing.T) {
			picky := &pickyTill{}
			w := newWorld(t, func(p *admin.Parts) { p.Till = picky })
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/payments", strings.NewReader(body))
			r.URL.RawQuery = query
			r.Host = "localhost"
			r.Header["Content-Type"] = []string{"application/json"}
			r.Header["Idempotency-Key"] = []string{key}
			rec := w.serve(r)
			var told refusal
			if err := json.Unmarshal(rec.Body.Bytes(), &told); err != nil || told.Error.Message["zh"] == "" || rec.Code >= 500 || rec.Code < 400 {
				t.Fatalf("answers %d %s, %v", rec.Code, rec.Body, err)
			}
			if o := picky.asked.Order; o.Ref+o.Subject != "" {
				if err := o.Check(); err != nil || o.Amount.Currency != "CNY" || o.Amount.Minor > 5_000_00 || len(o.Digest) != 64 {
					t.Errorf("the till was asked for %+v: %v", o, err)
				}
			}
		})
	})
}
