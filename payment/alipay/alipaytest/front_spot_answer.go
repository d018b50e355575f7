package alipaytest

import (
	"encoding/xml"
	"net/http"
	"strings"
	"time"
)

// spotCodes are the family's words for those of codes.go. Source: "Error codes" on the pages of the services; "Gateway error codes"
// for what comes before anyone is known to be asking. The rest are the same.
var spotCodes = map[string]string{
	CodeUnknownException: "SYSTEM_ERROR",
	CodeTraffic:          "SYSTEM_ERROR",
	CodeInProcess:        "ORDER_SUCCESS_PAY_INPROCESS",
	CodeParamMissing:     "INVALID_PARAMETER",
	CodeParamIllegal:     "INVALID_PARAMETER",
	CodeParseError:       "ILLEGAL_ARGUMENT",
	CodeInvalidSignature: "ILLEGAL_SIGN",
	CodeKeyNotFound:      "ILLEGAL_SIGN",
	CodeUnknownClient:    "ILLEGAL_PARTNER",
	CodeNoInterface:      "ILLEGAL_EXTERFACE",
	CodeAccessDenied:     "HAS_NO_PRIVILEGE",
	CodeInconsistent:     "CONTEXT_INCONSISTENT",
	CodeNotExist:         "TRADE_NOT_EXIST",
	CodeClosed:           "TRADE_HAS_CLOSE",
	CodeStatusInvalid:    "TRADE_STATUS_ERROR",
	CodeProcessFail:      "SELLER_BALANCE_NOT_ENOUGH",
	CodeCancelWindow:     "TRADE_CANCEL_TIME_OUT",
	CodeRefundWindow:     "TRADE_NOT_ALLOW_REFUND",
	CodeRefundAmount:     "REASON_TRADE_REFUND_FEE_ERR",
	RefusedInvalidCode:   "SOUNDWAVE_PARSER_FAIL",
	RefusedExpiredCode:   "SOUNDWAVE_PARSER_FAIL",
	RefusedBalance:       "BUYER_BALANCE_NOT_ENOUGH",
	RefusedUserLimit:     "BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
	RefusedAmountLimit:   "TOTAL_FEE_EXCEED",
	RefusedCountLimit:    "BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
	RefusedRisk:          "PAYMENT_REQUEST_HAS_RISK",
	RefusedUserStatus:    "BUYER_ENABLE_STATUS_FORBID",
	RefusedUserUnknown:   "BUYER_NOT_EXIST",
	RefusedKYC:           "ERROR_BUYER_CERTIFY_LEVEL_LIMIT",
	RefusedVerification:  "PULL_MOBILE_CASHIER_FAIL",
	RefusedNoMeans:       "ERROR_BALANCE_PAYMENT_DISABLE",
	RefusedCurrency:      "BEYOND_PAY_RESTRICTION",
	RefusedContract:      "ACCESS_FORBIDDEN",
	RefusedMerchant:      "BEYOND_PER_RECEIPT_RESTRICTION",
}

func spotCode(code string) string {
	if word, ok := spotCodes[code]; ok {
		return word
	}
	return code
}

// spotAnswer is the element that is signed: its members in the order in which they are written.
type spotAnswer []member

func (a *spotAnswer) put(name, value string) {
	if value != "" {
		*a = append(*a, member{name, value})
	}
}

// text is what the signature covers.
func (a spotAnswer) text() string {
	values := map[string]string{}
	for _, m := range a {
		values[m.name], _ = m.value.(string)
	}
	return spotText(values)
}

func (a spotAnswer) xml() string {
	var b strings.Builder
	for _, m := range a {
		value, _ := m.value.(string)
		b.WriteString("<" + m.name + ">" + escapeXML(value) + "</" + m.name + ">")
	}
	return b.String()
}

func escapeXML(s string) string {
	var b strings.Builder
	if xml.EscapeText(&b, []byte(s)) != nil {
		return ""
	}
	return b.String()
}

