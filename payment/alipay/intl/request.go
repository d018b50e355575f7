package intl

import (
	"cmp"

	"posd/payment"
	"posd/payment/alipay/jsonout"
)

// timeLayout is RFC 3339 with a numeric zone, as the pages show it.
const timeLayout = "2006-01-02T15:04:05-07:00"

// requestSize holds a usual request with its signature and head.
const requestSize = 3 << 10

// seal writes a whole request: HTTP head, envelope, the signature over the bytes of the value of "request".
func (c *Client) seal(q *question, body func(*jsonout.Builder)) ([]byte, error) {
	room := q.api.endpoint.Room()
	w := jsonout.Builder{B: make([]byte, room, requestSize)}
	w.Raw(`{"request":`)
	start := len(w.B)
	w.Raw(`{`)
	c.writeHead(&w, q)
	w.Open("body")
	body(&w)
	w.Close()
	w.Close()
	signed := w.B[start:]
	w.Raw(`,"signature":"`)
	var err error
	if w.B, err = c.signer.AppendSignature(w.B, signed); err != nil {
		return nil, err
	}
	w.Raw(`"}`)
	return q.api.endpoint.Frame(w.B), nil
}

func (c *Client) writeHead(w *jsonout.Builder, q *question) {
	w.Open("head")
	w.Text("version", c.cfg.Version)
	w.Text("function", q.api.function)
	w.Text("clientId", c.cfg.ClientID)
	w.Name("reqTime")
	w.B = append(c.now().AppendFormat(append(w.B, '"'), timeLayout), '"')
	w.Text("reqMsgId", q.msgID)
	if token := c.cfg.IsvAccessToken; token != "" {
		inner := jsonout.Builder{B: []byte{'{'}}
		inner.Text("isvAccesstoken", token)
		inner.Close()
		w.Text("reserve", string(inner.B)) // a string that holds JSON
	} else {
		w.Text("reserve", "{}")
	}
	w.Text("signType", c.cfg.SignType)
	w.Close()
}

func (c *Client) writePay(w *jsonout.Builder, r payment.PayRequest) {
	w.Text(c.merchantName, c.merchantID)
	w.Text("productCode", c.cfg.ProductCode)
	w.Text("merchantTransId", r.Number)
	w.Text("codeType", "BARCODE")
	w.Text("identityCode", r.Code.Reveal())
	c.writeOrder(w, jsonout.Title(r.Subject, r.Number), r.Amount, r.Shop)
	w.Text("settleContractId", c.cfg.SettleContractID)
	if terminal := cmp.Or(r.Terminal, c.cfg.TerminalID); terminal != "" {
		w.Open("envInfo")
		w.Text("storeTerminalId", terminal)
		w.Close()
	}
	w.Text("notifyUrl", c.cfg.NotifyURL)
}

// writePresent follows "alipay.intl.acquiring.offline.preCreate" (docs.antom.com/ac/openapi/preCreate): merchantId, productCode,
// merchantTransId, order, settleContractId. It has no envInfo, and no member for an expiry. notifyUrl is in requests of integrators.
func (c *Client) writePresent(w *jsonout.Builder, r payment.PresentRequest) {
	w.Text(c.merchantName, c.merchantID)
	w.Text("productCode", c.cfg.ProductCode)
	w.Text("merchantTransId", r.Number)
	c.writeOrder(w, jsonout.Title(r.Subject, r.Number), r.Amount, r.Shop)
	w.Text("settleContractId", c.cfg.SettleContractID)
	w.Text("notifyUrl", c.cfg.NotifyURL)
}

// writeOrder tells what is paid and where.
func (c *Client) writeOrder(w *jsonout.Builder, title string, amount payment.Amount, at payment.Shop) {
	w.Open("order")
	w.Text("orderTitle", title)
	w.Text("orderDetail", title)
	w.Amount("orderAmount", amount)
	c.writeSeller(w, at)
	w.Close()
}

// writeSeller tells the shop, in acquirer mode the secondary merchant: sellerId, sellerName, sellerMCC, storeId and storeName are all
// that "seller" has (alipay.intl.acquiring.offline.pay).
func (c *Client) writeSeller(w *jsonout.Builder, at payment.Shop) {
	s := c.cfg.Seller
	s.StoreID, s.StoreName = cmp.Or(at.ID, s.StoreID), cmp.Or(at.Name, s.StoreName)
	if s == (Seller{}) {
		return
	}
	w.Open("seller")
	w.Text("sellerId", s.ID)
	w.Text("sellerName", s.Name)
	w.Text("sellerMCC", s.MCC)
	w.Text("storeId", s.StoreID)
	w.Text("storeName", s.StoreName)
	w.Close()
}

// writeTrade names a trade by our number if there is one: where both are sent Alipay's wins, and ours is the one that is certain.
func (c *Client) writeTrade(w *jsonout.Builder, r payment.TradeRequest) {
	w.Text(c.merchantName, c.merchantID)
	if r.Number == "" {
		w.Text("acquirementId", r.Ref)
	}
	w.Text("merchantTransId", r.Number)
}

func (c *Client) writeRefund(w *jsonout.Builder, r payment.RefundRequest) {
	w.Text(c.merchantName, c.merchantID)
	w.Text("acquirementId", r.Trade.Ref)
	w.Text("merchantRefundId", r.Number)
	w.Amount("refundAmount", r.Amount)
	w.Text("refundReason", jsonout.Cut(r.Reason, jsonout.TitleMax))
}
