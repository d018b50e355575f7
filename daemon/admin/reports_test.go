package admin_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"posd/daemon/admin"
	"posd/daemon/book"
	"posd/daemon/staff"
	"posd/payment"
)

// clerk makes the same report again and again.
type clerk struct{}

func (clerk) Make(_ context.Context, closes, paper bool, _ string) (book.Report, admin.ReceiptJob, error) {
	r := book.Report{
		From: 1, To: 9, At: time.Now(), Day: "2026-11-29", Head: "ab", Currencies: map[payment.Currency]book.Sum{"CNY": {Sales: 2, SalesMinor: 500}},
		Operators: map[string]map[payment.Currency]book.Sum{"amy": {"CNY": {Sales: 2, SalesMinor: 500}}},
	}
	if !closes && !paper {
		return r, admin.ReceiptJob{}, nil
	}
	if closes {
		r.Number, r.Since = 7, time.Now()
	}
	return r, admin.ReceiptJob{ID: "z-000007", State: "owed"}, nil
}

func (clerk) Shift(_ context.Context, paper bool, _ string) (book.Report, admin.ReceiptJob, error) {
	r, job, err := clerk{}.Make(context.Background(), false, paper, "")
	r.Shift = 3
	return r, job, err
}

func (clerk) HandOver(context.Context, staff.Proof) (staff.Shift, book.Report, admin.ReceiptJob, error) {
	return staff.Shift{}, book.Report{}, admin.ReceiptJob{}, staff.ErrShift
}

func (clerk) Day(_ context.Context, day string, _ bool, _ string) (book.Report, admin.ReceiptJob, error) {
	if day == "yesterday" {
		return book.Report{}, admin.ReceiptJob{}, book.ErrDay
	}
	return book.Report{Day: day, At: time.Now()}, admin.ReceiptJob{}, nil
}

func (clerk) Copy(_ context.Context, number int, _ string) (book.Report, admin.ReceiptJob, error) {
	if number != 7 {
		return book.Report{}, admin.ReceiptJob{}, fmt.Errorf("%w: %d", book.ErrNoReport, number)
	}
	return clerk{}.Make(context.Background(), true, true, "")
}

func TestReports(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *admin.Parts) { p.Reports = clerk{} })
	w.start()
	post := func(path, body string) call { return call{method: http.MethodPost, path: path, body: body} }
	for body, want := range map[string]string{
		`{"kind":"x"}`: `"receipt":null`, `{"kind":"x","print":true}`: `"receipt":{"id":"z-000007"`, `{"kind":"z","operator":"amy"}`: `"number":7`,
		`{"kind":"x","shift":true}`: `"shift":3`,
	} {
		if rec := w.do(post("/api/v1/reports", body)); rec.Code != http.StatusCreated || !strings.Contains(rec.Body.String(), want) {
			t.Errorf("%s: %d %s", body, rec.Code, rec.Body)
		}
	}
	if rec := w.do(post("/api/v1/reports", `{"kind":"day","day":"2026-11-23"}`)); rec.Code != http.StatusCreated || !strings.Contains(rec.Body.String(), `"kind":"day"`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	w.refused(w.do(post("/api/v1/reports", `{"kind":"day","day":"yesterday"}`)), http.StatusUnprocessableEntity, "no_day")
	w.refused(w.do(post("/api/v1/reports", `{"kind":"x","day":"2026-11-23"}`)), http.StatusUnprocessableEntity, "text")
	w.refused(w.do(post("/api/v1/reports", `{"kind":"y"}`)), http.StatusUnprocessableEntity, "text")
	if rec := w.do(post("/api/v1/reports/7/copy", `{}`)); rec.Code != http.StatusAccepted {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	w.refused(w.do(post("/api/v1/reports/8/copy", `{}`)), http.StatusNotFound, "no_report")
	w.refused(w.do(post("/api/v1/reports/x/copy", `{}`)), http.StatusNotFound, "no_report")
}
