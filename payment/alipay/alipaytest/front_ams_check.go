package alipaytest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// amsSignature is the Signature header of a request, as "Sign a request" shows it.
var amsSignature = regexp.MustCompile(`^algorithm=RSA256,keyVersion=[0-9]{1,4},signature=([A-Za-z0-9%]+)$`)

// amsText is what is signed: POST, the path, the client's id, a time and the body.
func amsText(path, client, at string, body []byte) []byte {
	return append(fmt.Appendf(nil, "POST %s\n%s.%s.", path, client, at), body...)
}

func (f *ams) authenticate(r *http.Request, body []byte) *refused {
	client := r.Header.Get("Client-Id")
	switch {
	case client != f.a.opts.ClientID || len(r.Header.Values("Client-Id")) != 1:
		return &refused{code: CodeUnknownClient, why: "Client-Id is not ours"}
	case f.a.opts.MerchantPublicKey == nil:
		return &refused{code: CodeKeyNotFound, why: "no public key was uploaded"}
	case f.a.Switches().Deny:
		return &refused{code: CodeInvalidSignature, why: "switched to deny", ours: true}
	}
	parts := amsSignature.FindStringSubmatch(r.Header.Get("Signature"))
	if parts == nil {
		return &refused{code: CodeInvalidSignature, why: "Signature is not as documented"}
	}
	text, errEscape := url.QueryUnescape(parts[1])
	signature, errBase64 := base64.StdEncoding.Strict().DecodeString(text)
	sum := sha256.Sum256(amsText(r.URL.Path, client, r.Header.Get("Request-Time"), body))
	if errEscape != nil || errBase64 != nil || rsa.VerifyPKCS1v15(f.a.opts.MerchantPublicKey, crypto.SHA256, sum[:], signature) != nil {
		return &refused{code: CodeInvalidSignature, why: "signature does not verify"}
	}
	return nil
}

func (f *ams) checkTime(text string) *refused {
	asked, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return illegal("Request-Time is not RFC 3339 with a zone")
	}
	if skew := time.Since(asked).Abs(); skew > f.a.opts.MaxSkew {
		return illegal("Request-Time is off by %s", skew.Round(time.Second))
	}
	return nil
}

// The parts of a pay.
var (
	amsOrder = []field{
		{"referenceOrderId", kindText, 64, true},
		{"orderDescription", kindText, 256, true},
		{"orderAmount", kindObject, 0, true},
		{"merchant", kindObject, 0, true},
		{"env", kindObject, 0, false},
	}
	amsMerchant = []field{
		{"referenceMerchantId", kindText, 64, true},
		{"merchantName", kindText, 256, true},
		{"merchantMCC", kindText, 32, false},
		{"store", kindObject, 0, true},
	}
	amsStore = []field{
		{"referenceStoreId", kindText, 64, true},
		{"storeName", kindText, 256, true},
		{"storeMCC", kindText, 32, false},
	}
	amsEnv      = []field{{"storeTerminalId", kindText, 64, true}, {"storeTerminalRequestTime", kindText, 0, false}}
	amsMethod   = []field{{"paymentMethodType", kindText, 64, true}, {"paymentMethodId", kindText, 128, false}}
	amsFactor   = []field{{"inStorePaymentScenario", kindText, 64, true}}
	amsStrategy = []field{{"settlementCurrency", kindText, 3, true}}
)

// part reads and checks an object inside o. One that is not there is empty; whether it may be is said by its own field.
func (f *ams) part(o object, name string, fields []field) (object, *refused) {
	raw, ok := o[name]
	if !ok {
		return object{}, nil
	}
	inner, err := parseObject(raw)
	if err != nil {
		return nil, illegal("%s: %v", name, err)
	}
	return inner, checkFields(inner, fields, f.a.opts.AllowUnknown)
}

