package intl

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"posd/payment"
	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/strict"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func testPay() payment.PayRequest {
	return payment.PayRequest{Number: testNumber, Amount: testAmount, Subject: "咖啡 \"large\"", Code: payment.NewCode(testCode)}
}

func testPresent() payment.PresentRequest {
	return payment.PresentRequest{Number: testNumber, Amount: testAmount, Subject: "咖啡 \"large\"", Valid: time.Minute}
}

// framed returns head and body of a request.
func framed(t testing.TB, c *Client, q *question, body func(*jsonout.Builder)) (head, message string) {
	t.Helper()
	raw, err := c.seal(q, body)
	if err != nil {
		t.Fatal(err)
	}
	head, message, ok := strings.Cut(string(raw), "\r\n\r\n")
	if !ok {
		t.Fatalf("no end of the head in %q", raw)
	}
	return head, message
}

// payMessage returns the body of a pay request.
func payMessage(t testing.TB, c *Client, r payment.PayRequest) string {
	t.Helper()
	_, message := framed(t, c, c.testQuestion(payFunction), func(w *jsonout.Builder) { c.writePay(w, r) })
	return message
}

func TestRequestsAreAsThePagesShowThem(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(cfg *Config) {
		cfg.Seller = Seller{ID: "S1", Name: "茶馆", MCC: "5812", StoreID: "ST1", StoreName: "一号店"}
		cfg.TerminalID, cfg.SettleContractID, cfg.NotifyURL = "T-01", "USD-1", "https://shop.test/notify"
		cfg.IsvAccessToken = `tok"en`
	})
	plain := newClient(t, func(cfg *Config) {
		cfg.Version, cfg.PartnerID, cfg.MerchantID = "2.0.2", cfg.MerchantID, ""
	})
	trade := payment.TradeRequest{Number: testNumber, Ref: testRef, Amount: testAmount}
	refund := payment.RefundRequest{Trade: trade, Number: testRefund, Amount: payment.Amount{Minor: 1000, Currency: "JPY"}, Reason: "broken\ncup"}
	var out bytes.Buffer
	for _, x := range []struct {
		c        *Client
		function string
		body     func(*jsonout.Builder)
	}{
		{c, payFunction, func(w *jsonout.Builder) { c.writePay(w, testPay()) }},
		{c, presentFunction, func(w *jsonout.Builder) { c.writePresent(w, testPresent()) }},
		{plain, presentFunction, func(w *jsonout.Builder) { plain.writePresent(w, testPresent()) }},
		{plain, payFunction, func(w *jsonout.Builder) { plain.writePay(w, testPay()) }},
		{c, queryFunction, func(w *jsonout.Builder) { c.writeTrade(w, trade) }},
		{c, queryFunction, func(w *jsonout.Builder) { c.writeTrade(w, payment.TradeRequest{Ref: testRef}) }},
		{plain, cancelFunction, func(w *jsonout.Builder) { plain.writeTrade(w, trade) }},
		{c, refundFunction, func(w *jsonout.Builder) { c.writeRefund(w, refund) }},
	} {
		head, message := framed(t, x.c, x.c.testQuestion(x.function), x.body)
		value, sig, ok := strings.Cut(message, `,"signature":"`)
		if !ok || !strings.HasSuffix(sig, `"}`) {
			t.Fatalf("%q", message)
		}
		out.WriteString(strings.ReplaceAll(head, "\r\n", "\n") + "\n\n" + value + "\n\n")
	}
	golden(t, "requests.txt", out.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update rewrites it):\n%s", path, got)
	}
}

// The signature covers the exact bytes of the value of "request": nothing more, nothing less, nothing rewritten.
func TestSignatureCoversTheBytesThatAreSent(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	message := payMessage(t, c, testPay())
	envelope, err := strict.Parse([]byte(message))
	if err != nil || len(envelope) != 2 {
		t.Fatalf("%v in %s", err, message)
	}
	value, _ := envelope.Value("request")
	sig, _ := envelope.Text("signature")
	raw, err := base64.StdEncoding.DecodeString(sig)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(value)
	if err := rsa.VerifyPKCS1v15(&ourKey().PublicKey, crypto.SHA256, digest[:], raw); err != nil {
		t.Fatal(err)
	}
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not here")
	}
	der, err := x509.MarshalPKIXPublicKey(&ourKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"key": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "value": value, "signature": raw,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-verify", "key", "-signature", "signature", "value")
	check.Dir = dir
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("openssl: %v: %s", err, out)
	}
}

