package alipaytest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// Identity is what makes a simulated Alipay the same one after a restart: its signing key and its certificate authority. Making
// one takes a moment, so tests share it.
type Identity struct {
	key    *rsa.PrivateKey // signs answers
	forger *rsa.PrivateKey // signs forgeries
	caKey  *ecdsa.PrivateKey
	ca     *x509.Certificate

	issuing sync.Mutex
	issuer  *rsa.PrivateKey // of certificates in the open platform's certificate mode; nil until one is asked for
}

// keyBits is the length that the pages on signing ask for.
const keyBits = 2048

// NewIdentity makes keys and a certificate authority. The certificates are good from 1999 to 2120, so that they hold at any
// virtual time and on a board whose clock is at its start.
func NewIdentity() (*Identity, error) {
	key, errKey := rsa.GenerateKey(rand.Reader, keyBits)
	forger, errForger := rsa.GenerateKey(rand.Reader, keyBits)
	if err := errors.Join(errKey, errForger); err != nil {
		return nil, fmt.Errorf("generate keys: %w", err)
	}
	return IdentityOf(key, forger, nil)
}

// IdentityOf is NewIdentity with keys that are there already: key signs answers, forger forgeries, and issuer, which may be nil for a
// new one when it is needed, the certificates of applications.
func IdentityOf(key, forger, issuer *rsa.PrivateKey) (*Identity, error) {
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("generate key: %w", err)
	}
	template := certificate("posd simulated Alipay CA", 1)
	template.IsCA, template.BasicConstraintsValid = true, true
	template.KeyUsage = x509.KeyUsageCertSign
	ca, err := sign(template, template, &caKey.PublicKey, caKey)
	if err != nil {
		return nil, err
	}
	return &Identity{key: key, forger: forger, caKey: caKey, ca: ca, issuer: issuer}, nil
}

func certificate(name string, serial int64) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}

func sign(template, parent *x509.Certificate, public *ecdsa.PublicKey, signer *ecdsa.PrivateKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		return nil, fmt.Errorf("create certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

// serverConfig makes a certificate for the hosts and the TLS configuration around it.
func (id *Identity) serverConfig(hosts []string) (*tls.Config, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("generate key: %w", err)
	}
	template := certificate(hosts[0], 2)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	leaf, err := sign(template, id.ca, &key.PublicKey, id.caKey)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.Raw}, PrivateKey: key, Leaf: leaf}},
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"http/1.1"},
	}, nil
}

// Blocks of Identity.PEM.
const (
	blockKey    = "POSD SIMULATED ALIPAY KEY"
	blockForger = "POSD SIMULATED FORGER KEY"
	blockCAKey  = "POSD SIMULATED CA KEY"
	blockCert   = "CERTIFICATE"
	blockPublic = "PUBLIC KEY"
	blockPKCS8  = "PRIVATE KEY"
)

// PEM returns the whole identity, private keys included, for ParseIdentity.
func (id *Identity) PEM() ([]byte, error) {
	var out bytes.Buffer
	for _, part := range []struct {
		name string
		key  any
	}{{blockKey, id.key}, {blockForger, id.forger}, {blockCAKey, id.caKey}} {
		der, err := x509.MarshalPKCS8PrivateKey(part.key)
		if err != nil {
			return nil, fmt.Errorf("encode identity: %w", err)
		}
		out.Write(pem.EncodeToMemory(&pem.Block{Type: part.name, Bytes: der}))
	}
	out.Write(id.caPEM())
	return out.Bytes(), nil
}

func (id *Identity) caPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: blockCert, Bytes: id.ca.Raw})
}

// ParseIdentity reads what PEM wrote. The error wraps ErrKey.
func ParseIdentity(text []byte) (*Identity, error) {
	id := &Identity{}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if err := id.take(block); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrKey, block.Type, err)
		}
	}
	if id.key == nil || id.forger == nil || id.caKey == nil || id.ca == nil {
		return nil, fmt.Errorf("%w: the identity is not whole", ErrKey)
	}
	return id, nil
}

func (id *Identity) take(block *pem.Block) (err error) {
	switch block.Type {
	case blockKey:
		id.key, err = parsePKCS8[*rsa.PrivateKey](block.Bytes)
	case blockForger:
		id.forger, err = parsePKCS8[*rsa.PrivateKey](block.Bytes)
	case blockCAKey:
		id.caKey, err = parsePKCS8[*ecdsa.PrivateKey](block.Bytes)
	case blockCert:
		id.ca, err = x509.ParseCertificate(block.Bytes)
	}
	return err
}

func parsePKCS8[K any](der []byte) (K, error) {
	var none K
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return none, err
	}
	k, ok := key.(K)
	if !ok {
		return none, fmt.Errorf("it is a %T", key)
	}
	return k, nil
}

// MerchantKey makes a merchant's RSA-2048 pair in the forms that go round: the private key as PKCS #8 PEM, the public one, which
// is uploaded to Alipay, as PEM.
func MerchantKey() (private, public []byte, err error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, nil, fmt.Errorf("generate key: %w", err)
	}
	return MerchantKeyOf(key)
}

// MerchantKeyOf is MerchantKey with a key that is there already.
func MerchantKeyOf(key *rsa.PrivateKey) (private, public []byte, err error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, nil, fmt.Errorf("encode key: %w", err)
	}
	public, err = publicPEM(&key.PublicKey)
	return pem.EncodeToMemory(&pem.Block{Type: blockPKCS8, Bytes: der}), public, err
}

func publicPEM(key *rsa.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: blockPublic, Bytes: der}), nil
}

// ParsePublicKey reads an RSA public key as merchants upload it: PEM "PUBLIC KEY", or its base64 alone. The error wraps ErrKey.
func ParsePublicKey(text []byte) (*rsa.PublicKey, error) {
	var der []byte
	if block, _ := pem.Decode(text); block != nil {
		der = block.Bytes
	} else {
		var err error
		if der, err = base64.StdEncoding.DecodeString(string(bytes.TrimSpace(text))); err != nil {
			return nil, fmt.Errorf("%w: neither PEM nor base64", ErrKey)
		}
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	rsaKey, ok := key.(*rsa.PublicKey)
	if !ok || rsaKey.N.BitLen() < keyBits {
		return nil, fmt.Errorf("%w: not RSA of %d bits", ErrKey, keyBits)
	}
	return rsaKey, nil
}

// authority returns the key of the authorities that certify applications. The certificates of one identity share it; it is in no PEM.
func (id *Identity) authority() (*rsa.PrivateKey, error) {
	id.issuing.Lock()
	defer id.issuing.Unlock()
	if id.issuer != nil {
		return id.issuer, nil
	}
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("generate key: %w", err)
	}
	id.issuer = key
	return key, nil
}

// SigningKey returns the key that signs answers, for tests that sign their own.
func (id *Identity) SigningKey() *rsa.PrivateKey { return id.key }
