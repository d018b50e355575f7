package alipaytest

import (
	"bytes"
	"net/http"
	"net/url"
	"time"
)

// amsCodes are the family's words where they differ from those of codes.go. Source: "Result codes" on the pages of the five calls.
var amsCodes = map[string]string{
	CodeSystemError:      CodeUnknownException,
	CodeParamMissing:     CodeParamIllegal,
	CodeParseError:       CodeParamIllegal,
	CodeInvalidSignature: "SIGNATURE_INVALID",
	CodeKeyNotFound:      "KEY_NOT_FOUND",
	CodeUnknownClient:    "INVALID_CLIENT",
}

// amsWord is the value of paymentStatus.
func amsWord(t Trade) string {
	switch {
	case t.Status == StatusWaiting:
		return "PROCESSING"
	case t.Canceled:
		return "CANCELLED"
	case !t.Paid.IsZero(): // what was given back by refunds was paid all the same
		return "SUCCESS"
	}
	return "FAIL"
}

// amsAnswer is an answer before it is signed.
type amsAnswer struct {
	result  Result
	members []member
	at      time.Time
}

func (f *ams) message(req *request, v verdict) amsAnswer {
	switch {
	case v.code == CodePaid: // the final result of the number is given again
		v.code = CodeSuccess
	case req.call == CallPresent && v.code == CodeSuccess:
		v.code = CodeInProcess
	}
	result := resultOf(v.code)
	if req.call == CallRefundQuery && v.code == CodeNotExist {
		result.Code = "REFUND_NOT_EXIST"
	}
	if name, ok := amsCodes[v.code]; ok {
		result.Code = name
	}
	if name, ok := f.a.opts.CodeNames[v.code]; ok {
		result.Code = name
	}
	m := amsAnswer{result: result, at: time.Now()}
	if v.trade.Number != "" && result.Status != "F" {
		m.members = amsMembers(req.call, v)
	}
	return m
}

// amsMembers are what an answer tells of a trade beside its result.
func amsMembers(call Call, v verdict) []member {
	t := v.trade
	var out []member
	if t.AcquirementID != "" {
		out = append(out, member{"paymentId", t.AcquirementID})
	}
	switch call {
	case CallRefund, CallRefundQuery:
		out = append(out, member{"refundRequestId", v.refund.Number}, member{"refundId", v.refund.ID},
			member{"refundAmount", v.refund.Amount}, member{"refundTime", stamp(v.refund.Time)})
		if call == CallRefundQuery {
			out = append(out, member{"refundStatus", "SUCCESS"})
		}
		return out
	case CallCancel:
		return append(out, member{"paymentRequestId", t.Number}, member{"cancelTime", stamp(time.Now())})
	case CallPay, CallPresent, CallQuery:
	}
	out = append(out, member{"paymentRequestId", t.Number}, member{"paymentAmount", t.Amount}, member{"paymentCreateTime", stamp(t.Created)})
	if !t.Paid.IsZero() {
		out = append(out, member{"paymentTime", stamp(t.Paid)}, member{"actualPaymentAmount", t.BuyerPaid},
			member{"pspCustomerInfo", map[string]string{"pspName": "AlipayCN", "displayCustomerId": "138******38"}})
		if t.Rate != "" {
			out = append(out, member{"paymentQuote", map[string]string{
				"quoteCurrencyPair": t.Amount.Currency + "/" + t.BuyerPaid.Currency, "quotePrice": t.Rate,
			}})
		}
	}
	if v.show != "" {
		out = append(out, member{"orderCodeForm", amsCodeForm(v)})
	}
	if call == CallQuery {
		out = append(out, member{"paymentStatus", amsWord(t)}, member{"paymentResultCode", "SUCCESS"})
	}
	return out
}

// amsCodeForm is the code to scan, as pictures and as what it says (OrderCodeForm and CodeDetail of the official SDKs).
func amsCodeForm(v verdict) map[string]any {
	return map[string]any{
		"paymentMethodType": "CONNECT_WALLET",
		"codeDetails": []map[string]string{
			{"codeValue": "https://global.alipay.com/picture/large.png?code=1", "displayType": "BIGIMAGE"},
			{"codeValue": v.show, "displayType": "TEXT"},
			{"codeValue": "https://global.alipay.com/picture/small.png?code=1", "displayType": "SMALLIMAGE"},
		},
	}
}

