package relay_test

import (
	"crypto/x509"
	"testing"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
	"posd/payment/paymenttest"
)

// TestGateway holds the whole way to the contract of payment.Gateway: a terminal's client, a relay, a family's client, Alipay. What
// goes wrong between relay and Alipay is told to the terminal as the family's client tells it.
func TestGateway(t *testing.T) {
	t.Parallel()
	k := keys()
	paymenttest.TestGateway(t, paymenttest.Family{
		Opts: alipaytest.Opts{
			ClientID: "C1", MerchantID: "M1", MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity, Seed: 11,
		},
		Open: func(t *testing.T, l paymenttest.Line) paymenttest.Client {
			t.Helper()
			upstream := intlClient(t, l)
			i := start(t, relaytest.NewMemory(), l.Log, []relay.Merchant{{ID: "tea", Gateway: upstream}})
			return way{enrolled(t, "tea", "T1", l.Log, i), upstream}
		},
		Amounts:  []payment.Amount{{Minor: 1000, Currency: "JPY"}, {Minor: 9_999_999_999, Currency: "USD"}},
		Secrets:  []string{"BEGIN", k.ours.D.String()[:16], k.ours.Primes[0].String()[:16]},
		Deadline: 7 * time.Second,
	})
}

func intlClient(t *testing.T, l paymenttest.Line) *intl.Client {
	t.Helper()
	key, err := alipay.ParsePublicKey(l.Alipay.AlipayPublicKeyPEM())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(l.Alipay.CACertPEM())
	c, err := intl.New(intl.Config{ClientID: "C1", MerchantID: "M1"}, intl.Parts{
		PrivateKey: keys().ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	return c
}
