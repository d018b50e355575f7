package spot_test

import (
	"crypto/rsa"
	"crypto/x509"
	"sync"
	"testing"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/keytest"
	"posd/payment/alipay/spot"
	"posd/payment/paymenttest"
)

const (
	partner = "2088102012343978"
	secret  = "59c7275cf3c82f038b7c0076f9888926"
)

// keys are made once for all tests: ours, and the simulated Alipay's.
var keys = sync.OnceValue(func() (k struct {
	ours     *rsa.PrivateKey
	identity *alipaytest.Identity
},
) {
	var err error
	k.ours = keytest.RSA(6)
	if k.identity, err = alipaytest.IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2)); err != nil {
		panic(err)
	}
	return k
})

// family is this package before the conformance suite, with a sign type.
func family(signType string) paymenttest.Family {
	k := keys()
	return paymenttest.Family{
		Opts: alipaytest.Opts{
			Family: alipaytest.FamilySpot, MerchantID: partner, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity, Seed: 11,
			Secret: secret, SignType: signType,
		},
		Open: func(t *testing.T, l paymenttest.Line) paymenttest.Client {
			return open(t, l, spot.Config{BaseURL: "https://alipay.test/api", SignType: signType})
		},
		Amounts: []payment.Amount{{Minor: 1000, Currency: "JPY"}, {Minor: 9_999_999_999, Currency: "USD"}},
		Secrets: []string{secret, "BEGIN"},
		Scripts: paymenttest.FamilyScripts(alipaytest.FamilySpot),
	}
}

func TestGateway(t *testing.T) {
	t.Parallel()
	paymenttest.TestGateway(t, family(spot.SignRSA2))
}

// The other two ways of signing go through the scenarios too.
func TestGatewayByOtherSignatures(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("one way of signing is enough for a short run")
	}
	for _, kind := range []string{spot.SignMD5, spot.SignRSA} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			paymenttest.TestGateway(t, family(kind))
		})
	}
}

// open makes a client of a shop, before a simulated Alipay.
func open(t *testing.T, l paymenttest.Line, cfg spot.Config) *spot.Client {
	t.Helper()
	key, err := alipay.ParsePublicKey(l.Alipay.AlipayPublicKeyPEM())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(l.Alipay.CACertPEM()) {
		t.Fatal("no authority")
	}
	cfg.Partner, cfg.TerminalID = partner, "T-01"
	cfg.Merchant = spot.Merchant{ID: "SM1", Name: `茶馆 "一"`, Industry: "5812", StoreID: "ST1", StoreName: "一号店"}
	client, err := spot.New(cfg, spot.Parts{
		Secret: secret, PrivateKey: keys().ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
