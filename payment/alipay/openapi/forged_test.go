package openapi

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posd/payment"
	"posd/payment/alipay/wire"
)

var mutations = flag.Int("mutations", 10_000, "how many wounded answers are tried in all (the long form: 1000000)")

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

// target is an answer that is believed, and the call that it answers.
type target struct{ method, code, sub, members string }

var targets = []target{
	{methodPay, "10000", "", paidMembers},
	{methodQuery, "10000", "", queryPaid},
	{methodCancel, "40004", "ACQ.TRADE_CANCEL_TIME_OUT", named},
	{methodCancel, "10000", "", cancelDone},
	{methodRefund, "10000", "", refundDone},
	{methodRefundQuery, "10000", "", refundFound},
	{methodPay, "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", named},
}

// Every flipped bit of a paid answer, then wounds of every kind over answers that would be believed: none is. -mutations says how many.
func TestMutatedAnswersAreNotBelieved(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	total := *mutations
	if testing.Short() {
		total = min(total, 500)
	}
	tried, accepted := 0, 0
	try := func(method, raw, original string) {
		if raw == original {
			return
		}
		tried++
		if a := c.verdict(method, http.StatusOK, raw); a.Signed || a.Outcome != payment.Unknown {
			accepted++
			t.Errorf("believed: %q: %+v", raw, a)
		}
	}
	originals := make([]string, len(targets))
	for i, x := range targets {
		originals[i] = signed(t, alipayKey(), x.method, response(x.code, x.sub, x.members))
		if a := c.verdict(x.method, http.StatusOK, originals[i]); !a.Signed || a.Outcome == payment.Unknown {
			t.Fatalf("the original is not believed: %+v", a)
		}
	}
	for bit := range len(originals[0]) * 8 {
		if tried >= total/2 {
			break
		}
		b := []byte(originals[0])
		b[bit/8] ^= 1 << (bit % 8)
		try(methodPay, string(b), originals[0])
	}
	rng := rand.New(rand.NewPCG(7, 1))
	for i := 0; tried < total; i++ {
		x, original := targets[i%len(targets)], originals[i%len(targets)]
		switch rng.IntN(8) {
		case 0: // the answer to another call or trade, truly signed
			try(x.method, otherAnswer(t, rng, x), original)
		case 1: // the signature of another answer
			try(x.method, swapped(rng, originals, i%len(targets)), original)
		case 2: // re-signed by a key that nobody trusts
			if i%50 == 2 {
				try(x.method, signed(t, forger(), x.method, response(x.code, x.sub, x.members)), original)
			}
		default:
			try(x.method, wound(rng, original), original)
		}
	}
	t.Logf("%d mutated answers (seed 7, 1), %d accepted", tried, accepted)
}

// others are truly signed answers about other trades, made once: a signature costs more than a verification.
var others = map[string][]string{}

func otherAnswer(t testing.TB, rng *rand.Rand, x target) string {
	key := x.method + x.code
	if others[key] == nil {
		for i := range 20 {
			members := strings.ReplaceAll(x.members, testNumber, fmt.Sprintf("91234567890123456789_%d", i+1))
			others[key] = append(others[key], signed(t, alipayKey(), x.method, response(x.code, x.sub, members)))
		}
	}
	return others[key][rng.IntN(len(others[key]))]
}

// swapped puts the signature of one answer behind another.
func swapped(rng *rand.Rand, originals []string, at int) string {
	from := (at + 1 + rng.IntN(len(originals)-1)) % len(originals)
	body, _, _ := strings.Cut(originals[at], `,"sign":`)
	_, sign, _ := strings.Cut(originals[from], `,"sign":`)
	return body + `,"sign":` + sign
}

// wound cuts, doubles, swaps, overwrites or moves a piece of raw. Another spelling of the same envelope is no wound.
func wound(rng *rand.Rand, raw string) string {
	i, j := rng.IntN(len(raw)), rng.IntN(len(raw))
	i, j = min(i, j), max(i, j)
	var out string
	switch rng.IntN(6) {
	case 0:
		out = raw[:i] + raw[j:]
	case 1:
		out = raw[:j] + raw[i:]
	case 2:
		out = raw[:i]
	case 3:
		b := []byte(raw)
		b[i], b[j] = b[j], b[i]
		out = string(b)
	case 4:
		b := []byte(raw)
		b[i] = byte(rng.IntN(256))
		out = string(b)
	default:
		const pieces = `{}[]",:\ 0YN` + "\n"
		out = raw[:i] + string(pieces[rng.IntN(len(pieces))]) + raw[i:]
	}
	if spelling(out) == spelling(raw) {
		return raw
	}
	return out
}

// spelling leaves out what may be written in several ways without another meaning: blanks outside the two values, and the escapes of
// slashes.
func spelling(raw string) string {
	raw = strings.ReplaceAll(raw, `\/`, "/")
	start, sig := strings.Index(raw, `{"code"`), strings.LastIndex(raw, `"`)
	if start < 0 || sig < start {
		return raw
	}
	open := strings.LastIndex(raw[:sig], `"`)
	end := strings.LastIndex(raw[:max(open, 0)], "}")
	if end < start {
		return raw
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	return squeeze(raw[:start]) + raw[start:end+1] + squeeze(raw[end+1:open]) + raw[open:sig] + squeeze(raw[sig:])
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
