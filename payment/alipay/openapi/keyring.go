package openapi

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"

	"posd/payment/alipay"
)

// keyring knows which keys sign answers: the configured one, and in certificate mode those that Alipay changed to since.
type keyring struct {
	configured    *alipay.Verifier
	appSN, rootSN string // empty in key mode
	alipaySN      string // of the configured certificate; empty in key mode
	authority     *authority

	mu    sync.Mutex
	newer map[string]*alipay.Verifier // by serial
	asked time.Time                   // when Alipay was last asked for a certificate
}

// keys returns the ready keys, or every fault of them, each wrapping ErrConfig.
func (p Parts) keys() (*alipay.Signer, *keyring, error) {
	signer, errOurs := alipay.NewSigner(p.PrivateKey)
	ring, errTheirs := p.keyring()
	if err := errors.Join(errOurs, errTheirs); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return signer, ring, nil
}

// CheckKeys holds our key and Alipay's, or the certificates, against each other as [New] does. The error wraps [ErrConfig].
func CheckKeys(parts Parts) error {
	_, _, err := parts.keys()
	return err
}

func (p Parts) keyring() (*keyring, error) {
	if p.Certificates == nil {
		return newKeyring(p.AlipayKey, p.PrivateKey)
	}
	if p.AlipayKey != nil {
		return nil, errors.New("both alipay's public key and certificates are given: choose one mode")
	}
	app, theirs, rootSN, err := p.Certificates.read()
	if err != nil {
		return nil, err
	}
	key, _ := theirs.PublicKey.(*rsa.PublicKey) // read has seen to it
	ring, err := newKeyring(key, p.PrivateKey)
	if err != nil {
		return nil, err
	}
	if ours, ok := app.PublicKey.(*rsa.PublicKey); p.PrivateKey != nil && (!ok || !ours.Equal(p.PrivateKey.Public())) {
		return nil, fmt.Errorf("%w: app_cert does not belong to our private key", ErrCertificate)
	}
	roots, err := rsaRoots(p.Certificates.Root)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	for _, root := range roots {
		pool.AddCert(root)
	}
	ring.appSN, ring.rootSN, ring.alipaySN = Serial(app), rootSN, Serial(theirs)
	ring.authority = &authority{roots: pool, subject: theirs.RawSubject}
	return ring, nil
}

func newKeyring(theirs *rsa.PublicKey, ours crypto.Signer) (*keyring, error) {
	verifier, err := alipay.NewVerifier(theirs)
	if err != nil {
		return nil, err
	}
	if ours != nil && theirs.Equal(ours.Public()) {
		return nil, errors.New("the key given as alipay's is our own public key: download alipay's from its console")
	}
	return &keyring{configured: verifier, newer: map[string]*alipay.Verifier{}}, nil
}

func (k *keyring) serials() (app, root string) { return k.appSN, k.rootSN }

// verify returns nil if the signature belongs to message under the configured key or the one that serial names. The error is
// errForged, or errRenewed if serial names a certificate that is not known.
func (k *keyring) verify(message []byte, signature, serial string) error {
	if k.configured.Verify(message, signature) == nil {
		return nil
	}
	if k.authority == nil || serial == "" || serial == k.alipaySN {
		return errForged
	}
	k.mu.Lock()
	newer := k.newer[serial]
	k.mu.Unlock()
	switch {
	case newer == nil:
		return errRenewed
	case newer.Verify(message, signature) == nil:
		return nil
	}
	return errForged
}

// Bounds of what is asked and kept of certificates.
const (
	askPause  = time.Minute
	newerMost = 8
)

// mayAsk reports whether Alipay may be asked for a certificate now, and notes that it is: whoever can forge answers must not be able
// to double our requests.
func (k *keyring) mayAsk(now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if since := now.Sub(k.asked); !k.asked.IsZero() && since >= 0 && since < askPause || len(k.newer) >= newerMost {
		return false
	}
	k.asked = now
	return true
}

// add takes a certificate that Alipay handed out. The error wraps ErrCertificate or alipay.ErrKey.
func (k *keyring) add(ders [][]byte, serial string, now time.Time) error {
	key, err := k.authority.accept(ders, serial, now)
	if err != nil {
		return err
	}
	verifier, err := alipay.NewVerifier(key)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newer[serial] = verifier
	return nil
}
