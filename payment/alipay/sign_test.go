package alipay_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"posd/payment/alipay"
)

const message = `{"head":{"version":"2.0.4"},"body":{"merchantTransId":"9_0"}}`

func pair(t testing.TB) (*alipay.Signer, *alipay.Verifier) {
	t.Helper()
	signer, err := alipay.NewSigner(ourKey())
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := alipay.NewVerifier(&ourKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestSignAndVerify(t *testing.T) {
	t.Parallel()
	signer, verifier := pair(t)
	out, err := signer.AppendSignature([]byte("x"), []byte(message))
	if err != nil || out[0] != 'x' || len(out) != 1+signer.EncodedLen() {
		t.Fatalf("%d bytes, %v", len(out), err)
	}
	signature := string(out[1:])
	if err := verifier.Verify([]byte(message), signature); err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]string{
		"empty":         "",
		"cut":           signature[:len(signature)-4],
		"longer":        signature + "AAAA",
		"with newline":  signature[:100] + "\n" + signature[100:],
		"url alphabet":  strings.NewReplacer("+", "-", "/", "_").Replace(signature) + "==",
		"another":       base64.StdEncoding.EncodeToString(make([]byte, 256)),
		"base64 twice":  base64.StdEncoding.EncodeToString([]byte(signature)),
		"padding bits":  flipPadding(signature),
		"with a prefix": "RSA2 " + signature,
	} {
		if err := verifier.Verify([]byte(message), wrong); !errors.Is(err, alipay.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := verifier.Verify([]byte(message+" "), signature); !errors.Is(err, alipay.ErrSignature) {
		t.Errorf("other bytes: %v", err)
	}
}

// flipPadding changes bits of the last character that decode to nothing.
func flipPadding(signature string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	i := len(strings.TrimRight(signature, "=")) - 1
	at := strings.IndexByte(alphabet, signature[i])
	return signature[:i] + string(alphabet[at^1]) + signature[i+1:]
}

func TestSignerTakesOnlyUsableKeys(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]crypto.Signer{"none": nil, "1024 bits": smallKey(t)} {
		if _, err := alipay.NewSigner(key); !errors.Is(err, alipay.ErrKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := alipay.NewVerifier(nil); !errors.Is(err, alipay.ErrKey) {
		t.Errorf("no public key: %v", err)
	}
	gone, err := alipay.NewSigner(brokenKey{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gone.AppendSignature(nil, []byte(message)); err == nil {
		t.Error("a key that is gone signed")
	}
}

// brokenKey is a key in hardware that was pulled out.
type brokenKey struct{}

func (brokenKey) Public() crypto.PublicKey { return ourKey().Public() }

func (brokenKey) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("token removed")
}

// OpenSSL is the witness that neither side of our own pair can be.
func TestSignatureAgainstOpenSSL(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not here")
	}
	signer, verifier := pair(t)
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	private := file("private.pem", toPEM("PRIVATE KEY", pkcs8(t, ourKey())))
	public := file("public.pem", toPEM("PUBLIC KEY", pkix(t, &ourKey().PublicKey)))
	text := file("text", []byte(message))

	theirs, err := exec.CommandContext(t.Context(), openssl, "dgst", "-sha256", "-sign", private, text).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier.Verify([]byte(message), base64.StdEncoding.EncodeToString(theirs)); err != nil {
		t.Errorf("openssl's signature: %v", err)
	}
	ours, err := signer.AppendSignature(nil, []byte(message))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(string(ours))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(raw, theirs) {
		t.Error("two signatures of one text differ: RSA2 has no randomness")
	}
	check := exec.CommandContext(context.WithoutCancel(t.Context()), openssl, "dgst", "-sha256", "-verify", public, "-signature", file("signature", raw), text)
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("openssl on our signature: %v: %s", err, out)
	}
}

func BenchmarkSign(b *testing.B) {
	signer, _ := pair(b)
	dst := make([]byte, 0, 512)
	text := bytes.Repeat([]byte("x"), 900)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.AppendSignature(dst, text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRawRSASign(b *testing.B) {
	key := ourKey()
	text := bytes.Repeat([]byte("x"), 900)
	b.ReportAllocs()
	for b.Loop() {
		digest := sha256.Sum256(text)
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]); err != nil {
			b.Fatal(err)
		}
	}
}
