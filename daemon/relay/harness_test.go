package relay_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/acquirer"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
)

const relayHost = "relay.test"

// keys are made once for all tests: the merchant's, the simulated Alipay's, the relay's authority.
var keys = sync.OnceValue(func() (k struct {
	ours     *rsa.PrivateKey
	identity *alipaytest.Identity
	caCert   []byte
	caKey    []byte
	server   *tls.Certificate
},
) {
	var err error
	k.ours = keytest.RSA(6)
	if k.identity, err = alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2)); err != nil {
		panic(err)
	}
	if k.caCert, k.caKey, k.server, err = newAuthority(); err != nil {
		panic(err)
	}
	return k
})

// newAuthority makes an authority, and a certificate of it for the relay itself. Both are good in a bubble's time, which begins in 2000.
func newAuthority() (certPEM, keyPEM []byte, server *tls.Certificate, err error) {
	from, to := time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2060, 1, 1, 0, 0, 0, 0, time.UTC)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, nil, err
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, NotBefore: from, NotAfter: to, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, key.Public(), key)
	if err != nil {
		return nil, nil, nil, err
	}
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, nil, err
	}
	leaf, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: relayHost}, DNSNames: []string{relayHost}, NotBefore: from, NotAfter: to,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, ca, own.Public(), key)
	if err != nil {
		return nil, nil, nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}),
		&tls.Certificate{Certificate: [][]byte{leaf}, PrivateKey: own}, err
}

// instance is one relay of a cluster, on a pipe.
type instance struct {
	*relay.Relay

	pipe    *alipaytest.PipeListener
	notices *alipaytest.PipeListener
	stop    func()

	mu    sync.Mutex
	conns []net.Conn
	dead  bool
}

// die ends the instance for its terminals as a power cut does. What it has passed on goes its way.
func (i *instance) die() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.dead = true
	for _, c := range i.conns {
		_ = c.Close() // nobody reads it any more
	}
}

func (i *instance) dial(ctx context.Context) (net.Conn, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.dead {
		return nil, syscall.ECONNREFUSED
	}
	c, err := i.pipe.Dial(ctx)
	i.conns = append(i.conns, c)
	return c, err
}

// start starts an instance over an engine.
func start(t *testing.T, m *relaytest.Memory, log *slog.Logger, merchants []relay.Merchant, change ...func(*relay.Opts)) *instance {
	t.Helper()
	authority, err := relay.ParseAuthority(keys().caCert, keys().caKey)
	if err != nil {
		t.Fatal(err)
	}
	opts := relay.Opts{
		Merchants: merchants, Authority: authority, Engine: m.Engine(), Limit: relay.Limit{PerSecond: 100, Burst: 10_000}, Logger: log,
	}
	for _, c := range change {
		c(&opts)
	}
	r, err := relay.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	i := &instance{Relay: r, pipe: alipaytest.NewPipeListener(), notices: alipaytest.NewPipeListener()}
	ctx, stop := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { _ = r.Run(ctx) })
	certificate := func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return keys().server, nil }
	work.Go(func() {
		if err := r.ServeTerminals(ctx, i.pipe, certificate); err != nil {
			t.Error(err)
		}
	})
	work.Go(func() {
		if err := r.ServeNotices(ctx, i.notices, certificate); err != nil {
			t.Error(err)
		}
	})
	i.stop = sync.OnceFunc(func() {
		stop()
		work.Wait()
	})
	t.Cleanup(i.stop)
	synctest.Wait() // it has heard the engine
	return i
}

// term is a terminal's client and the directory of its identity.
type term struct {
	*acquirer.Client

	dir string
}

// terminal makes a terminal's client before some instances. Its identity is in dir.
func terminal(t *testing.T, dir string, log *slog.Logger, at ...*instance) term {
	t.Helper()
	id, err := acquirer.OpenIdentity(dir)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(keys().caCert)
	cfg := acquirer.Config{StoreID: "ST1", StoreName: "一号店"}
	for n := range at {
		cfg.URLs = append(cfg.URLs, "https://"+relayHost+":"+string(rune('1'+n)))
	}
	c, err := acquirer.New(cfg, acquirer.Parts{Identity: id, RootCAs: roots, Logger: log, Dial: func(ctx context.Context, _, address string) (net.Conn, error) {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		return at[port[0]-'1'].dial(ctx)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	return term{c, dir}
}

// enrolled is a terminal that has its certificate.
func enrolled(t *testing.T, merchant, name string, log *slog.Logger, at ...*instance) term {
	t.Helper()
	code, err := at[0].Registry().NewCode(t.Context(), merchant, name, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := terminal(t, t.TempDir(), log, at...)
	if err := c.Enroll(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	synctest.Wait() // every instance has heard
	return c
}

// way is a terminal's client and the relay's own, which is warmed with it.
type way struct {
	term

	upstream interface {
		payment.Gateway
		Warm(ctx context.Context) error
		CloseIdle()
	}
}

// Warm makes both connections ready.
func (w way) Warm(ctx context.Context) error {
	if err := w.term.Warm(ctx); err != nil {
		return err
	}
	return w.upstream.Warm(ctx)
}