func TestTitles(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for name, subject := range map[string]string{
		"empty": "", "blank": " \t", "control": "a\x00b\r\nc\x7f", "not UTF-8": "a\xffb", "emoji": "☕\U0001f9cb", "quotes": `"\/<>&`,
		"long": strings.Repeat("茶", 300), "line separator": "a\u2028b", "replacement": "a\ufffdb",
	} {
		r := testPay()
		r.Subject = subject
		message := payMessage(t, c, r)
		var got struct {
			Request struct {
				Body struct {
					Order struct {
						OrderTitle string `json:"orderTitle"`
					} `json:"order"`
				} `json:"body"`
			} `json:"request"`
		}
		if err := json.Unmarshal([]byte(message), &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		title := got.Request.Body.Order.OrderTitle
		want := eachByte(subject)
		switch name {
		case "empty", "blank":
			want = testNumber
		case "long":
			want = strings.Repeat("茶", 256)
		}
		if title != want || utf8.RuneCountInString(title) > 256 {
			t.Errorf("%s: %q", name, title)
		}
		if strings.ContainsAny(message, "\r\n\x00") {
			t.Errorf("%s: a control character in the message", name)
		}
	}
}

// The same attempt always carries the same content: only the message's id and time differ.
func TestRepeatedRequestIsTheSame(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	if a, b := payMessage(t, c, testPay()), payMessage(t, c, testPay()); a != b {
		t.Errorf("%s\n%s", a, b)
	}
}

func TestMessageIDsAreUnique(t *testing.T) {
	t.Parallel()
	parts := testParts()
	parts.NewMsgID = nil
	c, err := New(testConfig(), parts)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for range 1000 {
		id := c.newMsgID()
		if seen[id] || len(id) < 24 || len(id) > 64 {
			t.Fatalf("message id %q", id)
		}
		seen[id] = true
	}
}

// eachByte replaces every byte that is not UTF-8 by itself, as ranging over a string does.
func eachByte(s string) string { return string([]rune(s)) }

func TestBuildAndSignAllocateLittle(t *testing.T) {
	c := newClient(t)
	r := testPay()
	q := c.testQuestion(payFunction)
	if n := testing.AllocsPerRun(20, func() {
		if _, err := c.seal(q, func(w *jsonout.Builder) { c.writePay(w, r) }); err != nil {
			t.Fatal(err)
		}
	}); n > 12 {
		t.Errorf("%v allocations, want at most 12", n)
	}
}

// BenchmarkSeal reports build and sign over a raw RSA signature of the same run: target 1.01. They are made in turns, and the figure
// is the median of the pairs: on a busy machine one pair in some is interrupted, and a mean would tell of nothing else. Its
// allocations are those of both.
func BenchmarkSeal(b *testing.B) {
	c := newClient(b)
	r := testPay()
	q := c.testQuestion(payFunction)
	key := ourKey()
	value := make([]byte, 900)
	overs := make([]float64, 0, 1<<14)
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		digest := sha256.Sum256(value)
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if _, err := c.seal(q, func(w *jsonout.Builder) { c.writePay(w, r) }); err != nil {
			b.Fatal(err)
		}
		overs = append(overs, float64(time.Since(middle))/float64(middle.Sub(start)))
	}
	slices.Sort(overs)
	b.ReportMetric(overs[len(overs)/2], "x-raw-sign")
}

// BenchmarkBuild is the part that is not the signature.
func BenchmarkBuild(b *testing.B) {
	c := newClient(b)
	r := testPay()
	q := c.testQuestion(payFunction)
	b.ReportAllocs()
	for b.Loop() {
		w := jsonout.Builder{B: make([]byte, 0, requestSize)}
		w.Raw("{")
		c.writeHead(&w, q)
		w.Open("body")
		c.writePay(&w, r)
		w.Close()
		w.Close()
	}
}