// distort makes m lie as c says.
func (m *amsAnswer) distort(c Content) {
	switch c {
	case ContentTrue:
	case ContentMinimal:
		m.members = nil
	case ContentOtherNumber:
		set(m.members, "paymentRequestId", "SOMEBODY_ELSES_0")
		set(m.members, "paymentId", "2099123112007101000000000099")
	case ContentOtherMessage: // there are no message ids: what can be played again is an answer of another time
		m.at = m.at.Add(-time.Hour)
	case ContentWrongAmount:
		m.changeAmount(func(v *Money) { v.Value++ })
	case ContentWrongCurrency:
		m.changeAmount(func(v *Money) { v.Currency = otherCurrency(v.Currency) })
	case ContentStrangeCode:
		m.result, m.members = resultOf("NEVER_SEEN_BEFORE"), nil
	case ContentStrangeStatus:
		m.result = Result{Status: "A", Code: "ACCEPTED_SUCCESS", Msg: "accepted"}
	case ContentStrangeWord:
		set(m.members, "paymentStatus", "PONDERING")
	}
}

func (m *amsAnswer) changeAmount(change func(*Money)) {
	for i, part := range m.members {
		if amount, ok := part.value.(Money); ok && part.name == "paymentAmount" {
			change(&amount)
			m.members[i].value = amount
		}
	}
}

func (m *amsAnswer) encode() ([]byte, error) {
	result, err := encodeObject([]member{
		{"resultCode", m.result.Code}, {"resultStatus", m.result.Status}, {"resultMessage", m.result.Msg},
	})
	if err != nil {
		return nil, err
	}
	return encodeObject(append([]member{{"result", result}}, m.members...))
}

// compose writes an answer: true or not, signed or not.
func (f *ams) compose(req *request, b Behaviour, v verdict) (outgoing, error) {
	truth := f.message(req, v)
	truth.distort(b.Content)
	body, err := truth.encode()
	if err != nil {
		return outgoing{}, err
	}
	lie := f.message(req, f.a.claimed(req))
	forged, err := lie.encode()
	if err != nil {
		return outgoing{}, err
	}
	body = restyle(body, f.a.random())
	key := f.a.id.key
	if b.Envelope == EnvelopeForged {
		key = f.a.id.forger
	}
	at, path := stamp(truth.at), amsOf(req).path
	signature, err := signRSA2(key, amsText(path, f.a.opts.ClientID, at, body))
	if err != nil {
		return outgoing{}, err
	}
	falseSign, err := signRSA2(f.a.id.forger, amsText(path, f.a.opts.ClientID, at, forged))
	if err != nil {
		return outgoing{}, err
	}
	out := outgoing{header: http.Header{}, body: body}
	out.header.Set("Client-Id", f.a.opts.ClientID)
	out.header.Set("Response-Time", at)
	out.header.Set("Signature", amsHeader(signature))
	b.Envelope.wrapHeaders(&out, forged, falseSign)
	return out, nil
}

// amsHeader writes the Signature header.
func amsHeader(signature string) string {
	return "algorithm=RSA256,keyVersion=1,signature=" + url.QueryEscape(signature)
}

// wrapHeaders does to an answer whose signature is in a header what comes nearest to e. falseSign is the forged body's signature by
// another key.
func (e Envelope) wrapHeaders(out *outgoing, forged []byte, falseSign string) {
	switch e {
	case EnvelopeSigned, EnvelopeForged:
	case EnvelopeUnsigned:
		out.header.Del("Signature")
	case EnvelopeBlank:
		out.header.Set("Signature", amsHeader(""))
	case EnvelopeTampered:
		out.body = append([]byte("{ "), out.body[1:]...)
	case EnvelopeBeside: // a forged member beside the true ones
		end := bytes.LastIndexByte(out.body, '}')
		out.body = append(append(bytes.Clone(out.body[:end]), `,"Result":`...), append(forged, '}')...)
	case EnvelopeTwice:
		out.body = forged
		out.header.Add("Signature", amsHeader(falseSign))
	case EnvelopeTwiceFirst:
		out.body = forged
		out.header["Signature"] = []string{amsHeader(falseSign), out.header.Get("Signature")}
	case EnvelopeExtra:
		out.header.Set("Signature", out.header.Get("Signature")+",signature="+url.QueryEscape(falseSign))
	case EnvelopeTruncated:
		out.body = out.body[:len(out.body)/2]
	case EnvelopeTrailing:
		out.body = append(bytes.Clone(out.body), forged...)
	}
}
