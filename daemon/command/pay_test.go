package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"posd/configs/words"
	"posd/daemon/command"
)

// deskDaemon is a daemon as openapi.json describes it, of which a test says what it answers.
type deskDaemon struct {
	t        *testing.T
	config   string
	asked    []string // method, path and query of each request
	bodies   []map[string]any
	requests func(n int, w http.ResponseWriter)
}

// newDaemon listens on the socket of a configuration and lets answer write the n-th answer.
func newDaemon(t *testing.T, answer func(n int, w http.ResponseWriter)) *deskDaemon {
	t.Helper()
	dir := t.TempDir()
	d := &deskDaemon{t: t, config: filepath.Join(dir, "posd.toml"), requests: answer}
	if err := os.WriteFile(d.config, sound, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "posd.sock"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: d, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return d
}

// ServeHTTP implements http.Handler.
func (d *deskDaemon) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := len(d.asked)
	d.asked = append(d.asked, r.Method+" "+r.URL.String())
	var body map[string]any
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Header.Get("Content-Type") != "application/json" {
			d.t.Errorf("a body that the API would refuse: %v", err)
		}
	}
	d.bodies = append(d.bodies, body)
	d.requests(n, w)
}

// run runs posd and returns its exit code and what it printed.
func (d *deskDaemon) run(ctx context.Context, lang words.Lang, args ...string) (code int, stdout, stderr string) {
	var out, complaint bytes.Buffer
	env := command.Env{Stdout: &out, Stderr: &complaint, Lang: lang}
	code = command.Main(ctx, env, append([]string{args[0], "-config", d.config}, args[1:]...))
	return code, out.String(), complaint.String()
}

// paymentIs is a payment in a state, as the API writes it.
func paymentIs(state string, settled bool, reason string) string {
	return fmt.Sprintf(`{"id":"90000000000000000001","state":%q,"settled":%t,"number":"90000000000000000001_0",
		"amount":{"value":"1250","currency":"CNY"},"reason":%s,"refunds":[]}`, state, settled, reason)
}

const noMoney = `{"code":"balance_not_enough","text":{"zh":"顾客余额不足","en":"Balance too low"},"do":{"zh":"换一种付款方式","en":"pay another way"}}`

// says writes one answer.
func says(status int, body string) func(int, http.ResponseWriter) {
	return func(_ int, w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func TestWhatAPaymentSays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer         func(int, http.ResponseWriter)
		args           []string
		code           int
		stdout, stderr []string
	}{
		"paid": {says(201, paymentIs("paid", true, "null")), []string{"12.50"}, 0, []string{"payment 90000000000000000001 of 12.50 CNY: paid\n"}, nil},
		"json": {says(201, paymentIs("paid", true, "null")), []string{"12.50", "-json"}, 0, []string{`"state":"paid"`}, nil},
		"refused": {
			says(201, paymentIs("refused", true, noMoney)),
			[]string{"12.50"},
			1,
			[]string{": refused\n"},
			[]string{"posd: error: not paid: Balance too low\n", "posd: hint: pay another way\n"},
		},
		"refused, for a script": {
			says(201, paymentIs("refused", true, noMoney)),
			[]string{"12.50", "-json"},
			1,
			[]string{`"state":"refused"`, `"code":"balance_not_enough"`},
			[]string{"posd: error: not paid: Balance too low\n"},
		},
		"nobody scans": {
			says(201, paymentIs("created", false, "null")),
			[]string{"12.50", "-wait", "0s"},
			1,
			[]string{": created\n"},
			[]string{"posd: error: not paid: the payment is created\n", "posd: hint: posd journal show 90000000000000000001 tells"},
		},
		"busy": {
			says(409, `{"error":{"code":"till_busy","message":{"zh":"忙","en":"Another sale is in progress"},"hint":{"zh":"等","en":"Wait"},"payment_id":"92"}}`),
			[]string{"12.50", "-json"},
			1,
			[]string{`"code":"till_busy"`, `"payment_id":"92"`, `"zh":"忙"`},
			[]string{"posd: error: Another sale is in progress\n", "posd: hint: Wait\n"},
		},
		"a page":  {says(502, `<html>Bad Gateway</html>`), []string{"12.50"}, 1, nil, []string{"posd: error: the daemon's answer is not understood: 502 Bad Gateway\n"}},
		"a word":  {says(201, `paid`), []string{"12.50"}, 1, nil, []string{"posd: error: the daemon's answer is not understood: "}},
		"nothing": {says(201, ``), []string{"12.50"}, 1, nil, []string{"posd: error: the daemon's answer is not understood: "}},
		"hangs up": {
			func(int, http.ResponseWriter) { panic(http.ErrAbortHandler) },
			[]string{"12.50"},
			1, nil,
			[]string{"posd: error: the daemon's answer was lost: EOF\n", "posd: hint: before you pay or refund again, see with posd journal list"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDaemon(t, c.answer)
			code, stdout, stderr := d.run(t.Context(), words.En, append([]string{"pay"}, c.args...)...)
			if code != c.code {
				t.Errorf("exit code %d, not %d", code, c.code)
			}
			holds(t, "stdout", stdout, c.stdout)
			holds(t, "stderr", stderr, c.stderr)
		})
	}
}

// holds fails unless got holds every one of wants, or is empty where there are none.
func holds(t *testing.T, what, got string, wants []string) {
	t.Helper()
	if len(wants) == 0 && got != "" {
		t.Errorf("%s: %s", what, got)
	}
	for _, want := range wants {
		if !strings.Contains(got, want) {
			t.Errorf("%s holds no %q: %s", what, want, got)
		}
	}
}

