package intl_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
	"posd/payment/alipay/keytest"
)

const (
	clientID   = "385XSH66SG02E900"
	merchantID = "2118820000000000023"
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

// counter is a terminal's client beside a simulated Alipay, joined by pipes; TLS and HTTP are real.
type counter struct {
	t       *testing.T
	alipay  *alipaytest.Alipay
	client  *intl.Client
	dials   atomic.Int32
	log     bytes.Buffer
	details []string
	serial  int
}

// with changes the simulated Alipay, the configuration or the parts before they are joined.
type with struct {
	opts  func(*alipaytest.Opts)
	cfg   func(*intl.Config)
	parts func(*intl.Parts)
}

// at runs test at a counter, in virtual time.
func at(t *testing.T, w with, test func(*counter)) {
	t.Helper()
	k := keys() // outside the bubble
	synctest.Test(t, func(t *testing.T) {
		opts := alipaytest.Opts{
			ClientID: clientID, MerchantID: merchantID, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity, Seed: 11,
		}
		if w.opts != nil {
			w.opts(&opts)
		}
		gateway, err := alipaytest.New(opts)
		if err != nil {
			t.Fatal(err)
		}
		listener := alipaytest.NewPipeListener()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- gateway.Serve(ctx, listener) }()
		c := &counter{t: t, alipay: gateway}
		c.client = c.connect(w, func(ctx context.Context, _, _ string) (net.Conn, error) {
			c.dials.Add(1)
			return listener.Dial(ctx)
		})
		test(c)
		c.client.CloseIdle()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := gateway.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (c *counter) connect(w with, dial func(context.Context, string, string) (net.Conn, error)) *intl.Client {
	c.t.Helper()
	key, err := alipay.ParsePublicKey(c.alipay.AlipayPublicKeyPEM())
	if err != nil {
		c.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(c.alipay.CACertPEM()) {
		c.t.Fatal("no authority")
	}
	cfg := intl.Config{
		ClientID: clientID, MerchantID: merchantID, TerminalID: "T-01",
		Seller: intl.Seller{ID: "S1", Name: "茶馆", MCC: "5812", StoreID: "ST1", StoreName: "一号店"},
	}
	parts := intl.Parts{
		PrivateKey: keys().ours, AlipayKey: key, Dial: dial, RootCAs: roots,
		Logger: slog.New(slog.NewTextHandler(&c.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if w.cfg != nil {
		w.cfg(&cfg)
	}
	if w.parts != nil {
		w.parts(&parts)
	}
	client, err := intl.New(cfg, parts)
	if err != nil {
		c.t.Fatal(err)
	}
	return client
}

// sale is one attempt at the counter.
type sale struct {
	c     *counter
	trade payment.TradeRequest
	code  payment.Code
}

// sell mints a code that plays a scenario.
func (c *counter) sell(scenario string) *sale {
	c.t.Helper()
	text, err := c.alipay.Mint(scenario, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	code, err := alipay.ParseCode(text, alipay.CodeRules{})
	if err != nil {
		c.t.Fatal(err)
	}
	c.serial++
	id := payment.NewID(uint64(c.serial))
	return &sale{c: c, code: code, trade: payment.TradeRequest{Number: string(id) + "_0", Amount: payment.Amount{Minor: 1250, Currency: "USD"}}}
}

// do makes one call by its name: pay, query, cancel, refund, or wait for n seconds.
func (s *sale) do(call string) payment.Answer {
	ctx := s.c.t.Context()
	var a payment.Answer
	switch call {
	case "pay":
		a = s.c.client.Pay(ctx, payment.PayRequest{Number: s.trade.Number, Amount: s.trade.Amount, Subject: "茶", Code: s.code})
	case "query":
		a = s.c.client.Query(ctx, s.trade)
	case "cancel":
		a = s.c.client.Cancel(ctx, s.trade)
	case "refund":
		a = s.c.client.Refund(ctx, payment.RefundRequest{
			Trade: s.trade, Number: "8" + s.trade.Number[1:20], Amount: payment.Amount{Minor: 250, Currency: "USD"}, Reason: "cold",
		})
	}
	s.c.heed(a)
	if a.Trade.Ref != "" {
		s.trade.Ref = a.Trade.Ref
	}
	return a
}

// heed keeps what would be logged.
func (c *counter) heed(a payment.Answer) {
	c.details = append(c.details, a.Detail, a.Reason.Wire, a.Reason.Code)
}

// play makes the calls of a script such as "pay:unknown 3s query:paid" and checks each outcome.
func (s *sale) play(script string) {
	s.c.t.Helper()
	for step := range strings.FieldsSeq(script) {
		if d, err := time.ParseDuration(step); err == nil {
			time.Sleep(d)
			continue
		}
		call, want, _ := strings.Cut(step, ":")
		want, reason, _ := strings.Cut(want, "/")
		a := s.do(call)
		if a.Outcome.String() != want || (reason != "" && a.Reason.Code != reason) {
			s.c.t.Errorf("%s: %s, reason %+v, %s; want %s", call, a.Outcome, a.Reason, a.Detail, step)
		}
		if certain(a.Outcome) && !a.Signed {
			s.c.t.Errorf("%s: %s without a signature", call, a.Outcome)
		}
	}
}

// certain outcomes come from the gateway alone.
func certain(o payment.Outcome) bool { return o != payment.Unknown && o != payment.NotSent }