// message writes the answer that v calls for.
func (f *spot) message(req *request, v verdict) spotAnswer {
	m := spotOf(req)
	var a spotAnswer
	result := resultOf(v.code).Status
	switch {
	case result == "S":
		a.put(f.resultName(req), "SUCCESS")
	case v.code == CodeInProcess:
		a.put("result_code", "UNKNOW")
		a.put("error", spotCode(v.code))
	default:
		a.put(f.resultName(req), f.failedWord(req, v.code))
		if req.call != CallRefundQuery {
			a.put(m.service.errors, spotCode(v.code))
		}
	}
	a.put(m.service.number, req.key.Number)
	if v.trade.Number != "" && (result == "S" || v.code == CodeInProcess) {
		f.members(&a, req, v)
	}
	if req.call == CallRefund || req.call == CallRefundQuery {
		f.refundMembers(&a, req, v)
	}
	return a
}

func (f *spot) resultName(req *request) string {
	if req.call == CallRefundQuery {
		return "response_code"
	}
	return "result_code"
}

func (f *spot) failedWord(req *request, code string) string {
	if req.call == CallRefundQuery && code == CodeNotExist {
		return "NOT_FOUND"
	}
	return spotOf(req).service.failed
}

// members are what an answer tells of a trade.
func (f *spot) members(a *spotAnswer, req *request, v verdict) {
	t := v.trade
	if req.call == CallCancel {
		a.put("trade_no", t.AcquirementID)
		a.put("retry_flag", "N")
		action := "close"
		if t.Returned > 0 {
			action = "refund"
		}
		a.put("action", action)
		return
	}
	if req.call == CallRefundQuery {
		a.put("trade_no", t.AcquirementID)
		return
	}
	a.put("alipay_trans_id", t.AcquirementID)
	if req.call == CallRefund {
		return
	}
	a.put("alipay_buyer_login_id", "明***@alipay.test")
	a.put("currency", t.Amount.Currency)
	a.put("trans_amount", spotDecimal(t.Amount))
	if !t.Paid.IsZero() {
		a.put("alipay_pay_time", t.Paid.In(beijing()).Format("20060102150405"))
		a.put("exchange_rate", t.Rate)
		if t.BuyerPaid.Currency == "CNY" {
			a.put("trans_amount_cny", spotDecimal(t.BuyerPaid))
		}
	}
	if req.call == CallQuery {
		a.put("alipay_trans_status", string(t.Status))
	}
}

func (f *spot) refundMembers(a *spotAnswer, req *request, v verdict) {
	if req.call == CallRefundQuery {
		a.put("out_return_no", req.refund)
		if v.code == CodeSuccess {
			a.put("refund_result_code", "SUCCESS")
		}
		return
	}
	a.put("partner_refund_id", req.refund)
	a.put("currency", req.amount.Currency)
	a.put("refund_amount", spotDecimal(req.amount))
}

// distort makes an answer lie as c says.
func (f *spot) distort(a spotAnswer, req *request, c Content) spotAnswer {
	service := spotOf(req).service
	switch c {
	case ContentTrue:
	case ContentMinimal:
		return a[:1]
	case ContentOtherNumber, ContentOtherMessage: // the family has no message ids: the number alone says whose an answer is
		set(a, service.number, "SOMEBODY_ELSES_0")
		set(a, "alipay_trans_id", "2099123112007101000000000099")
	case ContentWrongAmount:
		req.amount.Value++
		set(a, "trans_amount", spotDecimal(req.amount))
		set(a, "refund_amount", spotDecimal(req.amount))
		req.amount.Value--
	case ContentWrongCurrency:
		set(a, "currency", otherCurrency(req.amount.Currency))
	case ContentStrangeCode:
		return spotAnswer{{"result_code", service.failed}, {service.errors, "NEVER_SEEN_BEFORE"}, {service.number, req.key.Number}}
	case ContentStrangeStatus:
		set(a, "result_code", "ACCEPTED")
	case ContentStrangeWord:
		set(a, "alipay_trans_status", "TRADE_PONDERING")
	}
	return a
}

// compose writes the bytes of an answer. What was refused before anyone was known to be asking has is_success F and no signature.
func (f *spot) compose(req *request, b Behaviour, v verdict) (outgoing, error) {
	header := http.Header{"Content-Type": {"text/xml;charset=GBK"}}
	m := spotOf(req)
	if m.service.call == "" || b.Envelope == EnvelopeUnsigned && v.trade.Number == "" && isGatewayError(v.code) {
		return outgoing{header, []byte(spotDeclaration + "<alipay><is_success>F</is_success><error>" + spotCode(v.code) + "</error></alipay>")}, nil
	}
	truth := f.distort(f.message(req, v), req, b.Content)
	lie := f.message(req, verdict{code: CodeSuccess, trade: f.a.claim(req), refund: Refund{Number: req.refund, Amount: req.amount}})
	truth, lie = inGBK(truth), inGBK(lie)
	signature, err := f.sign(truth.text(), b.Envelope == EnvelopeForged)
	if err != nil {
		return outgoing{}, err
	}
	return outgoing{header, []byte(f.wrap(b.Envelope, m, truth, lie, signature))}, nil
}

