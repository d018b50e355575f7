package alipaytest

import (
	"cmp"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// maxRequest bounds a request's bytes.
const maxRequest = 64 << 10

// headFields are the request head of every API of the family.
var headFields = []field{
	{"version", kindText, 8, true},
	{"function", kindText, 128, true},
	{"clientId", kindText, 32, true},
	{"reqTime", kindText, 0, true},
	{"reqMsgId", kindText, 64, true},
	{"reserve", kindLoose, 256, false},
	{"signType", kindText, 64, false},
}

var (
	shortCode = regexp.MustCompile(`^(2[5-9]|30)\d{14,22}$`)
	longCode  = regexp.MustCompile(`^(2[5-9]|30)\d{14,30}$`)
)

// admit reads and checks a request in the gateway's order: HTTP, envelope, client, signature, head, body. What comes before the
// signature is answered unsigned, since nobody is known to be asking.
func (f *intl) admit(r *http.Request, req *request) *refused {
	m := &intlMessage{fn: f.functionAt(r.URL.Path)}
	req.message, req.call = m, m.fn.call
	message, no := readMessage(r, "application/json")
	if no != nil {
		return no
	}
	e, err := parseEnvelope(message)
	if err != nil {
		return &refused{code: CodeParseError, why: err.Error()}
	}
	m.head, m.body, req.fingerprint = e.head, e.body, fingerprint(e.body)
	m.clientID, _ = e.head.text("clientId")
	m.msgID, _ = e.head.text("reqMsgId")
	m.version, _ = e.head.text("version")
	if no := f.authenticate(e); no != nil {
		return no
	}
	if no := f.checkHead(m); no != nil {
		return no
	}
	if no := f.checkBody(m); no != nil {
		return no
	}
	return m.fn.read(f, req)
}

// readMessage reads the body of a POST of one content type in UTF-8, or what no gateway reads.
func readMessage(r *http.Request, want string) ([]byte, *refused) {
	if r.Method != http.MethodPost {
		return nil, &refused{status: http.StatusMethodNotAllowed, why: "method " + r.Method}
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != want || !strings.EqualFold(cmp.Or(params["charset"], "utf-8"), "utf-8") {
		return nil, &refused{status: http.StatusUnsupportedMediaType, why: "content type " + r.Header.Get("Content-Type")}
	}
	message, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if err != nil {
		return nil, &refused{status: http.StatusBadRequest, why: "request broke off"}
	}
	if len(message) > maxRequest {
		return nil, &refused{status: http.StatusRequestEntityTooLarge, why: "request is too long"}
	}
	return message, nil
}

func (f *intl) authenticate(e envelope) *refused {
	client, _ := e.head.text("clientId")
	switch {
	case client != f.a.opts.ClientID:
		return &refused{code: CodeUnknownClient, why: "clientId is not ours"}
	case f.a.opts.MerchantPublicKey == nil:
		return &refused{code: CodeKeyNotFound, why: "no public key was uploaded"}
	case f.a.Switches().Deny:
		return &refused{code: CodeInvalidSignature, why: "switched to deny", ours: true}
	case e.verify(f.a.opts.MerchantPublicKey) != nil:
		return &refused{code: CodeInvalidSignature, why: "signature does not verify"}
	}
	return nil
}

func (f *intl) checkHead(m *intlMessage) *refused {
	if no := checkFields(m.head, headFields, f.a.opts.AllowUnknown); no != nil {
		return no
	}
	if name, _ := m.head.text("function"); name != m.fn.name {
		return &refused{code: CodeFunctionMismatch, signed: true, why: "function is not that of the address"}
	}
	if !slices.Contains([]string{"2.0.0", "2.0.2", "2.0.4"}, m.version) {
		return &refused{code: CodeNoInterface, signed: true, why: "version " + m.version}
	}
	if kind, ok := m.head.text("signType"); ok && kind != "RSA2" && kind != "SHA256" {
		return illegal("signType %q", kind)
	}
	if no := f.checkToken(m); no != nil {
		return no
	}
	text, _ := m.head.text("reqTime")
	asked, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return illegal("reqTime is not RFC 3339 with a zone")
	}
	if skew := time.Since(asked).Abs(); skew > f.a.opts.MaxSkew {
		return illegal("reqTime is off by %s", skew.Round(time.Second))
	}
	return f.checkFresh(m.msgID)
}

// checkToken looks for an integrator's token in reserve, which is an object or the text of one.
func (f *intl) checkToken(m *intlMessage) *refused {
	want := f.a.opts.IntegratorToken
	if want == "" {
		return nil
	}
	raw := []byte(m.head["reserve"])
	if text, ok := m.head.text("reserve"); ok {
		raw = []byte(text)
	}
	if reserve, err := parseObject(raw); err == nil {
		if token, _ := reserve.text("isvAccesstoken"); token == want {
			return nil
		}
	}
	return &refused{code: CodeTokenRefused, signed: true, why: "isvAccesstoken"}
}

// manyMessages is when message ids too old to pass the check of reqTime are forgotten.
const manyMessages = 50_000

// checkFresh refuses a message id that was used before. The answer is not a refusal of the payment: the first message may have
// paid it. Inferred: the page says that the id is unique and not the idempotency key, but not what a repeat brings.
func (f *intl) checkFresh(id string) *refused {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	if len(f.seen) > manyMessages {
		for old, at := range f.seen {
			if now.Sub(at) > 2*f.a.opts.MaxSkew {
				delete(f.seen, old)
			}
		}
	}
	if _, twice := f.seen[id]; twice {
		return &refused{code: CodeInconsistent, signed: true, why: "reqMsgId was used before"}
	}
	f.seen[id] = now
	return nil
}

// merchantField is how the settlement target is called: version 2.0.2 says partnerId.
func merchantField(version string) field {
	if version == "2.0.2" {
		return field{"partnerId", kindText, 32, true}
	}
	return field{"merchantId", kindText, 64, true}
}

func (f *intl) checkBody(m *intlMessage) *refused {
	merchant := merchantField(m.version)
	if no := checkFields(m.body, append([]field{merchant}, m.fn.fields...), f.a.opts.AllowUnknown); no != nil {
		return no
	}
	if id, _ := m.body.text(merchant.name); id != f.a.opts.MerchantID {
		return &refused{code: CodeAccessDenied, signed: true, why: merchant.name + " is not this client's"}
	}
	return nil
}

// orderFields and sellerFields are the parts of pay's order.
var (
	orderFields = []field{
		{"orderTitle", kindText, 256, true},
		{"orderDetail", kindText, 1024, false},
		{"orderAmount", kindObject, 0, true},
		{"seller", kindObject, 0, false},
	}
	sellerFields = []field{
		{"sellerId", kindText, 64, false},
		{"sellerName", kindText, 256, false},
		{"sellerMCC", kindText, 32, false},
		{"storeId", kindText, 64, false},
		{"storeName", kindText, 256, false},
	}
)

func (f *intl) readPay(req *request) *refused {
	if product, _ := intlOf(req).body.text("productCode"); product != "OFFLINE_PAY" {
		return illegal("productCode %q", product)
	}
	if kind, _ := intlOf(req).body.text("codeType"); kind != "BARCODE" {
		return illegal("codeType %q", kind)
	}
	req.code, _ = intlOf(req).body.text("identityCode")
	if no := f.readOrder(req); no != nil {
		return no
	}
	pattern := shortCode
	if f.a.opts.LongCodes {
		pattern = longCode
	}
	if !pattern.MatchString(req.code) {
		return &refused{code: RefusedInvalidCode, signed: true, why: "identityCode is not a payment code"}
	}
	return nil
}

// readPresent: no page has a member that says how long the code is to live.
func (f *intl) readPresent(req *request) *refused {
	req.offers = offers{begins: "https://qr.alipay.com/bax"}
	if product, _ := intlOf(req).body.text("productCode"); product != "OFFLINE_PAY" {
		return illegal("productCode %q", product)
	}
	return f.readOrder(req)
}

// readOrder takes what pay and preCreate have alike.
func (f *intl) readOrder(req *request) *refused {
	req.key.Number, _ = intlOf(req).body.text("merchantTransId")
	req.notify, _ = intlOf(req).body.text("notifyUrl")
	order, err := intlOf(req).body.object("order")
	if err != nil {
		return illegal("order: %v", err)
	}
	if no := checkFields(order, orderFields, f.a.opts.AllowUnknown); no != nil {
		return no
	}
	req.title, _ = order.text("orderTitle")
	if req.amount, err = parseMoney(order["orderAmount"]); err != nil {
		return illegal("orderAmount: %v", err)
	}
	if raw, ok := order["seller"]; ok {
		seller, err := parseObject(raw)
		if err != nil {
			return illegal("seller: %v", err)
		}
		return checkFields(seller, sellerFields, f.a.opts.AllowUnknown)
	}
	return nil
}

// readTrade takes the trade's name out of payQuery and payCancel: acquirementId wins over merchantTransId.
func (f *intl) readTrade(req *request) *refused {
	req.key.ID, _ = intlOf(req).body.text("acquirementId")
	req.key.Number, _ = intlOf(req).body.text("merchantTransId")
	if req.key == (Key{}) {
		return missing("acquirementId or merchantTransId")
	}
	return nil
}

func (f *intl) readRefund(req *request) *refused {
	req.key.ID, _ = intlOf(req).body.text("acquirementId")
	req.refund, _ = intlOf(req).body.text("merchantRefundId")
	var err error
	if req.amount, err = parseMoney(intlOf(req).body["refundAmount"]); err != nil {
		return illegal("refundAmount: %v", err)
	}
	return nil
}
