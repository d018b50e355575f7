package peers

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/http"
	"testing"

	"github.com/go-pay/gopay"
	gopayalipay "github.com/go-pay/gopay/alipay"
	"github.com/go-pay/gopay/pkg/xhttp"
	smartwalle "github.com/smartwalle/alipay/v3"
	"posd/payment"
	"posd/payment/alipay/openapi"
)

var errNotPaid = errors.New("the answer was not taken for paid")

// payer takes one payment.
type payer func(tb testing.TB) error

// payers are the clients, each ready to pay.
func payers(tb testing.TB, c *counterpart) map[string]payer {
	tb.Helper()
	return map[string]payer{"posd": c.posd(tb), "relayed": c.relayed(tb), "smartwalle": c.smartwalle(tb), "gopay": c.gopay(tb)}
}

// names are those of payers in the order of the report.
var names = []string{"posd", "relayed", "smartwalle", "gopay"}

func (c *counterpart) posd(tb testing.TB) payer {
	tb.Helper()
	client, err := openapi.New(openapi.Config{AppID: app}, openapi.Parts{
		PrivateKey: c.ours, AlipayKey: &c.alipay.PublicKey, RootCAs: c.roots, Dial: c.dial,
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(client.CloseIdle)
	r := payment.PayRequest{Number: number, Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Subject: "coffee", Code: payment.NewCode(code)}
	return func(tb testing.TB) error {
		if a := client.Pay(tb.Context(), r); a.Outcome != payment.Paid || !a.Signed {
			return errors.Join(errNotPaid, errors.New(a.Detail))
		}
		return nil
	}
}

// private is our key as the peers take it: base64 of PKCS #1.
func (c *counterpart) private() string {
	return base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(c.ours))
}

func (c *counterpart) smartwalle(tb testing.TB) payer {
	tb.Helper()
	client, err := smartwalle.New(app, c.private(), true, smartwalle.WithHTTPClient(&http.Client{Transport: c.transport()}))
	if err != nil {
		tb.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&c.alipay.PublicKey)
	if err != nil {
		tb.Fatal(err)
	}
	if err := client.LoadAliPayPublicKey(base64.StdEncoding.EncodeToString(der)); err != nil {
		tb.Fatal(err)
	}
	return func(tb testing.TB) error {
		answer, err := client.TradePay(tb.Context(), smartwalle.TradePay{
			Trade: smartwalle.Trade{OutTradeNo: number, Subject: "coffee", TotalAmount: "12.50", ProductCode: "FACE_TO_FACE_PAYMENT"},
			Scene: "bar_code", AuthCode: code,
		})
		if err != nil {
			return err
		}
		if answer.Code != smartwalle.CodeSuccess || answer.OutTradeNo != number {
			return errNotPaid
		}
		return nil
	}
}

func (c *counterpart) gopay(tb testing.TB) payer {
	tb.Helper()
	client, err := gopayalipay.NewClient(app, c.private(), true)
	if err != nil {
		tb.Fatal(err)
	}
	client.SetHttpClient(xhttp.NewClient().SetHttpTransport(c.transport()))
	client.AutoVerifySign(c.alipayCert)
	return func(tb testing.TB) error {
		order := make(gopay.BodyMap)
		order.Set("out_trade_no", number).Set("scene", "bar_code").Set("auth_code", code).Set("subject", "coffee").
			Set("total_amount", "12.50").Set("product_code", "FACE_TO_FACE_PAYMENT")
		answer, err := client.TradePay(tb.Context(), order)
		if err != nil {
			return err
		}
		if answer.Response.Code != "10000" || answer.Response.OutTradeNo != number {
			return errNotPaid
		}
		return nil
	}
}

// Everybody takes the prepared answer for paid, and none believes it once a digit of the amount is another: the benchmark compares
// clients that do the same.
func TestEverybodyPaysAndVerifies(t *testing.T) {
	c := newCounterpart(t)
	pay := payers(t, c)
	for _, name := range names {
		if err := pay[name](t); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i, b := range c.answer {
		if b == '5' && string(c.answer[i-3:i+2]) == "12.50" {
			c.answer[i] = '6'
		}
	}
	for _, name := range names {
		if err := pay[name](t); err == nil {
			t.Errorf("%s believes an answer that was changed", name)
		}
	}
}

// BenchmarkPay is a whole payment over loopback; allocs/op are those of client and counterpart, whose own are few and the same for all.
func BenchmarkPay(b *testing.B) {
	c := newCounterpart(b)
	pay := payers(b, c)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			if err := pay[name](b); err != nil { // its connection is there from now on
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := pay[name](b); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "payments/s")
		})
	}
}
