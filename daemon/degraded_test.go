package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posd/configs"
	"posd/daemon/journal"
	"posd/daemon/journal/journaltest"
)

// damaged makes a journal with some entries at path and cuts its end off.
func damaged(t *testing.T, path string) {
	t.Helper()
	j, err := journal.Open(path, journaltest.Opts())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := j.Append(time.Now(), journal.Record{Stream: "payment", Kind: "paid", Key: "1", Body: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 20_000); err != nil {
		t.Fatal(err)
	}
}

// shut is a terminal that sells nothing, spoken to through its socket.
type shutTerminal struct {
	t      *testing.T
	client http.Client
}

// runDegraded runs a terminal on a damaged journal until the test ends, in the directory that it returns.
func runDegraded(t *testing.T) (*shutTerminal, configs.Config) {
	t.Helper()
	cfg := config(t, t.TempDir(), withPrinter)
	damaged(t, cfg.Journal.Path)
	report := journal.Probe(cfg.Journal.Path)
	if report.OK() {
		t.Fatal("the journal is well: this test says nothing")
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- RunDegraded(ctx, cfg, Parts{Version: "test", Now: time.Now, Log: silence()}, report) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("ended with %v", err)
		}
		if _, err := os.Stat(cfg.Admin.Socket); err == nil {
			t.Error("the socket is left behind")
		}
	})
	var dialer net.Dialer
	return &shutTerminal{t, http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			for {
				conn, err := dialer.DialContext(ctx, "unix", cfg.Admin.Socket)
				if err == nil || !rest(ctx, 5*time.Millisecond) { // it is starting
					return conn, err
				}
			}
		},
	}}}, cfg
}

// ask makes a request and returns its status and body.
func (s *shutTerminal) ask(method, path, body string) (int, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, "http://localhost"+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(said)
}

// TestADamagedJournalIsServedAndNothingIsSold, and not a byte of what is left of it changes (promise 18).
func TestADamagedJournalIsServedAndNothingIsSold(t *testing.T) {
	t.Parallel()
	terminal, cfg := runDegraded(t)
	before := files(t, filepath.Dir(cfg.Journal.Path))

	status, body := terminal.ask(http.MethodGet, "/health", "")
	var health struct {
		Ready    bool
		Status   string
		Why      map[string]string
		Problems []struct {
			Code, State string
			Cause, Cure map[string]string
		}
	}
	if err := json.Unmarshal([]byte(body), &health); err != nil || status != http.StatusOK {
		t.Fatalf("%d: %v: %s", status, err, body)
	}
	if health.Ready || health.Status != "critical" || !strings.Contains(health.Why["en"], "cut off") || health.Why["zh"] == "" {
		t.Errorf("health: %s", body)
	}
	found := false
	for _, p := range health.Problems {
		if p.Code != probJournal {
			continue
		}
		found = true
		if p.State != "fault" || !strings.Contains(p.Cause["en"], "20000 bytes") || !strings.Contains(p.Cure["zh"], "posd journal check") ||
			!strings.Contains(p.Cure["en"], "posd journal check") {
			t.Errorf("the journal: %+v", p)
		}
	}
	if !found {
		t.Errorf("no word about the journal: %s", body)
	}

	status, body = terminal.ask(http.MethodPost, "/api/v1/payments", `{"amount":{"value":"1250","currency":"CNY"},"subject":"tea"}`)
	if status != http.StatusServiceUnavailable || !strings.Contains(body, `"not_ready"`) || !strings.Contains(body, "cut off") {
		t.Errorf("a sale: %d %s", status, body)
	}
	for _, path := range []string{"/", "/api/v1/till", "/api/v1/totals", "/api/v1/payments", "/api/v1/receipts", "/metrics"} {
		if status, body := terminal.ask(http.MethodGet, path, ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	for _, path := range []string{"/api/v1/payments/90000000000000000001", "/api/v1/totals?day=2026-11-23"} {
		if status, _ := terminal.ask(http.MethodGet, path, ""); status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", path, status)
		}
	}
	if after := files(t, filepath.Dir(cfg.Journal.Path)); !bytes.Equal(before, after) {
		t.Error("what was left of the journal is changed")
	}
}

// files returns the content of every file in dir, one after the other.
func files(t *testing.T, dir string) []byte {
	t.Helper()
	var all []byte
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		all = append(append(all, path...), content...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
