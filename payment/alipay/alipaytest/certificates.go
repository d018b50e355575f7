package alipaytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/md5" //nolint:gosec // the documented serial number is an MD5
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"sync"
)

// sm2Root is a root in the national algorithm SM2, as the real root file holds one, made by OpenSSL: package crypto/x509 cannot read it.
const sm2Root = `-----BEGIN CERTIFICATE-----
MIIB0zCCAXmgAwIBAgIUT+bc6aAp3rUXM4NZBNR98ZDMzbUwCgYIKoEcz1UBg3Uw
PjELMAkGA1UEBhMCQ04xDTALBgNVBAoMBHBvc2QxIDAeBgNVBAMMF3Bvc2Qgc2lt
dWxhdGVkIFNNMiByb290MCAXDTI2MTEyOTE5NTgyNFoYDzIxMjYxMTA1MTk1ODI0
WjA+MQswCQYDVQQGEwJDTjENMAsGA1UECgwEcG9zZDEgMB4GA1UEAwwXcG9zZCBz
aW11bGF0ZWQgU00yIHJvb3QwWTATBgcqhkjOPQIBBggqgRzPVQGCLQNCAATm+cqA
9iWRrUkfmg0e9oEVLii85CRLMXRhSSUEmNm2pBfz8hu0pyA9cwvGe40YZvU1sldq
c/9In0qGlqptDig1o1MwUTAdBgNVHQ4EFgQU4cIkNZ6AKHit+QrpMrs1pE7YFLQw
HwYDVR0jBBgwFoAU4cIkNZ6AKHit+QrpMrs1pE7YFLQwDwYDVR0TAQH/BAUwAwEB
/zAKBggqgRzPVQGDdQNIADBFAiB9l9SyXhYQ8bO/I/51WMCaqM2otOARU9LzEz8J
pF9ydAIhAI+yWMHiTB5kZN7z6qu8pV5o/SFU6bn4/uCq8agtSVIh
-----END CERTIFICATE-----
`

// Certificates are those of an application in the open platform's certificate mode: the files that its console offers, and the
// authority behind them. The root file holds an SM2, an ECDSA and an RSA root; an authority below the RSA one signs the application's
// certificate and Alipay's.
type Certificates struct {
	App    []byte // appCertPublicKey_....crt
	Alipay []byte // alipayCertPublicKey_RSA2.crt, and the authority that signed it
	Root   []byte // alipayRootCert.crt

	appID         string
	appSN, rootSN string
	key           *rsa.PrivateKey // of both authorities
	between       *x509.Certificate

	mu      sync.Mutex
	signer  *rsa.PrivateKey // signs answers now
	current []byte          // its certificate, as Alipay
	serial  string          // of that certificate
	issued  map[string][]byte
	hidden  bool  // the download offers nothing
	last    int64 // serial number
}

// NewCertificates makes the certificates of an application whose key is app. Alipay's is made out to id's key.
func NewCertificates(id *Identity, app *rsa.PublicKey, appID string) (*Certificates, error) {
	key, err := id.authority()
	if err != nil {
		return nil, err
	}
	c := &Certificates{key: key, appID: appID, issued: map[string][]byte{}, last: 1 << 40}
	root, between, err := authorities(key)
	if err != nil {
		return nil, err
	}
	curve, err := ellipticRoot()
	if err != nil {
		return nil, err
	}
	c.between = between
	c.Root = append(append([]byte(sm2Root), certPEM(curve)...), certPEM(root)...)
	c.rootSN = certSN(root)
	ours, err := c.issue("Teashop Ltd-2088101117955611", app)
	if err != nil {
		return nil, err
	}
	c.App, c.appSN = certPEM(ours), certSN(ours)
	if err := c.Renew(id.key); err != nil {
		return nil, err
	}
	c.Alipay = c.current
	return c, nil
}

// Renew makes Alipay sign from now on under a new certificate of a key, the old one or another.
func (c *Certificates) Renew(key *rsa.PrivateKey) error {
	cert, err := c.issue("支付宝(中国)网络技术有限公司-"+c.appID, &key.PublicKey)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signer, c.serial = key, certSN(cert)
	c.current = append(certPEM(cert), certPEM(c.between)...)
	c.issued[c.serial] = c.current
	return nil
}

// signing returns the key that signs answers and the serial of its certificate.
func (c *Certificates) signing() (key *rsa.PrivateKey, serial string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.signer, c.serial
}

// file returns the file of a certificate of Alipay's by its serial.
func (c *Certificates) file(serial string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	text, ok := c.issued[serial]
	return text, ok && !c.hidden
}

// Withhold makes the download offer nothing, or what there is again.
func (c *Certificates) Withhold(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hidden = on
}

// Stray issues a certificate that is nobody's business here: a good one, of another merchant. It returns its serial and makes the
// download offer it.
func (c *Certificates) Stray(key *rsa.PrivateKey) (serial string, err error) {
	cert, err := c.issue("Somebody Else Ltd-2088000000000000", &key.PublicKey)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.issued[certSN(cert)] = append(certPEM(cert), certPEM(c.between)...)
	c.signer, c.serial = key, certSN(cert)
	return c.serial, nil
}

func (c *Certificates) issue(name string, key *rsa.PublicKey) (*x509.Certificate, error) {
	c.mu.Lock()
	c.last += 7919
	number := c.last
	c.mu.Unlock()
	template := certificate(name, number)
	template.Subject.Country, template.Subject.Organization = []string{"CN"}, []string{name}
	template.Subject.OrganizationalUnit = []string{"Alipay"}
	template.KeyUsage = x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, template, c.between, key, c.key)
	if err != nil {
		return nil, fmt.Errorf("create certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

// authorities makes a root and the authority below it, both of one key.
func authorities(key *rsa.PrivateKey) (root, between *x509.Certificate, err error) {
	make1 := func(name string, number int64, parent *x509.Certificate) (*x509.Certificate, error) {
		template := certificate(name, number)
		template.Subject = pkix.Name{
			CommonName: name, Country: []string{"CN"}, Organization: []string{"posd, simulated"}, OrganizationalUnit: []string{"Certification Authority"},
		}
		template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
		if parent == nil {
			parent = template
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, key)
		if err != nil {
			return nil, fmt.Errorf("create certificate: %w", err)
		}
		return x509.ParseCertificate(der)
	}
	root, err = make1("posd simulated Certification Authority R1", 0x7a11, nil)
	if err != nil {
		return nil, nil, err
	}
	between, err = make1("posd simulated Certification Authority Class 2 R1", 0x7a12, root)
	return root, between, err
}

func ellipticRoot() (*x509.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("generate key: %w", err)
	}
	template := certificate("posd simulated Certification Authority E1", 0x7a13)
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	return sign(template, template, &key.PublicKey, key)
}

func certPEM(cert *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: blockCert, Bytes: cert.Raw})
}

// certSN is the serial by which the platform calls a certificate: hex MD5 of the issuer's name, CN first, and the decimal number.
func certSN(cert *x509.Certificate) string {
	sum := md5.Sum([]byte(cert.Issuer.String() + new(big.Int).Set(cert.SerialNumber).String())) //nolint:gosec // as documented
	return hex.EncodeToString(sum[:])
}

// check reports whether a request names the certificates of this application.
func (c *Certificates) check(appSN, rootSN string) error {
	if appSN != c.appSN || rootSN != c.rootSN {
		return errors.New("app_cert_sn or alipay_root_cert_sn is another")
	}
	return nil
}
