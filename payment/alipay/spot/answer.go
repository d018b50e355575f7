package spot

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/wire"
)

// answer is an answer that is believed: verified, and about nothing else than the question.
type answer struct {
	result  string // result_code, or response_code of a refund query
	code    string // error or detail_error_code
	meaning alipay.Meaning
	bound   bool // the member that binds it to the question was there
	body    element
}

// disbelief is why there is no answer to believe.
type disbelief struct {
	unsent bool // no byte of the request left
	denied bool // an unsigned refusal of our key or ids
	reason payment.Reason
	detail string
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
	return payment.Answer{Outcome: outcome, Reason: payment.Reason{Code: "request_invalid", Action: payment.ActTechnician}, Detail: oneLine(err)}
}

// oneLine is an error's text for the log. Joined errors have a line each.
func oneLine(err error) string {
	return strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}

func unsendable(err error) *disbelief {
	return &disbelief{unsent: true, reason: payment.Reason{Code: "request_invalid", Action: payment.ActTechnician}, detail: oneLine(err)}
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
	body, err := c.verify(reply.Body)
	if err != nil {
		return nil, disbelieve(err, reply.Body)
	}
	bound, err := c.hold(body, q)
	if err != nil {
		return nil, disbelieve(err, reply.Body)
	}
	a := &answer{result: body.value("result_code"), code: body.value("error"), bound: bound, body: body}
	switch q.api {
	case cancelAPI:
		a.code = body.value("detail_error_code")
	case refundQueryAPI:
		a.result, a.code = body.value("response_code"), body.value("refund_error_code")
	}
	if a.result == "" {
		return nil, disbelieve(fmt.Errorf("%w: result_code", errShape), reply.Body)
	}
	a.meaning = alipay.Lookup(a.code)
	return a, nil
}

// verify reads a document and returns the element whose children the signature covers. The error wraps errEnvelope, errUnsigned or
// errForged.
func (c *Client) verify(doc []byte) (element, error) {
	root, err := parseXML(doc)
	if err != nil {
		return element{}, fmt.Errorf("%w: %w", errEnvelope, err)
	}
	for _, child := range root.children {
		if !slices.Contains([]string{"is_success", "request", "response", "sign", "sign_type", "error"}, child.name) {
			return element{}, errEnvelope
		}
	}
	response, there := root.child("response")
	signature := root.value("sign")
	switch {
	case root.name != "alipay":
		return element{}, errEnvelope
	case root.value("is_success") != "T" || signature == "": // a refusal of the request as such is never signed
		return element{}, errUnsigned
	case !there || len(response.children) != 1 || response.children[0].name != "alipay" || root.value("error") != "":
		return element{}, errEnvelope
	case root.value("sign_type") != c.cfg.SignType:
		return element{}, fmt.Errorf("%w: another sign_type", errForged)
	}
	body := response.children[0]
	text, err := signedText(body)
	if err != nil {
		return element{}, err
	}
	if c.seal.verify(text, signature) != nil {
		return element{}, errForged
	}
	return body, nil
}

// signedText is k=v of the children joined by &, sorted by the bytes of their names, what is empty left out, in the document's own
// bytes.
func signedText(body element) ([]byte, error) {
	members := slices.Clone(body.children)
	slices.SortFunc(members, func(a, b element) int { return strings.Compare(a.name, b.name) })
	var text []byte
	for _, m := range members {
		if m.children != nil || slices.Contains(m.text, '&') || strings.Contains(m.name, " ") {
			return nil, fmt.Errorf("%w: a signed member that is more than text", errEnvelope)
		}
		if len(m.text) == 0 {
			continue
		}
		if len(text) > 0 {
			text = append(text, '&')
		}
		text = append(append(append(text, m.name...), '='), m.text...)
	}
	if len(text) == 0 {
		return nil, fmt.Errorf("%w: nothing is signed", errEnvelope)
	}
	return text, nil
}

// decoded returns a member's text for people: the documents declare GBK, whatever they are written in. What cannot be read was not
// said.
func decoded(e element, name string) string {
	c, _ := e.child(name)
	if utf8.Valid(c.text) {
		return string(c.text)
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(c.text)
	if err != nil || strings.ContainsRune(string(text), utf8.RuneError) {
		return ""
	}
	return string(text)
}

// badStatus reads what a status other than 200 says about our set-up. It says nothing about the trade.
func badStatus(reply wire.Reply) *disbelief {
	d := &disbelief{detail: "http status " + strconv.Itoa(reply.Status)}
	switch {
	case reply.Status >= 500:
		d.reason = payment.Reason{Code: "gateway_busy"}
	case reply.Status == http.StatusNotFound, reply.Status == http.StatusMethodNotAllowed, reply.Status < 400:
		d.reason = payment.Reason{Code: "address_wrong", Action: payment.ActTechnician}
	default:
		d.reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return d.unlessDenied(reply.Body)
}

func disbelieve(err error, body []byte) *disbelief {
	d := &disbelief{detail: oneLine(err)}
	switch {
	case errors.Is(err, errUnsigned):
		d.reason = payment.Reason{Code: "answer_unsigned"}
	case errors.Is(err, errForged):
		d.reason = payment.Reason{Code: "alipay_key_wrong", Action: payment.ActTechnician}
	case errors.Is(err, errNotOurs):
		d.reason = payment.Reason{Code: "answer_mismatch", Action: payment.ActTechnician}
	default:
		d.reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return d.unlessDenied(body)
}

// unlessDenied looks for a refusal of our key or ids in an answer that is not believed. It proves nothing about the trade and is
// worth a technician's time.
func (d *disbelief) unlessDenied(body []byte) *disbelief {
	root, err := parseXML(body)
	if err != nil || root.name != "alipay" || root.value("is_success") != "F" {
		return d
	}
	m := alipay.Lookup(root.value("error"))
	if m.Reason.Wire != "" {
		d.detail += ", " + m.Reason.Wire
	}
	switch {
	case m.Denies:
		d.denied, d.reason = true, m.Reason
	case m.Reason.Code != alipay.UnknownCode:
		d.reason = m.Reason
	}
	return d
}
