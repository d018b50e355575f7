package intl

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/call"
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

// judge decides whether a reply is believed.
func (c *Client) judge(q *question, reply wire.Reply) (*answer, *call.Disbelief) {
	if reply.Status != http.StatusOK {
		return nil, unlessDenied(call.BadStatus(reply.Status), reply.Body)
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
	if at, err := strict.TextAt(response, "head.respTime"); err == nil && reply.Date.IsZero() {
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
	status, errStatus := strict.TextAt(body, "resultInfo.resultStatus")
	code, errCode := strict.TextAt(body, "resultInfo.resultCode")
	if err := errors.Join(errBody, errStatus, errCode); err != nil {
		return nil, fmt.Errorf("%w: %w", errShape, err)
	}
	return &answer{status: status, code: code, meaning: alipay.Lookup(code), body: body}, nil
}

func disbelieve(err error, body []byte) *call.Disbelief {
	d := &call.Disbelief{Detail: call.OneLine(err)}
	switch {
	case errors.Is(err, errUnsigned):
		d.Reason = payment.Reason{Code: "answer_unsigned"}
	case errors.Is(err, errForged):
		d.Reason = payment.Reason{Code: "alipay_key_wrong", Action: payment.ActTechnician}
	case errors.Is(err, errNotOurs):
		d.Reason = payment.Reason{Code: "answer_mismatch", Action: payment.ActTechnician}
	default:
		d.Reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return unlessDenied(d, body)
}

// unlessDenied looks for a refusal of our key or ids in an answer that is not believed. It proves nothing about the trade and is
// worth a technician's time.
func unlessDenied(d *call.Disbelief, body []byte) *call.Disbelief {
	envelope, err := strict.Parse(body)
	if err != nil {
		return d
	}
	for _, path := range []string{"response.body.resultInfo.resultCode", "response.resultInfo.resultCode", "resultInfo.resultCode"} {
		code, err := strict.TextAt(envelope, path)
		if m := alipay.Lookup(code); err == nil && m.Denies {
			d.Denied, d.Reason = true, m.Reason
			d.Detail += ", " + m.Reason.Wire
			break
		}
	}
	return d
}
