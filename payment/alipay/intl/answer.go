package intl

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/strict"
	"posd/payment/alipay/wire"
)

// answer is an answer that is believed: verified, and about the question.
type answer struct {
	status  string // resultStatus: S, F or U by the pages
	code    string // resultCode
	meaning alipay.Meaning
	body    strict.Object
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
	response, err := c.verify(reply.Body)
	if err == nil {
		err = c.hold(response, q)
	}
	if err != nil {
		return nil, disbelieve(err, reply.Body)
	}
	a, err := readAnswer(response)
	if err != nil {
		return nil, disbelieve(err, reply.Body)
	}
	if at, err := textAt(response, "head.respTime"); err == nil && reply.Date.IsZero() {
		if t, err := time.Parse(time.RFC3339, at); err == nil {
			c.heard(t)
		}
	}
	return a, nil
}

// verify reads an envelope of exactly "response" and "signature" and returns the response whose bytes the signature covers. The
// error wraps errEnvelope, errUnsigned or errForged.
func (c *Client) verify(body []byte) (strict.Object, error) {
	envelope, err := strict.Parse(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errEnvelope, err)
	}
	value, ok := envelope.Value("response")
	signature, err := envelope.Text("signature")
	switch {
	case !ok || err != nil || len(envelope) > 2:
		return nil, errEnvelope
	case signature == "": // null or not there too
		return nil, errUnsigned
	}
	if c.verifier.Verify(value, signature) != nil {
		return nil, errForged
	}
	response, err := strict.Parse(value)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errEnvelope, err)
	}
	return response, nil
}

// readAnswer takes the result out of a response. The error wraps errShape.
func readAnswer(response strict.Object) (*answer, error) {
	body, errBody := response.Object("body")
	status, errStatus := textAt(body, "resultInfo.resultStatus")
	code, errCode := textAt(body, "resultInfo.resultCode")
	if err := errors.Join(errBody, errStatus, errCode); err != nil {
		return nil, fmt.Errorf("%w: %w", errShape, err)
	}
	return &answer{status: status, code: code, meaning: alipay.Lookup(code), body: body}, nil
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
	envelope, err := strict.Parse(body)
	if err != nil {
		return d
	}
	for _, path := range []string{"response.body.resultInfo.resultCode", "response.resultInfo.resultCode", "resultInfo.resultCode"} {
		code, err := textAt(envelope, path)
		if m := alipay.Lookup(code); err == nil && m.Denies {
			d.denied, d.reason = true, m.Reason
			d.detail += ", " + m.Reason.Wire
			break
		}
	}
	return d
}
