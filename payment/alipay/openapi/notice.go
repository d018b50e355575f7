package openapi

import (
	"net/http"

	"posd/payment"
	common "posd/payment/alipay/call"
)

// ReadNotice verifies an asynchronous notification of a trade (alipay.trade.pay, notify_url), and returns the number that it is about.
// Alipay wants the seven characters success, and nothing else, or sends it again (4 min to 15 h later). An error means that it is not
// believed.
func (c *Client) ReadNotice(_ string, _ http.Header, body []byte) (payment.Notification, error) {
	n, err := common.ReadFormNotice(body)
	if err != nil {
		return payment.Notification{}, err
	}
	verify := func(text []byte, signature string) error { return c.ring.verify(text, signature, n["alipay_cert_sn"]) }
	switch {
	case n["sign"] == "":
		return payment.Notification{}, errUnsigned
	case n["sign_type"] != "RSA2" || !n.Verified(verify):
		return payment.Notification{}, errForged
	case n["app_id"] != c.cfg.AppID && n["auth_app_id"] != c.cfg.AppID:
		return payment.Notification{}, errNotOurs
	}
	sent, err := n.Sent()
	return payment.Notification{
		Number: n["out_trade_no"], Sent: sent, Header: map[string]string{"Content-Type": "text/plain; charset=utf-8"}, Answer: []byte("success"),
	}, err
}
