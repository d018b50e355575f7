package alipaytest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// commonParameters are those of every API (公共请求参数) with their lengths; biz_content has none.
var commonParameters = map[string]int{
	"app_id": 32, "method": 128, "format": 40, "charset": 10, "sign_type": 10, "sign": 344, "timestamp": 19, "version": 3,
	"notify_url": 256, "app_auth_token": 40, "app_cert_sn": 32, "alipay_root_cert_sn": 500, "biz_content": 0,
}

// gateway makes a refusal of the gateway itself, which has not looked at the business.
func gateway(sub, why string) *refused { return &refused{code: sub, signed: true, why: why} }

// unsignedGateway is one that comes before anybody is known to be asking.
func unsignedGateway(sub, why string) *refused { return &refused{code: sub, why: why} }

// admit reads and checks a request in the gateway's order: HTTP, parameters, application, signature, biz_content.
func (f *openAPI) admit(r *http.Request, req *request) *refused {
	m := &openMessage{odd: f.a.random()%2 == 1}
	req.message = m
	params, no := readForm(r, m)
	if no != nil {
		return no
	}
	m.method = params["method"]
	api, known := methodNamed(m.method)
	req.call = api.call
	if no := f.checkCommon(params, known); no != nil {
		return no
	}
	if no := f.authenticateApp(params); no != nil {
		return no
	}
	if m.gbk {
		return unsignedGateway("isv.invalid-signature", "charset is not in the address: the form was read as GBK")
	}
	biz, err := parseObject([]byte(params["biz_content"]))
	if err != nil {
		return gateway("isv.illegal-json", "biz_content: "+err.Error())
	}
	req.key.Number, _ = biz.text("out_trade_no")
	req.notify = params["notify_url"]
	if no := checkFields(biz, api.fields, f.a.opts.AllowUnknown); no != nil {
		return no
	}
	return api.read(f, req, biz)
}

// readForm takes the parameters out of address and form. One that is given twice is taken by nobody knows whom.
func readForm(r *http.Request, m *openMessage) (map[string]string, *refused) {
	kind, typeParams, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method != http.MethodPost:
		return nil, &refused{status: http.StatusMethodNotAllowed, why: "method " + r.Method}
	case err != nil || kind != "application/x-www-form-urlencoded" || !strings.EqualFold(typeParams["charset"], "utf-8"):
		return nil, &refused{status: http.StatusUnsupportedMediaType, why: "content type " + r.Header.Get("Content-Type")}
	}
	form, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if err != nil || len(form) > maxRequest {
		return nil, &refused{status: http.StatusRequestEntityTooLarge, why: "request broke off or is too long"}
	}
	address, errAddress := url.ParseQuery(r.URL.RawQuery)
	body, errBody := url.ParseQuery(string(form))
	if errAddress != nil || errBody != nil {
		return nil, unsignedGateway("isv.invalid-parameter", "not a form")
	}
	m.gbk, m.host = !strings.EqualFold(address.Get("charset"), "utf-8"), r.Host
	params := map[string]string{}
	for _, values := range []url.Values{address, body} {
		for name, list := range values {
			if _, twice := params[name]; twice || len(list) > 1 {
				return nil, unsignedGateway("isv.invalid-parameter", name+" is given twice")
			}
			params[name] = list[0]
		}
	}
	if _, open := address["app_auth_token"]; open {
		return nil, unsignedGateway("isv.invalid-parameter", "app_auth_token is in the address, which ends in logs")
	}
	return params, nil
}

