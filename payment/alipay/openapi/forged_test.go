package openapi

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posd/payment"
	"posd/payment/alipay/wire"
)

func reply200(raw string) wire.Reply { return wire.Reply{Status: http.StatusOK, Body: []byte(raw)} }

// A forged member beside a signed one, in every way in which a lenient reader would take it.
func TestForgedEnvelopes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	truth := response("10003", "", named)
	lie := response("10000", "", paidMembers)
	const pay = `"alipay_trade_pay_response":`
	sig := `"sign":"` + signature(t, alipayKey(), truth) + `"`
	own := `"sign":"` + signature(t, forger(), lie) + `"`
	for name, raw := range map[string]string{
		"as captured":     `{` + pay + truth + `,` + sig + `}`,
		"sign first":      `{` + sig + `,` + pay + truth + `}`,
		"serial":          `{"alipay_cert_sn":"x",` + pay + truth + `,` + sig + `}`,
		"escaped slashes": `{` + pay + truth + `,` + strings.ReplaceAll(sig, "/", `\/`) + `}`,
		"blanks":          " {\n" + pay + " " + truth + " ,\t" + sig + "}\n",
	} {
		if a := c.verdict(methodPay, http.StatusOK, raw); a.Outcome != payment.Confirming || !a.Signed {
			t.Errorf("%s is not believed: %+v", name, a)
		}
	}
	for name, raw := range map[string]string{
		"another key":             `{` + pay + lie + `,` + own + `}`,
		"signature of the truth":  `{` + pay + lie + `,` + sig + `}`,
		"second response":         `{` + pay + truth + `,` + sig + `,` + pay + lie + `}`,
		"first response":          `{` + pay + lie + `,` + pay + truth + `,` + sig + `}`,
		"upper case beside":       `{` + pay + truth + `,"ALIPAY_TRADE_PAY_RESPONSE":` + lie + `,` + sig + `}`,
		"long s":                  `{` + pay + truth + `,"alipay_trade_pay_re` + "\u017f" + `ponse":` + lie + `,` + sig + `}`,
		"escaped name":            `{` + pay + truth + `,"\u0061lipay_trade_pay_response":` + lie + `,` + sig + `}`,
		"another call's response": `{"alipay_trade_query_response":` + truth + `,` + sig + `}`,
		"two calls' responses":    `{"alipay_trade_query_response":` + truth + `,` + pay + lie + `,` + sig + `}`,
		"error_response":          `{"error_response":` + truth + `,` + sig + `}`,
		"extra member":            `{` + pay + truth + `,` + sig + `,"body":{}}`,
		"two signatures":          `{` + pay + truth + `,` + sig + `,` + own + `}`,
		"Sign":                    `{` + pay + truth + `,"Sign":"x",` + sig + `}`,
		"sign inside alone":       `{` + pay + response("10003", "", named+`,`+sig) + `}`,
		"lie inside, sign behind": `{` + pay + response("10000", "", paidMembers+`,`+sig) + `,` + sig + `}`,
		"trailing value":          `{` + pay + truth + `,` + sig + `}{` + pay + lie + `,` + own + `}`,
		"trailing garbage":        `{` + pay + truth + `,` + sig + `}x`,
		"leading value":           `{` + pay + lie + `}{` + pay + truth + `,` + sig + `}`,
		"in an array":             `[{` + pay + truth + `,` + sig + `}]`,
		"response as text":        `{` + pay + `"` + strings.ReplaceAll(truth, `"`, `\"`) + `",` + sig + `}`,
		"no signature":            `{` + pay + lie + `}`,
		"null signature":          `{` + pay + lie + `,"sign":null}`,
		"empty signature":         `{` + pay + lie + `,"sign":""}`,
		"number as signature":     `{` + pay + lie + `,"sign":1}`,
		"number as serial":        `{` + pay + truth + `,` + sig + `,"alipay_cert_sn":{}}`,
		"null response":           `{` + pay + `null,` + sig + `}`,
		"signature alone":         `{` + sig + `}`,
		"blank inside":            `{` + pay + strings.Replace(truth, "{", "{ ", 1) + `,` + sig + `}`,
		"byte order mark":         "\ufeff" + `{` + pay + truth + `,` + sig + `}`,
		"empty":                   ``,
		"HTML":                    `<html><body>200 OK 10000</body></html>`,
		"GBK":                     gbk(t, `{`+pay+strings.Replace(truth, `"msg":"`, `"msg":"成功`, 1)+`,`+sig+`}`),
	} {
		a := c.verdict(methodPay, http.StatusOK, raw)
		if a.Outcome != payment.Unknown || a.Signed || a.Denied {
			t.Errorf("%s: %+v", name, a)
		}
		quiet(t, name, a)
	}
}

