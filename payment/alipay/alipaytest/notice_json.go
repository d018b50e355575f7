package alipaytest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// notifyFunction is the name of intl's notification.
const notifyFunction = "alipay.intl.acquiring.offline.notify.pay"

func (f *intl) pauses() []time.Duration { return minutes(2, 10, 10, 60, 120, 360, 900) }

func (f *intl) tellOf(_ *url.URL, t Trade, forged bool) (*notice, error) {
	if t.Canceled {
		return nil, nil //nolint:nilnil // nothing is told
	}
	id := fmt.Sprintf("%016x%016x", f.a.random(), f.a.random())
	m := message{result: resultOf(CodeClosed), members: []member{{"merchantTransId", t.Number}}, head: []member{
		{"version", "2.0.4"},
		{"function", notifyFunction},
		{"clientId", f.a.opts.ClientID},
		{"reqTime", stamp(time.Now())},
		{"reqMsgId", id},
		{"reserve", "{}"},
	}}
	if !t.Paid.IsZero() {
		m.result = resultOf(CodeSuccess)
		m.members = append([]member{{"merchantId", f.a.opts.MerchantID}}, f.members(CallPay, verdict{trade: t})...)
	}
	raw, err := m.encode()
	if err != nil {
		return nil, err
	}
	raw = restyle(raw, f.a.random())
	signature, err := signRSA2(f.a.signing(forged), raw)
	if err != nil {
		return nil, err
	}
	out := outgoing{
		header: http.Header{"Content-Type": {"application/json;charset=UTF-8"}}, body: []byte(`{"request":` + string(raw) + `,"signature":"` + signature + `"}`),
	}
	return &notice{out, func(_ http.Header, body []byte) bool { return f.heard(id, body) }}, nil
}

// heard wants the family's envelope, signed by the merchant, that answers the message and says SUCCESS.
func (f *intl) heard(id string, body []byte) bool {
	outer, err := parseObject(body)
	if err != nil || outer.exactly("response", "signature") != nil {
		return false
	}
	signature, _ := outer.text("signature")
	response, err := parseObject(outer["response"])
	if err != nil || verifyRSA2(f.a.opts.MerchantPublicKey, outer["response"], signature) != nil {
		return false
	}
	head, errHead := response.object("head")
	inner, errBody := response.object("body")
	if errHead != nil || errBody != nil {
		return false
	}
	result, err := inner.object("resultInfo")
	if err != nil {
		return false
	}
	function, _ := head.text("function")
	client, _ := head.text("clientId")
	asked, _ := head.text("reqMsgId")
	code, _ := result.text("resultCode")
	return function == notifyFunction && client == f.a.opts.ClientID && asked == id && code == CodeSuccess
}

func (f *ams) pauses() []time.Duration { return minutes(2, 10, 10, 60, 120, 360, 900) }

func (f *ams) tellOf(to *url.URL, t Trade, forged bool) (*notice, error) {
	if t.Canceled {
		return nil, nil //nolint:nilnil // nothing is told
	}
	m := amsAnswer{result: resultOf(CodeSuccess), at: time.Now(), members: amsMembers(CallPay, verdict{trade: t})}
	if t.Paid.IsZero() {
		m.result = resultOf(CodeClosed)
	}
	m.members = append([]member{{"notifyType", "PAYMENT_RESULT"}}, m.members...)
	raw, err := m.encode()
	if err != nil {
		return nil, err
	}
	raw = restyle(raw, f.a.random())
	at := stamp(m.at)
	signature, err := signRSA2(f.a.signing(forged), amsText(to.EscapedPath(), f.a.opts.ClientID, at, raw))
	if err != nil {
		return nil, err
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json; charset=UTF-8")
	header.Set("Client-Id", f.a.opts.ClientID)
	header.Set("Request-Time", at)
	header.Set("Signature", amsHeader(signature))
	return &notice{outgoing{header, raw}, func(h http.Header, body []byte) bool { return f.heard(to, h, body) }}, nil
}

// heard wants the fixed message, signed by the merchant as an answer is.
func (f *ams) heard(to *url.URL, header http.Header, body []byte) bool {
	parts := amsSignature.FindStringSubmatch(header.Get("Signature"))
	if parts == nil || header.Get("Client-Id") != f.a.opts.ClientID {
		return false
	}
	signature, err := url.QueryUnescape(parts[1])
	text := amsText(to.EscapedPath(), f.a.opts.ClientID, header.Get("Response-Time"), body)
	if err != nil || verifyRSA2(f.a.opts.MerchantPublicKey, text, signature) != nil {
		return false
	}
	outer, err := parseObject(body)
	if err != nil {
		return false
	}
	result, err := outer.object("result")
	code, _ := result.text("resultCode")
	status, _ := result.text("resultStatus")
	return err == nil && code == CodeSuccess && status == "S"
}

// signing is the key that signs, or another one.
func (a *Alipay) signing(forged bool) *rsa.PrivateKey {
	if forged {
		return a.id.forger
	}
	return a.id.key
}

// verifyRSA2 checks a signature in standard base64.
func verifyRSA2(key *rsa.PublicKey, text []byte, signature string) error {
	if key == nil {
		return errSignature
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(signature)
	if err != nil {
		return errSignature
	}
	sum := sha256.Sum256(text)
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], raw) != nil {
		return errSignature
	}
	return nil
}