// checkCommon holds the common parameters against their page, the application first, as the real gateway does.
func (f *openAPI) checkCommon(params map[string]string, known bool) *refused {
	for name, value := range params {
		limit, ok := commonParameters[name]
		switch {
		case !ok && !f.a.opts.AllowUnknown:
			return unsignedGateway("isv.invalid-parameter", "parameter "+name+" is on no page")
		case limit > 0 && len(value) > limit:
			return unsignedGateway("isv.invalid-parameter", name+" is longer than "+strconv.Itoa(limit))
		}
	}
	stamp, err := time.ParseInLocation("2006-01-02 15:04:05", params["timestamp"], beijing())
	switch {
	case params["app_id"] == "":
		return unsignedGateway("isv.missing-app-id", "app_id")
	case params["app_id"] != f.a.opts.ClientID:
		return unsignedGateway("isv.invalid-app-id", "app_id is not ours")
	case params["method"] == "":
		return unsignedGateway("isv.missing-method", "method")
	case !known:
		return unsignedGateway("isv.invalid-method", "method "+params["method"])
	case params["version"] != "1.0":
		return unsignedGateway("isv.missing-version", "version "+params["version"])
	case params["format"] != "" && !strings.EqualFold(params["format"], "JSON"):
		return unsignedGateway("isv.invalid-format", "format "+params["format"])
	case params["timestamp"] == "":
		return unsignedGateway("isv.missing-timestamp", "timestamp")
	case err != nil || time.Since(stamp).Abs() > f.a.opts.MaxSkew:
		return unsignedGateway("isv.invalid-timestamp", "timestamp is no time, or not Beijing's")
	case params["sign_type"] == "":
		return unsignedGateway("isv.missing-signature-type", "sign_type")
	case params["sign_type"] != "RSA2":
		return unsignedGateway("isv.invalid-signature-type", "sign_type "+params["sign_type"])
	case params["sign"] == "":
		return unsignedGateway("isv.missing-signature", "sign")
	}
	return nil
}

// authenticateApp checks who asks: certificates, signature, token.
func (f *openAPI) authenticateApp(params map[string]string) *refused {
	if no := f.checkCertificates(params); no != nil {
		return no
	}
	switch {
	case f.a.opts.MerchantPublicKey == nil:
		return unsignedGateway("isv.missing-signature-config", "no public key was uploaded")
	case f.a.Switches().Deny:
		return &refused{code: "isv.invalid-signature", why: "switched to deny", ours: true}
	case verifyParameters(f.a.opts.MerchantPublicKey, params) != nil:
		return unsignedGateway("isv.invalid-signature", "signature does not verify")
	case f.a.opts.IntegratorToken != params["app_auth_token"]:
		return gateway("aop.invalid-app-auth-token", "app_auth_token")
	}
	return nil
}

func (f *openAPI) checkCertificates(params map[string]string) *refused {
	app, root := params["app_cert_sn"], params["alipay_root_cert_sn"]
	certs := f.a.opts.Certificates
	switch {
	case certs == nil && app+root != "":
		return unsignedGateway("isv.invalid-app-cert-sn", "the application is in key mode")
	case certs == nil:
		return nil
	case app == "":
		return unsignedGateway("isv.missing-app-cert-sn", "app_cert_sn")
	case root == "":
		return unsignedGateway("isv.missing-alipay-root-cert-sn", "alipay_root_cert_sn")
	case certs.check(app, root) != nil:
		return unsignedGateway("isv.invalid-app-cert-sn", "a certificate's serial is another")
	}
	return nil
}

// verifyParameters checks RSA2 over all parameters but sign, sorted by name, empty ones left out.
func verifyParameters(key *rsa.PublicKey, params map[string]string) error {
	var pairs []string
	for name, value := range params {
		if name != "sign" && value != "" {
			pairs = append(pairs, name+"="+value)
		}
	}
	slices.Sort(pairs)
	signature, err := base64.StdEncoding.Strict().DecodeString(params["sign"])
	if err != nil {
		return errSignature
	}
	sum := sha256.Sum256([]byte(strings.Join(pairs, "&")))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil {
		return errSignature
	}
	return nil
}

