package intl

import (
	"net/http"
	"strings"
	"testing"

	"posd/payment"
	"posd/payment/alipay/wire"
)

func reply200(raw string) wire.Reply { return wire.Reply{Status: http.StatusOK, Body: []byte(raw)} }

// A forged member beside a signed one, in every way in which a lenient reader would take it.
func TestForgedEnvelopes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	truth := response(payFunction, "U", "PAYMENT_IN_PROCESS", "")
	lie := response(payFunction, "S", "SUCCESS", paidMembers)
	sig := `"signature":"` + signature(t, alipayKey(), truth) + `"`
	own := `"signature":"` + signature(t, forger(), lie) + `"`
	if a := c.verdict(payFunction, http.StatusOK, `{"response":`+truth+`,`+sig+`}`); a.Outcome != payment.Confirming || !a.Signed {
		t.Fatalf("the truth is not believed: %+v", a)
	}
	for name, raw := range map[string]string{
		"another key":            `{"response":` + lie + `,` + own + `}`,
		"signature of the truth": `{"response":` + lie + `,` + sig + `}`,
		"Response beside":        `{"response":` + truth + `,"Response":` + lie + `,` + sig + `}`,
		"Response before":        `{"Response":` + lie + `,"response":` + truth + `,` + sig + `}`,
		"second response":        `{"response":` + truth + `,` + sig + `,"response":` + lie + `}`,
		"first response":         `{"response":` + lie + `,"response":` + truth + `,` + sig + `}`,
		"long s":                 `{"response":` + truth + `,"re` + "\u017f" + `ponse":` + lie + `,` + sig + `}`,
		"escaped name":           `{"response":` + truth + `,"\u0072esponse":` + lie + `,` + sig + `}`,
		"escaped name alone":     `{"\u0072esponse":` + truth + `,` + sig + `}`,
		"extra member":           `{"response":` + truth + `,` + sig + `,"body":{}}`,
		"two signatures":         `{"response":` + truth + `,` + sig + `,` + own + `}`,
		"Signature":              `{"response":` + truth + `,"Signature":"x",` + sig + `}`,
		"trailing value":         `{"response":` + truth + `,` + sig + `}{"response":` + lie + `,` + own + `}`,
		"trailing garbage":       `{"response":` + truth + `,` + sig + `}x`,
		"leading value":          `{"response":` + lie + `}{"response":` + truth + `,` + sig + `}`,
		"in an array":            `[{"response":` + truth + `,` + sig + `}]`,
		"response as text":       `{"response":"` + strings.ReplaceAll(truth, `"`, `\"`) + `",` + sig + `}`,
		"no signature":           `{"response":` + lie + `}`,
		"null signature":         `{"response":` + lie + `,"signature":null}`,
		"empty signature":        `{"response":` + lie + `,"signature":""}`,
		"number as signature":    `{"response":` + lie + `,"signature":1}`,
		"null response":          `{"response":null,` + sig + `}`,
		"signature alone":        `{` + sig + `}`,
		"blank inside":           `{"response":` + strings.Replace(truth, "{", "{ ", 1) + `,` + sig + `}`,
		"request":                `{"request":` + truth + `,` + sig + `}`,
		"byte order mark":        "\ufeff" + `{"response":` + truth + `,` + sig + `}`,
		"empty":                  ``,
		"HTML":                   `<html><body>200 OK SUCCESS</body></html>`,
		"GBK":                    "{\"response\":\"\xb3\xc9\xb9\xa6\"," + sig + `}`,
	} {
		a := c.verdict(payFunction, http.StatusOK, raw)
		if a.Outcome != payment.Unknown || a.Signed || a.Denied {
			t.Errorf("%s: %+v", name, a)
		}
		quiet(t, name, a)
	}
}

// The same inside what is signed: Alipay itself would have to say a thing twice.
func TestSignedAnswersThatSayTwoThings(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, text := range []string{
		`{"head":{"reqMsgId":"MSG1"},"body":{"resultInfo":{"resultStatus":"F","resultStatus":"S","resultCode":"SUCCESS"}}}`,
		`{"head":{"reqMsgId":"MSG1"},"body":{"resultInfo":{"resultStatus":"F"}},"Body":{"resultInfo":{"resultStatus":"S"}}}`,
		`{"head":{"reqMsgId":"MSG1"},"body":{"resultInfo":{"resultStatus":"S"},"RESULTINFO":{"resultStatus":"F"}}}`,
		`{"head":{"reqMsgId":"MSG1"},"body":{"resultInfo":"S"}}`,
		`{"head":{"reqMsgId":"MSG1"},"body":[{"resultInfo":{"resultStatus":"S"}}]}`,
		`{"head":{"reqMsgId":"MSG1"},"body":{"resultInfo":{"resultStatus":{"a":"S"}}}}`,
		`{"head":{"reqMsgId":"MSG1"},"body":{"resultInfo":{}}}`,
		`{"head":{"reqMsgId":"MSG1"},"body":{}}`,
		`{"head":{"reqMsgId":"MSG1"}}`,
		`{"body":{"resultInfo":{"resultStatus":"S"}}}`,
		`[]`, `"S"`, `{}`,
	} {
		if a := c.verdict(payFunction, http.StatusOK, signed(t, alipayKey(), text)); a.Outcome != payment.Unknown || a.Signed {
			t.Errorf("%s: %+v", text, a)
		}
	}
}

