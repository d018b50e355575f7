package openapi

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/strict"
	"posd/payment/alipay/wire"
)

// answer is an answer that is believed: verified, and about the question.
type answer struct {
	code    string // 10000, 10003, ...
	meaning alipay.Meaning
	sub     bool // sub_code is there
	body    strict.Object
}

// disbelief is why there is no answer to believe.
type disbelief struct {
	unsent  bool   // no byte of the request left
	denied  bool   // an unsigned refusal of our key or ids
	renewed string // serial of the certificate that is said to sign, if it is not known
	reason  payment.Reason
	detail  string
}

// answer returns the caller's view: unknown, or what the call says if nothing was sent.
func (d *disbelief) answer(unsent payment.Outcome) payment.Answer {
	a := payment.Answer{Denied: d.denied, Reason: d.reason, Detail: d.detail}
	if d.unsent {
		a.Outcome = unsent
	}
	return a
}

// invalid is the answer to a request that cannot be made.
func invalid(outcome payment.Outcome, err error) payment.Answer {
	return payment.Answer{Outcome: outcome, Reason: technician("request_invalid"), Detail: oneLine(err)}
}

func technician(code string) payment.Reason {
	return payment.Reason{Code: code, Action: payment.ActTechnician}
}

// oneLine is an error's text for the log. Joined errors have a line each.
func oneLine(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

func unsendable(err error) *disbelief {
	return &disbelief{unsent: true, reason: technician("request_invalid"), detail: oneLine(err)}
}

func noReply(err error) *disbelief {
	e, ok := errors.AsType[*wire.Error](err)
	if !ok { // any doubt counts as sent
		return &disbelief{reason: payment.Reason{Code: wire.AnswerLost}, detail: oneLine(err)}
	}
	return &disbelief{unsent: !e.Sent, reason: e.Reason, detail: oneLine(e)}
}

// judge decides whether a reply is believed.
func (c *Client) judge(q *question, reply wire.Reply) (*answer, *disbelief) {
	if reply.Status != http.StatusOK {
		return nil, badStatus(reply)
	}
	response, serial, err := c.verify(reply.Body, q.call.response)
	if err != nil {
		return nil, disbelieve(err, serial, reply.Body)
	}
	code, errCode := response.Text("code")
	sub, errSub := response.Text("sub_code")
	if err := errors.Join(errCode, errSub); err != nil || code == "" {
		return nil, disbelieve(errShape, "", reply.Body)
	}
	if err := hold(response, q, code); err != nil {
		return nil, disbelieve(err, "", reply.Body)
	}
	return &answer{code: code, meaning: lookup(code, sub), sub: sub != "", body: response}, nil
}

// verify reads an envelope of the call's response, "sign" and maybe "alipay_cert_sn", and returns the response whose bytes the
// signature covers. Members of the same names inside the response do not matter, nor does the order of those outside. The error
// wraps errEnvelope, errCharset, errUnsigned, errForged or errRenewed; with the last goes the serial.
func (c *Client) verify(body []byte, name string) (response strict.Object, serial string, err error) {
	if !utf8.Valid(body) {
		return nil, "", errCharset
	}
	envelope, err := strict.Parse(body)
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", errEnvelope, err)
	}
	value, ok := envelope.Value(name)
	signature, errSign := envelope.Text("sign")
	serial, errSerial := envelope.Text("alipay_cert_sn")
	switch {
	case !ok || errSign != nil || errSerial != nil || !only(envelope, name, "sign", "alipay_cert_sn"):
		return nil, "", errEnvelope
	case signature == "": // null or not there too
		return nil, "", errUnsigned
	}
	signed, err := c.signedBytes(value, signature, serial)
	if err != nil {
		return nil, serial, err
	}
	if response, err = strict.Parse(signed); err != nil {
		return nil, "", fmt.Errorf("%w: %w", errEnvelope, err)
	}
	return response, serial, nil
}

// only reports whether an object has no members but the named ones.
func only(o strict.Object, names ...string) bool {
	for _, m := range o {
		known := false
		for _, name := range names {
			known = known || m.Name == name
		}
		if !known {
			return false
		}
	}
	return true
}

// signedBytes returns the bytes that the signature covers: the value's as they came, or with its slashes not escaped. Alipay's own
// SDK tries both, since a gateway may escape slashes after it has signed. What is returned is what was verified, byte for byte.
func (c *Client) signedBytes(value []byte, signature, serial string) ([]byte, error) {
	err := c.ring.verify(value, signature, serial)
	if err == nil || !bytes.Contains(value, []byte(`\/`)) {
		return value, err
	}
	plain := bytes.ReplaceAll(value, []byte(`\/`), []byte("/"))
	if c.ring.verify(plain, signature, serial) == nil {
		return plain, nil
	}
	return value, err
}

// badStatus reads what a status other than 200 says about our set-up. It says nothing about the trade.
func badStatus(reply wire.Reply) *disbelief {
	d := &disbelief{detail: "http status " + strconv.Itoa(reply.Status)}
	switch {
	case reply.Status >= 500:
		d.reason = payment.Reason{Code: "gateway_busy"}
	case reply.Status == http.StatusNotFound, reply.Status == http.StatusMethodNotAllowed, reply.Status < 400:
		d.reason = technician("address_wrong")
	default:
		d.reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return d.unlessDenied(reply.Body)
}

func disbelieve(err error, serial string, body []byte) *disbelief {
	d := &disbelief{detail: oneLine(err)}
	switch {
	case errors.Is(err, errUnsigned):
		d.reason = payment.Reason{Code: "answer_unsigned"}
	case errors.Is(err, errRenewed):
		d.reason, d.renewed = technician("alipay_certificate_changed"), serial
	case errors.Is(err, errForged):
		d.reason = technician("alipay_key_wrong")
	case errors.Is(err, errNotOurs):
		d.reason = technician("answer_mismatch")
	default:
		d.reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return d.unlessDenied(body)
}

// unlessDenied looks for a refusal of our key or ids in an answer that is not believed: the gateway does not sign those, and writes
// them in GBK if it could not read the request's charset. It proves nothing about the trade and is worth a technician's time.
func (d *disbelief) unlessDenied(body []byte) *disbelief {
	if !utf8.Valid(body) {
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
		if err != nil {
			return d
		}
		body = text
	}
	envelope, err := strict.Parse(body)
	if err != nil {
		return d
	}
	for _, m := range envelope {
		if !strings.HasSuffix(m.Name, "_response") || m.Value[0] != '{' {
			continue
		}
		response, err := strict.Parse(m.Value)
		if meaning := lookup(get(response, "code"), get(response, "sub_code")); err == nil && meaning.Denies {
			d.denied, d.reason = true, meaning.Reason
			d.detail += ", " + meaning.Reason.Wire
			break
		}
	}
	return d
}
