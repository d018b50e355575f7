package intl_test

import (
	"context"
	"crypto/x509"
	"net"
	"strconv"
	"testing"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/intl"
)

// loopback joins a client and a simulated Alipay over real sockets and returns the client.
func loopback(tb testing.TB) (*alipaytest.Alipay, *intl.Client) {
	tb.Helper()
	k := keys()
	gateway, err := alipaytest.New(alipaytest.Opts{
		ClientID: clientID, MerchantID: merchantID, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity,
	})
	if err != nil {
		tb.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- gateway.Serve(ctx, listener) }()
	key, err := alipay.ParsePublicKey(gateway.AlipayPublicKeyPEM())
	if err != nil {
		tb.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(gateway.CACertPEM())
	client, err := intl.New(intl.Config{
		BaseURL: "https://" + listener.Addr().String() + "/api", ClientID: clientID, MerchantID: merchantID,
	}, intl.Parts{PrivateKey: k.ours, AlipayKey: key, RootCAs: roots})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		client.CloseIdle()
		stop()
		if err := <-served; err != nil {
			tb.Error(err)
		}
		if err := gateway.Close(); err != nil {
			tb.Error(err)
		}
	})
	return gateway, client
}

func TestOverSockets(t *testing.T) {
	t.Parallel()
	gateway, client := loopback(t)
	code, err := gateway.Mint("paid", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	trade := payment.TradeRequest{Number: "90000000000000000001_0", Amount: payment.Amount{Minor: 1000, Currency: "JPY"}}
	paid := client.Pay(t.Context(), payment.PayRequest{Number: trade.Number, Amount: trade.Amount, Subject: "茶", Code: payment.NewCode(code)})
	found := client.Query(t.Context(), trade)
	if paid.Outcome != payment.Paid || found.Outcome != payment.Paid || paid.Trade.Ref != found.Trade.Ref {
		t.Errorf("%+v\n%+v", paid, found)
	}
	if a := client.Probe(t.Context()); a.Outcome != payment.Done {
		t.Errorf("%+v", a)
	}
	for _, v := range gateway.Violations() {
		t.Errorf("violation: %+v", v)
	}
}

// Nobody listens: refused at once, nothing left to resolve.
func TestNobodyListens(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	client, err := intl.New(intl.Config{BaseURL: "https://" + address, ClientID: clientID, MerchantID: merchantID},
		intl.Parts{PrivateKey: keys().ours, AlipayKey: stranger(t)})
	if err != nil {
		t.Fatal(err)
	}
	a := client.Pay(t.Context(), payment.PayRequest{
		Number: "90000000000000000001_0", Amount: payment.Amount{Minor: 1000, Currency: "JPY"}, Code: payment.NewCode("281234567890123456"),
	})
	if a.Outcome != payment.NotSent || a.Reason.Code != "connection_refused" || a.Reason.Action != payment.ActCheckNetwork {
		t.Errorf("%+v", a)
	}
}

// BenchmarkPayLoopback is a whole sale: build, sign, send, the simulated Alipay's own work (a verification, a signature), verify.
func BenchmarkPayLoopback(b *testing.B) {
	gateway, client := loopback(b)
	amount := payment.Amount{Minor: 1000, Currency: "JPY"}
	if err := client.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n++
		code, err := gateway.Mint("paid", 0)
		if err != nil {
			b.Fatal(err)
		}
		a := client.Pay(b.Context(), payment.PayRequest{Number: "9_" + strconv.Itoa(n), Amount: amount, Subject: "茶", Code: payment.NewCode(code)})
		if a.Outcome != payment.Paid {
			b.Fatalf("%+v", a)
		}
	}
}
