package openapi

import (
	"bytes"
	"crypto/md5" //nolint:gosec // the documented serial number is an MD5; it proves nothing
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Certificates are the three files of certificate mode (公钥证书) as the console offers them, each certificate's DER bytes; package
// alipay's LoadCertificates reads such a file.
type Certificates struct {
	App    [][]byte // appCertPublicKey_....crt: ours
	Alipay [][]byte // alipayCertPublicKey_RSA2.crt: signs the answers; the authorities between it and a root may follow it
	Root   [][]byte // alipayRootCert.crt: every root, also those of algorithms that crypto/x509 does not know
}

// authority is what certificates of Alipay are held against.
type authority struct {
	roots   *x509.CertPool
	subject []byte // of the configured certificate: every merchant's own one is signed by the same roots
}

// read parses the three files. The error holds every fault, each wrapping ErrCertificate.
func (c *Certificates) read() (app, theirs *x509.Certificate, rootSN string, err error) {
	app, errApp := first("app_cert", c.App)
	theirs, errTheirs := first("alipay_cert", c.Alipay)
	rootSN, errRoot := rootSerial(c.Root)
	return app, theirs, rootSN, errors.Join(errApp, errTheirs, errRoot)
}

// first parses the first certificate of a file. Those after it are the authorities above it.
func first(name string, ders [][]byte) (*x509.Certificate, error) {
	if len(ders) == 0 {
		return nil, fmt.Errorf("%w: %s is missing", ErrCertificate, name)
	}
	cert, err := x509.ParseCertificate(ders[0])
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrCertificate, name, err)
	}
	if _, ok := cert.PublicKey.(*rsa.PublicKey); !ok {
		return nil, fmt.Errorf("%w: %s: it is not of an RSA key", ErrCertificate, name)
	}
	return cert, nil
}

// Serial returns the number by which Alipay calls a certificate (app_cert_sn, alipay_cert_sn): the MD5, in hex, of the issuer's name
// followed by the serial number in decimal. The name is written as RFC 2253 does, the last part first: "CN=..,OU=..,O=..,C=..".
// Source: 签名, opendocs.alipay.com/common/057k53, and AntCertificationUtil of the official SDK.
func Serial(cert *x509.Certificate) string {
	serial, err := serialOf(cert.RawIssuer, cert.SerialNumber)
	if err != nil { // x509 has parsed the same bytes
		return ""
	}
	return serial
}

func serialOf(issuer []byte, number *big.Int) (string, error) {
	var name pkix.RDNSequence // keeps the order of the bytes, which pkix.Name does not
	if _, err := asn1.Unmarshal(issuer, &name); err != nil {
		return "", err
	}
	sum := md5.Sum([]byte(name.String() + number.String())) //nolint:gosec // as documented
	return hex.EncodeToString(sum[:]), nil
}

// Signature algorithms whose roots count in alipay_root_cert_sn (RFC 8017, appendix A.2.4).
var (
	sha1WithRSA   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}
	sha256WithRSA = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
)

// outline is a certificate as far as every algorithm agrees (RFC 5280, section 4.1).
type outline struct {
	Body      asn1.RawValue
	Algorithm pkix.AlgorithmIdentifier
	Signature asn1.BitString
}

// isRSA reports whether a root's number counts. One of another algorithm does not, and need not be understood further; bytes that
// are no certificate are an error.
func isRSA(der []byte) (bool, error) {
	var o outline
	if rest, err := asn1.Unmarshal(der, &o); err != nil || len(rest) > 0 {
		return false, errors.New("not a certificate")
	}
	return o.Algorithm.Algorithm.Equal(sha1WithRSA) || o.Algorithm.Algorithm.Equal(sha256WithRSA), nil
}

// rsaRoots parses the roots that count. The others (SM2, ECDSA) are skipped.
func rsaRoots(ders [][]byte) ([]*x509.Certificate, error) {
	var roots []*x509.Certificate
	for i, der := range ders {
		counts, err := isRSA(der)
		if err == nil && !counts {
			continue
		}
		var cert *x509.Certificate
		if err == nil {
			cert, err = x509.ParseCertificate(der)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: alipay_root_cert: certificate %d: %w", ErrCertificate, i+1, err)
		}
		roots = append(roots, cert)
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("%w: alipay_root_cert: it holds no RSA certificate", ErrCertificate)
	}
	return roots, nil
}

// rootSerial returns alipay_root_cert_sn: the serials of the RSA roots in the order of the file, joined by "_".
func rootSerial(ders [][]byte) (string, error) {
	roots, err := rsaRoots(ders)
	if err != nil {
		return "", err
	}
	serials := make([]string, len(roots))
	for i, root := range roots {
		serials[i] = Serial(root)
	}
	return strings.Join(serials, "_"), nil
}

// accept returns the key of a certificate that Alipay handed out as the one with a serial, leaf first. It must lead to one of the
// configured roots at that time, and be made out to the same subject as the configured one: the same roots sign the certificates of
// all merchants. The error wraps ErrCertificate.
func (a *authority) accept(ders [][]byte, serial string, now time.Time) (*rsa.PublicKey, error) {
	cert, err := first("the new certificate", ders)
	if err != nil {
		return nil, err
	}
	between := x509.NewCertPool()
	for _, der := range ders[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(c)
		}
	}
	_, err = cert.Verify(x509.VerifyOptions{
		Roots: a.roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrCertificate, err)
	case Serial(cert) != serial:
		return nil, fmt.Errorf("%w: it has another serial number than was asked for", ErrCertificate)
	case !bytes.Equal(cert.RawSubject, a.subject):
		return nil, fmt.Errorf("%w: it is made out to another subject", ErrCertificate)
	}
	key, _ := cert.PublicKey.(*rsa.PublicKey) // first has seen to it
	return key, nil
}
