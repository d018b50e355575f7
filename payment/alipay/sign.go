package alipay

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// Signer makes RSA2 signatures: SHA256withRSA (PKCS #1 v1.5), base64. Source: Alipay, "Digital signature (new)".
type Signer struct {
	key  crypto.Signer
	size int // of a signature, in bytes
}

// NewSigner takes an RSA key of at least [MinKeyBits]. The error wraps [ErrKey].
func NewSigner(key crypto.Signer) (*Signer, error) {
	if key == nil {
		return nil, fmt.Errorf("%w: our private key is missing", ErrKey)
	}
	public, err := rsaOnly(key.Public())
	if err != nil {
		return nil, err
	}
	if err := checkPublic(public); err != nil {
		return nil, err
	}
	return &Signer{key: key, size: public.Size()}, nil
}

// EncodedLen is the length in bytes of every signature in base64.
func (s *Signer) EncodedLen() int { return base64.StdEncoding.EncodedLen(s.size) }

// AppendSignature appends the base64 signature of message to dst. The error is the key's own: a hardware key may be gone.
func (s *Signer) AppendSignature(dst, message []byte) ([]byte, error) {
	digest := sha256.Sum256(message)
	signature, err := s.key.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return dst, fmt.Errorf("sign: %w", err)
	}
	if len(signature) != s.size {
		return dst, errors.New("sign: the key returned a signature of another length")
	}
	return base64.StdEncoding.AppendEncode(dst, signature), nil
}

// Verifier checks RSA2 signatures under Alipay's public key.
type Verifier struct{ key *rsa.PublicKey }

// NewVerifier takes an RSA key of at least [MinKeyBits]. The error wraps [ErrKey].
func NewVerifier(key *rsa.PublicKey) (*Verifier, error) {
	if key == nil || key.N == nil {
		return nil, fmt.Errorf("%w: alipay's public key is missing", ErrKey)
	}
	if err := checkPublic(key); err != nil {
		return nil, err
	}
	return &Verifier{key: key}, nil
}

// strictBase64 refuses padding bits that are not zero, so that one signature has one spelling.
var strictBase64 = base64.StdEncoding.Strict()

// Verify returns nil if signature, in base64, belongs to message. The error wraps [ErrSignature].
func (v *Verifier) Verify(message []byte, signature string) error {
	raw, err := strictBase64.DecodeString(signature)
	if err != nil || len(signature) != base64.StdEncoding.EncodedLen(len(raw)) {
		return fmt.Errorf("%w: not base64", ErrSignature)
	}
	digest := sha256.Sum256(message)
	if rsa.VerifyPKCS1v15(v.key, crypto.SHA256, digest[:], raw) != nil {
		return ErrSignature
	}
	return nil
}
