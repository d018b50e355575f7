package call_test

import (
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/call"
)

func TestShowable(t *testing.T) {
	t.Parallel()
	long := "https://qr.alipay.com/" + strings.Repeat("x", payment.ShowMax)
	for text, want := range map[string]bool{
		"https://qr.alipay.com/bax03431ljhokirwl38f00a7": true,
		"https://global.alipay.com/281002040?a=b&c=d":    true,
		"00020101021226280011 COFFEE SHOP 6304A1B2":      true,
		long[:payment.ShowMax]:                           true,
		long[:payment.ShowMax+1]:                         false,
		"":                                               false,
		"https://":                                       false,
		"https:///path":                                  false,
		"https://:443/path":                              false,
		"https://qr.alipay.com@evil.example/x":           false,
		"https://qr.alipay.com/a b":                      false,
		"https://qr.alipay.com/\n":                       false,
		"https://qr.alipay.com/\x7f":                     false,
		"https://qr.alipay.com/茶":                        false,
		"http://qr.alipay.com/bax":                       false,
		"javascript:alert(1)":                            false,
		"alipays://platformapi/startapp":                 false,
		"tel:+86":                                        false,
		"281234567890123456":                             false,
		"000201\x00":                                     false,
		"qr.alipay.com/bax":                              false,
	} {
		if call.Showable(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestCodesLiveAWhile(t *testing.T) {
	t.Parallel()
	for valid, fits := range map[time.Duration]bool{
		time.Nanosecond: true, time.Minute: true, call.MaxValid: true, 0: false, -time.Second: false, call.MaxValid + 1: false,
	} {
		if err := call.CheckValid(valid); (err == nil) != fits {
			t.Errorf("%v: %v", valid, err)
		}
	}
}

// What cannot be shown is no verdict, however well it was signed.
func TestAnAnswerWithoutACodeIsUnknown(t *testing.T) {
	t.Parallel()
	signed := payment.Answer{Outcome: payment.Paid, Signed: true, Show: "x", Reason: payment.Reason{Code: "buyer_confirming"}, Detail: "10000"}
	good := call.Presented(signed, "https://qr.alipay.com/bax")
	if good.Outcome != payment.Confirming || good.Show != "https://qr.alipay.com/bax" || !good.Signed || good.Reason.Code != "" {
		t.Errorf("%+v", good)
	}
	bad := call.Presented(payment.Answer{Outcome: payment.Confirming, Signed: true}, "ftp://x")
	if bad.Outcome != payment.Unknown || bad.Show != "" || bad.Reason.Code != "answer_unreadable" {
		t.Errorf("%+v", bad)
	}
}

// FuzzShowable: what is shown fits on one line of a small display's code, and a wallet makes of it an address or EMVCo's form.
func FuzzShowable(f *testing.F) {
	for _, seed := range []string{"https://qr.alipay.com/bax", "000201010212", "http://x", "https://a@b/", "https://\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !call.Showable(text) {
			return
		}
		if len(text) > payment.ShowMax || strings.ContainsAny(text, "\r\n\t\x00\x1b") || !strings.HasPrefix(strings.ToLower(text), "https://") && !strings.HasPrefix(text, "000201") {
			t.Errorf("%q", text)
		}
	})
}
