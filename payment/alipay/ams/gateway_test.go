package ams_test

import (
	"crypto/rsa"
	"crypto/x509"
	"sync"
	"testing"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/ams"
	"posd/payment/alipay/keytest"
	"posd/payment/paymenttest"
)

const clientID = "SANDBOX_5Y2N6Z2Z2Z2Z00000"

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

// family is this package before the conformance suite.
func family() paymenttest.Family {
	k := keys()
	return paymenttest.Family{
		Opts: alipaytest.Opts{
			Family: alipaytest.FamilyAMS, ClientID: clientID, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity, Seed: 13,
		},
		Open:    open,
		Amounts: []payment.Amount{{Minor: 1000, Currency: "JPY"}, {Minor: 9_999_999_999, Currency: "USD"}},
		Secrets: []string{"BEGIN", k.ours.D.String()[:16], k.ours.Primes[0].String()[:16], k.ours.Primes[1].String()[:16], "138******38"},
		Scripts: paymenttest.FamilyScripts(alipaytest.FamilyAMS), Unscanned: payment.Confirming,
	}
}

func TestGateway(t *testing.T) {
	t.Parallel()
	paymenttest.TestGateway(t, family())
}

func open(t *testing.T, l paymenttest.Line) paymenttest.Client {
	t.Helper()
	return openWith(t, l, func(*ams.Config) {})
}

func openWith(t *testing.T, l paymenttest.Line, change func(*ams.Config)) *ams.Client {
	t.Helper()
	key, err := alipay.ParsePublicKey(l.Alipay.AlipayPublicKeyPEM())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(l.Alipay.CACertPEM()) {
		t.Fatal("no authority")
	}
	cfg := ams.Config{
		ClientID: clientID, TerminalID: "T-01",
		Merchant: ams.Merchant{ID: "SM1", Name: "茶馆", MCC: "5812", StoreID: "ST1", StoreName: "一号店"},
	}
	change(&cfg)
	client, err := ams.New(cfg, ams.Parts{PrivateKey: keys().ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
