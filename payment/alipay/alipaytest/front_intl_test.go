package alipaytest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const plainCode = "287634438256643940"

func TestPaidAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		r := s.pay("A1_0", plainCode)
		wantCode(t, "pay", r, CodeSuccess)
		amount, err := parseMoney(r.body["orderAmount"])
		if err != nil || amount != price {
			t.Errorf("orderAmount %v, %v", amount, err)
		}
		if number, _ := r.body.text("merchantTransId"); number != "A1_0" {
			t.Errorf("merchantTransId %q", number)
		}
		paid, _ := r.body.text("paymentTime")
		if _, err := time.Parse(time.RFC3339, paid); err != nil || !strings.HasSuffix(paid, "+08:00") {
			t.Errorf("paymentTime %q", paid)
		}
		if got := s.state("A1_0"); got != "TRADE_SUCCESS" {
			t.Errorf("status %q", got)
		}
		if got := s.gateway.Ledger().Charged("A1_0"); got != price.Value {
			t.Errorf("charged %d", got)
		}
		if v := s.gateway.Violations(); len(v) != 0 {
			t.Errorf("violations: %+v", v)
		}
	})
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		first := s.pay("A1_0", plainCode)
		again := s.pay("A1_0", plainCode)
		wantCode(t, "same content", again, CodeSuccess)
		if string(first.body["acquirementId"]) != string(again.body["acquirementId"]) {
			t.Error("another trade")
		}
		wantCode(t, "other amount", s.payAmount("A1_0", plainCode, Money{Currency: "USD", Value: 9}), CodeInconsistent)
		wantCode(t, "other code", s.pay("A1_0", "287634438256643941"), CodeInconsistent)
		if got := s.trade("A1_0"); got.Charges != 1 || got.Net() != price.Value {
			t.Errorf("trade %+v", got)
		}
		wantCode(t, "code used again", s.pay("A2_0", plainCode), RefusedInvalidCode)
		wantCode(t, "query of the refused", s.query("A2_0"), CodeNotExist)
	})
}

func TestCodeLivesAMinute(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		code := s.mint("paid", 0)
		time.Sleep(time.Minute + time.Second)
		wantCode(t, "old code", s.pay("A1_0", code), RefusedExpiredCode)
		wantCode(t, "same again", s.pay("A1_0", code), RefusedExpiredCode)
		refused := s.mint("refused", 0)
		wantCode(t, "first use", s.pay("A1_1", refused), RefusedBalance)
		time.Sleep(2 * time.Minute)
		wantCode(t, "refused before, other content", s.payAmount("A1_1", refused, Money{Currency: "USD", Value: 9}), CodeInconsistent)
		wantCode(t, "second use", s.pay("A1_2", refused), RefusedExpiredCode)
	})
}

// change edits a head and a body before they are signed; a field that is set to nil is left out.
type change struct {
	name       string
	head, body map[string]any
	want       string
}

