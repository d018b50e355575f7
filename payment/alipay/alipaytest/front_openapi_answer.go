package alipaytest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// said is an answer before it is signed.
type said struct {
	code, sub string
	members   []member
}

// Values of code (公共错误码).
const (
	openSuccess  = "10000"
	openWaiting  = "10003"
	openUnknown  = "20000"
	openMissing  = "40001"
	openIllegal  = "40002"
	openBusiness = "40004"
	openLimited  = "40005"
)

// subCodes put the words of codes.go into those of the pages of alipay.trade.*.
var subCodes = map[string]string{
	CodeInconsistent: "ACQ.CONTEXT_INCONSISTENT", CodeNotExist: "ACQ.TRADE_NOT_EXIST", CodeClosed: "ACQ.TRADE_HAS_CLOSE",
	CodeStatusInvalid: "ACQ.TRADE_STATUS_ERROR", CodeProcessFail: "ACQ.TRADE_NOT_ALLOW_REFUND",
	CodeCancelWindow: "ACQ.TRADE_CANCEL_TIME_OUT", CodeRefundWindow: "ACQ.TRADE_HAS_FINISHED",
	CodeRefundAmount: "ACQ.REASON_TRADE_REFUND_FEE_ERR", CodeParamIllegal: "ACQ.INVALID_PARAMETER",
	CodeParamMissing: "ACQ.INVALID_PARAMETER",

	RefusedInvalidCode: "ACQ.PAYMENT_AUTH_CODE_INVALID", RefusedExpiredCode: "ACQ.PAYMENT_AUTH_CODE_INVALID",
	RefusedBalance: "ACQ.BUYER_BALANCE_NOT_ENOUGH", RefusedUserLimit: "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
	RefusedAmountLimit: "ACQ.TOTAL_FEE_EXCEED", RefusedCountLimit: "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
	RefusedRisk: "ACQ.PAYMENT_REQUEST_HAS_RISK", RefusedUserStatus: "ACQ.BUYER_ENABLE_STATUS_FORBID",
	RefusedUserUnknown: "ACQ.BUYER_NOT_EXIST", RefusedKYC: "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT",
	RefusedVerification: "ACQ.PAYMENT_FAIL", RefusedNoMeans: "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE",
	RefusedCurrency: "ACQ.AMOUNT_OR_CURRENCY_ERROR", RefusedContract: "ACQ.MERCHANT_AGREEMENT_NOT_EXIST",
	RefusedMerchant: "ACQ.SELLER_NOT_EXIST",
}

// gatewayCodeOf returns the code that goes with a sub_code of the gateway itself.
func gatewayCodeOf(sub string) string {
	switch {
	case strings.HasPrefix(sub, "isv.missing-signature-config"):
		return "40003"
	case strings.HasPrefix(sub, "isv.missing-"):
		return openMissing
	case strings.HasPrefix(sub, "aop."):
		return "20001"
	case strings.HasPrefix(sub, "isv."):
		return openIllegal
	}
	return openBusiness
}

// say puts a verdict's code into code and sub_code.
func (f *openAPI) say(req *request, code string) said {
	if name, ok := f.a.opts.CodeNames[code]; ok {
		return said{code: openBusiness, sub: name}
	}
	switch code {
	case CodeSuccess:
		return said{code: openSuccess}
	case CodeInProcess:
		return said{code: openWaiting}
	case CodeSystemError:
		if openOf(req).odd {
			return said{code: openUnknown, sub: "aop.ACQ.SYSTEM_ERROR"}
		}
		return said{code: openBusiness, sub: "ACQ.SYSTEM_ERROR"}
	case CodeUnknownException:
		return said{code: openUnknown, sub: "isp.unknow-error"}
	case CodeTraffic:
		return said{code: openLimited, sub: "isv.app-call-limited"}
	case CodeInconsistent:
		if req.call == CallRefund {
			return said{code: openBusiness, sub: "ACQ.DISCORDANT_REPEAT_REQUEST"}
		}
	case CodeProcessFail:
		if req.call == CallCancel {
			return said{code: openBusiness, sub: "ACQ.REASON_TRADE_REFUND_FEE_ERR"}
		}
	}
	if sub, ok := subCodes[code]; ok {
		return said{code: openBusiness, sub: sub}
	}
	if strings.Contains(code, ".") {
		return said{code: gatewayCodeOf(code), sub: code}
	}
	return said{code: openBusiness, sub: "ACQ." + code}
}

