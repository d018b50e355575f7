package jetstream_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/jetstream"
)

// certificate makes an authority's certificate for the cluster's members on loopback.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	self := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "relay"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, self, self, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// freePorts are addresses on which nobody listens now.
func freePorts(t *testing.T, n int) []string {
	t.Helper()
	var all []string
	for range n {
		var lc net.ListenConfig
		l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l.Addr().String())
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestAClusterOutlivesAMember: of three embedded engines that know each other by TLS and a secret, two go on when one is gone, with
// what was written before.
func TestAClusterOutlivesAMember(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("three engines take long where they are emulated")
	}
	cert, roots := certificate(t)
	addresses := freePorts(t, 3)
	engines, errs := make([]*jetstream.Engine, 3), make([]error, 3)
	var all sync.WaitGroup
	for i, address := range addresses {
		dir := t.TempDir()
		all.Go(func() {
			engines[i], errs[i] = jetstream.Open(t.Context(), jetstream.Opts{
				Dir: dir, Name: fmt.Sprintf("relay%d", i), Replicas: 3, Cluster: &jetstream.Cluster{
					Listen: address, Peers: addresses, Secret: "0123456789abcdef", Certificate: cert, Roots: roots,
				},
			})
		})
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("relay%d: %v", i, err)
		}
		t.Cleanup(engines[i].Close)
	}
	write := func(e *jetstream.Engine, key string) error {
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Second)
		defer stop()
		return e.Tables().Terminals.Set(ctx, key, []byte(key))
	}
	if err := write(engines[0], "before"); err != nil {
		t.Fatal(err)
	}
	engines[0].Close()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	late := time.After(time.Minute) // a new leader is chosen in seconds
	for write(engines[1], "after") != nil {
		select {
		case <-again.C:
		case <-late:
			t.Fatal("two of three do not go on")
		}
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	for _, key := range []string{"before", "after"} {
		awaitFor(t, time.Minute, key, func() bool { // the member that answers may be a moment behind
			value, _, err := engines[2].Tables().Terminals.Get(ctx, key)
			return err == nil && string(value) == key
		})
	}
	if err := engines[2].Tables().Terminals.Put(ctx, "before", nil, 0); !errors.Is(err, relay.ErrChanged) {
		t.Errorf("%v", err)
	}
}
