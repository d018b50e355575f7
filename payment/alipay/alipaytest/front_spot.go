package alipaytest

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
)

// FamilySpot is the family alipay.acquire.overseas.spot.*: a form in, XML out. Pages: docs.antom.com/ac/global/spot_pay,
// overseas_query, acquire_cancel, spot_refund, refundquery.
const FamilySpot = "spot"

// The sign types of the family; see Opts.SignType.
const (
	SignMD5  = "MD5"
	SignRSA  = "RSA"
	SignRSA2 = "RSA2"
)

// spot is the front of alipay.acquire.overseas.spot.*.
type spot struct{ a *Alipay }

// spotPartner is what the pages say of a partner's id.
var spotPartner = regexp.MustCompile(`^2088\d{12}$`)

func newSpot(a *Alipay) (front, error) {
	switch {
	case !spotPartner.MatchString(a.opts.MerchantID):
		return nil, errors.New("the option MerchantID must be the partner: 2088 and twelve digits")
	case a.spotSignType() == SignMD5 && a.opts.Secret == "":
		return nil, errors.New("the option Secret is needed for MD5")
	}
	return &spot{a}, nil
}

func (a *Alipay) spotSignType() string {
	if a.opts.SignType == "" {
		return SignRSA2
	}
	return a.opts.SignType
}

func (f *spot) addresses() []string { return []string{f.a.opts.Prefix + "/gateway.do"} }

// spotParam is one parameter of a service as its page describes it.
type spotParam struct {
	name     string
	max      int // characters
	required bool
}

// spotService is one service of the family.
type spotService struct {
	call   Call
	params []spotParam
	read   func(*spot, *request, url.Values) *refused
	number string // the member of an answer that holds the merchant's number
	failed string // the word of result_code for a failure
	errors string // the member that holds the error code
}

// spotServices by their names.
var spotServices = map[string]spotService{
	"alipay.acquire.overseas.spot.pay": {
		call: CallPay, read: (*spot).readPay, number: "partner_trans_id", failed: "FAILED", errors: "error",
		params: []spotParam{
			{"notify_url", 200, false},
			{"alipay_seller_id", 16, true},
			{"quantity", 9, false},
			{"trans_name", 256, true},
			{"partner_trans_id", 64, true},
			{"currency", 8, true},
			{"trans_currency", 8, false},
			{"trans_amount", 14, true},
			{"buyer_identity_code", 32, true},
			{"identity_code_type", 16, true},
			{"trans_create_time", 14, false},
			{"memo", 256, false},
			{"biz_product", 32, true},
			{"extend_info", 2048, true},
		},
	},
	"alipay.acquire.overseas.query": {
		call: CallQuery, read: (*spot).readQuery, number: "partner_trans_id", failed: "FAIL", errors: "error",
		params: []spotParam{{"partner_trans_id", 64, true}, {"alipay_trans_id", 64, false}},
	},
	"alipay.acquire.cancel": {
		call: CallCancel, read: (*spot).readCancel, number: "out_trade_no", failed: "FAIL", errors: "detail_error_code",
		params: []spotParam{{"out_trade_no", 64, true}, {"trade_no", 64, false}, {"timestamp", 32, true}, {"terminal_timestamp", 32, false}},
	},
	"alipay.acquire.overseas.spot.refund": {
		call: CallRefund, read: (*spot).readRefund, number: "partner_trans_id", failed: "FAILED", errors: "error",
		params: []spotParam{
			{"notify_url", 200, false},
			{"partner_trans_id", 64, true},
			{"alipay_trans_id", 64, false},
			{"partner_refund_id", 64, true},
			{"refund_amount", 14, true},
			{"currency", 10, true},
			{"refund_reason", 128, false},
			{"is_sync", 1, false},
		},
	},
	"alipay.acquire.refund.query": {
		call: CallRefundQuery, read: (*spot).readRefundQuery, number: "out_trade_no", failed: "QUERY_FAILED", errors: "refund_error_code",
		params: []spotParam{{"out_trade_no", 64, true}, {"out_return_no", 128, true}},
	},
}

// spotMessage is what this front keeps of a request.
type spotMessage struct {
	service spotService
	name    string
	params  url.Values
}

func spotOf(req *request) *spotMessage {
	m, _ := req.message.(*spotMessage)
	return m
}

// admit reads and checks a request in the gateway's order: HTTP, service, partner, signature, parameters.
func (f *spot) admit(r *http.Request, req *request) *refused {
	m := &spotMessage{}
	req.message = m
	body, no := readMessage(r, "application/x-www-form-urlencoded")
	if no != nil {
		return no
	}
	if got := r.URL.RawQuery; got != "_input_charset=utf-8" {
		return &refused{code: CodeParseError, why: "_input_charset is not in the address"}
	}
	params, err := url.ParseQuery(string(body))
	if err != nil {
		return &refused{code: CodeParseError, why: "no form"}
	}
	for _, values := range params {
		if len(values) != 1 {
			return &refused{code: CodeParseError, why: "a parameter is there twice"}
		}
	}
	m.params, m.name = params, params.Get("service")
	var known bool
	if m.service, known = spotServices[m.name]; !known {
		return &refused{code: CodeNoInterface, why: "service"}
	}
	req.call = m.service.call
	if no := f.authenticate(params); no != nil {
		return no
	}
	if no := f.checkParams(m); no != nil {
		return no
	}
	return m.service.read(f, req, params)
}
