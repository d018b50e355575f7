package ams

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
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/jsonout"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func testPay() payment.PayRequest {
	return payment.PayRequest{
		Number: testNumber, Amount: testAmount, Subject: "咖啡 \"large\"", Code: payment.NewCode(testCode), Created: testNow.Add(-3 * time.Second),
	}
}

func testPresent() payment.PresentRequest {
	return payment.PresentRequest{
		Number: testNumber, Amount: testAmount, Subject: "咖啡 \"large\"", Created: testNow.Add(-2500 * time.Millisecond), Valid: 97 * time.Second,
		Shop: payment.Shop{ID: "ST2", Name: "二号店"}, Terminal: "T-02",
	}
}

// framed returns head and body of a request.
func framed(t testing.TB, c *Client, to *api, body func(*jsonout.Builder)) (head, message string) {
	t.Helper()
	raw, err := c.seal(to, testNow, body)
	if err != nil {
		t.Fatal(err)
	}
	head, message, ok := strings.Cut(string(raw), "\r\n\r\n")
	if !ok {
		t.Fatalf("no end of the head in %q", raw)
	}
	return head, message
}

var anySignature = regexp.MustCompile(`signature=[A-Za-z0-9%]+`)

func TestRequestsAreAsThePagesShowThem(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(cfg *Config) {
		cfg.SettlementCurrency, cfg.NotifyURL, cfg.KeyVersion = "EUR", "https://shop.test/notify", "2"
	})
	plus := newClient(t, func(cfg *Config) {
		cfg.TerminalID = ""
		cfg.Merchant.MCC, cfg.Merchant.StoreName = "", ""
		cfg.Paths.Pay = PrefixAlipayPlus + "pay"
	})
	trade := payment.TradeRequest{Number: testNumber, Ref: testRef, Amount: testAmount}
	refund := payment.RefundRequest{Trade: trade, Number: testRefund, Amount: payment.Amount{Minor: 1000, Currency: "JPY"}, Reason: "broken\ncup"}
	var out bytes.Buffer
	for _, x := range []struct {
		c    *Client
		to   *api
		body func(*jsonout.Builder)
	}{
		{c, c.pay, func(w *jsonout.Builder) { c.writePay(w, testPay()) }},
		{c, c.present, func(w *jsonout.Builder) { c.writePresent(w, testPresent()) }},
		{plus, plus.pay, func(w *jsonout.Builder) { plus.writePay(w, testPay()) }},
		{c, c.query, func(w *jsonout.Builder) { writeTrade(w, trade) }},
		{c, c.query, func(w *jsonout.Builder) { writeTrade(w, payment.TradeRequest{Ref: testRef}) }},
		{c, c.cancel, func(w *jsonout.Builder) { writeTrade(w, trade) }},
		{c, c.refund, func(w *jsonout.Builder) { writeRefund(w, refund) }},
		{c, c.refundQuery, func(w *jsonout.Builder) { w.Text("refundRequestId", testRefund) }},
	} {
		head, message := framed(t, x.c, x.to, x.body)
		if length := regexp.MustCompile(`Content-Length: (\d+)`).FindStringSubmatch(head); length == nil || length[1] != strconv.Itoa(len(message)) {
			t.Errorf("the head says %v, the body has %d bytes", length, len(message))
		}
		head = anySignature.ReplaceAllString(head, "signature=...")
		out.WriteString(strings.ReplaceAll(head, "\r\n", "\n") + "\n\n" + message + "\n\n")
		if !json.Valid([]byte(message)) {
			t.Errorf("no JSON: %s", message)
		}
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

// The signature covers the documented text with the exact bytes of the body.
func TestSignatureCoversTheBytesThatAreSent(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	head, message := framed(t, c, c.pay, func(w *jsonout.Builder) { c.writePay(w, testPay()) })
	escaped, ok := strings.CutPrefix(anySignature.FindString(head), "signature=")
	if !ok {
		t.Fatal(head)
	}
	text, err := url.QueryUnescape(escaped)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	signed := []byte("POST /ams/api/v1/payments/pay\n" + testClientID + ".2026-03-04T12:08:56+08:00." + message)
	digest := sha256.Sum256(signed)
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
		"key": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "text": signed, "signature": raw,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	check := exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-verify", "key", "-signature", "signature", "text")
	check.Dir = dir
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("openssl: %v: %s", err, out)
	}
}

// The same attempt always carries the same content, whenever it is sent; its expiry is counted from its creation.
func TestRepeatedRequestIsTheSame(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	now := testNow
	c.now = func() time.Time { return now }
	_, first := framed(t, c, c.pay, func(w *jsonout.Builder) { c.writePay(w, testPay()) })
	now = now.Add(time.Minute)
	if _, again := framed(t, c, c.pay, func(w *jsonout.Builder) { c.writePay(w, testPay()) }); again != first {
		t.Errorf("%s\n%s", first, again)
	}
	if !strings.Contains(first, `"paymentExpiryTime":"2026-03-04T12:11:53+08:00"`) {
		t.Errorf("the expiry is not 3 min after the creation: %s", first)
	}
}

func TestBuildAndSignAllocateLittle(t *testing.T) {
	c := newClient(t)
	r := testPay()
	if n := testing.AllocsPerRun(20, func() {
		if _, err := c.seal(c.pay, testNow, func(w *jsonout.Builder) { c.writePay(w, r) }); err != nil {
			t.Fatal(err)
		}
	}); n > 12 {
		t.Errorf("%v allocations, want at most 12", n)
	}
}

// BenchmarkSeal reports build and sign over a raw RSA signature of the same run, as intl's does: the median of pairs made in turns.
func BenchmarkSeal(b *testing.B) {
	c := newClient(b)
	r := testPay()
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
		if _, err := c.seal(c.pay, testNow, func(w *jsonout.Builder) { c.writePay(w, r) }); err != nil {
			b.Fatal(err)
		}
		overs = append(overs, float64(time.Since(middle))/float64(middle.Sub(start)))
	}
	slices.Sort(overs)
	b.ReportMetric(overs[len(overs)/2], "x-raw-sign")
}
