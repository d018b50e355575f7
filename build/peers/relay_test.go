package peers

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/acquirer"
	"posd/payment/alipay/openapi"
)

// relayed is a terminal that pays through a relay before the counterpart: two connections by TLS, the first with certificates on both
// sides. The relay's engine is in memory, so that what is counted is terminal and relay.
func (c *counterpart) relayed(tb testing.TB) payer {
	tb.Helper()
	upstream, err := openapi.New(openapi.Config{AppID: app}, openapi.Parts{
		PrivateKey: c.ours, AlipayKey: &c.alipay.PublicKey, RootCAs: c.roots, Dial: c.dial,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(upstream.CloseIdle)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	der := certificate(tb, key.Public(), key)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	signer, err := relay.ParseAuthority(authority, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
	if err != nil {
		tb.Fatal(err)
	}
	r, err := relay.New(relay.Opts{
		Merchants: []relay.Merchant{{ID: "tea", Gateway: upstream}}, Authority: signer, Engine: relaytest.NewMemory().Engine(),
		Limit: relay.Limit{PerSecond: 1e6, Burst: 1e6},
	})
	if err != nil {
		tb.Fatal(err)
	}
	address := serveRelay(tb, r, &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})
	client := enrol(tb, r, authority, address)
	order := payment.PayRequest{Number: number, Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Subject: "coffee", Code: payment.NewCode(code)}
	return func(tb testing.TB) error {
		if a := client.Pay(tb.Context(), order); a.Outcome != payment.Paid || !a.Signed {
			return errors.Join(errNotPaid, errors.New(a.Detail))
		}
		return nil
	}
}

// serveRelay lets a relay answer on loopback, and returns where.
func serveRelay(tb testing.TB, r *relay.Relay, own *tls.Certificate) string {
	tb.Helper()
	l, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { _ = r.Run(ctx) })
	work.Go(func() {
		_ = r.ServeTerminals(ctx, l, func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return own, nil })
	})
	tb.Cleanup(func() {
		stop()
		work.Wait()
	})
	return l.Addr().String()
}

// enrol makes a terminal of the relay's, once it knows that it is alone.
func enrol(tb testing.TB, r *relay.Relay, authority []byte, address string) *acquirer.Client {
	tb.Helper()
	identity, err := acquirer.OpenIdentity(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	client, err := acquirer.New(acquirer.Config{URLs: []string{"https://" + host}}, acquirer.Parts{
		Identity: identity, RootCAs: roots,
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", address)
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.CloseIdle)
	once, err := r.Registry().NewCode(tb.Context(), "tea", "T1", time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	if err := client.Enroll(tb.Context(), once); err != nil {
		tb.Fatal(err)
	}
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for fresh := false; !fresh; fresh, _ = r.Registry().Fresh() {
		<-again.C
	}
	return client
}
