package spot

import (
	"cmp"
	"net/http"

	"posd/payment"
	"posd/payment/alipay/call"
)

// ReadNotice verifies an asynchronous notification of a trade (alipay.acquire.overseas.spot.pay, notify_url), and returns the number
// that it is about: out_trade_no, as with the family's other products, whose page we found ("Receiving async payment result
// notifications", docs.antom.com/ac/3rdpartryqrcode/simplified_2), or partner_trans_id, as the pay calls it. Alipay wants the seven
// characters success. An error means that it is not believed.
func (c *Client) ReadNotice(_ string, _ http.Header, body []byte) (payment.Notification, error) {
	n, err := call.ReadFormNotice(body)
	if err != nil {
		return payment.Notification{}, err
	}
	switch {
	case n["sign"] == "":
		return payment.Notification{}, errUnsigned
	case n["sign_type"] != c.cfg.SignType || !n.Verified(c.seal.verify):
		return payment.Notification{}, errForged
	}
	sent, err := n.Sent()
	return payment.Notification{
		Number: cmp.Or(n["out_trade_no"], n["partner_trans_id"]), Sent: sent, Header: map[string]string{"Content-Type": "text/plain; charset=utf-8"},
		Answer: []byte("success"),
	}, err
}