// tell writes the answer that v calls for.
func (f *openAPI) tell(req *request, v verdict) said {
	s := f.say(req, v.code)
	change := f.fundChange(v.refund.Number)
	if req.call == CallRefundQuery && v.code == CodeNotExist {
		if _, known := f.a.ledger.Trade(req.key.Number); known {
			return said{code: openSuccess} // the query went well, and there is no such refund
		}
	}
	switch {
	case openOf(req).method == methodDownload && s.code == openSuccess:
		if text, ok := f.a.opts.Certificates.file(openOf(req).serial); ok {
			s.members = []member{{"alipay_cert_content", base64.StdEncoding.EncodeToString(text)}}
		}
	case openOf(req).method == methodBill && s.code == openSuccess:
		s.members = []member{{"bill_download_url", openOf(req).bill}}
	case req.call == CallPresent && s.code == openSuccess:
		s.members = []member{{"out_trade_no", req.key.Number}, {"qr_code", v.show}}
	case s.code == openSuccess, s.code == openWaiting:
		s.members = f.tradeMembers(req, v, change)
	case s.code == openBusiness && req.key.Number != "":
		s.members = []member{
			{"buyer_pay_amount", "0.00"},
			{"invoice_amount", "0.00"},
			{"out_trade_no", req.key.Number},
			{"point_amount", "0.00"},
			{"receipt_amount", "0.00"},
		}
	}
	if req.call == CallCancel && s.code != openSuccess {
		s.members = append(s.members, member{"retry_flag", "Y"})
	}
	return s
}

// tradeMembers are what an answer tells of a trade, as captured ones do.
func (f *openAPI) tradeMembers(req *request, v verdict, change string) []member {
	t := v.trade
	out := []member{{"out_trade_no", t.Number}}
	if t.AcquirementID != "" {
		out = append(out, member{"trade_no", t.AcquirementID})
	}
	switch req.call {
	case CallCancel:
		return append(out, cancelMembers(t)...)
	case CallRefund:
		return append(out, member{"buyer_logon_id", "159****5620"}, member{"fund_change", change},
			member{"refund_fee", decimal(t.Refunded)}, member{"gmt_refund_pay", beijingTime(v.refund.Time)})
	case CallRefundQuery:
		return append(out, member{"out_request_no", v.refund.Number}, member{"refund_amount", decimal(v.refund.Amount.Value)},
			member{"refund_status", "REFUND_SUCCESS"}, member{"total_amount", decimal(t.Amount.Value)})
	case CallPay, CallPresent, CallQuery:
	}
	return append(out, payMembers(req.call, t)...)
}

func cancelMembers(t Trade) []member {
	out := []member{{"retry_flag", "N"}}
	switch {
	case t.Returned > 0:
		out = append(out, member{"action", "refund"})
	case t.AcquirementID != "":
		out = append(out, member{"action", "close"})
	}
	return out
}

// payMembers hold a "sign" and a slash of their own: the shop may be called so.
func payMembers(call Call, t Trade) []member {
	out := []member{
		{"buyer_logon_id", "159****5620"},
		{"total_amount", decimal(t.Amount.Value)},
		{"store_name", "一号店 1/2"},
		{"voucher_detail_list", json.RawMessage(`[{"name":"满减","sign":"x","amount":"0.00"}]`)},
	}
	paidAt := "gmt_payment"
	if call == CallQuery {
		out = append(out, member{"trade_status", string(t.Status)})
		paidAt = "send_pay_date"
	}
	if !t.Paid.IsZero() {
		out = append(out, member{"buyer_pay_amount", decimal(t.BuyerPaid.Value)}, member{paidAt, beijingTime(t.Paid)})
	}
	return out
}

// fundChange says whether the money of a refund moved in this call: in the first that came through to the books.
func (f *openAPI) fundChange(number string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.moved[number] {
		return "N"
	}
	f.moved[number] = true
	return "Y"
}

func decimal(fen int64) string { return strconv.FormatInt(fen/100, 10) + fmt.Sprintf(".%02d", fen%100) }

func beijingTime(t time.Time) string { return t.In(beijing()).Format("2006-01-02 15:04:05") }

// lie makes s lie as c says. No member of the family answers a message, so the answer to another message is one about another trade.
func (s *said) lie(c Content) {
	switch c {
	case ContentTrue:
	case ContentMinimal:
		s.members = nil
	case ContentOtherNumber, ContentOtherMessage:
		set(s.members, "out_trade_no", "SOMEBODY_ELSES_0")
		set(s.members, "trade_no", "2099123122001400000000000099")
	case ContentWrongAmount:
		for _, m := range s.members {
			if text, ok := m.value.(string); ok && (m.name == "total_amount" || m.name == "refund_amount") {
				set(s.members, m.name, text[:len(text)-1]+string('0'+(text[len(text)-1]-'0'+1)%10))
			}
		}
	case ContentWrongCurrency:
		s.members = append(s.members, member{"trans_currency", "USD"})
	case ContentStrangeCode:
		s.code, s.sub = openBusiness, "ACQ.NEVER_SEEN_BEFORE"
	case ContentStrangeStatus:
		s.code = "10009"
	case ContentStrangeWord:
		set(s.members, "trade_status", "TRADE_PONDERING")
	}
}