func gbk(t testing.TB, text string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The signature is found however many members called "sign" the response holds, and covers the response as it came.
func TestNestedSigns(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, more := range []string{
		`,"sign":"x"`, `,"voucher_detail_list":[{"sign":"x","alipay_cert_sn":"y"}]`, `,"ext":"{\"sign\":\"x\"},\"sign\":\"y\"}"`,
		`,"alipay_trade_pay_response":{"code":"40004"}`, ` , "blank" : [ ] `, `,"name":"茶\u8336"`,
	} {
		if a := c.believe(t, methodPay, "10000", "", paidMembers+more); a.Outcome != payment.Paid || !a.Signed {
			t.Errorf("%s: %+v", more, a)
		}
	}
}

// A gateway may escape slashes before it signs, or after; a client that decodes what it did not verify would be fooled.
func TestEscapedSlashes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	plain := response("10000", "", paidMembers+`,"store_name":"a/b"`)
	escaped := strings.ReplaceAll(plain, "/", `\/`)
	for name, x := range map[string]struct{ sent, signs string }{
		"plain": {plain, plain}, "escaped before": {escaped, escaped}, "escaped after": {escaped, plain},
	} {
		raw := `{"alipay_trade_pay_response":` + x.sent + `,"sign":"` + signature(t, alipayKey(), x.signs) + `"}`
		if a := c.verdict(methodPay, http.StatusOK, raw); a.Outcome != payment.Paid {
			t.Errorf("%s: %+v", name, a)
		}
	}
	raw := `{"alipay_trade_pay_response":` + plain + `,"sign":"` + signature(t, alipayKey(), escaped) + `"}`
	if a := c.verdict(methodPay, http.StatusOK, raw); a.Outcome != payment.Unknown {
		t.Errorf("unescaped after signing: %+v", a)
	}
	// The escape of a backslash before a slash is none of a slash: what was verified is decoded, not what came.
	odd := response("10000", "", paidMembers+`,"out":"\/"`)
	sent := strings.Replace(odd, `"\/"`, `"\\/"`, 1)
	raw = `{"alipay_trade_pay_response":` + sent + `,"sign":"` + signature(t, alipayKey(), odd) + `"}`
	a, d := c.judge(c.testQuestion(methodPay), reply200(raw))
	if d != nil || get(a.body, "out") != "/" {
		t.Errorf("%+v, %+v", a, d)
	}
}

// The same inside what is signed: Alipay itself would have to say a thing twice.
func TestSignedAnswersThatSayTwoThings(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, text := range []string{
		`{"code":"10003","code":"10000",` + paidMembers + `}`,
		`{"code":"10003","CODE":"10000",` + paidMembers + `}`,
		`{"code":"10000",` + paidMembers + `,"out_trade_no":"9_1"}`,
		`{"code":{"a":"10000"},` + paidMembers + `}`,
		`{"code":["10000"],` + paidMembers + `}`,
		`{"code":null,` + paidMembers + `}`,
		`{"code":"10000","sub_code":[],` + paidMembers + `}`,
		`{` + paidMembers + `}`,
		`[]`, `"10000"`, `{}`,
	} {
		if a := c.verdict(methodPay, http.StatusOK, signed(t, alipayKey(), methodPay, text)); a.Outcome != payment.Unknown || a.Signed {
			t.Errorf("%s: %+v", text, a)
		}
	}
}

