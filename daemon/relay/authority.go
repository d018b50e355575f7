package relay

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"

	"posd/payment/acquirer/protocol"
)

// ErrRequest says that a certificate request is none that we sign.
var ErrRequest = errors.New("not a certificate request for an ECDSA P-256 key, signed by it")

// ErrAuthority says that the authority's files cannot be used.
var ErrAuthority = errors.New("authority unusable")

// Authority signs the terminals' certificates. All instances have the same one.
type Authority struct {
	cert *x509.Certificate
	key  crypto.Signer
	pem  []byte
	pool *x509.CertPool
}

// backdated is how far before now a certificate begins: terminals' clocks differ from ours.
const backdated = 5 * time.Minute

// ParseAuthority takes the authority's certificate and PKCS #8 key, both in PEM form. The error wraps [ErrAuthority].
func ParseAuthority(certPEM, keyPEM []byte) (*Authority, error) {
	block, _ := pem.Decode(certPEM)
	secret, _ := pem.Decode(keyPEM)
	if block == nil || secret == nil {
		return nil, fmt.Errorf("%w: no PEM", ErrAuthority)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAuthority, err)
	}
	key, err := x509.ParsePKCS8PrivateKey(secret.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: its key is not in PKCS #8 form", ErrAuthority)
	}
	signer, ok := key.(crypto.Signer)
	if !ok || !cert.IsCA {
		return nil, fmt.Errorf("%w: not an authority's", ErrAuthority)
	}
	public, ok := cert.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !public.Equal(signer.Public()) {
		return nil, fmt.Errorf("%w: the certificate is for another key", ErrAuthority)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &Authority{cert: cert, key: signer, pem: pem.EncodeToMemory(block), pool: pool}, nil
}

// Issue signs a request for a subject. The certificate is good from now for life. The error wraps [ErrRequest].
func (a *Authority) Issue(csr string, s protocol.Subject, now time.Time, life time.Duration) (string, error) {
	request, err := parseCSR(csr)
	if err != nil {
		return "", err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return "", err
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: s.Name(), NotBefore: now.Add(-backdated), NotAfter: now.Add(life),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}, BasicConstraintsValid: true,
	}, a.cert, request.PublicKey, a.key)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})) + string(a.pem), nil
}

// parseCSR reads a request and wants its own key to have signed it: who asks has the key.
func parseCSR(text string) (*x509.CertificateRequest, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || block.Type != "CERTIFICATE REQUEST" {
		return nil, ErrRequest
	}
	request, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return nil, ErrRequest
	}
	key, ok := request.PublicKey.(*ecdsa.PublicKey)
	if !ok || key.Curve != elliptic.P256() || request.CheckSignature() != nil {
		return nil, ErrRequest
	}
	return request, nil
}

// identify verifies a terminal's certificate as of a moment.
func (a *Authority) identify(chain []*x509.Certificate, at time.Time) (protocol.Subject, error) {
	if len(chain) == 0 {
		return protocol.Subject{}, errors.New("no certificate")
	}
	_, err := chain[0].Verify(x509.VerifyOptions{Roots: a.pool, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return protocol.Subject{}, err
	}
	return protocol.ReadSubject(chain[0])
}