var (
	yuan       = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})\.[0-9]{2}$`)
	expressed  = regexp.MustCompile(`^([1-9][0-9]{0,4}m|[1-9][0-9]{0,2}h|[1-9]d|1[0-5]d|1c)$`)
	outTradeNo = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)
)

// readYuan reads an amount as the pages want it: 0.01 to 100000000.00.
func readYuan(text string) (Money, bool) {
	if !yuan.MatchString(text) {
		return Money{}, false
	}
	value, err := strconv.ParseInt(strings.Replace(text, ".", "", 1), 10, 64)
	return Money{Currency: "CNY", Value: value}, err == nil && value > 0 && value <= maxValue
}

func (f *openAPI) readPay(req *request, biz object) *refused {
	req.code, _ = biz.text("auth_code")
	if no := f.readOrder(req, biz); no != nil {
		return no
	}
	scene, _ := biz.text("scene")
	switch {
	case scene != "bar_code":
		return illegal("scene %q", scene)
	case f.notACode(req.code):
		return &refused{code: RefusedInvalidCode, signed: true, why: "auth_code is not a payment code"}
	}
	return f.checkSubMerchant(biz)
}

// readPresent: both relative times count from the request. A trade that is over can no longer be scanned.
func (f *openAPI) readPresent(req *request, biz object) *refused {
	req.offers = offers{begins: "https://qr.alipay.com/bax"}
	if no := f.readOrder(req, biz); no != nil {
		return no
	}
	for _, name := range []string{"timeout_express", "qr_code_timeout_express"} {
		text, given := biz.text(name)
		if !given {
			continue
		}
		if !expressed.MatchString(text) {
			return illegal("%s %q", name, text)
		}
		if end := expiry(req.arrived, text); req.expires.IsZero() || end.Before(req.expires) {
			req.expires = end
		}
	}
	return f.checkSubMerchant(biz)
}

// expiry is the end of a relative time: 1m to 15d, or 1c for midnight in Beijing.
func expiry(from time.Time, express string) time.Time {
	last := len(express) - 1
	n, _ := strconv.Atoi(express[:last]) // its form was checked
	switch express[last] {
	case 'm':
		return from.Add(time.Duration(n) * time.Minute)
	case 'h':
		return from.Add(time.Duration(n) * time.Hour)
	case 'd':
		return from.AddDate(0, 0, n)
	}
	y, m, d := from.In(beijing()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, beijing())
}

// readOrder takes what pay and precreate have alike.
func (f *openAPI) readOrder(req *request, biz object) *refused {
	req.title, _ = biz.text("subject")
	req.fingerprint = fingerprint(biz)
	amount, _ := biz.text("total_amount")
	var ok bool
	if req.amount, ok = readYuan(amount); !ok {
		return illegal("total_amount %q", amount)
	}
	product, given := biz.text("product_code")
	express, limited := biz.text("timeout_express")
	switch {
	case !outTradeNo.MatchString(req.key.Number):
		return illegal("out_trade_no holds other than letters, digits and _")
	case given && product != "FACE_TO_FACE_PAYMENT" && product != "OFFLINE_PAYMENT":
		return illegal("product_code %q", product)
	case limited && !expressed.MatchString(express):
		return illegal("timeout_express %q", express)
	case strings.ContainsAny(req.title, "/=&"):
		return illegal("subject holds a character that the page forbids")
	}
	return nil
}

func (f *openAPI) notACode(code string) bool {
	if f.a.opts.LongCodes {
		return !longCode.MatchString(code)
	}
	return !shortCode.MatchString(code)
}

func (f *openAPI) checkSubMerchant(biz object) *refused {
	var id string
	if raw, ok := biz["sub_merchant"]; ok {
		sub, err := parseObject(raw)
		if err != nil {
			return illegal("sub_merchant: %v", err)
		}
		if no := checkFields(sub, []field{{"merchant_id", kindText, 16, true}}, f.a.opts.AllowUnknown); no != nil {
			return no
		}
		id, _ = sub.text("merchant_id")
	}
	if id != f.a.opts.MerchantID {
		return gateway("ACQ.SECONDARY_MERCHANT_ID_INVALID", "sub_merchant is not this application's")
	}
	return nil
}

// readTrade takes the trade's name: trade_no wins over out_trade_no.
func (f *openAPI) readTrade(req *request, biz object) *refused {
	req.key.ID, _ = biz.text("trade_no")
	if req.key == (Key{}) {
		return missing("out_trade_no or trade_no")
	}
	return nil
}

func (f *openAPI) readRefund(req *request, biz object) *refused {
	amount, _ := biz.text("refund_amount")
	var ok bool
	if req.amount, ok = readYuan(amount); !ok {
		return illegal("refund_amount %q", amount)
	}
	if req.refund, ok = biz.text("out_request_no"); !ok {
		return missing("out_request_no") // optional for a whole refund; a terminal that leaves it out cannot repeat safely
	}
	return f.readTrade(req, biz)
}

func (f *openAPI) readRefundQuery(req *request, biz object) *refused {
	req.refund, _ = biz.text("out_request_no")
	return f.readTrade(req, biz)
}

// readDownload ends in the answer itself: the books have nothing to do with it.
func (f *openAPI) readDownload(req *request, biz object) *refused {
	if f.a.opts.Certificates == nil {
		return gateway("isv.insufficient-isv-permissions", "the application is in key mode")
	}
	openOf(req).serial, _ = biz.text("alipay_cert_sn")
	return &refused{code: CodeSuccess, signed: true, why: "certificate download", ours: true}
}
