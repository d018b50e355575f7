package alipay_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"posd/payment/alipay"
	"posd/payment/alipay/keytest"
)

var ourKey = sync.OnceValue(func() *rsa.PrivateKey { return keytest.RSA(3) })

func toPEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func toBase64(der []byte) []byte { return []byte(base64.StdEncoding.EncodeToString(der)) }

func pkcs8(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func pkix(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func wrapped(text []byte) []byte {
	var b bytes.Buffer
	for len(text) > 64 {
		b.Write(text[:64])
		b.WriteString("\r\n")
		text = text[64:]
	}
	b.Write(text)
	return b.Bytes()
}

func write(t *testing.T, mode os.FileMode, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadPrivateKeyFormats(t *testing.T) {
	t.Parallel()
	key := ourKey()
	pkcs1 := x509.MarshalPKCS1PrivateKey(key)
	for name, data := range map[string][]byte{
		"PKCS #1 PEM":         toPEM("RSA PRIVATE KEY", pkcs1),
		"PKCS #8 PEM":         toPEM("PRIVATE KEY", pkcs8(t, key)),
		"PKCS #1 base64":      toBase64(pkcs1),
		"PKCS #8 base64":      toBase64(pkcs8(t, key)),
		"base64, lines":       wrapped(toBase64(pkcs8(t, key))),
		"base64, newline":     append(toBase64(pkcs1), "\r\n"...),
		"PEM, blanks around":  append([]byte("\n \n"), toPEM("PRIVATE KEY", pkcs8(t, key))...),
		"PEM after byte mark": append([]byte("\xef\xbb\xbf"), toPEM("PRIVATE KEY", pkcs8(t, key))...),
	} {
		got, err := alipay.LoadPrivateKey(write(t, 0o400, data))
		if err != nil || !got.Equal(key) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadPublicKeyFormats(t *testing.T) {
	t.Parallel()
	key := &ourKey().PublicKey
	for name, data := range map[string][]byte{
		"PKIX PEM":      toPEM("PUBLIC KEY", pkix(t, key)),
		"PKCS #1 PEM":   toPEM("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(key)),
		"PKIX base64":   toBase64(pkix(t, key)),
		"base64, lines": wrapped(toBase64(pkix(t, key))),
	} {
		got, err := alipay.LoadPublicKey(write(t, 0o644, data))
		if err != nil || !got.Equal(key) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	key := ourKey()
	private := toPEM("PRIVATE KEY", pkcs8(t, key))
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	small := &rsa.PrivateKey{}
	*small = *smallKey(t)
	locked := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"DEK-Info": "AES-128-CBC,00"}, Bytes: []byte("x")})
	for _, c := range []struct {
		name, says string
		data       []byte
	}{
		{"public instead of private", "public key", toPEM("PUBLIC KEY", pkix(t, &key.PublicKey))},
		{"elliptic curve", "RSA", toPEM("PRIVATE KEY", pkcs8(t, curve))},
		{"1024 bits", "1024 bits", toPEM("PRIVATE KEY", pkcs8(t, small))},
		{"encrypted, old", "encrypted", locked},
		{"encrypted, new", "encrypted", toPEM("ENCRYPTED PRIVATE KEY", []byte("x"))},
		{"two blocks", "more than one", append(bytes.Clone(private), private...)},
		{"cut PEM", "damaged", private[:len(private)/2]},
		{"cut base64", "PKCS", toBase64(pkcs8(t, key)[:600])},
		{"text", "PEM nor base64", []byte("the key is under the mat")},
		{"random bytes", "PEM nor base64", []byte{1, 2, 3, 0xff}},
	} {
		_, err := alipay.LoadPrivateKey(write(t, 0o600, c.data))
		if !errors.Is(err, alipay.ErrKey) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "private key") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	_, err = alipay.LoadPublicKey(write(t, 0o600, private))
	if !errors.Is(err, alipay.ErrKey) || !strings.Contains(err.Error(), "alipay's public key") {
		t.Errorf("private instead of public: %v", err)
	}
}

// smallKey makes a key that Go itself no longer makes by default.
func smallKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Skipf("no 1024 bit key: %v", err)
	}
	return key
}

func TestKeyFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	data := toPEM("PRIVATE KEY", pkcs8(t, ourKey()))
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o622, 0o644} {
		if _, err := alipay.LoadPrivateKey(write(t, mode, data)); !errors.Is(err, alipay.ErrKeyFile) {
			t.Errorf("private key with mode %04o: %v", mode, err)
		}
	}
	public := toPEM("PUBLIC KEY", pkix(t, &ourKey().PublicKey))
	for _, mode := range []os.FileMode{0o620, 0o602, 0o666} {
		if _, err := alipay.LoadPublicKey(write(t, mode, public)); !errors.Is(err, alipay.ErrKeyFile) {
			t.Errorf("public key with mode %04o: %v", mode, err)
		}
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"missing":   filepath.Join(t.TempDir(), "nothing"),
		"directory": t.TempDir(),
		"pipe":      pipe,
		"empty":     write(t, 0o600, nil),
		"huge":      write(t, 0o600, bytes.Repeat([]byte("A"), 70_000)),
	} {
		_, err := alipay.LoadPrivateKey(path)
		if !errors.Is(err, alipay.ErrKeyFile) || strings.Count(err.Error(), path) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// No error about a key may help to guess it.
func TestKeyErrorsHoldNoKey(t *testing.T) {
	t.Parallel()
	text := toBase64(pkcs8(t, ourKey()))
	for i := 10; i < len(text); i += 97 {
		for _, data := range [][]byte{text[:i], append(bytes.Clone(text[:i]), '!'), append([]byte("-----BEGIN PRIVATE KEY-----\n"), text[:i]...)} {
			_, err := alipay.ParsePrivateKey(data)
			if err == nil {
				t.Fatalf("%d characters of a key were taken", i)
			}
			if strings.Contains(err.Error(), string(text[:8])) || len(err.Error()) > 120 {
				t.Fatalf("%v", err)
			}
		}
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	key := &ourKey().PublicKey
	print1 := alipay.Fingerprint(key)
	if len(print1) != 39 || strings.Count(print1, " ") != 7 || print1 != alipay.Fingerprint(key) {
		t.Errorf("fingerprint %q", print1)
	}
	if alipay.Fingerprint(nil) != "" || alipay.Fingerprint(&rsa.PublicKey{}) != "" {
		t.Error("no key has a fingerprint")
	}
}

func FuzzParseKeys(f *testing.F) {
	key := ourKey()
	f.Add(toPEM("PRIVATE KEY", pkcs8(f, key)))
	f.Add(toPEM("PUBLIC KEY", pkix(f, &key.PublicKey)))
	f.Add(toBase64(pkix(f, &key.PublicKey)))
	f.Add([]byte("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if key, err := alipay.ParsePrivateKey(data); err == nil {
			if _, err := alipay.NewSigner(key); err != nil {
				t.Fatal(err)
			}
		}
		if key, err := alipay.ParsePublicKey(data); err == nil {
			if _, err := alipay.NewVerifier(key); err != nil {
				t.Fatal(err)
			}
		}
	})
}
