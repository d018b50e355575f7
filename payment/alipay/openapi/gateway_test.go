package openapi_test

import (
	"crypto/rsa"
	"crypto/x509"
	"sync"
	"testing"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
	"posd/payment/alipay/openapi"
	"posd/payment/paymenttest"
)

const (
	appID      = "2014072300007148"
	subShop    = "2088102123816631"
	authToken  = "201510BBaabdb44d8fd04607abf8d5931ec75D84"
	providerID = "2088511833207846"
)

// keys are made once for all tests: ours, and the simulated Alipay's, with the certificates of both.
var keys = sync.OnceValue(func() (k struct {
	ours     *rsa.PrivateKey
	identity *alipaytest.Identity
	certs    *alipaytest.Certificates
},
) {
	var err error
	k.ours = keytest.RSA(6)
	if k.identity, err = alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2)); err != nil {
		panic(err)
	}
	if k.certs, err = alipaytest.NewCertificates(k.identity, &k.ours.PublicKey, appID); err != nil {
		panic(err)
	}
	return k
})

// family is this package before the conformance suite, in one of its modes.
func family(certificates, acquirer bool) paymenttest.Family {
	k := keys()
	opts := alipaytest.Opts{
		Family: alipaytest.FamilyOpenAPI, ClientID: appID, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity, Seed: 11,
	}
	cfg := openapi.Config{AppID: appID, StoreID: "NJ_001", TerminalID: "T-01"}
	if acquirer {
		opts.MerchantID, opts.IntegratorToken = subShop, authToken
		cfg.SubMerchantID, cfg.AuthToken, cfg.ProviderID = subShop, authToken, providerID
	}
	if certificates {
		opts.Certificates = k.certs
	}
	return paymenttest.Family{
		Opts: opts,
		Open: func(t *testing.T, l paymenttest.Line) paymenttest.Client {
			t.Helper()
			return openWith(t, l, cfg, opts.Certificates)
		},
		Amount:  payment.Amount{Minor: 1250, Currency: "CNY"},
		Amounts: []payment.Amount{{Minor: 10_000, Currency: "CNY"}, {Minor: payment.MaxMinor, Currency: "CNY"}},
		Secrets: []string{"BEGIN", authToken, k.ours.D.String()},
		Scripts: paymenttest.FamilyScripts(alipaytest.FamilyOpenAPI),
	}
}

func TestGatewayWithKeys(t *testing.T) {
	t.Parallel()
	paymenttest.TestGateway(t, family(false, false))
}

func TestGatewayWithCertificatesForAnAcquirer(t *testing.T) {
	t.Parallel()
	paymenttest.TestGateway(t, family(true, true))
}

// openWith makes a client in certificate mode, or without certificates in key mode.
func openWith(t testing.TB, l paymenttest.Line, cfg openapi.Config, certificates *alipaytest.Certificates) *openapi.Client {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(l.Alipay.CACertPEM()) {
		t.Fatal("no authority")
	}
	parts := openapi.Parts{PrivateKey: keys().ours, Dial: l.Dial, RootCAs: roots, Logger: l.Log}
	if certificates != nil {
		parts.Certificates = certificatesOf(t, certificates)
	} else {
		key, err := alipay.ParsePublicKey(l.Alipay.AlipayPublicKeyPEM())
		if err != nil {
			t.Fatal(err)
		}
		parts.AlipayKey = key
	}
	client, err := openapi.New(cfg, parts)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func certificatesOf(t testing.TB, files *alipaytest.Certificates) *openapi.Certificates {
	t.Helper()
	var out openapi.Certificates
	for _, f := range []struct {
		to   *[][]byte
		text []byte
	}{{&out.App, files.App}, {&out.Alipay, files.Alipay}, {&out.Root, files.Root}} {
		ders, err := alipay.ParseCertificates(f.text)
		if err != nil {
			t.Fatal(err)
		}
		*f.to = ders
	}
	return &out
}