func TestSignedRefusals(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 65)
	order := func(amount any) map[string]any {
		return map[string]any{"order": map[string]any{"orderTitle": "x", "orderAmount": amount}}
	}
	inBubble(t, nil, func(t *testing.T, s *shop) {
		for _, c := range []change{
			{name: "function", head: map[string]any{"function": functionOf(CallQuery).name}, want: CodeFunctionMismatch},
			{name: "version", head: map[string]any{"version": "1.0"}, want: CodeNoInterface},
			{name: "sign type", head: map[string]any{"signType": "MD5"}, want: CodeParamIllegal},
			{name: "no time", head: map[string]any{"reqTime": nil}, want: CodeParamMissing},
			{name: "time without zone", head: map[string]any{"reqTime": "2026-01-02T03:04:05"}, want: CodeParamIllegal},
			{name: "old", head: map[string]any{"reqTime": time.Now().Add(-16 * time.Minute).Format(time.RFC3339)}, want: CodeParamIllegal},
			{name: "early", head: map[string]any{"reqTime": time.Now().Add(time.Hour).Format(time.RFC3339)}, want: CodeParamIllegal},
			{name: "long message id", head: map[string]any{"reqMsgId": long}, want: CodeParamIllegal},
			{name: "number as version", head: map[string]any{"version": 2}, want: CodeParamIllegal},
			{name: "unknown in head", head: map[string]any{"clientID": "x"}, want: CodeParamIllegal},
			{name: "merchant", body: map[string]any{"merchantId": "nobody"}, want: CodeAccessDenied},
			{name: "no merchant", body: map[string]any{"merchantId": nil}, want: CodeParamMissing},
			{name: "partner in 2.0.4", body: map[string]any{"partnerId": testMerchant}, want: CodeParamIllegal},
			{name: "product", body: map[string]any{"productCode": "ONLINE_PAY"}, want: CodeParamIllegal},
			{name: "code type", body: map[string]any{"codeType": "QRCODE"}, want: CodeParamIllegal},
			{name: "foreign code", body: map[string]any{"identityCode": "134567890123456789"}, want: RefusedInvalidCode},
			{name: "short code", body: map[string]any{"identityCode": "281234567890123"}, want: RefusedInvalidCode},
			{name: "long code", body: map[string]any{"identityCode": "2812345678901234567890123"}, want: RefusedInvalidCode},
			{name: "no number", body: map[string]any{"merchantTransId": ""}, want: CodeParamMissing},
			{name: "long number", body: map[string]any{"merchantTransId": long}, want: CodeParamIllegal},
			{name: "misspelt member", body: map[string]any{"merchanttransid": "A"}, want: CodeParamIllegal},
			{name: "no order", body: map[string]any{"order": nil}, want: CodeParamMissing},
			{name: "order is text", body: map[string]any{"order": "tea"}, want: CodeParamIllegal},
			{name: "value is a number", body: order(map[string]any{"currency": "USD", "value": 5}), want: CodeParamIllegal},
			{name: "value has decimals", body: order(map[string]any{"currency": "USD", "value": "12.50"}), want: CodeParamIllegal},
			{name: "value is zero", body: order(map[string]any{"currency": "USD", "value": "0"}), want: CodeParamIllegal},
			{name: "value is negative", body: order(map[string]any{"currency": "USD", "value": "-1"}), want: CodeParamIllegal},
			{name: "value is huge", body: order(map[string]any{"currency": "USD", "value": "10000000001"}), want: CodeParamIllegal},
			{name: "currency", body: order(map[string]any{"currency": "XXX", "value": "5"}), want: CodeParamIllegal},
			{name: "no amount", body: order(nil), want: CodeParamIllegal},
			{name: "seller", body: map[string]any{"order": map[string]any{
				"orderTitle": "x", "orderAmount": price, "seller": map[string]any{"mcc": "1"},
			}}, want: CodeParamIllegal},
			{name: "title", body: map[string]any{"order": map[string]any{
				"orderTitle": strings.Repeat("茶", 257), "orderAmount": price,
			}}, want: CodeParamIllegal},
			{name: "nothing wrong", want: CodeSuccess},
		} {
			r := s.changed(c)
			wantCode(t, c.name, r, c.want)
		}
		if n := len(s.gateway.Ledger().Trades()); n != 1 {
			t.Errorf("%d trades", n)
		}
		if v := s.gateway.Violations(); len(v) != 32 {
			t.Errorf("%d violations", len(v))
		}
	})
}

// changed sends a pay with c's changes.
func (s *shop) changed(c change) reply {
	head, body := s.head(functionOf(CallPay).name), payBody("A1_0", plainCode, price)
	for _, edit := range []struct{ of, with map[string]any }{{head, c.head}, {body, c.body}} {
		maps.Copy(edit.of, edit.with)
		maps.DeleteFunc(edit.of, func(_ string, v any) bool { return v == nil })
	}
	id, _ := head["reqMsgId"].(string)
	return s.send("/api"+functionOf(CallPay).path, s.envelope(head, body), id)
}

