package relay_test

import (
	"crypto/rsa"
	"crypto/x509"
	"flag"
	"testing"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/ams"
	"posd/payment/alipay/intl"
	"posd/payment/alipay/openapi"
	"posd/payment/alipay/spot"
	"posd/payment/paymenttest"
)

var everything = flag.Bool("acceptance.all", false, "hold every family behind a relay to everything, in place of its share")

// noticeURL is where the relay tells Alipay to send its notifications.
const noticeURL = "https://" + relayHost + ":8444" + relay.PathNotice + "tea"

// upstream is a wire family behind a relay.
type upstream struct {
	opts   alipaytest.Opts // beside keys
	window payment.Window  // in which it cancels; zero: the protocol's own
	open   func(key *rsa.PublicKey, roots *x509.CertPool, l paymenttest.Line) (paymenttest.Client, error)
}

// upstreams are all families.
func upstreams() []upstream {
	ours := keys().ours
	return []upstream{
		{
			opts: alipaytest.Opts{Family: alipaytest.FamilyIntl, ClientID: "C1", MerchantID: "M1"},
			open: func(key *rsa.PublicKey, roots *x509.CertPool, l paymenttest.Line) (paymenttest.Client, error) {
				return intl.New(intl.Config{ClientID: "C1", MerchantID: "M1", NotifyURL: noticeURL}, intl.Parts{
					PrivateKey: ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log,
				})
			},
		},
		{
			opts: alipaytest.Opts{Family: alipaytest.FamilyAMS, ClientID: "C1"},
			open: func(key *rsa.PublicKey, roots *x509.CertPool, l paymenttest.Line) (paymenttest.Client, error) {
				shop := ams.Merchant{ID: "SM1", Name: "茶馆", MCC: "5812", StoreID: "ST1", StoreName: "一号店"}
				return ams.New(ams.Config{ClientID: "C1", Merchant: shop, NotifyURL: noticeURL}, ams.Parts{
					PrivateKey: ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log,
				})
			},
		},
		{
			opts:   alipaytest.Opts{Family: alipaytest.FamilyOpenAPI, ClientID: "2014072300007148"},
			window: openapi.CancelWindow(),
			open: func(key *rsa.PublicKey, roots *x509.CertPool, l paymenttest.Line) (paymenttest.Client, error) {
				return openapi.New(openapi.Config{AppID: "2014072300007148", NotifyURL: noticeURL}, openapi.Parts{
					PrivateKey: ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log,
				})
			},
		},
		{
			opts: alipaytest.Opts{Family: alipaytest.FamilySpot, MerchantID: "2088102012343978"},
			open: func(key *rsa.PublicKey, roots *x509.CertPool, l paymenttest.Line) (paymenttest.Client, error) {
				shop := spot.Merchant{ID: "SM1", Name: "茶馆", Industry: "5812", StoreID: "ST1", StoreName: "一号店"}
				return spot.New(spot.Config{BaseURL: "https://alipay.test/api", Partner: "2088102012343978", Merchant: shop, NotifyURL: noticeURL}, spot.Parts{
					PrivateKey: ours, AlipayKey: key, Dial: l.Dial, RootCAs: roots, Logger: l.Log,
				})
			},
		},
	}
}

// alipay are the options of the family's simulated Alipay.
func (u upstream) alipay() alipaytest.Opts {
	o := u.opts
	o.MerchantPublicKey, o.Identity, o.Seed = &keys().ours.PublicKey, keys().identity, 11
	return o
}

// client is the relay's client before a simulated Alipay.
func (u upstream) client(t *testing.T, l paymenttest.Line) paymenttest.Client {
	t.Helper()
	key, err := alipay.ParsePublicKey(l.Alipay.AlipayPublicKeyPEM())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(l.Alipay.CACertPEM())
	c, err := u.open(key, roots, l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	return c
}

// TestGateway holds the whole way to the contract of payment.Gateway: a terminal's client, a relay, a family's client, Alipay. What
// goes wrong between relay and Alipay is told to the terminal as the family's client tells it. One family is enough for what lies
// between terminal and relay; -acceptance.all goes through all of them.
func TestGateway(t *testing.T) {
	t.Parallel()
	for n, u := range upstreams() {
		if n > 0 && !*everything {
			continue
		}
		t.Run(u.opts.Family, func(t *testing.T) {
			t.Parallel()
			paymenttest.TestGateway(t, u.conformance())
		})
	}
}

// conformance is the family, behind a relay, before the conformance suite.
func (u upstream) conformance() paymenttest.Family {
	k := keys()
	f := paymenttest.Family{
		Opts: u.alipay(),
		Open: func(t *testing.T, l paymenttest.Line) paymenttest.Client {
			t.Helper()
			c := u.client(t, l)
			i := start(t, relaytest.NewMemory(), l.Log, []relay.Merchant{{ID: "tea", Gateway: c}})
			return way{enrolled(t, "tea", "T1", l.Log, i), c}
		},
		Amounts:  []payment.Amount{{Minor: 1000, Currency: "JPY"}, {Minor: 9_999_999_999, Currency: "USD"}},
		Scripts:  paymenttest.FamilyScripts(u.opts.Family),
		Secrets:  []string{"BEGIN", k.ours.D.String()[:16], k.ours.Primes[0].String()[:16]},
		Deadline: 7 * time.Second,
	}
	switch u.opts.Family { // what a number is whose code nobody has scanned, and how long the code lives
	case alipaytest.FamilyAMS:
		f.Unscanned = payment.Confirming
	case alipaytest.FamilyIntl:
		f.ShowLife = 2 * time.Hour
	}
	if u.opts.Family == alipaytest.FamilyOpenAPI { // it is mainland China's
		f.Amount, f.Amounts = payment.Amount{Minor: 1250, Currency: "CNY"}, []payment.Amount{{Minor: 10_000, Currency: "CNY"}}
	}
	return f
}
