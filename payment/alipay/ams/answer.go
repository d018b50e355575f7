package ams

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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
	at, err := c.verify(q.api, reply)
	if err != nil {
		return nil, disbelieve(err, reply.Body)
	}
	a, err := readAnswer(reply.Body)
	if err == nil {
		err = c.hold(a, q)
	}
	if err != nil {
		return nil, disbelieve(err, reply.Body)
	}
	if reply.Date.IsZero() {
		c.heard(at)
	}
	return a, nil
}

// verify checks the three headers and the signature over the body's bytes, and returns the answer's time. The error wraps
// errUnsigned, errHeaders, errNotOurs, errForged or errStale.
func (c *Client) verify(to *api, reply wire.Reply) (time.Time, error) {
	at, err := c.verifySigned(to.endpoint.Path(), "Response-Time", reply.Header, reply.Body)
	if err != nil {
		return time.Time{}, err
	}
	if c.now().Sub(at).Abs() > c.cfg.MaxSkew {
		return time.Time{}, errStale
	}
	return at, nil
}

// verifySigned is verify for whatever Alipay sends: an answer, or a notification, whose time has another name. How old it is is the
// caller's to judge.
func (c *Client) verifySigned(path, timeHeader string, header http.Header, body []byte) (time.Time, error) {
	var values [3]string
	for i, name := range []string{"Signature", "Client-Id", timeHeader} {
		given := header.Values(name)
		switch {
		case len(given) == 0 && name == "Signature":
			return time.Time{}, errUnsigned
		case len(given) != 1:
			return time.Time{}, fmt.Errorf("%w: %s", errHeaders, name)
		}
		values[i] = given[0]
	}
	signature, err := readSignature(values[0])
	if err != nil {
		return time.Time{}, err
	}
	if values[1] != c.cfg.ClientID {
		return time.Time{}, fmt.Errorf("%w: client id", errNotOurs)
	}
	text := make([]byte, 0, len(body)+512)
	text = append(text, "POST "+path+"\n"+values[1]+"."+values[2]+"."...)
	if c.verifier.Verify(append(text, body...), signature) != nil {
		return time.Time{}, errForged
	}
	return readTime(values[2])
}

// readSignature takes the signature out of "algorithm=RSA256,keyVersion=1,signature=PERCENT-ENCODED". Some answers leave the
// encoding out. The error wraps errUnsigned or errHeaders.
func readSignature(header string) (string, error) {
	var signature string
	found := 0
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "signature":
			signature = value
			found++
		case "algorithm":
			if value != "RSA256" {
				return "", fmt.Errorf("%w: another algorithm", errHeaders)
			}
		}
	}
	if found > 1 {
		return "", fmt.Errorf("%w: Signature", errHeaders)
	}
	if signature == "" {
		return "", errUnsigned
	}
	plain, err := url.PathUnescape(signature)
	if err != nil {
		return "", fmt.Errorf("%w: Signature", errHeaders)
	}
	return plain, nil
}

// readTime reads RFC 3339 with a zone, as the pages show it, or milliseconds since 1970, as some answers have it. The error wraps
// errHeaders.
func readTime(text string) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) == 13 {
		return time.UnixMilli(ms), nil
	}
	return time.Time{}, fmt.Errorf("%w: Response-Time", errHeaders)
}

// readAnswer takes the result out of a body. The error wraps errBody or errShape.
func readAnswer(body []byte) (*answer, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBody, err)
	}
	status, errStatus := strict.TextAt(o, "result.resultStatus")
	code, errCode := strict.TextAt(o, "result.resultCode")
	if err := errors.Join(errStatus, errCode); err != nil || status == "" {
		return nil, fmt.Errorf("%w: result", errShape)
	}
	return &answer{status: status, code: code, meaning: alipay.Lookup(code), body: o}, nil
}

func disbelieve(err error, body []byte) *call.Disbelief {
	d := &call.Disbelief{Detail: call.OneLine(err)}
	switch {
	case errors.Is(err, errUnsigned):
		d.Reason = payment.Reason{Code: "answer_unsigned"}
	case errors.Is(err, errForged):
		d.Reason = payment.Reason{Code: "alipay_key_wrong", Action: payment.ActTechnician}
	case errors.Is(err, errStale):
		d.Reason = payment.Reason{Code: "answer_stale", Action: payment.ActTechnician}
	case errors.Is(err, errNotOurs):
		d.Reason = payment.Reason{Code: "answer_mismatch", Action: payment.ActTechnician}
	default:
		d.Reason = payment.Reason{Code: wire.AnswerUnreadable}
	}
	return unlessDenied(d, body)
}

// unlessDenied looks for a refusal of our key or ids in an answer that is not believed: SIGNATURE_INVALID is never signed.
func unlessDenied(d *call.Disbelief, body []byte) *call.Disbelief {
	o, err := strict.Parse(body)
	if err != nil {
		return d
	}
	code, err := strict.TextAt(o, "result.resultCode")
	if err != nil {
		return d
	}
	return d.Deny(code)
}