func TestUnsignedRefusals(t *testing.T) {
	t.Parallel()
	path := "/api" + functionOf(CallPay).path
	inBubble(t, nil, func(t *testing.T, s *shop) {
		good := string(s.envelope(s.head(functionOf(CallPay).name), payBody("A1_0", plainCode, price)))
		stranger := s.head(functionOf(CallPay).name)
		stranger["clientId"] = "somebody"
		for _, c := range []struct{ name, message, want string }{
			{"not JSON", "hello", CodeParseError},
			{"two values", good + good, CodeParseError},
			{"array", "[" + good + "]", CodeParseError},
			{"not UTF-8", strings.Replace(good, "tea", "\xff", 1), CodeParseError},
			{"third member", strings.TrimSuffix(good, "}") + `,"x":1}`, CodeParseError},
			{"request twice", strings.TrimSuffix(good, "}") + `,"request":{}}`, CodeParseError},
			{"upper case", strings.Replace(good, `"request"`, `"Request"`, 1), CodeParseError},
			{"number as signature", good[:strings.Index(good, `"signature"`)] + `"signature":1}`, CodeParseError},
			{"no body", `{"request":{"head":{}},"signature":"x"}`, CodeParseError},
			{"wrong client", string(s.envelope(stranger, payBody("A1_0", plainCode, price))), CodeUnknownClient},
			{"changed after signing", strings.Replace(good, "1250", "1251", 1), CodeInvalidSignature},
			{"blank after signing", strings.Replace(good, `{"request":{`, `{"request":{ `, 1), CodeInvalidSignature},
			{"not base64", good[:strings.Index(good, `"signature"`)] + `"signature":"?"}`, CodeInvalidSignature},
		} {
			r := s.send(path, []byte(c.message), "")
			if r.verified || r.code != c.want || r.result != "F" || strings.Contains(string(r.raw), `"signature"`) {
				t.Errorf("%s: got %s %s verified %t: %.200s", c.name, r.result, r.code, r.verified, r.raw)
			}
		}
		// Outside the signed value blanks do not matter.
		head := s.head(functionOf(CallPay).name)
		id, _ := head["reqMsgId"].(string)
		spaced := strings.Replace(string(s.envelope(head, payBody("A1_0", plainCode, price))), `{"request":`, " {\n\"request\" : ", 1)
		wantCode(t, "spaced", s.send(path, []byte(spaced), id), CodeSuccess)
	})
}

func TestKeyNeverUploaded(t *testing.T) {
	t.Parallel()
	inBubble(t, func(o *Opts) { o.MerchantPublicKey = nil }, func(t *testing.T, s *shop) {
		if r := s.query("A1_0"); r.verified || r.code != CodeKeyNotFound {
			t.Errorf("got %s verified %t", r.code, r.verified)
		}
	})
}

func TestMessageIDIsUnique(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		head := s.head(functionOf(CallPay).name)
		id, _ := head["reqMsgId"].(string)
		message := s.envelope(head, payBody("A1_0", plainCode, price))
		wantCode(t, "first", s.send("/api"+functionOf(CallPay).path, message, id), CodeSuccess)
		wantCode(t, "replay", s.send("/api"+functionOf(CallPay).path, message, id), CodeInconsistent)
	})
}

func TestHTTPRefusals(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		path := "/api" + functionOf(CallPay).path
		for _, c := range []struct {
			method, path, kind string
			size, want         int
		}{
			{http.MethodGet, path, "application/json", 1, http.StatusMethodNotAllowed},
			{http.MethodPost, path, "text/plain", 1, http.StatusUnsupportedMediaType},
			{http.MethodPost, path, "application/json; charset=gbk", 1, http.StatusUnsupportedMediaType},
			{http.MethodPost, path, "", 1, http.StatusUnsupportedMediaType},
			{http.MethodPost, path, "application/json", maxRequest + 1, http.StatusRequestEntityTooLarge},
			{http.MethodPost, "/api/alipay/intl/acquiring/offline/payQuery.htm", "application/json", 1, http.StatusNotFound},
			{http.MethodPost, "/isupergw/alipay/intl/acquiring/offline/pay.htm", "application/json", 1, http.StatusNotFound},
		} {
			req, err := http.NewRequestWithContext(t.Context(), c.method, "https://alipay.test"+c.path, strings.NewReader(strings.Repeat(" ", c.size)))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", c.kind)
			res, err := s.http.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != c.want {
				t.Errorf("%s %s %s: %d, want %d", c.method, c.path, c.kind, res.StatusCode, c.want)
			}
			if err := res.Body.Close(); err != nil {
				t.Error(err)
			}
		}
		synctest.Wait()
	})
}

