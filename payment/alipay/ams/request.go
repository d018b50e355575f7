package ams

import (
	"cmp"
	"time"

	"posd/payment"
	"posd/payment/alipay/formout"
	"posd/payment/alipay/jsonout"
)

// timeLayout is RFC 3339 with a numeric zone, as the pages show it.
const timeLayout = "2006-01-02T15:04:05-07:00"

// Sizes in bytes: of a usual request in all, and of the lines that each head has beside the endpoint's.
const (
	requestSize = 4 << 10
	linesRoom   = 1 << 10
)

// seal writes a whole request: HTTP head with the signature in it, and the body. The signed text, which begins with path, id and
// time, is written where the head comes afterwards, so that the body is written once.
func (c *Client) seal(to *api, at time.Time, body func(*jsonout.Builder)) ([]byte, error) {
	var stack [len(timeLayout)]byte
	stamp := at.AppendFormat(stack[:0], timeLayout)
	path := to.endpoint.Path()
	before := len("POST \n..") + len(path) + len(c.cfg.ClientID) + len(stamp)
	room := to.endpoint.Room() + linesRoom + c.signer.EncodedLen()*3 + before // percent-encoding may triple
	w := jsonout.Builder{B: make([]byte, room-before, room+requestSize)}
	w.Raw("POST ")
	w.Raw(path)
	w.Raw("\n")
	w.Raw(c.cfg.ClientID)
	w.Raw(".")
	w.B = append(w.B, stamp...)
	w.Raw(".{")
	body(&w)
	w.Close()
	lines, err := c.headLines(stamp, w.B[room-before:])
	if err != nil {
		return nil, err
	}
	return to.endpoint.FrameWith(w.B, room, lines), nil
}

// headLines are the lines of the head that differ from request to request.
func (c *Client) headLines(stamp, signed []byte) ([]byte, error) {
	signature, err := c.signer.AppendSignature(make([]byte, 0, c.signer.EncodedLen()), signed)
	if err != nil {
		return nil, err
	}
	lines := make([]byte, 0, linesRoom+3*len(signature))
	lines = append(lines, "Client-Id: "...)
	lines = append(lines, c.cfg.ClientID...)
	lines = append(lines, "\r\nRequest-Time: "...)
	lines = append(lines, stamp...)
	lines = append(lines, "\r\nSignature: algorithm=RSA256,keyVersion="...)
	lines = append(lines, c.cfg.KeyVersion...)
	lines = append(lines, ",signature="...)
	lines = formout.AppendEscaped(lines, signature)
	return append(lines, "\r\n"...), nil
}

// writePay follows "pay (User-presented Mode Payment)", docs.antom.com/ac/ams/upm. order and paymentAmount carry the same amount.
func (c *Client) writePay(w *jsonout.Builder, r payment.PayRequest) {
	c.writeOrder(w, order{r.Number, r.Subject, r.Amount, r.Created, r.Terminal, r.Shop})
	w.Open("paymentMethod")
	w.Text("paymentMethodType", "CONNECT_WALLET")
	w.Text("paymentMethodId", r.Code.Reveal())
	w.Close()
	c.writeScenario(w, "PaymentCode", c.expiry(r.Created, c.cfg.PayExpiry))
}

// writePresent follows "pay (Order Code Payment)", docs.antom.com/ac/ams/oc: the same members, without a payment code. The page calls
// paymentNotifyUrl required; without one configured the address that is registered with Alipay has to do, or Alipay refuses.
func (c *Client) writePresent(w *jsonout.Builder, r payment.PresentRequest) {
	c.writeOrder(w, order{r.Number, r.Subject, r.Amount, r.Created, r.Terminal, r.Shop})
	w.Open("paymentMethod")
	w.Text("paymentMethodType", "CONNECT_WALLET")
	w.Close()
	c.writeScenario(w, "OrderCode", c.expiry(r.Created, r.Valid))
}

// order is what both ways to pay say alike.
type order struct {
	number, subject string
	amount          payment.Amount
	created         time.Time
	terminal        string
	shop            payment.Shop
}

func (c *Client) writeOrder(w *jsonout.Builder, o order) {
	w.Text("productCode", "IN_STORE_PAYMENT")
	w.Text("paymentRequestId", o.number)
	w.Open("order")
	w.Text("referenceOrderId", o.number)
	w.Text("orderDescription", jsonout.Title(o.subject, o.number))
	w.Amount("orderAmount", o.amount)
	c.writeMerchant(w, o.shop)
	c.writeEnv(w, o)
	w.Close()
	w.Amount("paymentAmount", o.amount)
}

// writeScenario ends a request to pay: who scans whose code, and until when it may be executed.
func (c *Client) writeScenario(w *jsonout.Builder, scenario string, until time.Time) {
	w.Open("paymentFactor")
	w.Text("inStorePaymentScenario", scenario)
	w.Close()
	writeTime(w, "paymentExpiryTime", until)
	w.Text("paymentNotifyUrl", c.cfg.NotifyURL)
	if c.cfg.SettlementCurrency != "" {
		w.Open("settlementStrategy")
		w.Text("settlementCurrency", c.cfg.SettlementCurrency)
		w.Close()
	}
}

// expiry is counted from the attempt's creation, so that the same attempt always names the same moment, and rounded up to the second,
// the finest that the family writes.
func (c *Client) expiry(created time.Time, life time.Duration) time.Time {
	if created.IsZero() {
		created = c.now()
	}
	return created.Add(life + time.Second - 1).Truncate(time.Second)
}

// writeMerchant tells the secondary merchant and its store ("merchant" on the page of pay).
func (c *Client) writeMerchant(w *jsonout.Builder, at payment.Shop) {
	m := c.cfg.Merchant
	w.Open("merchant")
	w.Text("referenceMerchantId", m.ID)
	w.Text("merchantName", m.Name)
	w.Text("merchantMCC", m.MCC)
	w.Open("store")
	w.Text("referenceStoreId", cmp.Or(at.ID, m.StoreID))
	w.Text("storeName", cmp.Or(at.Name, m.StoreName))
	w.Text("storeMCC", m.MCC)
	w.Close()
	w.Close()
}

func (c *Client) writeEnv(w *jsonout.Builder, o order) {
	terminal := cmp.Or(o.terminal, c.cfg.TerminalID)
	if terminal == "" {
		return
	}
	w.Open("env")
	w.Text("storeTerminalId", terminal)
	if !o.created.IsZero() {
		writeTime(w, "storeTerminalRequestTime", o.created)
	}
	w.Close()
}

func writeTime(w *jsonout.Builder, name string, at time.Time) {
	w.Name(name)
	w.B = append(at.AppendFormat(append(w.B, '"'), timeLayout), '"')
}

// writeTrade names a trade by our number if there is one: where both are sent Alipay's wins, and ours is the one that is certain.
func writeTrade(w *jsonout.Builder, r payment.TradeRequest) {
	if r.Number == "" {
		w.Text("paymentId", r.Ref)
	}
	w.Text("paymentRequestId", r.Number)
}

// writeRefund follows "refund", docs.antom.com/ac/ams/refund_online: paymentId is required.
func writeRefund(w *jsonout.Builder, r payment.RefundRequest) {
	w.Text("refundRequestId", r.Number)
	w.Text("paymentId", r.Trade.Ref)
	w.Amount("refundAmount", r.Amount)
	w.Text("refundReason", jsonout.Cut(r.Reason, jsonout.TitleMax))
}
