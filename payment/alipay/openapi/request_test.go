package openapi

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"posd/payment"
	"posd/payment/alipay/jsonout"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func testPay() payment.PayRequest {
	return payment.PayRequest{Number: testNumber, Amount: testAmount, Subject: "咖啡 \"large\"", Code: payment.NewCode(testCode), Operator: "李"}
}

func testPresent() payment.PresentRequest {
	return payment.PresentRequest{Number: testNumber, Amount: testAmount, Subject: "咖啡/\"large\"", Operator: "李", Valid: 97 * time.Second}
}

// framed returns head and form of a request.
func framed(t testing.TB, c *Client, to *call, content func(*jsonout.Builder)) (head, form string) {
	t.Helper()
	raw, err := c.seal(to, content)
	if err != nil {
		t.Fatal(err)
	}
	head, form, ok := strings.Cut(string(raw), "\r\n\r\n")
	if !ok {
		t.Fatalf("no end of the head in %q", raw)
	}
	return head, form
}

// parameters returns what a server of forms finds in a request: those of the address and those of the form.
func parameters(t testing.TB, head, form string) (address, body url.Values) {
	t.Helper()
	target := strings.Fields(head)[1]
	u, err := url.ParseRequestURI(target)
	if err != nil {
		t.Fatal(err)
	}
	address, errAddress := url.ParseQuery(u.RawQuery)
	body, errBody := url.ParseQuery(form)
	if errAddress != nil || errBody != nil {
		t.Fatal(errAddress, errBody)
	}
	return address, body
}

func fullClient(t testing.TB) *Client {
	t.Helper()
	return newClient(t, func(cfg *Config) {
		cfg.AuthToken = "201510BBaabdb44d8fd04607abf8d5931ec75D84"
		cfg.StoreID, cfg.TerminalID, cfg.SubMerchantID, cfg.ProviderID = "NJ_001", "T-01", "2088102123816631", "2088511833207846"
		cfg.NotifyURL, cfg.Expiry = "https://shop.test/notify?a=b&c=茶", 2*time.Minute
	})
}

// requests are one of each call.
func requests(c *Client) map[*call]func(*jsonout.Builder) {
	trade := payment.TradeRequest{Number: testNumber, Ref: testRef, Amount: testAmount}
	refund := payment.RefundRequest{Trade: trade, Number: testRefund, Amount: refundAmount, Reason: "broken\ncup & saucer"}
	return map[*call]func(*jsonout.Builder){
		c.pay:     func(w *jsonout.Builder) { c.writePay(w, testPay()) },
		c.present: func(w *jsonout.Builder) { c.writePresent(w, testPresent()) },
		c.query:   func(w *jsonout.Builder) { writeTrade(w, trade) },
		c.cancel:  func(w *jsonout.Builder) { writeTrade(w, payment.TradeRequest{Ref: testRef}) },
		c.refund:  func(w *jsonout.Builder) { c.writeRefund(w, refund) },
		c.refundQuery: func(w *jsonout.Builder) {
			writeTrade(w, trade)
			w.Text("out_request_no", testRefund)
		},
		c.download: func(w *jsonout.Builder) { w.Text("alipay_cert_sn", "469564624") },
	}
}

func TestRequestsAreAsThePagesShowThem(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	for _, c := range []*Client{fullClient(t), newClient(t)} {
		all := requests(c)
		for _, to := range []*call{c.pay, c.present, c.query, c.cancel, c.refund, c.refundQuery, c.download} {
			head, form := framed(t, c, to, all[to])
			address, body := parameters(t, head, form)
			out.WriteString("== " + to.method + "\n")
			for _, line := range strings.Split(head, "\r\n")[1:] {
				out.WriteString(line + "\n")
			}
			for _, values := range []url.Values{address, body} {
				out.WriteString("\n")
				for _, name := range sortedNames(values) {
					value := values.Get(name)
					if name == "sign" {
						value = "..."
					}
					out.WriteString(name + "=" + value + "\n")
				}
			}
			out.WriteString("\n")
		}
	}
	golden(t, "requests.txt", out.Bytes())
}

