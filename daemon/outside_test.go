package daemon

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"periph.io/x/conn/v3/gpio"

	"posd/configs/words"
	"posd/daemon/health"
	"posd/daemon/staff"
	"posd/display"
	"posd/payment"
)

// page asks the terminal's own page or API, as an administrator's browser does.
func (s *shop) page(path string) string {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), http.MethodGet, path, nil)
	r.Host = "localhost"
	w := httptest.NewRecorder()
	s.admin.server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		s.Errorf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// TestAnUnresolvedPaymentIsToldEverywhere: Alipay never answers again after the pay. The display, the lamp, the page, health, the
// API and the log all tell, the number stands where a person needs it, and the work goes on with pauses that grow (promise 5).
func TestAnUnresolvedPaymentIsToldEverywhere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.kernel.Synced = true })
		s.boot()
		if s.lamp.Read() == gpio.High {
			t.Error("the lamp is lit although all is well")
		}
		p := s.begin("silent")
		shown := false
		for range 3600 {
			time.Sleep(time.Second)
			shown = shown || s.till.Sale().View.Kind == display.Problem
		}
		if p = s.now(p.ID); p.State != payment.StateUnresolved {
			t.Fatal(p.State)
		}
		if !shown {
			t.Error("the customer display never said so")
		}
		if s.lamp.Read() != gpio.High {
			t.Error("the lamp is dark")
		}
		if n := s.problem(t, probUnresolved); n.State != health.Faulty || n.Severity != health.Critical || n.Detail != p.Number() {
			t.Errorf("the health tree says %+v", n)
		}
		fault := words.Text(words.En, "health.unresolved_fault")
		if page := s.page("/?lang=en"); !strings.Contains(page, fault) || !strings.Contains(page, p.Number()) {
			t.Error("the page does not tell")
		}
		if told := s.page("/health"); !strings.Contains(told, `"status":"critical"`) || !strings.Contains(told, p.Number()) {
			t.Errorf("/health: %s", told)
		}
		if told := s.page("/api/v1/payments/" + string(p.ID)); !strings.Contains(told, `"state":"unresolved"`) {
			t.Errorf("the API: %s", told)
		}
		log := s.log.String()
		if !strings.Contains(log, "msg=outcome_unknown payment_id="+string(p.ID)) {
			t.Error("the log does not tell")
		}
		tries := strings.Count(log, "msg=gateway_answered payment_id="+string(p.ID))
		time.Sleep(6 * time.Hour)
		synctest.Wait()
		more := strings.Count(s.log.String(), "msg=gateway_answered payment_id="+string(p.ID)) - tries
		if more < 6*4 || more > 6*10 { // a query or a cancel every quarter of an hour, or both
			t.Errorf("%d tries in the first hour, %d in the next six", tries, more)
		}
		if n := s.problem(t, probUnresolved); n.State != health.Faulty {
			t.Error("the alarm has gone out by itself")
		}
	})
}

// TestARefundThatIsNotSettledIsAnAlarm, and is none once it is.
func TestARefundThatIsNotSettledIsAnAlarm(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.kernel.Synced = true })
		s.boot()
		p := s.sell()
		s.change(func() { s.cut = true })
		if kept, ok := s.gateway.(interface{ CloseIdle() }); ok {
			kept.CloseIdle()
		}
		ask := payment.Refund{Amount: p.Order.Amount, Why: "cold", Operator: "Mei"}
		p.Refunds = append(p.Refunds, payment.Refund{
			Number: payment.NewRefundNumber(1), Amount: ask.Amount, State: payment.RefundPending, Asked: s.parts.Now(),
		})
		settle(t, s.Daemon, payment.NoticeRefundPending, p)
		if n := s.problem(t, probUnresolved); n.State != health.OK {
			t.Errorf("alarmed at once: %+v", n)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := s.problem(t, probUnresolved); n.State != health.Faulty {
			t.Errorf("after ten minutes: %+v", n)
		}
		p.Refunds[0].State = payment.RefundDone
		settle(t, s.Daemon, payment.NoticeRefunded, p)
		if n := s.problem(t, probUnresolved); n.State != health.OK {
			t.Errorf("settled: %+v", n)
		}
	})
}

