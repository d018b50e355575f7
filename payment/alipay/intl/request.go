package intl

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"posd/payment"
)

// timeLayout is RFC 3339 with a numeric zone, as the pages show it.
const timeLayout = "2006-01-02T15:04:05-07:00"

// requestSize holds a usual request with its signature and head.
const requestSize = 3 << 10

// titleMax is the length of orderTitle in characters.
const titleMax = 256

// seal writes a whole request: HTTP head, envelope, the signature over the bytes of the value of "request".
func (c *Client) seal(q *question, body func(*builder)) ([]byte, error) {
	room := q.api.endpoint.Room()
	w := builder{b: make([]byte, room, requestSize)}
	w.raw(`{"request":`)
	start := len(w.b)
	w.raw(`{`)
	c.writeHead(&w, q)
	w.open("body")
	body(&w)
	w.close()
	w.close()
	signed := w.b[start:]
	w.raw(`,"signature":"`)
	var err error
	if w.b, err = c.signer.AppendSignature(w.b, signed); err != nil {
		return nil, err
	}
	w.raw(`"}`)
	return q.api.endpoint.Frame(w.b), nil
}

func (c *Client) writeHead(w *builder, q *question) {
	w.open("head")
	w.text("version", c.cfg.Version)
	w.text("function", q.api.function)
	w.text("clientId", c.cfg.ClientID)
	w.name("reqTime")
	w.b = append(c.now().AppendFormat(append(w.b, '"'), timeLayout), '"')
	w.text("reqMsgId", q.msgID)
	if token := c.cfg.IsvAccessToken; token != "" {
		inner := builder{b: []byte{'{'}}
		inner.text("isvAccesstoken", token)
		inner.close()
		w.text("reserve", string(inner.b)) // a string that holds JSON
	} else {
		w.text("reserve", "{}")
	}
	w.text("signType", c.cfg.SignType)
	w.close()
}

func (c *Client) writePay(w *builder, r payment.PayRequest) {
	w.text(c.merchantName, c.merchantID)
	w.text("productCode", c.cfg.ProductCode)
	w.text("merchantTransId", r.Number)
	w.text("codeType", "BARCODE")
	w.text("identityCode", r.Code.Reveal())
	w.open("order")
	title := title(r.Subject, r.Number)
	w.text("orderTitle", title)
	w.text("orderDetail", title)
	w.amount("orderAmount", r.Amount)
	c.writeSeller(w)
	w.close()
	w.text("settleContractId", c.cfg.SettleContractID)
	if c.cfg.TerminalID != "" {
		w.open("envInfo")
		w.text("storeTerminalId", c.cfg.TerminalID)
		w.close()
	}
	w.text("notifyUrl", c.cfg.NotifyURL)
}

func (c *Client) writeSeller(w *builder) {
	s := c.cfg.Seller
	if s == (Seller{}) {
		return
	}
	w.open("seller")
	w.text("sellerId", s.ID)
	w.text("sellerName", s.Name)
	w.text("sellerMCC", s.MCC)
	w.text("storeId", s.StoreID)
	w.text("storeName", s.StoreName)
	w.close()
}

// writeTrade names a trade by our number if there is one: where both are sent Alipay's wins, and ours is the one that is certain.
func (c *Client) writeTrade(w *builder, r payment.TradeRequest) {
	w.text(c.merchantName, c.merchantID)
	if r.Number == "" {
		w.text("acquirementId", r.Ref)
	}
	w.text("merchantTransId", r.Number)
}

func (c *Client) writeRefund(w *builder, r payment.RefundRequest) {
	w.text(c.merchantName, c.merchantID)
	w.text("acquirementId", r.Trade.Ref)
	w.text("merchantRefundId", r.Number)
	w.amount("refundAmount", r.Amount)
	w.text("refundReason", cut(r.Reason, titleMax))
}

// title is what the customer reads in the wallet. It must not be empty; the same attempt always has the same one.
func title(subject, number string) string {
	if strings.TrimSpace(subject) == "" {
		return number
	}
	return cut(subject, titleMax)
}

// cut shortens s to limit characters.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for i := range s {
		if limit == 0 {
			return s[:i]
		}
		limit--
	}
	return s
}

// builder writes JSON without a detour: the bytes that are signed are the bytes that are sent.
type builder struct{ b []byte }

func (w *builder) raw(s string) { w.b = append(w.b, s...) }

// name starts a member. Names are ours and need no escapes.
func (w *builder) name(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(append(append(w.b, '"'), name...), '"', ':')
}

func (w *builder) open(name string) {
	w.name(name)
	w.b = append(w.b, '{')
}

func (w *builder) close() { w.b = append(w.b, '}') }

// text writes a member unless it is empty: the pages want optional members left out rather than sent empty.
func (w *builder) text(name, value string) {
	if value != "" {
		w.name(name)
		w.b = appendString(w.b, value)
	}
}

// amount writes an amount as the family does: an integer string in the smallest unit.
func (w *builder) amount(name string, a payment.Amount) {
	w.open(name)
	w.text("currency", string(a.Currency))
	w.name("value")
	w.b = append(strconv.AppendInt(append(w.b, '"'), a.Minor, 10), '"')
	w.close()
}

// appendString appends s as a JSON string: UTF-8 as it is, control characters escaped, what is not UTF-8 replaced.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		case r == utf8.RuneError && size == 1:
			dst = append(dst, "�"...)
		default:
			dst = append(dst, s[i:i+size]...)
		}
		i += size
	}
	return append(dst, '"')
}
