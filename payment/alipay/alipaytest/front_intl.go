package alipaytest

import (
	"errors"
	"sync"
	"time"
)

// function is one API of the family.
type function struct {
	call   Call
	name   string // head.function
	path   string // after Opts.Prefix; the pages spell addresses in lower case, and refund's is a word of its own
	fields []field
	read   func(*intl, *request) *refused // takes the call's own members out of the body
}

// functions are the APIs of alipay.intl.acquiring.* that the fake answers; lengths are those of the pages, and inferred where
// a page gives none.
var functions = []function{
	{
		call: CallPay, name: "alipay.intl.acquiring.offline.pay", path: "/alipay/intl/acquiring/offline/pay.htm",
		read: (*intl).readPay,
		fields: []field{
			{"productCode", kindText, 64, true},
			{"merchantTransId", kindText, 64, true},
			{"codeType", kindText, 32, true},
			{"identityCode", kindText, 64, true},
			{"order", kindObject, 0, true},
			{"settleContractId", kindText, 64, false},
			{"riskInfo", kindLoose, 2048, false},
			{"envInfo", kindObject, 0, false},
			{"extendInfo", kindLoose, 2048, false},
			{"notifyUrl", kindText, 1024, false},
		},
	},
	{
		// docs.antom.com/ac/openapi/preCreate; notifyUrl and sceneType from a request that an integrator published.
		call: CallPresent, name: "alipay.intl.acquiring.offline.preCreate", path: "/alipay/intl/acquiring/offline/precreate.htm",
		read: (*intl).readPresent,
		fields: []field{
			{"productCode", kindText, 64, true},
			{"merchantTransId", kindText, 64, true},
			{"order", kindObject, 0, true},
			{"settleContractId", kindText, 64, false},
			{"riskInfo", kindLoose, 2048, false},
			{"extendInfo", kindLoose, 2048, false},
			{"notifyUrl", kindText, 1024, false},
			{"sceneType", kindText, 64, false},
		},
	},
	{
		call: CallQuery, name: "alipay.intl.acquiring.offline.payQuery", path: "/alipay/intl/acquiring/offline/payquery.htm",
		read:   (*intl).readTrade,
		fields: []field{{"acquirementId", kindText, 64, false}, {"merchantTransId", kindText, 64, false}},
	},
	{
		call: CallCancel, name: "alipay.intl.acquiring.common.payCancel", path: "/alipay/intl/acquiring/common/paycancel.htm",
		read:   (*intl).readTrade,
		fields: []field{{"acquirementId", kindText, 64, false}, {"merchantTransId", kindText, 64, false}},
	},
	{
		call: CallRefund, name: "alipay.intl.acquiring.common.refund", path: "/alipay/intl/acquiring/common/grefund.htm",
		read: (*intl).readRefund,
		fields: []field{
			{"acquirementId", kindText, 64, true},
			{"merchantRefundId", kindText, 64, true},
			{"refundAmount", kindObject, 0, true},
			{"refundReason", kindText, 256, false},
			{"extendInfo", kindLoose, 2048, false},
		},
	},
}

// intl is the front of alipay.intl.acquiring.*: its wire format over the books.
type intl struct {
	a    *Alipay
	mu   sync.Mutex
	seen map[string]time.Time // message ids
}

// newIntl needs both ids of the contract.
func newIntl(a *Alipay) (front, error) {
	if a.opts.ClientID == "" || a.opts.MerchantID == "" {
		return nil, errors.New("ClientID and MerchantID are needed")
	}
	return &intl{a: a, seen: map[string]time.Time{}}, nil
}

func (f *intl) addresses() []string {
	var out []string
	for _, fn := range functions {
		out = append(out, f.a.opts.Prefix+fn.path)
	}
	return out
}

// functionAt returns the API at a path that addresses named.
func (f *intl) functionAt(path string) function {
	for _, fn := range functions {
		if f.a.opts.Prefix+fn.path == path {
			return fn
		}
	}
	return function{}
}

// intlMessage is what this front keeps of a request.
type intlMessage struct {
	fn       function
	head     object
	body     object
	version  string
	clientID string
	msgID    string
}

// intlOf returns the message of a request that came through this front.
func intlOf(req *request) *intlMessage {
	m, _ := req.message.(*intlMessage)
	return m
}
