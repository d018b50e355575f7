package openapi_test

import (
	"context"
	"net"
	"strconv"
	"testing"

	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/alipay/openapi"
	"posd/payment/paymenttest"
)

// loopback joins a client and a simulated Alipay over real sockets.
func loopback(tb testing.TB) (*alipaytest.Alipay, *openapi.Client) {
	tb.Helper()
	k := keys()
	gateway, err := alipaytest.New(alipaytest.Opts{
		Family: alipaytest.FamilyOpenAPI, ClientID: appID, MerchantPublicKey: &k.ours.PublicKey, Identity: k.identity,
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
	client := openWith(tb, paymenttest.Line{Alipay: gateway}, openapi.Config{
		URL: "https://" + listener.Addr().String() + "/gateway.do", AppID: appID,
	}, nil)
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
	trade := payment.TradeRequest{Number: "90000000000000000001_0", Amount: payment.Amount{Minor: 1, Currency: "CNY"}}
	paid := client.Pay(t.Context(), payment.PayRequest{Number: trade.Number, Amount: trade.Amount, Subject: "茶", Code: payment.NewCode(code)})
	found := client.Query(t.Context(), trade)
	if paid.Outcome != payment.Paid || found.Outcome != payment.Paid || paid.Trade.Ref != found.Trade.Ref || found.Trade.Time.IsZero() {
		t.Errorf("%+v\n%+v", paid, found)
	}
	for _, v := range gateway.Violations() {
		t.Errorf("violation: %+v", v)
	}
}

// BenchmarkPayLoopback is a whole sale: build, sign, send, the simulated Alipay's own work (a verification, a signature), verify.
func BenchmarkPayLoopback(b *testing.B) {
	gateway, client := loopback(b)
	amount := payment.Amount{Minor: 1000, Currency: "CNY"}
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
