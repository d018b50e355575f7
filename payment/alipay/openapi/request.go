package openapi

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay/formout"
	"posd/payment/alipay/jsonout"
	"posd/payment/alipay/wire"
)

// beijing is the zone of every time in the family.
var beijing = time.FixedZone("CST", 8*60*60)

// timeLayout is that of every time in the family.
const timeLayout = "2006-01-02 15:04:05"

// formType is the content type of a request.
const formType = "application/x-www-form-urlencoded;charset=utf-8"

// Sizes that hold a usual request: the text that is signed and its signature, the rest of the address, the form.
const (
	signedSize = 2 << 10
	querySize  = 1 << 10
	formSize   = 3 << 10
)

// Lengths in characters, from the pages of the calls.
const (
	subjectMax  = 256
	operatorMax = 28
	storeMax    = 32
	reasonMax   = 256
)

// call is one API with what never changes about its requests, made once by Client.prepare.
type call struct {
	method   string
	response string         // the name of its answer's member
	before   string         // of the signed text: the parameters that sort before biz_content, and its name
	after    string         // those between biz_content and timestamp
	endpoint *wire.Endpoint // path and query up to timestamp's value
	rules    []rule
}

// prepare writes down what never changes about the requests of a method. The parameters of the signed text are sorted by name, with
// sign_type among them and empty ones left out (签名, opendocs.alipay.com/common/057k53).
func (c *Client) prepare(method string, rules []rule) (*call, error) {
	appSN, rootSN := c.ring.serials()
	before, queryBefore := join([]parameter{
		{"alipay_root_cert_sn", rootSN}, {authToken, c.cfg.AuthToken}, {"app_cert_sn", appSN}, {"app_id", c.cfg.AppID},
	})
	after, queryAfter := join([]parameter{
		{"charset", "utf-8"}, {"format", "JSON"}, {"method", method}, {"notify_url", c.notifyURL(method)}, {"sign_type", "RSA2"},
	})
	endpoint, err := c.wire.Endpoint(c.path+"?"+queryBefore+queryAfter+"version=1.0&timestamp=", formType)
	return &call{
		method: method, response: strings.ReplaceAll(method, ".", "_") + "_response", rules: rules,
		before: before + "biz_content=", after: "&" + after + "timestamp=",
		endpoint: endpoint,
	}, err
}

// parameter is one of the common ones.
type parameter struct{ name, value string }

// join writes parameters as they are signed and as they stand in the address, each with "&" behind. Empty ones are left out.
func join(list []parameter) (signed, query string) {
	for _, p := range list {
		if p.value == "" {
			continue
		}
		signed += p.name + "=" + p.value + "&"
		if p.name != authToken {
			query += p.name + "=" + string(formout.AppendEscaped(nil, p.value)) + "&"
		}
	}
	return signed, query
}

// authToken is the name of a parameter whose value is a secret: it travels in the form, since addresses end in logs.
const authToken = "app_auth_token" //nolint:gosec // the name of a parameter, no credential

func (c *Client) notifyURL(method string) string {
	if method == methodPay || method == methodPresent {
		return c.cfg.NotifyURL
	}
	return ""
}

// seal writes a whole request: HTTP head, the common parameters in the address (a gateway that finds charset in the form has read
// the form as GBK by then), biz_content in the form, and the signature over all of them.
func (c *Client) seal(to *call, content func(*jsonout.Builder)) ([]byte, error) {
	w := jsonout.Builder{B: append(append(make([]byte, 0, signedSize), to.before...), '{')}
	content(&w)
	w.Close()
	end := len(w.B)
	w.B = append(w.B, to.after...)
	stamp := len(w.B)
	w.B = append(c.now().In(beijing).AppendFormat(w.B, timeLayout), "&version=1.0"...)
	text := w.B
	defer clear(text) // it holds the payment code
	whole, err := c.signer.AppendSignature(text, text)
	if err != nil {
		return nil, err
	}
	query := formout.AppendEscaped(make([]byte, 0, querySize), text[stamp:stamp+len(timeLayout)])
	query = formout.AppendEscaped(append(query, "&sign="...), whole[len(text):])
	room := to.endpoint.Room() + len(query)
	form := append(make([]byte, room, room+formSize), "biz_content="...)
	form = formout.AppendEscaped(form, text[len(to.before):end])
	if c.cfg.AuthToken != "" {
		form = formout.AppendEscaped(append(form, "&"+authToken+"="...), c.cfg.AuthToken)
	}
	return to.endpoint.FrameQuery(form, room, query), nil
}

