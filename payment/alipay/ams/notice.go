package ams

import (
	"fmt"
	"net/http"
	"net/url"

	"posd/payment"
	"posd/payment/alipay/strict"
)

// noticeAnswer is what Alipay wants to hear; without it the notification comes again.
const noticeAnswer = `{"result":{"resultCode":"SUCCESS","resultStatus":"S","resultMessage":"success"}}`

// ReadNotice verifies a notification ("notifyPayment", docs.antom.com/ac/ams/paymentrn_online), and returns the number that it is
// about, and the answer: signed as a request is, with Response-Time. The path that is signed is that of the address that Alipay was
// told. An error means that it is not believed.
func (c *Client) ReadNotice(_ string, header http.Header, body []byte) (payment.Notification, error) {
	address, err := url.Parse(c.cfg.NotifyURL)
	if err != nil || c.cfg.NotifyURL == "" {
		return payment.Notification{}, fmt.Errorf("%w: no notify_url", ErrConfig)
	}
	sent, err := c.verifySigned(address.EscapedPath(), "Request-Time", header, body)
	if err != nil {
		return payment.Notification{}, err
	}
	o, err := strict.Parse(body)
	if err != nil {
		return payment.Notification{}, fmt.Errorf("%w: %w", errBody, err)
	}
	n := payment.Notification{Sent: sent, Answer: []byte(noticeAnswer)}
	if kind, err := o.Text("notifyType"); err == nil && kind == "PAYMENT_RESULT" {
		if n.Number, err = o.Text("paymentRequestId"); err != nil {
			return payment.Notification{}, fmt.Errorf("%w: paymentRequestId", errShape)
		}
	}
	stamp := c.now().Format(timeLayout)
	signature, err := c.signer.AppendSignature(nil, []byte("POST "+address.EscapedPath()+"\n"+c.cfg.ClientID+"."+stamp+"."+noticeAnswer))
	if err != nil {
		return payment.Notification{}, err
	}
	n.Header = map[string]string{
		"Content-Type": "application/json; charset=UTF-8", "Client-Id": c.cfg.ClientID, "Response-Time": stamp,
		"Signature": "algorithm=RSA256,keyVersion=" + c.cfg.KeyVersion + ",signature=" + url.QueryEscape(string(signature)),
	}
	return n, nil
}
