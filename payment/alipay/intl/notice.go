package intl

import (
	"fmt"
	"net/http"
	"time"

	"posd/payment"
	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/strict"
)

// ReadNotice verifies a notification, {"request":{"head","body"},"signature"}, and returns the number that it is about, and the
// answer in the same envelope, signed. Head and body are those of "alipay.intl.acquiring.offline.notify.pay" (docs.antom.com/ac/openapi/notifypay
// and /ac/publicapi/notifypay), the envelopes of both and the resultCode SUCCESS that Alipay wants those of "Notification process"
// (docs.antom.com/ac/openapi/notification); that the signature covers the value of "request" is inferred, as for answers. An error means
// that it is not believed.
func (c *Client) ReadNotice(_ string, _ http.Header, body []byte) (payment.Notification, error) {
	envelope, err := strict.Parse(body)
	if err != nil {
		return payment.Notification{}, fmt.Errorf("%w: %w", errEnvelope, err)
	}
	value, ok := envelope.Value("request")
	signature, err := envelope.Text("signature")
	switch {
	case !ok || err != nil || len(envelope) > 2:
		return payment.Notification{}, errEnvelope
	case signature == "":
		return payment.Notification{}, errUnsigned
	case c.verifier.Verify(value, signature) != nil:
		return payment.Notification{}, errForged
	}
	request, err := strict.Parse(value)
	if err != nil {
		return payment.Notification{}, fmt.Errorf("%w: %w", errEnvelope, err)
	}
	if client, err := strict.TextAt(request, "head.clientId"); err != nil || client != "" && client != c.cfg.ClientID {
		return payment.Notification{}, errNotOurs
	}
	number, err := strict.TextAt(request, "body.merchantTransId")
	if err != nil {
		return payment.Notification{}, errShape
	}
	stamp, err := strict.TextAt(request, "head.reqTime")
	if err != nil {
		return payment.Notification{}, errShape
	}
	sent, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return payment.Notification{}, fmt.Errorf("%w: reqTime", errShape)
	}
	answer, err := c.noticeAnswer(request)
	return payment.Notification{
		Number: number, Sent: sent, Header: map[string]string{"Content-Type": "application/json;charset=UTF-8"}, Answer: answer,
	}, err
}

// noticeAnswer says that a notification has come.
func (c *Client) noticeAnswer(request strict.Object) ([]byte, error) {
	said := func(path string) string {
		text, _ := strict.TextAt(request, path) // of another kind: not said
		return text
	}
	w := jsonout.Builder{B: []byte(`{`)}
	w.Open("head")
	w.Text("version", c.cfg.Version)
	w.Text("function", said("head.function"))
	w.Text("clientId", c.cfg.ClientID)
	w.Text("respTime", c.now().Format(timeLayout))
	w.Text("reqMsgId", said("head.reqMsgId"))
	w.Close()
	w.Raw(`,"body":{"resultInfo":{"resultStatus":"S","resultCode":"SUCCESS","resultMsg":"success"}}}`)
	signature, err := c.signer.AppendSignature(nil, w.B)
	if err != nil {
		return nil, err
	}
	return []byte(`{"response":` + string(w.B) + `,"signature":"` + string(signature) + `"}`), nil
}
