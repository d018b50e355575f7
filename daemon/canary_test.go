package daemon

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"posd/payment"
	"posd/payment/paymenttest"
)

// The secrets of this file: a buyer whom the gateway names in full, and what an administrator has to know.
const (
	namedBuyer  = "2088102012345678"
	shownBuyer  = "20****5678"
	adminSecret = "kettle-drum-4711-lantern"
)

// indiscreet is a bank that names its buyers.
type indiscreet struct{ bank }

func (b indiscreet) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	a := b.bank.Pay(ctx, r)
	a.Trade.Buyer = namedBuyer
	return a
}

func (b indiscreet) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	a := b.bank.Query(ctx, r)
	a.Trade.Buyer = namedBuyer
	return a
}

// visit makes a request of the page or API with a header, and returns all of the answer.
func visit(d *Daemon, path, header string) (status int, answer string) {
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, path, nil)
	r.Host, r.RemoteAddr = "localhost", "192.0.2.7:4711"
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	w := httptest.NewRecorder()
	d.admin.server.Handler().ServeHTTP(w, r)
	var all strings.Builder
	_ = w.Header().Write(&all) // a Builder takes everything
	return w.Code, all.String() + w.Body.String()
}

// TestNoBuyerAndNoTokenLeavesTheTerminal sells to a buyer whom the gateway names in full, by an administrator who proves himself, and by
// one who mistypes; then looks for the buyer and the token, also as a browser encodes it, in the log, the journal's own bytes, its
// export, the page, the API and the metrics (promise 24).
func TestNoBuyerAndNoTokenLeavesTheTerminal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := &logbook{}
		d := benchOf(t, withPrinter, func(d *Daemon) {
			d.gateway = indiscreet{bank{paymenttest.NewBank()}}
			d.log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			d.parts.Log = d.log
			d.cfg.Policy.SellWithoutPaper = true
			d.cfg.Admin.TokenFile = filepath.Join(t.TempDir(), "token")
			if err := os.WriteFile(d.cfg.Admin.TokenFile, []byte(adminSecret+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		})
		go func() { _ = d.cashier.Run(t.Context()) }()
		go func() { _ = d.till.Run(t.Context()) }()
		synctest.Wait()
		if _, err := d.till.Start(t.Context(), sale()); err != nil {
			t.Fatal(err)
		}
		d.inbox.Deliver(scan("281234567890123456"))
		synctest.Wait()

		basic := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		basic.SetBasicAuth("admin", adminSecret)
		encoded := basic.Header.Get("Authorization")
		outside := map[string]string{}
		for _, path := range []string{
			"/?lang=zh", "/?lang=en", "/health", "/metrics", "/api/v1/payments?limit=50", "/api/v1/journal?limit=200", "/api/v1/receipts",
			"/api/v1/till", "/nowhere", "/?token=" + adminSecret, "/api/v1/payments?order=" + adminSecret,
		} {
			for _, header := range []string{"Bearer " + adminSecret, encoded, "Bearer x" + adminSecret, "", "Basic " + adminSecret} {
				status, answer := visit(d, path, header)
				if knows := header == encoded || header == "Bearer "+adminSecret; knows == (status == http.StatusUnauthorized) && path != "/nowhere" {
					t.Errorf("%s with %q: %d", path, header, status)
				}
				outside[path+" with "+header[:min(len(header), 8)]] += answer
			}
		}
		file, err := os.ReadFile(d.journal.Path())
		if err != nil {
			t.Fatal(err)
		}
		outside["log"], outside["journal"], outside["export"] = log.String(), string(file), content(t, d.journal)
		for where, text := range outside {
			for _, secret := range []string{namedBuyer, adminSecret, strings.TrimPrefix(encoded, "Basic ")} {
				if strings.Contains(text, secret) {
					t.Errorf("%s holds a secret that begins with %.4s", where, secret)
				}
			}
		}
		if !strings.Contains(outside["export"], shownBuyer) || !strings.Contains(outside["log"], "to=paid") {
			t.Errorf("nobody was named: this test says nothing\n%s", outside["export"])
		}
	})
}
