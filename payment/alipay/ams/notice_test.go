package ams

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"posd/payment/alipay"
)

func TestNotifications(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(cfg *Config) { cfg.NotifyURL = "https://relay.test:8444/notify/tea" })
	signer, err := alipay.NewSigner(alipayKey())
	if err != nil {
		t.Fatal(err)
	}
	sent := func(body string) http.Header {
		sign, err := signer.AppendSignature(nil, []byte("POST /notify/tea\n"+testClientID+"."+testTime+"."+body))
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{}
		h.Set("Client-Id", testClientID)
		h.Set("Request-Time", testTime)
		h.Set("Signature", "algorithm=RSA256,keyVersion=1,signature="+url.QueryEscape(string(sign)))
		return h
	}
	body := `{"notifyType":"PAYMENT_RESULT","result":{"resultCode":"SUCCESS","resultStatus":"S"},"paymentRequestId":"` + testNumber + `"}`
	n, err := c.ReadNotice("/elsewhere", sent(body), []byte(body))
	if at, wrong := readTime(testTime); err != nil || wrong != nil || n.Number != testNumber || !n.Sent.Equal(at) {
		t.Fatalf("%+v, %v", n, err)
	}
	// The answer is verified as Alipay would: with our public key, over its own time.
	signature, err := readSignature(n.Header["Signature"])
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := alipay.NewVerifier(&ourKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier.Verify([]byte("POST /notify/tea\n"+testClientID+"."+n.Header["Response-Time"]+"."+string(n.Answer)), signature); err != nil {
		t.Error(err)
	}
	if !strings.Contains(string(n.Answer), `"resultStatus":"S"`) {
		t.Error(string(n.Answer))
	}
	refund := strings.Replace(body, "PAYMENT_RESULT", "REFUND_RESULT", 1)
	if n, err := c.ReadNotice("", sent(refund), []byte(refund)); err != nil || n.Number != "" {
		t.Errorf("%+v, %v", n, err)
	}
	for name, header := range map[string]http.Header{
		"another body": sent(body + " "), "no headers": {}, "another client": func() http.Header {
			h := sent(body)
			h.Set("Client-Id", "X")
			return h
		}(),
	} {
		if n, err := c.ReadNotice("", header, []byte(body)); err == nil {
			t.Errorf("%s: %+v", name, n)
		}
	}
	if n, err := newClient(t).ReadNotice("/notify/tea", sent(body), []byte(body)); err == nil {
		t.Errorf("nobody was told an address: %+v", n)
	}
}
