package alipaytest

import (
	"errors"
	"net/http"
)

// FamilyAMS is User-presented Mode Payment, /ams/api/v1/payments.
const FamilyAMS = "ams"

// amsCall is one API of the family.
type amsCall struct {
	call   Call
	path   string // after Opts.Prefix
	fields []field
	read   func(*ams, *request) *refused // takes the call's own members out of the body
}

// amsCalls are the APIs of docs.antom.com/ac/ams that the fake answers: upm, paymentri, paymentc, refund_online, ir_online.
var amsCalls = []amsCall{
	{
		call: CallPay, path: "/pay", read: (*ams).readPay,
		fields: []field{
			{"productCode", kindText, 32, true},
			{"paymentRequestId", kindText, 64, true},
			{"order", kindObject, 0, true},
			{"paymentAmount", kindObject, 0, true},
			{"paymentMethod", kindObject, 0, true},
			{"paymentFactor", kindObject, 0, true},
			{"paymentExpiryTime", kindText, 0, false},
			{"paymentNotifyUrl", kindText, 2048, false},
			{"settlementStrategy", kindObject, 0, false},
		},
	},
	{
		call: CallQuery, path: "/inquiryPayment", read: (*ams).readTrade,
		fields: []field{{"paymentId", kindText, 64, false}, {"paymentRequestId", kindText, 64, false}},
	},
	{
		call: CallCancel, path: "/cancel", read: (*ams).readTrade,
		fields: []field{{"paymentId", kindText, 64, false}, {"paymentRequestId", kindText, 64, false}},
	},
	{
		call: CallRefund, path: "/refund", read: (*ams).readRefund,
		fields: []field{
			{"refundRequestId", kindText, 64, true},
			{"paymentId", kindText, 64, true},
			{"refundAmount", kindObject, 0, true},
			{"refundReason", kindText, 256, false},
			{"refundNotifyUrl", kindText, 2048, false},
		},
	},
	{
		call: CallRefundQuery, path: "/inquiryRefund", read: (*ams).readRefundQuery,
		fields: []field{{"refundId", kindText, 64, false}, {"refundRequestId", kindText, 64, false}},
	},
}

// ams is the front of /ams/api/v1/payments: its wire format over the books.
type ams struct{ a *Alipay }

// newAMS needs the client's id.
func newAMS(a *Alipay) (front, error) {
	if a.opts.ClientID == "" {
		return nil, errors.New("ClientID is needed")
	}
	return &ams{a}, nil
}

func (f *ams) addresses() []string {
	var out []string
	for _, c := range amsCalls {
		out = append(out, f.a.opts.Prefix+c.path)
	}
	return out
}

// amsMessage is what this front keeps of a request.
type amsMessage struct {
	api  amsCall
	path string
	body object
}

// amsOf returns the message of a request that came through this front.
func amsOf(req *request) *amsMessage {
	m, _ := req.message.(*amsMessage)
	return m
}

// admit reads and checks a request: HTTP, client, signature, time, body. What comes before the signature is answered unsigned.
func (f *ams) admit(r *http.Request, req *request) *refused {
	m := &amsMessage{path: r.URL.Path}
	for _, c := range amsCalls {
		if f.a.opts.Prefix+c.path == r.URL.Path {
			m.api = c
		}
	}
	req.message, req.call = m, m.api.call
	message, no := readMessage(r, "application/json")
	if no != nil {
		return no
	}
	if req.call == CallPay && asksForCode(message) {
		req.call = CallPresent
	}
	if no := f.authenticate(r, message); no != nil {
		return no
	}
	if no := f.checkTime(r.Header.Get("Request-Time")); no != nil {
		return no
	}
	body, err := parseObject(message)
	if err != nil {
		return illegal("body: %v", err)
	}
	m.body, req.fingerprint = body, fingerprint(body)
	if no := checkFields(body, m.api.fields, f.a.opts.AllowUnknown); no != nil {
		return no
	}
	return m.api.read(f, req)
}

// asksForCode reports whether a pay asks for a code to scan: both have one address. It is for the events, whatever comes of the request.
func asksForCode(message []byte) bool {
	body, err := parseObject(message)
	if err != nil {
		return false
	}
	factor, err := body.object("paymentFactor")
	if err != nil {
		return false
	}
	scenario, _ := factor.text("inStorePaymentScenario")
	return scenario == "OrderCode"
}