func isGatewayError(code string) bool {
	switch code {
	case CodeParseError, CodeInvalidSignature, CodeKeyNotFound, CodeUnknownClient, CodeNoInterface:
		return true
	}
	return false
}

const spotDeclaration = `<?xml version="1.0" encoding="GBK"?>`

// gbkMing is the one character beyond ASCII that this front writes, in the charset that the gateway declares.
const gbkMing = "\xc3\xf7"

// inGBK writes the members in GBK. The standard library has no encoder, and one character is enough to tell a client that decodes
// from one that does not.
func inGBK(a spotAnswer) spotAnswer {
	out := make(spotAnswer, len(a))
	for i, m := range a {
		value, _ := m.value.(string)
		out[i] = member{m.name, strings.ReplaceAll(value, "明", gbkMing)}
	}
	return out
}

// wrap puts the signed element into its document.
func (f *spot) wrap(e Envelope, m *spotMessage, truth, lie spotAnswer, signature string) string {
	body, forged := "<alipay>"+spotXML(truth)+"</alipay>", "<response><alipay>"+spotXML(lie)+"</alipay></response>"
	response := "<response>" + body + "</response>"
	sign := "<sign>" + escapeXML(signature) + "</sign><sign_type>" + f.a.spotSignType() + "</sign_type>"
	switch e {
	case EnvelopeSigned, EnvelopeForged, EnvelopeTruncated, EnvelopeTrailing:
	case EnvelopeUnsigned:
		sign = ""
	case EnvelopeBlank:
		sign = "<sign></sign><sign_type>" + f.a.spotSignType() + "</sign_type>"
	case EnvelopeTampered:
		response = strings.Replace(response, "<result_code>", "<result_code> ", 1)
	case EnvelopeBeside:
		response += strings.NewReplacer("<response>", "<Response>", "</response>", "</Response>").Replace(forged)
	case EnvelopeTwice:
		response += forged
	case EnvelopeTwiceFirst:
		response = forged + response
	case EnvelopeExtra:
		sign += "<extra/>"
	}
	doc := spotDeclaration + "<alipay><is_success>T</is_success>" + echo(m) + response + sign + "</alipay>"
	switch e { //nolint:exhaustive // the others are done
	case EnvelopeTruncated:
		return doc[:len(doc)/2]
	case EnvelopeTrailing:
		return doc + "<alipay>" + forged + "</alipay>"
	}
	if f.a.random()%2 == 1 { // blanks between elements are nothing
		doc = strings.ReplaceAll(strings.ReplaceAll(doc, "><request>", ">\n<request>"), "></alipay>", ">\n</alipay>")
	}
	return doc
}

// spotXML writes members that are in GBK already: escaping would replace what is no UTF-8.
func spotXML(a spotAnswer) string {
	return strings.ReplaceAll(spotAnswerASCII(a).xml(), gbkMark, gbkMing)
}

// gbkMark stands for the character while the rest is escaped.
const gbkMark = "__GBK__"

func spotAnswerASCII(a spotAnswer) spotAnswer {
	out := make(spotAnswer, len(a))
	for i, m := range a {
		value, _ := m.value.(string)
		out[i] = member{m.name, strings.ReplaceAll(value, gbkMing, gbkMark)}
	}
	return out
}

// echo repeats the request's parameters, as the gateway does. Nothing signs them.
func echo(m *spotMessage) string {
	var b strings.Builder
	b.WriteString("<request>")
	for _, name := range []string{"service", "partner", "partner_trans_id", "out_trade_no", "sign_type"} {
		if value := m.params.Get(name); value != "" {
			b.WriteString(`<param name="` + name + `">` + escapeXML(value) + "</param>")
		}
	}
	return b.String() + "</request>"
}

// spotNight reports whether Alipay executes no synchronous refund at t: 00:00 to 01:30 in Beijing.
func spotNight(t time.Time) bool {
	at := t.In(beijing())
	return at.Hour() == 0 || at.Hour() == 1 && at.Minute() < 30
}
