//go:build witness

package openapi

import (
	"crypto/md5"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"posd/payment/alipay"
)

// openssl runs OpenSSL in a folder and returns what it prints.
func openssl(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "openssl", args...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("openssl %v: %v", args, err)
	}
	return string(out)
}

// serialByOpenSSL makes the platform's serial out of what OpenSSL says of a certificate.
func serialByOpenSSL(t *testing.T, dir, file string) string {
	t.Helper()
	out := openssl(t, dir, "x509", "-in", file, "-noout", "-issuer", "-serial", "-nameopt", "RFC2253,-esc_msb,utf8")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	issuer, okIssuer := strings.CutPrefix(lines[0], "issuer=")
	text, okSerial := strings.CutPrefix(lines[1], "serial=")
	number, okHex := new(big.Int).SetString(text, 16)
	if !okIssuer || !okSerial || !okHex {
		t.Fatalf("%q", out)
	}
	sum := md5.Sum([]byte(issuer + number.String()))
	return hex.EncodeToString(sum[:])
}

// TestWitnessSerials: the serials of a generated chain are those that OpenSSL's reading of it gives, and the root file's are those of
// its RSA roots alone, with SHA-1 and SHA-256, beside one of SM2 that crypto/x509 cannot read and one of a curve.
func TestWitnessSerials(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	self := func(name, subject string, args ...string) {
		openssl(t, dir, append([]string{
			"req", "-x509", "-nodes", "-utf8", "-days", "3650", "-keyout", name + ".key", "-out", name + ".crt", "-subj", subject,
		}, args...)...)
	}
	self("sha256", "/C=CN/O=Ant Financial/OU=Certification Authority/CN=Root R1", "-newkey", "rsa:2048", "-sha256")
	self("sha1", "/C=CN/ST=浙江/L=杭州/O=蚂蚁, \"金服\" \\+ 支付/CN= Root; <R0> ", "-newkey", "rsa:2048", "-sha1")
	self("curve", "/C=CN/O=Ant Financial/CN=Root E1", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-sha256")
	self("sm2", "/C=CN/O=Ant Financial/CN=Root SM2", "-newkey", "sm2", "-sm3")
	openssl(t, dir, "req", "-new", "-nodes", "-newkey", "rsa:2048", "-utf8", "-keyout", "app.key", "-out", "app.csr",
		"-subj", "/C=CN/O=龙井茶馆/OU=Alipay/CN=龙井茶馆-2088101117955611")
	openssl(t, dir, "x509", "-req", "-in", "app.csr", "-CA", "sha1.crt", "-CAkey", "sha1.key", "-set_serial", "0x00ff3b7c9d21e40a11", "-out", "app.crt", "-days", "365")

	read := func(names ...string) [][]byte {
		var file []byte
		for _, name := range names {
			text, err := os.ReadFile(filepath.Join(dir, name+".crt"))
			if err != nil {
				t.Fatal(err)
			}
			file = append(file, text...)
		}
		return ders(t, file)
	}
	for _, name := range []string{"sha256", "sha1", "app"} {
		if got, want := serialOfDER(t, read(name)[0]), serialByOpenSSL(t, dir, name+".crt"); got != want {
			t.Errorf("%s: %s, openssl %s", name, got, want)
		}
	}
	got, err := rootSerial(read("sm2", "sha256", "curve", "sha1"))
	if want := serialByOpenSSL(t, dir, "sha256.crt") + "_" + serialByOpenSSL(t, dir, "sha1.crt"); err != nil || got != want {
		t.Errorf("%s, %v, openssl %s", got, err, want)
	}
}

// TestWitnessSignatures: OpenSSL verifies what we sign, over the text that the pages want signed, for every call and both modes.
func TestWitnessSignatures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	der, err := x509.MarshalPKIXPublicKey(&ourKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	file("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	withCerts, err := New(testConfig(), certParts(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*Client{fullClient(t), withCerts} {
		for to, content := range requests(c) {
			head, form := framed(t, c, to, content)
			address, body := parameters(t, head, form)
			raw, err := base64.StdEncoding.DecodeString(address.Get("sign"))
			if err != nil {
				t.Fatal(err)
			}
			file("text", []byte(signedText(address, body)))
			file("signature", raw)
			if out := openssl(t, dir, "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "text"); !strings.Contains(out, "Verified OK") {
				t.Errorf("%s: %s", to.method, out)
			}
		}
	}
	// And an answer that OpenSSL has signed is believed.
	openssl(t, dir, "genrsa", "-out", "alipay.key", "2048")
	openssl(t, dir, "rsa", "-in", "alipay.key", "-pubout", "-out", "alipay.pem")
	text := response("10000", "", paidMembers)
	file("answer", []byte(text))
	signature := openssl(t, dir, "dgst", "-sha256", "-sign", "alipay.key", "answer")
	public, err := os.ReadFile(filepath.Join(dir, "alipay.pem"))
	if err != nil {
		t.Fatal(err)
	}
	parts := testParts()
	if parts.AlipayKey, err = alipay.ParsePublicKey(public); err != nil {
		t.Fatal(err)
	}
	c, err := New(testConfig(), parts)
	if err != nil {
		t.Fatal(err)
	}
	raw := `{"alipay_trade_pay_response":` + text + `,"sign":"` + base64.StdEncoding.EncodeToString([]byte(signature)) + `"}`
	if a, d := c.judge(c.testQuestion(methodPay), reply200(raw)); a == nil {
		t.Errorf("%+v", d)
	}
}
