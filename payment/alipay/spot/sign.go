package spot

import (
	"crypto"
	"crypto/md5" //nolint:gosec // the family's own signature; see the package's caveats
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // the same
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"

	"posd/payment/alipay"
)

// The sign types.
const (
	SignMD5  = "MD5"
	SignRSA  = "RSA"  // SHA1withRSA
	SignRSA2 = "RSA2" // SHA256withRSA
)

// seal signs requests and verifies answers.
type seal interface {
	// appendSignature appends the signature of text to dst.
	appendSignature(dst, text []byte) ([]byte, error)
	// verify returns nil if signature belongs to text; the error wraps alipay.ErrSignature.
	verify(text []byte, signature string) error
}

// newSeal makes the seal of a sign type. The error holds every fault of the keys, each wrapping ErrConfig.
func newSeal(kind string, p Parts) (seal, error) {
	switch kind {
	case SignMD5:
		if len(p.Secret) < minSecret || len(p.Secret) > maxSecret || strings.ContainsFunc(p.Secret, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return nil, fault("the MD5 key is not %d to %d printable characters", minSecret, maxSecret)
		}
		return md5Seal(p.Secret), nil
	case SignRSA, SignRSA2:
		return newRSASeal(kind, p)
	}
	return nil, fault("sign_type: %q is not MD5, RSA or RSA2", kind)
}

// Lengths of an MD5 key; Alipay's have 32 characters.
const (
	minSecret = 16
	maxSecret = 128
)

// md5Seal is lower hexadecimal MD5 of text and key. Source: "Digital signature", docs.antom.com/ac/gr/signature.
type md5Seal string

func (s md5Seal) appendSignature(dst, text []byte) ([]byte, error) {
	sum := md5.Sum(append(append(make([]byte, 0, len(text)+len(s)), text...), s...)) //nolint:gosec // the family's own signature
	return hex.AppendEncode(dst, sum[:]), nil
}

func (s md5Seal) verify(text []byte, signature string) error {
	want, _ := s.appendSignature(nil, text) // cannot fail
	if subtle.ConstantTimeCompare(want, []byte(signature)) != 1 {
		return alipay.ErrSignature
	}
	return nil
}

// rsa2Seal is SHA256withRSA.
type rsa2Seal struct {
	signer   *alipay.Signer
	verifier *alipay.Verifier
}

func (s rsa2Seal) appendSignature(dst, text []byte) ([]byte, error) {
	return s.signer.AppendSignature(dst, text)
}

func (s rsa2Seal) verify(text []byte, signature string) error {
	return s.verifier.Verify(text, signature)
}

// rsaSeal is SHA1withRSA.
type rsaSeal struct {
	ours   crypto.Signer
	theirs *rsa.PublicKey
}

func (s rsaSeal) appendSignature(dst, text []byte) ([]byte, error) {
	digest := sha1.Sum(text) //nolint:gosec // the family's own signature
	signature, err := s.ours.Sign(rand.Reader, digest[:], crypto.SHA1)
	if err != nil {
		return dst, fmt.Errorf("sign: %w", err)
	}
	return base64.StdEncoding.AppendEncode(dst, signature), nil
}

func (s rsaSeal) verify(text []byte, signature string) error {
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil || len(signature) != base64.StdEncoding.EncodedLen(len(raw)) {
		return fmt.Errorf("%w: not base64", alipay.ErrSignature)
	}
	digest := sha1.Sum(text) //nolint:gosec // the family's own signature
	if rsa.VerifyPKCS1v15(s.theirs, crypto.SHA1, digest[:], raw) != nil {
		return alipay.ErrSignature
	}
	return nil
}

func newRSASeal(kind string, p Parts) (seal, error) {
	signer, errOurs := alipay.NewSigner(p.PrivateKey)
	verifier, errTheirs := alipay.NewVerifier(p.AlipayKey)
	switch {
	case errOurs != nil:
		return nil, fmt.Errorf("%w: %w", ErrConfig, errOurs)
	case errTheirs != nil:
		return nil, fmt.Errorf("%w: %w", ErrConfig, errTheirs)
	case p.AlipayKey.Equal(p.PrivateKey.Public()):
		return nil, fault("the key given as alipay's is our own public key: download alipay's from its console")
	case kind == SignRSA2:
		return rsa2Seal{signer, verifier}, nil
	}
	return rsaSeal{p.PrivateKey, p.AlipayKey}, nil
}