// No status but 200 carries an answer, however well it is signed.
func TestStatusesThatProveNothing(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	raw := signed(t, alipayKey(), response(payFunction, "S", "SUCCESS", paidMembers))
	for status, reason := range map[int]string{
		201: "address_wrong", 204: "address_wrong", 301: "address_wrong", 302: "address_wrong", 400: "answer_unreadable",
		404: "address_wrong", 405: "address_wrong", 429: "answer_unreadable", 500: "gateway_busy", 502: "gateway_busy", 503: "gateway_busy",
	} {
		if a := c.verdict(payFunction, status, raw); a.Outcome != payment.Unknown || a.Signed || a.Reason.Code != reason {
			t.Errorf("%d: %+v", status, a)
		}
	}
}

// Unsigned refusals of what we are close the gate and prove nothing.
func TestDenials(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for code, reason := range map[string]string{
		"INVALID_SIGNATURE": "our_key_refused", "KEY_NO_FOUND": "our_key_missing", "KEY_NOT_FOUND": "our_key_missing",
		"UNKNOWN_CLIENT": "client_id_refused", "INVALID_CLIENT": "client_id_refused", "OAUTH_FAILED": "token_refused",
		"CLIENT_FORBIDDEN_ACCESS_API": "contract_missing",
	} {
		text := response(payFunction, "F", code, "")
		for name, raw := range map[string]string{
			"unsigned": `{"response":` + text + `}`,
			"blank":    `{"response":` + text + `,"signature":""}`,
			"forged":   signed(t, forger(), text),
			"bare":     `{"resultInfo":{"resultStatus":"F","resultCode":"` + code + `"}}`,
		} {
			for _, status := range []int{200, 401, 500} {
				for _, function := range []string{payFunction, queryFunction, cancelFunction, refundFunction} {
					a := c.verdict(function, status, raw)
					if a.Outcome != payment.Unknown || a.Signed || !a.Denied || a.Reason.Code != reason || a.Reason.Action != payment.ActTechnician {
						t.Errorf("%s %s %d: %+v", name, code, status, a)
					}
					quiet(t, code, a)
				}
			}
		}
	}
	for _, code := range []string{"USER_BALANCE_NOT_ENOUGH", "SYSTEM_ERROR", "PARAM_ILLEGAL", "SUCCESS", ""} {
		a := c.verdict(payFunction, http.StatusOK, `{"response":`+response(payFunction, "F", code, "")+`}`)
		if a.Denied || a.Outcome != payment.Unknown || a.Reason.Code != "answer_unsigned" {
			t.Errorf("%s: %+v", code, a)
		}
	}
}

// FuzzJudge feeds arbitrary bytes as an answer. Only what Alipay's key has signed may be believed, and nothing may panic.
func FuzzJudge(f *testing.F) {
	c := newClient(f)
	signedTexts := map[string]bool{}
	for _, text := range []string{
		response(payFunction, "S", "SUCCESS", paidMembers),
		response(payFunction, "U", "PAYMENT_IN_PROCESS", ""),
		response(payFunction, "F", "USER_BALANCE_NOT_ENOUGH", ""),
	} {
		signedTexts[text] = true
		f.Add([]byte(signed(f, alipayKey(), text)))
		f.Add([]byte(signed(f, forger(), text)))
		f.Add([]byte(`{"response":` + text + `}`))
	}
	f.Add([]byte(`<html>502</html>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, d := c.judge(c.testQuestion(payFunction), wire.Reply{Status: http.StatusOK, Body: raw})
		if (a == nil) == (d == nil) {
			t.Fatalf("%q: %+v and %+v", raw, a, d)
		}
		if a == nil {
			return
		}
		believed := false
		for text := range signedTexts {
			believed = believed || strings.Contains(string(raw), text)
		}
		if !believed {
			t.Fatalf("believed what nobody signed: %q", raw)
		}
	})
}
