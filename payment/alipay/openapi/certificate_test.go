package openapi

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/keytest"
)

// certs are the certificates of the tests' application, and Alipay's key behind them.
var certs = sync.OnceValues(func() (*alipaytest.Certificates, *alipaytest.Identity) {
	id, err := alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2))
	if err != nil {
		panic(err)
	}
	c, err := alipaytest.NewCertificates(id, &ourKey().PublicKey, testApp)
	if err != nil {
		panic(err)
	}
	return c, id
})

func ders(t testing.TB, file []byte) [][]byte {
	t.Helper()
	out, err := alipay.ParseCertificates(file)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func certParts(t testing.TB) Parts {
	t.Helper()
	files, _ := certs()
	p := testParts()
	p.AlipayKey = nil
	p.Certificates = &Certificates{App: ders(t, files.App), Alipay: ders(t, files.Alipay), Root: ders(t, files.Root)}
	return p
}

func TestCertificateMode(t *testing.T) {
	t.Parallel()
	c, err := New(testConfig(), certParts(t))
	if err != nil {
		t.Fatal(err)
	}
	app, root := c.ring.serials()
	if len(app) != 32 || len(root) != 32 || app == root {
		t.Errorf("%q, %q: one RSA root of three", app, root)
	}
	head, _ := framed(t, c, c.pay, func(w *jsonout.Builder) { c.writePay(w, testPay()) })
	if !strings.Contains(head, "app_cert_sn="+app) || !strings.Contains(head, "alipay_root_cert_sn="+root) {
		t.Errorf("%s", head)
	}
}

// A root that crypto/x509 cannot read is skipped if its algorithm does not count, and is a fault if it does.
func TestRootsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	files, _ := certs()
	roots := ders(t, files.Root)
	if _, err := x509.ParseCertificate(roots[0]); err == nil {
		t.Fatal("crypto/x509 reads SM2 now: the test tests nothing")
	}
	whole, err := rootSerial(roots)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := rootSerial(roots[2:])
	if err != nil || alone != whole {
		t.Errorf("%q, %v, want %q", alone, err, whole)
	}
	double, err := rootSerial([][]byte{roots[2], roots[0], roots[2]})
	if err != nil || double != whole+"_"+whole {
		t.Errorf("two roots: %q, %v", double, err)
	}
	damaged := append([]byte(nil), roots[2]...)
	damaged[len(damaged)/3] ^= 0xff
	for name, list := range map[string][][]byte{
		"none": nil, "no RSA one": roots[:2], "damaged": {damaged}, "cut": {roots[2][:100]}, "text": {[]byte("hello")}, "more behind": {append(slices.Clip(roots[2]), 0)},
	} {
		if got, err := rootSerial(list); !errors.Is(err, ErrCertificate) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestNewSaysWhatIsWrongWithCertificates(t *testing.T) {
	t.Parallel()
	files, id := certs()
	strangers, err := alipaytest.NewCertificates(id, &forger().PublicKey, testApp)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		change func(*Parts)
		says   string
	}{
		"no app":        {func(p *Parts) { p.Certificates.App = nil }, "app_cert"},
		"no alipay":     {func(p *Parts) { p.Certificates.Alipay = nil }, "alipay_cert"},
		"no root":       {func(p *Parts) { p.Certificates.Root = nil }, "alipay_root_cert"},
		"another key":   {func(p *Parts) { p.Certificates.App = ders(t, strangers.App) }, "does not belong to our private key"},
		"ours twice":    {func(p *Parts) { p.Certificates.Alipay = p.Certificates.App }, "our own public key"},
		"curve":         {func(p *Parts) { p.Certificates.Alipay = ders(t, files.Root)[1:] }, "not of an RSA key"},
		"unreadable":    {func(p *Parts) { p.Certificates.Alipay = ders(t, files.Root) }, "alipay_cert"},
		"both modes":    {func(p *Parts) { p.AlipayKey = &alipayKey().PublicKey }, "choose one mode"},
		"no key at all": {func(p *Parts) { p.PrivateKey = nil }, "our private key"},
	} {
		p := certParts(t)
		x.change(&p)
		if _, err := New(testConfig(), p); !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), x.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseCertificates(t *testing.T) {
	t.Parallel()
	files, _ := certs()
	if n := len(ders(t, append([]byte("\xef\xbb\xbf"), files.Root...))); n != 3 {
		t.Errorf("%d roots", n)
	}
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("secret numbers")})
	for name, text := range map[string]string{
		"empty": "", "text": "hello", "a key": string(key), "a key behind": string(files.App) + string(key),
		"damaged": string(files.App) + strings.Replace(string(files.App), "-----END", "----END", 1),
	} {
		_, err := alipay.ParseCertificates([]byte(text))
		if !errors.Is(err, alipay.ErrKey) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What Alipay hands out as its new certificate is held against roots, serial and subject.
func TestAcceptedCertificates(t *testing.T) {
	t.Parallel()
	files, _ := certs()
	id, err := alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(8))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := alipaytest.NewCertificates(id, &ourKey().PublicKey, testApp)
	if err != nil {
		t.Fatal(err)
	}
	p := testParts()
	p.AlipayKey, p.Certificates = nil, &Certificates{App: ders(t, files.App), Alipay: ders(t, files.Alipay), Root: ders(t, files.Root)}
	ring, err := p.keyring()
	if err != nil {
		t.Fatal(err)
	}
	now := p.Now()
	leaf, between := ders(t, files.Alipay)[0], ders(t, files.Alipay)[1]
	serial := ring.alipaySN
	app := ders(t, files.App)[0]
	foreign := ders(t, elsewhere.Alipay)
	for name, x := range map[string]struct {
		ders   [][]byte
		serial string
		now    time.Time
		says   string
	}{
		"as it should be":      {[][]byte{leaf, between}, serial, now, ""},
		"no chain":             {[][]byte{leaf}, serial, now, "unknown authority"},
		"another root":         {foreign, serialOfDER(t, foreign[0]), now, "unknown authority"},
		"another serial":       {[][]byte{leaf, between}, "00", now, "another serial"},
		"another merchant's":   {[][]byte{app, between}, serialOfDER(t, app), now, "another subject"},
		"a century too late":   {[][]byte{leaf, between}, serial, now.AddDate(200, 0, 0), "expired"},
		"the authority itself": {[][]byte{between, leaf}, serialOfDER(t, between), now, "another subject"},
		"nothing":              {nil, serial, now, "missing"},
		"no certificate":       {[][]byte{[]byte("x")}, serial, now, "new certificate"},
	} {
		key, err := ring.authority.accept(x.ders, x.serial, x.now)
		if x.says == "" {
			if err != nil || key == nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if !errors.Is(err, ErrCertificate) || !strings.Contains(err.Error(), x.says) || key != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func serialOfDER(t testing.TB, der []byte) string {
	t.Helper()
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return Serial(cert)
}

// Whoever can forge answers cannot make us ask for certificates without end.
func TestCertificatesAreAskedForOnceAMinute(t *testing.T) {
	t.Parallel()
	ring, err := newKeyring(&alipayKey().PublicKey, ourKey())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	for _, x := range []struct {
		after time.Duration
		may   bool
	}{{0, true}, {time.Second, false}, {59 * time.Second, false}, {61 * time.Second, true}, {62 * time.Second, false}, {-time.Hour, true}} {
		if got := ring.mayAsk(at.Add(x.after)); got != x.may {
			t.Errorf("after %v: %t", x.after, got)
		}
	}
	for range newerMost {
		ring.newer[string(rune('a'+len(ring.newer)))] = ring.configured
	}
	if ring.mayAsk(at.Add(time.Hour)) {
		t.Error("certificates without end")
	}
}

// An answer under the key that we trust is believed whatever serial it names: Alipay keeps its key when it renews a certificate.
func TestSerialOfAnAnswer(t *testing.T) {
	t.Parallel()
	_, id := certs()
	c, err := New(testConfig(), certParts(t))
	if err != nil {
		t.Fatal(err)
	}
	text := response("10000", "", paidMembers)
	for name, x := range map[string]struct {
		key    *rsa.PrivateKey
		serial string
		reason string
	}{
		"ours to expect":      {id.SigningKey(), c.ring.alipaySN, ""},
		"renewed, same key":   {id.SigningKey(), "0123", ""},
		"no serial":           {id.SigningKey(), "", ""},
		"another key":         {forger(), "0123", "alipay_certificate_changed"},
		"another, old serial": {forger(), c.ring.alipaySN, "alipay_key_wrong"},
		"another, no serial":  {forger(), "", "alipay_key_wrong"},
	} {
		raw := `{"alipay_trade_pay_response":` + text + `,"sign":"` + signature(t, x.key, text) + `","alipay_cert_sn":"` + x.serial + `"}`
		a, d := c.judge(c.testQuestion(methodPay), reply200(raw))
		switch {
		case x.reason == "":
			if a == nil {
				t.Errorf("%s: %+v", name, d)
			}
		case d == nil || d.reason.Code != x.reason || (d.renewed != "") != (x.reason == "alipay_certificate_changed"):
			t.Errorf("%s: %+v, %+v", name, a, d)
		}
	}
}
