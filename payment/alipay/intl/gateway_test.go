package intl_test

import (
	"crypto/x509"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
	"posd/payment/paymenttest"
)

// family is this package before the conformance suite.
func family() paymenttest.Family {
	k := keys()
	return paymenttest.Family{
		Opts: alipaytest.Opts{
			ClientID: clientID, MerchantID: merchantID, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity, Seed: 11,
		},
		Open:    open,
		Amounts: []payment.Amount{{Minor: 1000, Currency: "JPY"}, {Minor: 9_999_999_999, Currency: "USD"}},
		Secrets: append(secrets(), "BEGIN"), ShowLife: 2 * time.Hour,
	}
}

func TestGateway(t *testing.T) {
	t.Parallel()
	paymenttest.TestGateway(t, family())
}

// open makes a client with a shop that is an acquirer's.
func open(t *testing.T, l paymenttest.Line) paymenttest.Client {
	t.Helper()
	key, err := alipay.ParsePublicKey(l.Alipay.AlipayPublicKeyPEM())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(l.Alipay.CACertPEM()) {
		t.Fatal("no authority")
	}
	client, err := intl.New(intl.Config{
		ClientID: clientID, MerchantID: merchantID, TerminalID: "T-01",
		Seller: intl.Seller{ID: "S1", Name: "茶馆", MCC: "5812", StoreID: "ST1", StoreName: "一号店"},
	}, intl.Parts{PrivateKey: keys().ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log})
	if err != nil {
		t.Fatal(err)
	}
	return client
}