// writePay follows the page of alipay.trade.pay. Of a secondary merchant it has sub_merchant.merchant_id alone: name, MCC and address
// are told to Alipay once, when it is registered.
func (c *Client) writePay(w *jsonout.Builder, r payment.PayRequest) {
	w.Text("out_trade_no", r.Number)
	w.Text("scene", "bar_code")
	w.Text("auth_code", r.Code.Reveal())
	w.Text("product_code", c.cfg.ProductCode)
	w.Text("subject", subject(r.Subject, r.Number))
	writeAmount(w, "total_amount", r.Amount)
	w.Text("store_id", jsonout.Cut(cmp.Or(r.Shop.ID, c.cfg.StoreID), storeMax))
	w.Text("operator_id", jsonout.Cut(r.Operator, operatorMax))
	w.Text("terminal_id", cmp.Or(r.Terminal, c.cfg.TerminalID))
	w.Text("timeout_express", c.expiry)
	c.writeContract(w)
}

// writeContract names who else has a part in the payment: an integrator, and the secondary merchant.
func (c *Client) writeContract(w *jsonout.Builder) {
	if c.cfg.ProviderID != "" {
		w.Open("extend_params")
		w.Text("sys_service_provider_id", c.cfg.ProviderID)
		w.Close()
	}
	if c.cfg.SubMerchantID != "" {
		w.Open("sub_merchant")
		w.Text("merchant_id", c.cfg.SubMerchantID)
		w.Close()
	}
}

// writePresent follows the page of alipay.trade.precreate. How long the trade may be paid is timeout_express, counted from this request,
// and how long the code may be scanned is qr_code_timeout_express, counted from the code; older copies of the page count the first from
// the scan, so both are sent. time_expire, a moment, would be taken from our clock.
func (c *Client) writePresent(w *jsonout.Builder, r payment.PresentRequest) {
	w.Text("out_trade_no", r.Number)
	w.Text("product_code", c.cfg.ProductCode)
	w.Text("subject", subject(r.Subject, r.Number))
	writeAmount(w, "total_amount", r.Amount)
	w.Text("store_id", jsonout.Cut(cmp.Or(r.Shop.ID, c.cfg.StoreID), storeMax))
	w.Text("operator_id", jsonout.Cut(r.Operator, operatorMax))
	w.Text("terminal_id", cmp.Or(r.Terminal, c.cfg.TerminalID))
	life := minutes(r.Valid)
	w.Text("timeout_express", life)
	w.Text("qr_code_timeout_express", life)
	c.writeContract(w)
}

// minutes writes a time in whole minutes, rounded up: the finest that the family has.
func minutes(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Minute-1)/time.Minute), 10) + "m"
}

// writeTrade names a trade by our number if there is one: where both are sent Alipay's wins, and ours is the one that is certain.
func writeTrade(w *jsonout.Builder, r payment.TradeRequest) {
	w.Text("out_trade_no", r.Number)
	if r.Number == "" {
		w.Text("trade_no", r.Ref)
	}
}

// writeRefund follows the page of alipay.trade.refund. out_request_no is always sent: without it a part is refused,
// and a repeat could not be told from a second refund.
func (c *Client) writeRefund(w *jsonout.Builder, r payment.RefundRequest) {
	writeTrade(w, r.Trade)
	writeAmount(w, "refund_amount", r.Amount)
	w.Text("out_request_no", r.Number)
	w.Text("refund_reason", jsonout.Cut(r.Reason, reasonMax))
	w.Text("store_id", c.cfg.StoreID)
	w.Text("terminal_id", c.cfg.TerminalID)
}

// fullWidth writes what the page of alipay.trade.pay takes in no subject.
var fullWidth = strings.NewReplacer("/", "／", "=", "＝", "&", "＆")

// subject is what the customer reads in the wallet. It must not be empty, and the page takes no "/", "=" and "&": their full-width
// forms look alike. The same attempt always has the same one.
func subject(text, number string) string {
	if strings.TrimSpace(text) == "" {
		return number
	}
	return jsonout.Cut(fullWidth.Replace(text), subjectMax)
}

// writeAmount writes an amount as the family does: yuan with two decimals. It is in CNY and above zero, as checkAmount has seen to.
func writeAmount(w *jsonout.Builder, name string, a payment.Amount) {
	w.Name(name)
	w.B = strconv.AppendInt(append(w.B, '"'), a.Minor/100, 10)
	w.B = append(w.B, '.', byte('0'+a.Minor/10%10), byte('0'+a.Minor%10), '"')
}
