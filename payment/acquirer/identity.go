package acquirer

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"posd/payment/acquirer/protocol"
)

// Files of an identity.
const (
	keyFile         = "terminal.key"
	certificateFile = "terminal.pem"
)

// Identity is our key and our certificate, in a directory that nobody else may read. It may be used by several goroutines.
type Identity struct {
	dir string

	mu      sync.Mutex
	key     crypto.Signer // nil before the first enrolment
	cert    *tls.Certificate
	subject protocol.Subject
	text    []byte // of the certificate's file
}

// OpenIdentity reads the directory, which need not be there. The error wraps [ErrIdentity].
func OpenIdentity(dir string) (*Identity, error) {
	id := &Identity{dir: dir}
	text, err := readSecret(filepath.Join(dir, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return id, nil
	}
	if err == nil {
		id.key, err = parseKey(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	text, err = os.ReadFile(filepath.Join(dir, certificateFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return id, nil
	case err == nil:
		err = id.adopt(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	return id, nil
}

// readSecret reads a file that nobody but its owner may read.
func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: chmod 600", path)
	}
	return os.ReadFile(path)
}

// refresh takes up what another process has put into the directory: a command that enrolled us while we run.
func (id *Identity) refresh() error {
	text, err := os.ReadFile(filepath.Join(id.dir, certificateFile))
	id.mu.Lock()
	defer id.mu.Unlock()
	if errors.Is(err, fs.ErrNotExist) || err == nil && bytes.Equal(text, id.text) {
		return nil
	}
	fresh, err := OpenIdentity(id.dir)
	if err != nil {
		return err
	}
	id.key, id.cert, id.subject, id.text = fresh.key, fresh.cert, fresh.subject, fresh.text
	return nil
}

func parseKey(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: no PEM", keyFile)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: no key in PKCS #8 form", keyFile)
	}
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%s: not an ECDSA key", keyFile)
	}
	return ec, nil
}

// adopt takes a chain of certificates in PEM form for our own. It belongs to our key, and is a terminal's.
func (id *Identity) adopt(text []byte) error {
	cert := &tls.Certificate{PrivateKey: id.key}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		cert.Certificate = append(cert.Certificate, block.Bytes)
	}
	if len(cert.Certificate) == 0 {
		return fmt.Errorf("%s: no certificate", certificateFile)
	}
	var err error
	if cert.Leaf, err = x509.ParseCertificate(cert.Certificate[0]); err != nil {
		return fmt.Errorf("%s: %w", certificateFile, err)
	}
	public, ok := cert.Leaf.PublicKey.(*ecdsa.PublicKey)
	if !ok || !public.Equal(id.key.Public()) {
		return fmt.Errorf("%s: the certificate is for another key", certificateFile)
	}
	subject, err := protocol.ReadSubject(cert.Leaf)
	if err != nil {
		return err
	}
	id.cert, id.subject, id.text = cert, subject, text
	return nil
}

// Subject says who we are to the relay, and whether we are anybody yet.
func (id *Identity) Subject() (protocol.Subject, bool) {
	id.mu.Lock()
	defer id.mu.Unlock()
	return id.subject, id.cert != nil
}

// Life returns from when to when our certificate is good; zero times without one.
func (id *Identity) Life() (from, to time.Time) {
	id.mu.Lock()
	defer id.mu.Unlock()
	if id.cert == nil {
		return time.Time{}, time.Time{}
	}
	return id.cert.Leaf.NotBefore, id.cert.Leaf.NotAfter
}

// Due reports whether two thirds of our certificate's life are over.
func (id *Identity) Due(now time.Time) bool {
	from, to := id.Life()
	return !to.IsZero() && now.After(to.Add(-to.Sub(from)/3))
}

// certificate shows our certificate to the relay; none while there is none, as when we enrol.
func (id *Identity) certificate(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
	id.mu.Lock()
	defer id.mu.Unlock()
	if id.cert == nil {
		return &tls.Certificate{}, nil
	}
	return id.cert, nil
}

// request returns a PKCS #10 request for our key, which is drawn and kept first if there is none.
func (id *Identity) request() (string, error) {
	id.mu.Lock()
	defer id.mu.Unlock()
	if id.key == nil {
		if err := id.draw(); err != nil {
			return "", fmt.Errorf("%w: %w", ErrIdentity, err)
		}
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "posd"}}, id.key)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})), nil
}

func (id *Identity) draw() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(id.dir, 0o700); err != nil {
		return err
	}
	if err := give(id.dir, filepath.Dir(id.dir)); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(id.dir, keyFile), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return err
	}
	id.key = key
	return nil
}

// keep makes a certificate that the relay has issued ours, durably.
func (id *Identity) keep(text string) error {
	id.mu.Lock()
	defer id.mu.Unlock()
	if id.key == nil {
		return fmt.Errorf("%w: a certificate without a key", ErrIdentity)
	}
	if err := id.adopt([]byte(text)); err != nil {
		return fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	if err := writeFile(filepath.Join(id.dir, certificateFile), []byte(text)); err != nil {
		return fmt.Errorf("%w: %w", ErrIdentity, err)
	}
	return nil
}

// writeFile replaces a file as one step that a power cut leaves done or undone.
func writeFile(path string, text []byte) (err error) {
	aside := path + ".new"
	f, err := os.OpenFile(aside, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, errWrite := f.Write(text)
	if err := errors.Join(errWrite, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := give(aside, filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Rename(aside, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// give lets what root has written belong to whom the directory around it belongs to: the daemon, which is not root.
func give(file, dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return os.Chown(file, int(owner.Uid), int(owner.Gid))
}
