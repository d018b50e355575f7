package alipaytest

import (
	"errors"
	"sync"
	"time"
)

// FamilyOpenAPI is alipay.trade.*, the open platform in mainland China.
const FamilyOpenAPI = "openapi"

// openAPIPath is the one address of the family.
const openAPIPath = "/gateway.do"

// methodDownload hands out Alipay's certificate. It concerns no trade.
const methodDownload = "alipay.open.app.alipaycert.download"

// methodBill tells where a day's bill is. It concerns no trade.
const methodBill = "alipay.data.dataservice.bill.downloadurl.query"

// billPath is where bills are; the address holds good for billLife.
const (
	billPath = "/downloadBillFile.resource"
	billLife = 30 * time.Second
)

// method is one API of the family: its name, and what its page says of biz_content. Lengths are the pages'.
type method struct {
	call   Call
	name   string
	fields []field
	read   func(*openAPI, *request, object) *refused // takes the call's own members out of biz_content
}

// tradeFields name a trade; one of them is needed.
var tradeFields = []field{{"out_trade_no", kindText, 64, false}, {"trade_no", kindText, 64, false}}

var methods = []method{
	{call: CallPay, name: "alipay.trade.pay", read: (*openAPI).readPay, fields: []field{
		{"out_trade_no", kindText, 64, true},
		{"scene", kindText, 32, true},
		{"auth_code", kindText, 64, true},
		{"product_code", kindText, 64, false},
		{"subject", kindText, 256, true},
		{"total_amount", kindText, 12, true},
		{"store_id", kindText, 32, false},
		{"operator_id", kindText, 28, false},
		{"terminal_id", kindText, 32, false},
		{"timeout_express", kindText, 6, false},
		{"extend_params", kindObject, 0, false},
		{"sub_merchant", kindObject, 0, false},
	}},
	// alipay.trade.precreate (统一收单线下交易预创建), opendocs.alipay.com, and the members of the official SDK's request.
	{call: CallPresent, name: "alipay.trade.precreate", read: (*openAPI).readPresent, fields: []field{
		{"out_trade_no", kindText, 64, true},
		{"total_amount", kindText, 12, true},
		{"subject", kindText, 256, true},
		{"product_code", kindText, 64, false},
		{"seller_id", kindText, 28, false},
		{"body", kindText, 128, false},
		{"store_id", kindText, 32, false},
		{"operator_id", kindText, 28, false},
		{"terminal_id", kindText, 32, false},
		{"timeout_express", kindText, 6, false},
		{"qr_code_timeout_express", kindText, 6, false},
		{"extend_params", kindObject, 0, false},
		{"sub_merchant", kindObject, 0, false},
	}},
	{call: CallQuery, name: "alipay.trade.query", read: (*openAPI).readTrade, fields: tradeFields},
	{call: CallCancel, name: "alipay.trade.cancel", read: (*openAPI).readTrade, fields: tradeFields},
	{call: CallRefund, name: "alipay.trade.refund", read: (*openAPI).readRefund, fields: append([]field{
		{"refund_amount", kindText, 12, true},
		{"out_request_no", kindText, 64, false},
		{"refund_reason", kindText, 256, false},
		{"store_id", kindText, 32, false},
		{"terminal_id", kindText, 32, false},
		{"operator_id", kindText, 30, false},
	}, tradeFields...)},
	{call: CallRefundQuery, name: "alipay.trade.fastpay.refund.query", read: (*openAPI).readRefundQuery, fields: append([]field{
		{"out_request_no", kindText, 64, true},
	}, tradeFields...)},
	{name: methodBill, read: (*openAPI).readBill, fields: []field{{"bill_type", kindText, 20, true}, {"bill_date", kindText, 15, true}}},
	{name: methodDownload, read: (*openAPI).readDownload, fields: []field{{"alipay_cert_sn", kindText, 128, true}}},
}

// openAPI is the front of alipay.trade.*: one address, a form in, JSON out. Opts.ClientID is the app_id, Opts.MerchantID the secondary
// merchant that a pay must name (acquirer mode; "": none), Opts.IntegratorToken the app_auth_token, and with Opts.Certificates the
// application is in certificate mode.
type openAPI struct {
	a  *Alipay
	mu sync.Mutex
	// moved are the refunds whose money was told to have moved: fund_change is Y once.
	moved map[string]bool
	bills map[string]offeredBill // by the token of its address
}

// offeredBill is a bill that may be downloaded for a while.
type offeredBill struct {
	from  time.Time
	until time.Time
}

func newOpenAPI(a *Alipay) (front, error) {
	if a.opts.ClientID == "" {
		return nil, errors.New("ClientID is needed: the app_id")
	}
	return &openAPI{a: a, moved: map[string]bool{}, bills: map[string]offeredBill{}}, nil
}

func (f *openAPI) addresses() []string { return []string{openAPIPath} }

// openMessage is what this front keeps of a request.
type openMessage struct {
	method string // as it was asked for, maybe of none that there is
	gbk    bool   // charset was not in the address: the answer is in GBK
	serial string // of the certificate that is asked for
	host   string // that was spoken to
	bill   string // address of the bill that is asked for
	odd    bool   // of two documented ways to answer, the other one
}

func openOf(req *request) *openMessage {
	m, _ := req.message.(*openMessage)
	return m
}

// methodNamed returns the API of a name.
func methodNamed(name string) (method, bool) {
	for _, m := range methods {
		if m.name == name {
			return m, true
		}
	}
	return method{}, false
}