// TestPayAsksForWhatWasTyped, and waits for the outcome.
func TestPayAsksForWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := newDaemon(t, func(n int, w http.ResponseWriter) {
		if n < 2 {
			says(201, paymentIs("created", false, "null"))(n, w)
			return
		}
		says(200, paymentIs("paid", true, "null"))(n, w)
	})
	code, stdout, stderr := d.run(t.Context(), words.Zh, "pay", "-order", "A1", "12.50", "-subject", "茶", "-code", "281234567890123456")
	if code != 0 || stderr != "" || stdout != "交易 90000000000000000001，12.50 CNY：created\n交易 90000000000000000001，12.50 CNY：paid\n" {
		t.Errorf("exit code %d: %s%s", code, stdout, stderr)
	}
	want := []string{
		"POST /api/v1/payments", "GET /api/v1/payments/90000000000000000001?wait=60", "GET /api/v1/payments/90000000000000000001?wait=60",
	}
	if fmt.Sprint(d.asked) != fmt.Sprint(want) {
		t.Errorf("asked %v", d.asked)
	}
	sent, err := json.Marshal(d.bodies[0])
	if err != nil || string(sent) != `{"amount":{"currency":"CNY","value":"1250"},"operator":"cli","order":"A1","payment_code":"281234567890123456","subject":"茶"}` {
		t.Errorf("sent %s, %v", sent, err)
	}
}

// TestWhoLeavesIsToldThatTheSaleGoesOn: Ctrl-C ends the waiting and nothing else.
func TestWhoLeavesIsToldThatTheSaleGoesOn(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	hang := make(chan struct{})
	d := newDaemon(t, func(n int, w http.ResponseWriter) {
		if n > 0 {
			leave()
			<-hang
			return
		}
		says(201, paymentIs("created", false, "null"))(n, w)
	})
	code, _, stderr := d.run(ctx, words.En, "pay", "12.50")
	close(hang)
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	holds(t, "stderr", stderr, []string{"no longer waiting: payment 90000000000000000001 goes on at the terminal", "hint: the stop button ends it"})
}

func TestWhatARefundSays(t *testing.T) {
	t.Parallel()
	refundIs := func(state, reason string) string {
		return fmt.Sprintf(`{"refund":{"number":"81","amount":{"value":"250","currency":"CNY"},"state":%q,"reason":%s},"payment":{}}`, state, reason)
	}
	for name, c := range map[string]struct {
		body   string
		code   int
		stderr []string
	}{
		"done":    {refundIs("done", "null"), 0, nil},
		"pending": {refundIs("pending", "null"), 1, []string{"the refund is not settled yet", "hint: the daemon goes on with the same refund number; do not refund again"}},
		"refused": {refundIs("refused", noMoney), 1, []string{"the refund has failed: Balance too low", "hint: pay another way"}},
		"unsent":  {refundIs("not_sent", "null"), 1, []string{"the refund has failed: not_sent", "hint: posd journal show 90000000000000000001 tells why"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDaemon(t, says(201, c.body))
			code, stdout, stderr := d.run(t.Context(), words.En, "refund", "90000000000000000001", "2.50", "-reason", "cold")
			if code != c.code {
				t.Errorf("exit code %d, not %d", code, c.code)
			}
			holds(t, "stdout", stdout, []string{"refund 81 of 2.50 CNY: "})
			holds(t, "stderr", stderr, c.stderr)
			if d.asked[0] != "POST /api/v1/payments/90000000000000000001/refunds?wait=30" {
				t.Errorf("asked %v", d.asked)
			}
			if amount, _ := json.Marshal(d.bodies[0]["amount"]); string(amount) != `{"currency":"CNY","value":"250"}` || d.bodies[0]["reason"] != "cold" {
				t.Errorf("sent %v", d.bodies[0])
			}
		})
	}
	d := newDaemon(t, says(201, refundIs("done", "null")))
	if code, _, stderr := d.run(t.Context(), words.En, "refund", "90000000000000000001"); code != 0 || d.bodies[0]["amount"] != nil {
		t.Errorf("all that is left: exit code %d, %v: %s", code, d.bodies[0], stderr)
	}
}

// TestASilencedFaultIsNobodysBusiness: what explains it is in the list too, and is the only fault that is told.
func TestASilencedFaultIsNobodysBusiness(t *testing.T) {
	t.Parallel()
	d := newDaemon(t, says(200, `{"problems":[
		{"code":"clock","title":{"zh":"时钟","en":"Clock"},"state":"fault","cause":{"zh":"早","en":"too early"},"cure":{"zh":"等","en":"wait"},"detail":"1970"},
		{"code":"gateway","title":{"zh":"网关","en":"Gateway"},"state":"fault","silenced":true,"cause":{"zh":"无","en":"no answer"},"cure":{"zh":"查","en":"look"}},
		{"code":"paper","title":{"zh":"打印","en":"Printing"},"state":"unknown"}]}`))
	code, stdout, stderr := d.run(t.Context(), words.En, "check")
	want := "ok     posd is running\nFAULT  Clock\n       too early\n       1970\n       -> wait\n-      Gateway\n?      Printing\n"
	if code != 1 || stdout != want || !strings.Contains(stderr, "faults found: 1") {
		t.Errorf("exit code %d:\n%s%s", code, stdout, stderr)
	}
}
