package openapi_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
	"posd/payment/alipay/openapi"
	"posd/payment/paymenttest"
)

// otherKey is a key that Alipay changes to.
var otherKey = sync.OnceValue(func() *rsa.PrivateKey { return keytest.RSA(7) })

// counter is a terminal's client in certificate mode beside a simulated Alipay that may change its certificate.
type counter struct {
	t      *testing.T
	alipay *alipaytest.Alipay
	certs  *alipaytest.Certificates
	client *openapi.Client
	log    bytes.Buffer
	serial uint64
}

func atCounter(t *testing.T, test func(*counter)) {
	t.Helper()
	k := keys()
	certs, err := alipaytest.NewCertificates(k.identity, &k.ours.PublicKey, appID)
	if err != nil {
		t.Fatal(err)
	}
	otherKey()
	synctest.Test(t, func(t *testing.T) {
		gateway, err := alipaytest.New(alipaytest.Opts{
			Family: alipaytest.FamilyOpenAPI, ClientID: appID, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity,
			Certificates: certs,
		})
		if err != nil {
			t.Fatal(err)
		}
		listener := alipaytest.NewPipeListener()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- gateway.Serve(ctx, listener) }()
		c := &counter{t: t, alipay: gateway, certs: certs}
		line := paymenttest.Line{
			Alipay: gateway, Log: slog.New(slog.NewTextHandler(&c.log, nil)),
			Dial: func(ctx context.Context, _, _ string) (net.Conn, error) { return listener.Dial(ctx) },
		}
		c.client = openWith(t, line, openapi.Config{AppID: appID}, certs)
		test(c)
		c.client.CloseIdle()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := gateway.Close(); err != nil {
			t.Error(err)
		}
		for _, v := range gateway.Violations() {
			t.Errorf("violation: %+v", v)
		}
	})
}

// pay sells something and returns the answer.
func (c *counter) pay() payment.Answer {
	c.t.Helper()
	code, err := c.alipay.Mint("paid", 0)
	if err != nil {
		c.t.Fatal(err)
	}
	c.serial++
	return c.client.Pay(c.t.Context(), payment.PayRequest{
		Number: string(payment.NewID(c.serial)) + "_0", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Subject: "茶", Code: payment.NewCode(code),
	})
}

func (c *counter) renew(key *rsa.PrivateKey) {
	c.t.Helper()
	if err := c.certs.Renew(key); err != nil {
		c.t.Fatal(err)
	}
}

// Alipay renews its certificate and keeps its key: nobody notices.
func TestRenewedCertificateOfTheSameKey(t *testing.T) {
	t.Parallel()
	atCounter(t, func(c *counter) {
		c.renew(keys().identity.SigningKey())
		if a := c.pay(); a.Outcome != payment.Paid {
			t.Errorf("%+v", a)
		}
		if c.log.Len() > 0 {
			t.Errorf("%s", c.log.String())
		}
	})
}

// Alipay changes its key too: the certificate is had from Alipay inside the same call, and said so once.
func TestChangedCertificate(t *testing.T) {
	t.Parallel()
	atCounter(t, func(c *counter) {
		if a := c.pay(); a.Outcome != payment.Paid {
			t.Fatalf("%+v", a)
		}
		c.renew(otherKey())
		for range 3 {
			if a := c.pay(); a.Outcome != payment.Paid || !a.Signed {
				t.Errorf("%+v", a)
			}
		}
		if a := c.client.Probe(c.t.Context()); a.Outcome != payment.Done {
			t.Errorf("%+v", a)
		}
		if n := strings.Count(c.log.String(), "alipay_certificate_changed"); n != 1 {
			t.Errorf("told %d times: %s", n, c.log.String())
		}
	})
}

// A certificate that leads to the same root and is another merchant's proves nothing: the same roots sign the certificates of all.
func TestCertificateOfAnotherMerchant(t *testing.T) {
	t.Parallel()
	atCounter(t, func(c *counter) {
		if _, err := c.certs.Stray(otherKey()); err != nil {
			t.Fatal(err)
		}
		a := c.pay()
		if a.Outcome != payment.Unknown || a.Signed || a.Reason.Code != "alipay_certificate_changed" || a.Reason.Action != payment.ActTechnician {
			t.Errorf("%+v", a)
		}
		if !strings.Contains(c.log.String(), "another subject") {
			t.Errorf("%s", c.log.String())
		}
	})
}

// While the certificate cannot be had nothing is believed; a minute later it is asked for again.
func TestCertificateThatCannotBeHad(t *testing.T) {
	t.Parallel()
	atCounter(t, func(c *counter) {
		c.renew(otherKey())
		c.certs.Withhold(true)
		if a := c.pay(); a.Outcome != payment.Unknown || a.Reason.Code != "alipay_certificate_changed" {
			t.Errorf("%+v", a)
		}
		c.certs.Withhold(false)
		if a := c.pay(); a.Outcome != payment.Unknown || a.Reason.Code != "alipay_certificate_changed" {
			t.Errorf("asked again at once: %+v", a)
		}
		time.Sleep(time.Minute)
		if a := c.pay(); a.Outcome != payment.Paid {
			t.Errorf("%+v", a)
		}
	})
}
