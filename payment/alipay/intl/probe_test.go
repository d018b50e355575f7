package intl_test

import (
	"context"
	"crypto/rsa"
	"net"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
	"posd/payment/alipay/keytest"
)

func TestProbeTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		with
		reason string
		denied bool
	}{
		"all is well": {},
		"our key is another": {
			with:   with{opts: func(o *alipaytest.Opts) { o.MerchantPublicKey = stranger(t) }},
			reason: "our_key_refused", denied: true,
		},
		"our key was never uploaded": {
			with:   with{opts: func(o *alipaytest.Opts) { o.MerchantPublicKey = nil }},
			reason: "our_key_missing", denied: true,
		},
		"alipay's key is another": {
			with:   with{parts: func(p *intl.Parts) { p.AlipayKey = stranger(t) }},
			reason: "alipay_key_wrong",
		},
		"client id": {
			with:   with{cfg: func(cfg *intl.Config) { cfg.ClientID = "385XSH66SG02E901" }},
			reason: "client_id_refused", denied: true,
		},
		"merchant id":  {with: with{cfg: func(cfg *intl.Config) { cfg.MerchantID = "1" }}, reason: "contract_missing"},
		"address":      {with: with{cfg: func(cfg *intl.Config) { cfg.Paths.Query = "/alipay/intl/acquiring/offline/payQuery.htm" }}, reason: "address_wrong"},
		"prefix":       {with: with{cfg: func(cfg *intl.Config) { cfg.BaseURL = "https://open-sea.alipay.com/" }}, reason: "address_wrong"},
		"token":        {with: with{opts: func(o *alipaytest.Opts) { o.IntegratorToken = "x" }}, reason: "token_refused"},
		"authority":    {with: with{parts: func(p *intl.Parts) { p.RootCAs = nil }}, reason: "tls_untrusted"},
		"another name": {with: with{cfg: func(cfg *intl.Config) { cfg.BaseURL = "https://elsewhere.test/api" }}, reason: "tls_untrusted"},
		"our clock is decades off": {
			with:   with{parts: func(p *intl.Parts) { p.Now = func() time.Time { return time.Unix(0, 0) } }},
			reason: "tls_clock",
		},
		"our clock is a day off": {
			with:   with{parts: func(p *intl.Parts) { p.Now = func() time.Time { return time.Now().Add(24 * time.Hour) } }},
			reason: "request_refused",
		},
		"no network": {
			with: with{parts: func(p *intl.Parts) {
				p.Dial = func(context.Context, string, string) (net.Conn, error) {
					return nil, &net.DNSError{Err: "no answer", IsTimeout: true}
				}
			}},
			reason: "no_network",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x.parts = bufferedPipe(x.with)
			at(t, x.with, func(c *counter) {
				a := c.client.Probe(c.t.Context())
				c.heed(a)
				ok := x.reason == ""
				if (a.Outcome == payment.Done) != ok || (ok && !a.Signed) || a.Reason.Code != x.reason || a.Denied != x.denied {
					t.Errorf("%+v", a)
				}
				if !ok && a.Reason.Action != payment.ActTechnician && a.Reason.Action != payment.ActCheckNetwork {
					t.Errorf("nobody is sent to mend it: %+v", a)
				}
			})
		})
	}
}

// stranger is the public half of a key that nobody at the counter has.
func stranger(t *testing.T) *rsa.PublicKey {
	t.Helper()
	return &keytest.RSA(8).PublicKey
}

// bufferedPipe gives the client a receive buffer, as a socket has: an end that breaks a handshake off to send an alert would wait
// for one that waits to be read.
func bufferedPipe(w with) func(*intl.Parts) {
	return func(p *intl.Parts) {
		if w.parts != nil {
			w.parts(p)
		}
		dial := p.Dial
		p.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return readAhead(conn), nil
		}
	}
}