// No status but 200 carries an answer, however well it is signed.
func TestStatusesThatProveNothing(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	raw := signed(t, alipayKey(), methodPay, response("10000", "", paidMembers))
	for status, reason := range map[int]string{
		201: "address_wrong", 204: "address_wrong", 301: "address_wrong", 302: "address_wrong", 400: "answer_unreadable",
		404: "address_wrong", 405: "address_wrong", 429: "answer_unreadable", 500: "gateway_busy", 502: "gateway_busy", 503: "gateway_busy",
	} {
		if a := c.verdict(methodPay, status, raw); a.Outcome != payment.Unknown || a.Signed || a.Reason.Code != reason {
			t.Errorf("%d: %+v", status, a)
		}
	}
}

// Unsigned refusals of what we are close the gate and prove nothing, in whatever charset they come.
func TestDenials(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for sub, reason := range map[string]string{
		"isv.invalid-signature": "our_key_refused", "isv.missing-signature-config": "our_key_missing", "isv.invalid-app-id": "app_id_refused",
		"aop.invalid-app-auth-token": "token_refused", "isv.insufficient-isv-permissions": "contract_missing",
		"isv.app-cert-expired": "certificate_refused", "isv.invalid-timestamp": "time_refused",
		"aop.invalid-app-auth-token-no-ap": "token_refused", // cut to 32
	} {
		text := response("40002", sub, "")
		for name, raw := range map[string]string{
			"unsigned":       `{"alipay_trade_pay_response":` + text + `}`,
			"blank":          `{"alipay_trade_pay_response":` + text + `,"sign":""}`,
			"forged":         signed(t, forger(), methodPay, text),
			"error_response": `{"error_response":` + text + `}`,
			"GBK":            gbk(t, `{"error_response":`+text+`}`),
			"GBK signed":     gbk(t, signed(t, alipayKey(), methodPay, text)),
		} {
			for _, status := range []int{200, 401, 500} {
				for _, method := range []string{methodPay, methodQuery, methodCancel, methodRefund} {
					a := c.verdict(method, status, raw)
					if a.Outcome != payment.Unknown || a.Signed || !a.Denied || a.Reason.Code != reason || a.Reason.Action != tech {
						t.Errorf("%s %s %d: %+v", name, sub, status, a)
					}
					quiet(t, sub, a)
				}
			}
		}
	}
	for _, sub := range []string{"ACQ.BUYER_BALANCE_NOT_ENOUGH", "isp.unknow-error", "isv.invalid-parameter", "ACQ.TRADE_NOT_EXIST", ""} {
		a := c.verdict(methodPay, http.StatusOK, `{"alipay_trade_pay_response":`+response("40004", sub, named)+`}`)
		if a.Denied || a.Outcome != payment.Unknown || a.Reason.Code != "answer_unsigned" {
			t.Errorf("%s: %+v", sub, a)
		}
	}
}

// FuzzJudge feeds arbitrary bytes as an answer. Only what Alipay's key has signed may be believed, and nothing may panic.
func FuzzJudge(f *testing.F) {
	c := newClient(f)
	signedTexts := []string{
		response("10000", "", paidMembers), response("10003", "", named), response("40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH", named),
	}
	for _, text := range signedTexts {
		f.Add([]byte(signed(f, alipayKey(), methodPay, text)))
		f.Add([]byte(signed(f, forger(), methodPay, text)))
		f.Add([]byte(`{"alipay_trade_pay_response":` + text + `}`))
	}
	f.Add([]byte(gbk(f, `{"error_response":`+response("40002", "isv.invalid-signature", "")+`}`)))
	f.Add([]byte(`<html>502</html>`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, d := c.judge(c.testQuestion(methodPay), wire.Reply{Status: http.StatusOK, Body: raw})
		if (a == nil) == (d == nil) {
			t.Fatalf("%q: %+v and %+v", raw, a, d)
		}
		if a == nil {
			return
		}
		for _, text := range signedTexts {
			if strings.Contains(strings.ReplaceAll(string(raw), `\/`, "/"), text) {
				return
			}
		}
		t.Fatalf("believed what nobody signed: %q", raw)
	})
}
