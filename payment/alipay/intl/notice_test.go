package intl

import (
	"strings"
	"testing"
	"time"

	"posd/payment/alipay"
	"posd/payment/alipay/strict"
)

func TestNotifications(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	client := c.cfg.ClientID
	request := `{"head":{"function":"alipay.intl.acquiring.offline.notify.pay","clientId":"` + client +
		`","reqTime":"2026-11-24T10:00:00+08:00","reqMsgId":"N1"},"body":{"merchantTransId":"` + testNumber + `"}}`
	notice := func(text string) string {
		return strings.Replace(signed(t, alipayKey(), text), `"response"`, `"request"`, 1)
	}
	n, err := c.ReadNotice("", nil, []byte(notice(request)))
	if err != nil || n.Number != testNumber || !n.Sent.Equal(time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)) {
		t.Fatalf("%+v, %v", n, err)
	}
	envelope, err := strict.Parse(n.Answer)
	if err != nil {
		t.Fatal(err)
	}
	value, _ := envelope.Value("response")
	signature, err := envelope.Text("signature")
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := alipay.NewVerifier(&ourKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier.Verify(value, signature); err != nil || !strings.Contains(string(value), `"reqMsgId":"N1"`) {
		t.Errorf("%s: %v", n.Answer, err)
	}
	for name, text := range map[string]string{
		"another number": strings.Replace(notice(request), testNumber, "9", 1), "not signed": `{"request":` + request + `}`,
		"forged": strings.Replace(signed(t, forger(), request), `"response"`, `"request"`, 1), "an answer": signed(t, alipayKey(), request),
		"another client": notice(strings.Replace(request, client, "X", 1)), "a page": "<html>",
		"without a time": notice(strings.Replace(request, "reqTime", "reqTimes", 1)), "at no time": notice(strings.Replace(request, "T10:", "T30:", 1)),
	} {
		if n, err := c.ReadNotice("", nil, []byte(text)); err == nil {
			t.Errorf("%s: %+v", name, n)
		}
	}
}