// operatorPIN is typed by the operator of TestNoSecretLeavesTheTerminal, once with a digit too much.
const operatorPIN = "80704711"

// secretsOf returns what may stand nowhere outside: the codes that were scanned, and every line of the private key.
func (s *shop) secretsOf(codes []string) []string {
	s.Helper()
	pem, err := os.ReadFile(s.cfg.Gateway.PrivateKey)
	if err != nil {
		s.Fatal(err)
	}
	pins, err := os.ReadFile(s.cfg.Journal.Path + ".pins")
	if err != nil {
		s.Fatal(err)
	}
	secrets := codes
	for field := range strings.SplitSeq(string(pins), `"`) {
		if strings.HasSuffix(field, "=") { // salt and hash of a PIN
			secrets = append(secrets, field)
		}
	}
	secrets = append(secrets, operatorPIN)
	for line := range strings.Lines(string(pem)) {
		if line = strings.TrimSpace(line); len(line) == 64 && !strings.HasPrefix(line, "-") {
			secrets = append(secrets, line)
		}
	}
	if len(secrets) < len(codes)+5 {
		s.Fatal("the key has no lines: this test says nothing")
	}
	return secrets
}

// TestNoSecretLeavesTheTerminal sells with codes that are paid, refused, lost and never answered, refunds one, and looks for the codes
// and the key in all that anybody can read: the log at its most talkative, the journal's own bytes and its export, the page, the API
// and the metrics (promise 24).
func TestNoSecretLeavesTheTerminal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.kernel.Synced = true })
		s.boot()
		codes := []string{hire(t, s.Daemon, "1", "Amy", staff.Admin, operatorPIN)}
		for _, pin := range []string{operatorPIN + "1", operatorPIN} {
			if _, err := s.staff.SignOn(staff.Proof{ID: "1", PIN: pin}); (err == nil) != (pin == operatorPIN) {
				t.Fatal(err)
			}
		}
		for _, scenario := range []string{"paid", "buyer_declines", "charged_lost", "answer_html", "strange_code", "confirm_seconds", "silent"} {
			digits, err := s.alipay.Mint(scenario, 0)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, digits)
			r := sale()
			r.Code = digits
			if _, err := s.till.Start(t.Context(), r); err != nil {
				t.Fatalf("%s: %v", scenario, err)
			}
			time.Sleep(5 * time.Minute)
		}
		again := sale()
		again.Code = codes[1] // a code that was used is refused by the gateway, in its own words
		if _, err := s.till.Start(t.Context(), again); err != nil && !errors.Is(err, payment.ErrCodeUsed) {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		file, err := os.ReadFile(s.cfg.Journal.Path)
		if err != nil {
			t.Fatal(err)
		}
		outside := map[string]string{"log": s.log.String(), "journal": string(file), "export": content(t, s.journal)}
		for _, path := range []string{
			"/?lang=zh", "/?lang=en", "/health", "/metrics", "/api/v1/payments?limit=50", "/api/v1/journal?limit=200", "/api/v1/till", "/api/v1/clock", "/api/v1/operators", "/api/v1/shift",
		} {
			outside[path] = s.page(path)
		}
		for _, secret := range s.secretsOf(codes) {
			for where, text := range outside {
				for form, hidden := range map[string]string{"": secret, "in base64 ": base64.StdEncoding.EncodeToString([]byte(secret))} {
					if strings.Contains(text, hidden) {
						t.Errorf("%s holds a secret %sthat begins with %.4s", where, form, secret)
					}
				}
			}
		}
		if log := outside["log"]; !strings.Contains(log, "payment_saved") || len(log) < 10_000 {
			t.Errorf("a log of %d bytes proves nothing", len(log))
		}
	})
}