// encode writes the value of the answer's first member.
func (s said) encode() ([]byte, error) {
	head := []member{{"code", s.code}, {"msg", "Success"}}
	if s.sub != "" {
		head = []member{{"code", s.code}, {"msg", "Business Failed"}, {"sub_code", s.sub}, {"sub_msg", "业务失败，请稍后再试"}}
	}
	return encodeObject(append(head, s.members...))
}

// compose writes the bytes of an answer: true or not, signed or not.
func (f *openAPI) compose(req *request, b Behaviour, v verdict) (outgoing, error) {
	truth := f.tell(req, v)
	truth.lie(b.Content)
	raw, err := truth.encode()
	if err != nil {
		return outgoing{}, err
	}
	out := outgoing{header: http.Header{"Content-Type": {"text/html;charset=utf-8"}}} // as the real one has it, around JSON
	m := openOf(req)
	name := strings.ReplaceAll(m.method, ".", "_") + "_response"
	if _, known := methodNamed(m.method); !known {
		name = "error_response"
	}
	if m.gbk {
		out.header.Set("Content-Type", "text/html;charset=GBK")
		out.body = []byte(`{"` + name + `":{"code":"` + truth.code + `","sub_code":"` + truth.sub + "\",\"sub_msg\":\"\xd1\xe9\xc7\xa9\xb3\xf6\xb4\xed\"}}")
		return out, nil
	}
	forged, err := f.forge(req)
	if err != nil {
		return outgoing{}, err
	}
	out.body, err = f.sign(name, raw, forged, b.Envelope)
	return out, err
}

// forge writes what a forger would like the answer to say.
func (f *openAPI) forge(req *request) ([]byte, error) {
	claim := f.a.claimed(req)
	if req.call == CallPresent {
		return f.tell(req, claim).encode()
	}
	return said{code: openSuccess, members: f.tradeMembers(req, claim, "Y")}.encode()
}

// sign puts an answer into its envelope, in one of the ways that a gateway may write it: slashes escaped before it signs, after it, or
// not at all.
func (f *openAPI) sign(name string, raw, forged []byte, e Envelope) ([]byte, error) {
	style := f.a.random() % 4
	escaped := bytes.ReplaceAll(raw, []byte("/"), []byte(`\/`))
	sent := raw
	switch style {
	case 1:
		var out bytes.Buffer
		if json.Indent(&out, raw, "", " ") == nil {
			raw, sent = out.Bytes(), out.Bytes()
		}
	case 2:
		raw, sent = escaped, escaped
	case 3:
		sent = escaped
	}
	key, serial := f.a.id.key, ""
	if certs := f.a.opts.Certificates; certs != nil {
		key, serial = certs.signing()
	}
	if e == EnvelopeForged {
		key = f.a.id.forger
	}
	signature, err := signRSA2(key, raw)
	if err != nil {
		return nil, err
	}
	return openEnvelope(e, name, sent, forged, signature, serial), nil
}

// openEnvelope writes {"..._response":...,"sign":"..."} and what a forger makes of it.
func openEnvelope(e Envelope, name string, sent, forged []byte, signature, serial string) []byte {
	response := `"` + name + `":` + string(sent)
	sign := `,"sign":"` + signature + `"`
	if serial != "" {
		sign = `,"alipay_cert_sn":"` + serial + `"` + sign
	}
	more := ""
	switch e {
	case EnvelopeSigned, EnvelopeForged, EnvelopeTruncated:
	case EnvelopeUnsigned:
		sign = ""
	case EnvelopeBlank:
		sign = `,"sign":""`
	case EnvelopeTampered:
		response = `"` + name + `":{ ` + string(sent[1:])
	case EnvelopeBeside:
		response += `,"` + strings.ToUpper(name) + `":` + string(forged)
	case EnvelopeTwice:
		response += `,"` + name + `":` + string(forged)
	case EnvelopeTwiceFirst:
		response = `"` + name + `":` + string(forged) + "," + response
	case EnvelopeExtra:
		sign += `,"extra":{}`
	case EnvelopeTrailing:
		more = `{"` + name + `":` + string(forged) + "}"
	}
	whole := "{" + response + sign + "}" + more
	if e == EnvelopeTruncated {
		return []byte(whole[:len(whole)/2])
	}
	return []byte(whole)
}
