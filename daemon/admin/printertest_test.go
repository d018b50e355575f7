package admin_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"posd/configs/words"
	"posd/daemon/admin"
)

// tester finds out what it was told to.
type tester struct{ found admin.PrinterTest }

func (f tester) TestPrinter(context.Context, string) (admin.PrinterTest, error) { return f.found, nil }

func (f tester) PrintTicket(context.Context, string) (admin.ReceiptJob, error) {
	return f.found.Job, nil
}

func TestThePrinterIsTested(t *testing.T) {
	t.Parallel()
	found := admin.PrinterTest{
		Job: admin.ReceiptJob{ID: "test-1", State: "owed"}, Model: "XP-80", Answers: "yes", Proves: "no", Profile: "generic-80",
		Settings: []string{`profile = "xprinter-80"`},
	}
	w := newWorld(t, func(p *admin.Parts) { p.Testing = tester{found} })
	w.start()
	ask := call{method: http.MethodPost, path: "/api/v1/printer/test", body: `{"operator":"tech"}`}
	if rec := w.do(ask); rec.Code != http.StatusAccepted || !strings.Contains(rec.Body.String(), `"settings":["profile = \"xprinter-80\""]`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	w = newWorld(t, func(p *admin.Parts) {
		p.Testing = tester{admin.PrinterTest{Cause: words.Say("printer.gone"), Cure: words.Say("printer.gone_do"), Answers: "unknown", Proves: "unknown"}}
	})
	w.start()
	if rec := w.do(ask); rec.Code != http.StatusAccepted || !strings.Contains(rec.Body.String(), `"receipt":null`) {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
	w = newWorld(t, nil)
	w.start()
	w.refused(w.do(ask), http.StatusConflict, "no_printer")
}
