package alipay

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
)

// MinKeyBits is the smallest RSA key taken. Source: Alipay, "Digital signature": the length of the RSA key must be 2048 bits.
const MinKeyBits = 2048

// maxKeyBits keeps a damaged or hostile key file from costing seconds per signature.
const maxKeyBits = 8192

// LoadPrivateKey reads the terminal's own signing key from a file: PEM (PKCS #1 or PKCS #8) or the bare base64 that Alipay's key
// tools write. The file must be a regular one that only its owner can read. The error wraps [ErrKeyFile] or [ErrKey], names the
// file and never holds a byte of the key.
func LoadPrivateKey(path string) (*rsa.PrivateKey, error) {
	data, err := readKeyFile(path, privateFileMode)
	if err != nil {
		return nil, fmt.Errorf("our private key %s: %w", path, err)
	}
	key, err := ParsePrivateKey(data)
	clear(data)
	if err != nil {
		return nil, fmt.Errorf("our private key %s: %w", path, err)
	}
	return key, nil
}

// LoadPublicKey reads Alipay's public key from a file: PEM (PKIX, PKCS #1, or a certificate) or the bare base64 that Alipay's
// consoles show. The file must be a regular one that only its owner can write: who can change it can forge answers. The error
// wraps [ErrKeyFile] or [ErrKey] and names the file.
func LoadPublicKey(path string) (*rsa.PublicKey, error) {
	data, err := readKeyFile(path, publicFileMode)
	if err != nil {
		return nil, fmt.Errorf("alipay's public key %s: %w", path, err)
	}
	key, err := ParsePublicKey(data)
	if err != nil {
		return nil, fmt.Errorf("alipay's public key %s: %w", path, err)
	}
	return key, nil
}

// ParsePrivateKey reads a private key from the contents of a file; see [LoadPrivateKey]. The error wraps [ErrKey].
func ParsePrivateKey(data []byte) (*rsa.PrivateKey, error) {
	der, err := decodeKey(data)
	if err != nil {
		return nil, err
	}
	key, err := privateFromDER(der)
	if err != nil {
		return nil, err
	}
	if err := checkPublic(&key.PublicKey); err != nil {
		return nil, err
	}
	if key.Validate() != nil { // its text is not repeated: it is about secret numbers
		return nil, fmt.Errorf("%w: its numbers do not fit each other", ErrKey)
	}
	return key, nil
}

// ParsePublicKey reads a public key from the contents of a file; see [LoadPublicKey]. The error wraps [ErrKey].
func ParsePublicKey(data []byte) (*rsa.PublicKey, error) {
	der, err := decodeKey(data)
	if err != nil {
		return nil, err
	}
	key, err := publicFromDER(der)
	if err != nil {
		return nil, err
	}
	return key, checkPublic(key)
}

func privateFromDER(der []byte) (*rsa.PrivateKey, error) {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		if key, ok := key.(*rsa.PrivateKey); ok {
			return key, nil
		}
		return nil, fmt.Errorf("%w: a private key, but not an RSA one", ErrKey)
	}
	if _, err := publicFromDER(der); err == nil {
		return nil, fmt.Errorf("%w: a public key is in it, want the private one", ErrKey)
	}
	return nil, fmt.Errorf("%w: neither PKCS #1 nor PKCS #8", ErrKey)
}

func publicFromDER(der []byte) (*rsa.PublicKey, error) {
	if key, err := x509.ParsePKIXPublicKey(der); err == nil {
		return rsaOnly(key)
	}
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return key, nil
	}
	if cert, err := x509.ParseCertificate(der); err == nil {
		return rsaOnly(cert.PublicKey)
	}
	if isPrivate(der) {
		return nil, fmt.Errorf("%w: a private key is in it, want alipay's public one", ErrKey)
	}
	return nil, fmt.Errorf("%w: neither a public key nor a certificate", ErrKey)
}

func rsaOnly(key any) (*rsa.PublicKey, error) {
	if key, ok := key.(*rsa.PublicKey); ok {
		return key, nil
	}
	return nil, fmt.Errorf("%w: a public key, but not an RSA one", ErrKey)
}

func isPrivate(der []byte) bool {
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return true
	}
	_, err := x509.ParsePKCS8PrivateKey(der)
	return err == nil
}

func checkPublic(key *rsa.PublicKey) error {
	bits := key.N.BitLen()
	switch {
	case bits < MinKeyBits:
		return fmt.Errorf("%w: %d bits, want at least %d", ErrKey, bits, MinKeyBits)
	case bits > maxKeyBits:
		return fmt.Errorf("%w: %d bits, want at most %d", ErrKey, bits, maxKeyBits)
	case key.E < 3 || key.E%2 == 0:
		return fmt.Errorf("%w: its exponent is not an odd number above 1", ErrKey)
	}
	return nil
}

// Fingerprint names a public key for people: the first 16 bytes of the SHA-256 of its PKIX form, in hex, in groups of four. It
// tells keys apart on a screen and gives nothing away; an empty string means that key is nil or damaged.
func Fingerprint(key *rsa.PublicKey) string {
	if key == nil || key.N == nil {
		return ""
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(der)
	var b strings.Builder
	for i := 0; i < 16; i += 2 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(hex.EncodeToString(sum[i : i+2]))
	}
	return b.String()
}
