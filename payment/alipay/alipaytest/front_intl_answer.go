package alipaytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"
)

// member is one member of an answer; answers keep the order in which they were written.
type member struct {
	name  string
	value any
}

// message is an answer before it is signed.
type message struct {
	head    []member
	result  Result
	members []member // of the body, beside resultInfo
}

// encode writes the value of "response".
func (m message) encode() ([]byte, error) {
	result := []member{
		{"resultStatus", m.result.Status}, {"resultCodeId", m.result.ID}, {"resultCode", m.result.Code}, {"resultMsg", m.result.Msg},
	}
	info, errInfo := encodeObject(result)
	head, errHead := encodeObject(m.head)
	body, errBody := encodeObject(append([]member{{"resultInfo", info}}, m.members...))
	if err := errors.Join(errInfo, errHead, errBody); err != nil {
		return nil, err
	}
	return encodeObject([]member{{"head", head}, {"body", body}})
}

func encodeObject(members []member) (json.RawMessage, error) {
	var out bytes.Buffer
	for i, m := range members {
		out.WriteByte("{,"[min(i, 1)])
		name, errName := json.Marshal(m.name)
		value, errValue := json.Marshal(m.value)
		if errName != nil || errValue != nil {
			return nil, errors.Join(errName, errValue)
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// set changes a member that is there.
func set(members []member, name string, value any) {
	for i := range members {
		if members[i].name == name {
			members[i].value = value
		}
	}
}

// message writes the answer that v calls for.
func (f *intl) message(req *request, v verdict) message {
	result := resultOf(v.code)
	if name, ok := f.a.opts.CodeNames[v.code]; ok {
		result.Code = name
	}
	asked := intlOf(req)
	m := message{result: result, head: []member{
		{"version", asked.version},
		{"function", asked.fn.name},
		{"clientId", asked.clientID},
		{"respTime", stamp(time.Now())},
		{"reqMsgId", asked.msgID},
		{"reserve", "{}"},
	}}
	if v.trade.Number != "" && result.Status != "F" {
		m.members = f.members(req.call, v)
	}
	return m
}

// members are what an answer tells of a trade. Those of pay and refund are the names of the notification's and the refund's
// request pages; which of them a page promises is not known, so a client must live without any (ContentMinimal).
func (f *intl) members(call Call, v verdict) []member {
	t := v.trade
	var out []member
	if t.AcquirementID != "" {
		out = append(out, member{"acquirementId", t.AcquirementID})
	}
	if call == CallRefund {
		return append(out, member{"merchantRefundId", v.refund.Number}, member{"refundAmount", v.refund.Amount},
			member{"refundTime", stamp(v.refund.Time)})
	}
	out = append(out, member{"merchantTransId", t.Number})
	if call == CallPresent {
		return append(out, member{"orderQrCode", v.show}) // the name in an integrator's published code; the page's could not be had
	}
	if call == CallCancel {
		return out
	}
	out = append(out, member{"orderAmount", t.Amount})
	if !t.Paid.IsZero() {
		out = append(out, member{"payAmount", t.BuyerPaid})
		if t.Rate != "" {
			out = append(out, member{"conversionRate", t.Rate})
		}
		out = append(out, member{"paymentTime", stamp(t.Paid)})
	}
	if call == CallQuery {
		out = append(out, member{f.a.opts.StatusMember, f.word(t.Status)})
	}
	return out
}

func (f *intl) word(s Status) string {
	if word, ok := f.a.opts.StatusWords[s]; ok {
		return word
	}
	return string(s)
}

// stamp writes a time as the family does, in Beijing's zone.
func stamp(t time.Time) string { return t.In(beijing()).Format(time.RFC3339) }

// distort makes m lie as c says.
func (c Content) distort(m *message, statusMember string) {
	switch c {
	case ContentTrue:
	case ContentMinimal:
		m.members = nil
	case ContentOtherNumber:
		set(m.members, "merchantTransId", "SOMEBODY_ELSES_0")
		set(m.members, "acquirementId", "2099123112007101000000000099")
	case ContentOtherMessage:
		set(m.head, "reqMsgId", "somebody-elses-message")
	case ContentWrongAmount:
		m.changeAmounts(func(v *Money) { v.Value++ })
	case ContentWrongCurrency:
		m.changeAmounts(func(v *Money) { v.Currency = otherCurrency(v.Currency) })
	case ContentStrangeCode:
		m.result, m.members = resultOf("NEVER_SEEN_BEFORE"), nil
	case ContentStrangeStatus:
		m.result = Result{Status: "A", ID: "00000009", Code: "ACCEPTED_SUCCESS", Msg: "accepted"}
	case ContentStrangeWord:
		set(m.members, statusMember, "TRADE_PONDERING")
	}
}

func (m *message) changeAmounts(change func(*Money)) {
	for i, part := range m.members {
		if amount, ok := part.value.(Money); ok {
			change(&amount)
			m.members[i].value = amount
		}
	}
}

func otherCurrency(c string) string {
	if c == "USD" {
		return "EUR"
	}
	return "USD"
}

// compose writes the bytes of an answer: true or not, signed or not.
func (f *intl) compose(req *request, b Behaviour, v verdict) (outgoing, error) {
	truth := f.message(req, v)
	b.Content.distort(&truth, f.a.opts.StatusMember)
	raw, err := truth.encode()
	if err != nil {
		return outgoing{}, err
	}
	lie := f.message(req, f.a.claimed(req))
	forged, err := lie.encode()
	if err != nil {
		return outgoing{}, err
	}
	raw = restyle(raw, f.a.random())
	key := f.a.id.key
	if b.Envelope == EnvelopeForged {
		key = f.a.id.forger
	}
	signature, err := signRSA2(key, raw)
	if err != nil {
		return outgoing{}, err
	}
	return outgoing{body: b.Envelope.wrap(raw, forged, signature)}, nil
}

// restyle writes the same JSON in one of the ways that a gateway may, so that nobody gets far who does not verify and decode the
// bytes as they came.
func restyle(raw []byte, style uint64) []byte {
	switch style % 3 {
	case 1:
		var out bytes.Buffer
		if json.Indent(&out, raw, "", " ") == nil {
			return out.Bytes()
		}
	case 2:
		return bytes.ReplaceAll(raw, []byte("/"), []byte(`\/`))
	}
	return raw
}

// wrap puts the signed value into its envelope.
func (e Envelope) wrap(raw, forged []byte, signature string) []byte {
	response := `"response":` + string(raw)
	signed := `,"signature":"` + signature + `"}`
	switch e {
	case EnvelopeSigned, EnvelopeForged:
	case EnvelopeUnsigned:
		signed = "}"
	case EnvelopeBlank:
		signed = `,"signature":""}`
	case EnvelopeTampered:
		response = `"response":{ ` + string(raw[1:])
	case EnvelopeBeside:
		response += `,"Response":` + string(forged)
	case EnvelopeTwice:
		response += `,"response":` + string(forged)
	case EnvelopeTwiceFirst:
		response = `"response":` + string(forged) + "," + response
	case EnvelopeExtra:
		signed = `,"signature":"` + signature + `","extra":{}}`
	case EnvelopeTruncated:
		return []byte(("{" + response + signed)[:(len(response)+len(signed))/2])
	case EnvelopeTrailing:
		signed += `{"response":` + string(forged) + "}"
	}
	return []byte("{" + response + signed)
}