func (f *ams) readPay(req *request) *refused {
	body := amsOf(req).body
	if product, _ := body.text("productCode"); product != "IN_STORE_PAYMENT" {
		return illegal("productCode %q", product)
	}
	req.key.Number, _ = body.text("paymentRequestId")
	req.notify, _ = body.text("paymentNotifyUrl")
	for _, p := range []struct {
		name   string
		fields []field
	}{{"order", amsOrder}, {"paymentMethod", amsMethod}, {"paymentFactor", amsFactor}, {"settlementStrategy", amsStrategy}} {
		if _, no := f.part(body, p.name, p.fields); no != nil {
			return no
		}
	}
	if no := f.readOrder(req); no != nil {
		return no
	}
	method, _ := body.object("paymentMethod")
	factor, _ := body.object("paymentFactor")
	if kind, _ := method.text("paymentMethodType"); kind != "CONNECT_WALLET" {
		return illegal("paymentMethodType %q", kind)
	}
	req.code, _ = method.text("paymentMethodId")
	pattern := shortCode
	if f.a.opts.LongCodes {
		pattern = longCode
	}
	switch scenario, _ := factor.text("inStorePaymentScenario"); {
	case scenario == "OrderCode":
		req.offers = offers{begins: "https://global.alipay.com/281002040", known: true}
		if req.code != "" {
			return illegal("an order code has no paymentMethodId")
		}
	case scenario != "PaymentCode":
		return illegal("inStorePaymentScenario %q", scenario)
	case !pattern.MatchString(req.code):
		return &refused{code: RefusedInvalidCode, signed: true, why: "paymentMethodId is not a payment code"}
	}
	return readExpiry(req, body)
}

// readExpiry takes the moment after which the pay is not to be executed.
func readExpiry(req *request, body object) *refused {
	text, ok := body.text("paymentExpiryTime")
	if !ok {
		return nil
	}
	var err error
	if req.expires, err = time.Parse(time.RFC3339, text); err != nil {
		return illegal("paymentExpiryTime is not RFC 3339 with a zone")
	}
	return nil
}

func (f *ams) readOrder(req *request) *refused {
	body := amsOf(req).body
	order, err := body.object("order")
	if err != nil {
		return illegal("order: %v", err)
	}
	merchant, no := f.part(order, "merchant", amsMerchant)
	if no != nil {
		return no
	}
	if _, no := f.part(merchant, "store", amsStore); no != nil {
		return no
	}
	if _, no := f.part(order, "env", amsEnv); no != nil {
		return no
	}
	req.title, _ = order.text("orderDescription")
	if req.amount, err = parseMoney(body["paymentAmount"]); err != nil {
		return illegal("paymentAmount: %v", err)
	}
	if amount, err := parseMoney(order["orderAmount"]); err != nil || amount != req.amount {
		return illegal("orderAmount is not paymentAmount")
	}
	return nil
}

// readTrade takes the trade's name out of inquiryPayment and cancel: paymentId wins over paymentRequestId.
func (f *ams) readTrade(req *request) *refused {
	body := amsOf(req).body
	req.key.ID, _ = body.text("paymentId")
	req.key.Number, _ = body.text("paymentRequestId")
	if req.key == (Key{}) {
		return missing("paymentId or paymentRequestId")
	}
	return nil
}

func (f *ams) readRefund(req *request) *refused {
	body := amsOf(req).body
	req.key.ID, _ = body.text("paymentId")
	req.refund, _ = body.text("refundRequestId")
	var err error
	if req.amount, err = parseMoney(body["refundAmount"]); err != nil {
		return illegal("refundAmount: %v", err)
	}
	return nil
}

// readRefundQuery knows a refund by the merchant's number alone; the trade's number is for the scenario that it plays.
func (f *ams) readRefundQuery(req *request) *refused {
	if req.refund, _ = amsOf(req).body.text("refundRequestId"); req.refund == "" {
		return missing("refundRequestId")
	}
	if _, trade, err := f.a.ledger.FindRefund(req.refund); err == nil {
		req.key.Number = trade.Number
	}
	return nil
}