func TestOptionsOfTheWire(t *testing.T) {
	t.Parallel()
	change := func(o *Opts) {
		o.Prefix, o.StatusMember, o.LongCodes, o.AllowUnknown = "/isupergw", "acquirementStatus", true, true
		o.StatusWords = map[Status]string{StatusSuccess: "SUCCESS"}
		o.CodeNames = map[string]string{CodeNotExist: "ORDER_NOT_EXISTS"}
		o.IntegratorToken = "token"
	}
	inBubble(t, change, func(t *testing.T, s *shop) {
		ask := func(fn function, reserve any, body map[string]any) reply {
			head := s.head(fn.name)
			head["version"], head["reserve"] = "2.0.2", reserve
			body["partnerId"], body["more"] = testMerchant, 1
			delete(body, "merchantId")
			id, _ := head["reqMsgId"].(string)
			return s.send("/isupergw"+fn.path, s.envelope(head, body), id)
		}
		token := map[string]any{"isvAccesstoken": "token"}
		query := map[string]any{"merchantTransId": "A1_0"}
		wantCode(t, "no token", ask(functionOf(CallQuery), "{}", query), CodeTokenRefused)
		wantCode(t, "renamed", ask(functionOf(CallQuery), token, query), "ORDER_NOT_EXISTS")
		wantCode(t, "long code", ask(functionOf(CallPay), `{"isvAccesstoken":"token"}`, payBody("A1_0", "28"+strings.Repeat("7", 30), price)), CodeSuccess)
		r := ask(functionOf(CallQuery), token, query)
		if word, _ := r.body.text("acquirementStatus"); word != "SUCCESS" {
			t.Errorf("status %q in %s", word, r.raw)
		}
	})
}

func TestQueryByID(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		id, _ := s.pay("A1_0", plainCode).body.text("acquirementId")
		s.pay("A2_0", s.mint("confirm_never", 0))
		query := func(body map[string]any) reply {
			body["merchantId"] = testMerchant
			return s.call(functionOf(CallQuery), body)
		}
		r := query(map[string]any{"acquirementId": id, "merchantTransId": "A2_0"})
		if number, _ := r.body.text("merchantTransId"); number != "A1_0" {
			t.Errorf("acquirementId does not win: %s", r.raw)
		}
		wantCode(t, "unknown id", query(map[string]any{"acquirementId": "1"}), CodeNotExist)
		wantCode(t, "neither", query(map[string]any{}), CodeParamMissing)
	})
}

func TestRefunds(t *testing.T) {
	t.Parallel()
	inBubble(t, nil, func(t *testing.T, s *shop) {
		id, _ := s.pay("A1_0", plainCode).body.text("acquirementId")
		wantCode(t, "part", s.refund(id, "R1", 250), CodeSuccess)
		wantCode(t, "same again", s.refund(id, "R1", 250), CodeSuccess)
		wantCode(t, "same number, other amount", s.refund(id, "R1", 251), CodeInconsistent)
		wantCode(t, "too much", s.refund(id, "R2", 1001), CodeRefundAmount)
		wantCode(t, "cancel", s.cancel("A1_0"), CodeProcessFail)
		wantCode(t, "rest", s.refund(id, "R3", 1000), CodeSuccess)
		wantCode(t, "after all", s.refund(id, "R4", 1), CodeRefundAmount)
		wantCode(t, "unknown", s.refund("1", "R5", 1), CodeNotExist)
		wantCode(t, "no id", s.call(functionOf(CallRefund), map[string]any{
			"merchantId": testMerchant, "merchantTransId": "A1_0", "merchantRefundId": "R6", "refundAmount": price,
		}), CodeParamMissing)
		if got := s.trade("A1_0"); got.Net() != 0 || got.Status != StatusClosed || len(got.Refunds) != 2 {
			t.Errorf("trade %+v", got)
		}
	})
}

// TestExactBytes: the signature covers the bytes as sent, in each of the layouts that answers come in.
func TestExactBytes(t *testing.T) {
	t.Parallel()
	layouts := map[bool]int{}
	inBubble(t, nil, func(t *testing.T, s *shop) {
		for i := range 12 {
			r := s.pay(fmt.Sprintf("A%d_0", i), s.mint("paid", 0))
			wantCode(t, "pay", r, CodeSuccess)
			layouts[strings.Contains(string(r.raw), "\n")]++
			if !json.Valid(r.raw) {
				t.Errorf("not JSON: %s", r.raw)
			}
		}
	})
	if len(layouts) != 2 {
		t.Error("answers come in one layout only")
	}
}
