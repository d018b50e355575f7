package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"posd/configs/words"
)

// Lives of what posrelay authority makes.
const (
	authorityLife = 20 * 365 * 24 * time.Hour
	serverLife    = 5 * 365 * 24 * time.Hour
)

// authority is posrelay authority: an authority of one's own, and a certificate of it for the relay itself.
func authority(_ context.Context, c *invocation, args []string) error {
	hosts := c.flags.String("host", "", "")
	dir := c.flags.String("dir", "keys", "")
	if _, err := c.parse(args, 0); err != nil {
		return err
	}
	if *hosts == "" {
		return fmt.Errorf("%w: -host NAME", errUsage)
	}
	if err := os.MkdirAll(*dir, 0o700); err != nil {
		return err
	}
	ca := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "posrelay authority"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(authorityLife), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	if err := write(*dir, "authority", ca, ca, key, key); err != nil {
		return err
	}
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	server := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "posrelay"}, NotBefore: ca.NotBefore, NotAfter: time.Now().Add(serverLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for host := range strings.SplitSeq(*hosts, ",") {
		if ip := net.ParseIP(host); ip != nil {
			server.IPAddresses = append(server.IPAddresses, ip)
		} else {
			server.DNSNames = append(server.DNSNames, host)
		}
	}
	// A terminal's certificate has a generation in its subject; this one has none, so that it is nobody's.
	if err := write(*dir, "server", server, ca, own, key); err != nil {
		return err
	}
	fmt.Fprintln(c.out, c.say("relay.authority_made", *dir))
	return nil
}

func serial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return n
}

// write signs a certificate and lays it beside its key. What is there stays.
func write(dir, name string, cert, by *x509.Certificate, key, signer *ecdsa.PrivateKey) error {
	der, err := x509.CreateCertificate(rand.Reader, cert, by, key.Public(), signer)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		suffix, kind string
		bytes        []byte
		mode         os.FileMode
	}{{".key", "PRIVATE KEY", secret, 0o600}, {".pem", "CERTIFICATE", der, 0o644}} {
		path := filepath.Join(dir, name+f.suffix)
		out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, f.mode)
		if os.IsExist(err) {
			return &toldError{words.Say("relay.authority_there", path), words.Message{}}
		}
		if err != nil {
			return err
		}
		if err := pem.Encode(out, &pem.Block{Type: f.kind, Bytes: f.bytes}); err != nil {
			return err
		}
		if err := out.Close(); err != nil {
			return err
		}
	}
	return nil
}
