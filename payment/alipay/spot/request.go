package spot

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay/formout"
	"posd/payment/alipay/jsonout"
)

// Lengths in characters. Source: docs.antom.com/ac/global/spot_pay and /spot_refund.
const (
	nameMax   = 256 // trans_name
	reasonMax = 128 // refund_reason
)

// beijing is the zone of the family's times.
var beijing = time.FixedZone("UTC+8", 8*60*60)

// Sizes in bytes that hold a usual request: the text that is signed with its signature, and the body.
const (
	signedSize = 2 << 10
	bodySize   = 3 << 10
)

// sealed signs a form and writes the body of its POST.
func (c *Client) sealed(f form) ([]byte, error) {
	text := f.appendText(make([]byte, 0, signedSize))
	defer func() { clear(text) }() // it holds the payment code
	whole, err := c.seal.appendSignature(text, text)
	if err != nil {
		return nil, err
	}
	body := f.appendEncoded(make([]byte, 0, bodySize))
	body = formout.AppendEscaped(append(body, "&sign="...), whole[len(text):])
	return append(append(body, "&sign_type="...), c.cfg.SignType...), nil
}

func (c *Client) payForm(r payment.PayRequest) form {
	priced, settled := string(r.Amount.Currency), string(c.cfg.SettleCurrency)
	if settled == "" || settled == priced {
		priced, settled = "", priced
	}
	return c.common(payAPI,
		param{"notify_url", c.cfg.NotifyURL},
		param{"alipay_seller_id", c.cfg.Partner},
		param{"trans_name", title(r.Subject, r.Number)},
		param{"partner_trans_id", r.Number},
		param{"currency", settled},
		param{"trans_currency", priced},
		param{"trans_amount", r.Amount.Decimal()},
		param{"buyer_identity_code", r.Code.Reveal()},
		param{"identity_code_type", "barcode"},
		param{"trans_create_time", stamp(r.Created)},
		param{"biz_product", "OVERSEAS_MBARCODE_PAY"},
		param{"extend_info", c.extendOf(r)},
	)
}

// stamp writes a time as the family does; a payment without one has none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(beijing).Format("20060102150405")
}

func (c *Client) queryForm(r payment.TradeRequest) form {
	return c.common(queryAPI, param{"partner_trans_id", r.Number}, param{"alipay_trans_id", r.Ref})
}

func (c *Client) cancelForm(r payment.TradeRequest) form {
	now := c.now()
	at := strconv.FormatInt(now.UnixMilli(), 10)
	if c.cfg.Timestamp == TimestampDate {
		at = now.In(beijing).Format(time.DateTime)
	}
	return c.common(cancelAPI, param{"out_trade_no", r.Number}, param{"timestamp", at}, param{"terminal_timestamp", at})
}

func (c *Client) refundForm(r payment.RefundRequest) form {
	return c.common(refundAPI,
		param{"partner_trans_id", r.Trade.Number},
		param{"alipay_trans_id", r.Trade.Ref},
		param{"partner_refund_id", r.Number},
		param{"refund_amount", r.Amount.Decimal()},
		param{"currency", string(r.Amount.Currency)},
		param{"refund_reason", jsonout.Cut(plain(r.Reason), reasonMax)},
		param{"is_sync", "Y"},
	)
}

func (c *Client) refundQueryForm(r payment.RefundRequest) form {
	return c.common(refundQueryAPI, param{"out_trade_no", r.Trade.Number}, param{"out_return_no", r.Number})
}

// extendOf is the secondary merchant as JSON: as the configuration has it, or at the shop and terminal that the request names.
func (c *Client) extendOf(r payment.PayRequest) string {
	if r.Terminal == "" && r.Shop == (payment.Shop{}) {
		return c.extend
	}
	cfg := c.cfg
	cfg.TerminalID = cmp.Or(r.Terminal, cfg.TerminalID)
	cfg.Merchant.StoreID = cmp.Or(plain(r.Shop.ID), cfg.Merchant.StoreID)
	cfg.Merchant.StoreName = cmp.Or(plain(r.Shop.Name), cfg.Merchant.StoreName)
	return cfg.extendInfo()
}

// extendInfo is the secondary merchant, as JSON. It is the same in every request of one shop.
func (c Config) extendInfo() string {
	m := c.Merchant
	var b strings.Builder
	for _, p := range []param{
		{"secondary_merchant_id", m.ID},
		{"secondary_merchant_name", m.Name},
		{"secondary_merchant_industry", m.Industry},
		{"store_id", m.StoreID},
		{"store_name", m.StoreName},
		{"terminal_id", c.TerminalID},
	} {
		if p.value == "" {
			continue
		}
		b.WriteString(map[bool]string{true: "{", false: ","}[b.Len() == 0])
		b.WriteString(`"` + p.name + `":"` + escape(p.value) + `"`)
	}
	return b.String() + "}"
}

// escape writes text that the configuration has checked inside a JSON string.
func escape(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) }

// title is what the customer reads in the wallet. It must not be empty; the same attempt always has the same one.
func title(subject, number string) string {
	if name := strings.TrimSpace(plain(subject)); name != "" {
		return jsonout.Cut(name, nameMax)
	}
	return number
}

// plain makes a text fit for a parameter: one line of characters that XML can repeat.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
}