func sortedNames(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
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

// signedText rebuilds the text that the pages want signed, from what a server sees: every parameter but sign, sorted, not escaped.
func signedText(address, body url.Values) string {
	all := map[string]string{}
	for _, values := range []url.Values{address, body} {
		for name := range values {
			all[name] = values.Get(name)
		}
	}
	delete(all, "sign")
	var parts []string
	for name, value := range all {
		parts = append(parts, name+"="+value)
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

func TestSignatureCoversEveryParameter(t *testing.T) {
	t.Parallel()
	withCerts, err := New(testConfig(), certParts(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*Client{fullClient(t), newClient(t), withCerts} {
		for to, content := range requests(c) {
			head, form := framed(t, c, to, content)
			address, body := parameters(t, head, form)
			raw, err := base64.StdEncoding.DecodeString(address.Get("sign"))
			if err != nil {
				t.Fatal(err)
			}
			text := signedText(address, body)
			digest := sha256.Sum256([]byte(text))
			if err := rsa.VerifyPKCS1v15(&ourKey().PublicKey, crypto.SHA256, digest[:], raw); err != nil {
				t.Errorf("%s: %v: %s", to.method, err, text)
			}
			if !strings.Contains(text, "&sign_type=RSA2&") || strings.Contains(text, "=&") {
				t.Errorf("%s: %s", to.method, text)
			}
		}
	}
}

// charset is in the address, or the form has been read as GBK before it is seen; secrets are not.
func TestWhereParametersTravel(t *testing.T) {
	t.Parallel()
	c := fullClient(t)
	for to, content := range requests(c) {
		head, form := framed(t, c, to, content)
		address, body := parameters(t, head, form)
		if address.Get("charset") != "utf-8" || address.Get("method") != to.method || len(body) != 2 {
			t.Errorf("%s: %v %v", to.method, address, body)
		}
		for _, secret := range []string{testCode, "201510BB"} {
			if strings.Contains(head, secret) {
				t.Errorf("%s: %q is in the head", to.method, secret)
			}
		}
		if address.Get("timestamp") != "2026-03-04 12:08:56" {
			t.Errorf("timestamp %q is not Beijing's", address.Get("timestamp"))
		}
		if !utf8.ValidString(body.Get("biz_content")) || !json.Valid([]byte(body.Get("biz_content"))) {
			t.Errorf("%s: %q", to.method, body.Get("biz_content"))
		}
	}
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for name, x := range map[string]struct{ subject, want string }{
		"empty":     {"", testNumber},
		"blank":     {" \t", testNumber},
		"control":   {"a\x00b\r\nc\x7f", "a\x00b\r\nc\x7f"},
		"not UTF-8": {"a\xffb", "a\ufffdb"},
		"emoji":     {"☕\U0001f9cb", "☕\U0001f9cb"},
		"quotes":    {`"\<>+%`, `"\<>+%`},
		"forbidden": {"1/2 a=b & c", "1／2 a＝b ＆ c"},
		"long":      {strings.Repeat("茶", 300), strings.Repeat("茶", 256)},
	} {
		r := testPay()
		r.Subject = x.subject
		head, form := framed(t, c, c.pay, func(w *jsonout.Builder) { c.writePay(w, r) })
		_, body := parameters(t, head, form)
		var got struct{ Subject string }
		if err := json.Unmarshal([]byte(body.Get("biz_content")), &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got.Subject != x.want {
			t.Errorf("%s: %q", name, got.Subject)
		}
	}
}

// The same attempt always carries the same content: only the message's time and signature differ.
func TestRepeatedRequestIsTheSame(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	_, first := framed(t, c, c.pay, func(w *jsonout.Builder) { c.writePay(w, testPay()) })
	c.now = func() time.Time { return time.Date(2026, 3, 4, 4, 9, 0, 0, time.UTC) }
	_, second := framed(t, c, c.pay, func(w *jsonout.Builder) { c.writePay(w, testPay()) })
	if first != second {
		t.Errorf("%s\n%s", first, second)
	}
}

func TestAmounts(t *testing.T) {
	t.Parallel()
	for minor, want := range map[int64]string{1: "0.01", 10: "0.10", 99: "0.99", 100: "1.00", 1250: "12.50", payment.MaxMinor: "100000000.00"} {
		w := jsonout.Builder{B: []byte("{")}
		a := payment.Amount{Minor: minor, Currency: Currency}
		writeAmount(&w, "a", a)
		if got := string(w.B); got != `{"a":"`+want+`"` || want != a.Decimal() || !isAmount(want, a) {
			t.Errorf("%d: %s", minor, got)
		}
	}
}

func TestBuildAndSignAllocateLittle(t *testing.T) {
	c := newClient(t)
	r := testPay()
	if n := testing.AllocsPerRun(20, func() {
		if _, err := c.seal(c.pay, func(w *jsonout.Builder) { c.writePay(w, r) }); err != nil {
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
	key := ourKey()
	value := make([]byte, 500)
	overs := make([]float64, 0, 1<<14)
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		digest := sha256.Sum256(value)
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
		middle := time.Now()
		if _, err := c.seal(c.pay, func(w *jsonout.Builder) { c.writePay(w, r) }); err != nil {
			b.Fatal(err)
		}
		overs = append(overs, float64(time.Since(middle))/float64(middle.Sub(start)))
	}
	slices.Sort(overs)
	b.ReportMetric(overs[len(overs)/2], "x-raw-sign")
}

// The family counts in whole minutes: a code lives no shorter than it is shown.
func TestLivesAreRoundedUp(t *testing.T) {
	t.Parallel()
	for valid, want := range map[time.Duration]string{
		time.Nanosecond: "1m", time.Minute: "1m", time.Minute + 1: "2m", 97 * time.Second: "2m", 2 * time.Hour: "120m",
	} {
		if got := minutes(valid); got != want {
			t.Errorf("%v: %s, want %s", valid, got, want)
		}
	}
}
