package alipaytest

import (
	"crypto/rsa"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment/alipay/keytest"
)

var openKeys = sync.OnceValue(func() (k struct {
	ours *rsa.PrivateKey
	id   *Identity
},
) {
	var err error
	k.ours = keytest.RSA(6)
	if k.id, err = IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2)); err != nil {
		panic(err)
	}
	return k
})

const openApp = "2014072300007148"

// openShop is a merchant of the open platform that writes its requests by hand.
type openShop struct {
	t       *testing.T
	gateway *Alipay
	serial  int
}

func inOpenBubble(t *testing.T, change func(*Opts), test func(*openShop)) {
	t.Helper()
	k := openKeys()
	synctest.Test(t, func(t *testing.T) {
		opts := Opts{Family: FamilyOpenAPI, ClientID: openApp, MerchantPublicKey: &k.ours.PublicKey, Identity: k.id}
		if change != nil {
			change(&opts)
		}
		gateway, err := New(opts)
		if err != nil {
			t.Fatal(err)
		}
		test(&openShop{t: t, gateway: gateway})
		if err := gateway.Close(); err != nil {
			t.Error(err)
		}
	})
}

// common are the parameters of a request that the gateway takes.
func (s *openShop) common(name string, biz map[string]any) map[string]string {
	content, err := json.Marshal(biz)
	if err != nil {
		s.t.Fatal(err)
	}
	return map[string]string{
		"app_id": openApp, "method": name, "format": "JSON", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": time.Now().In(beijing()).Format("2006-01-02 15:04:05"), "biz_content": string(content),
	}
}

// signParameters puts the signature beside the parameters.
func (s *openShop) signParameters(params map[string]string) map[string]string {
	var pairs []string
	for name, value := range params {
		if value != "" {
			pairs = append(pairs, name+"="+value)
		}
	}
	slices.Sort(pairs)
	sign, err := signRSA2(openKeys().ours, []byte(strings.Join(pairs, "&")))
	if err != nil {
		s.t.Fatal(err)
	}
	out := maps.Clone(params)
	out["sign"] = sign
	return out
}

// openReply is what came back.
type openReply struct {
	raw       string
	code, sub string
	signed    bool
}

// send posts parameters: those named in form in the form, the others in the address.
func (s *openShop) send(params map[string]string, form ...string) openReply {
	address, body := url.Values{}, url.Values{}
	for name, value := range params {
		if slices.Contains(append(form, "biz_content"), name) {
			body.Set(name, value)
		} else {
			address.Set(name, value)
		}
	}
	r := httptest.NewRequestWithContext(s.t.Context(), http.MethodPost, "https://openapi.alipay.com"+openAPIPath+"?"+address.Encode(), strings.NewReader(body.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	w := httptest.NewRecorder()
	s.gateway.ServeHTTP(w, r)
	out := openReply{raw: w.Body.String(), signed: strings.Contains(w.Body.String(), `"sign":"`)}
	for _, name := range []string{"sub_code", "code"} {
		_, rest, _ := strings.Cut(out.raw, `"`+name+`":`)
		value, _, _ := strings.Cut(strings.TrimLeft(rest, " \""), `"`)
		if name == "code" {
			out.code = value
		} else if rest != "" {
			out.sub = value
		}
	}
	return out
}

// call sends a good request.
func (s *openShop) call(name string, biz map[string]any) openReply {
	return s.send(s.signParameters(s.common(name, biz)))
}

func (s *openShop) payBiz(number string) map[string]any {
	s.serial++
	code, err := s.gateway.Mint("paid", 0)
	if err != nil {
		s.t.Fatal(err)
	}
	return map[string]any{
		"out_trade_no": number, "scene": "bar_code", "auth_code": code, "subject": "tea", "total_amount": "12.50", "timeout_express": "3m",
	}
}

func TestOpenAPICommonParameters(t *testing.T) {
	t.Parallel()
	inOpenBubble(t, func(o *Opts) { o.IntegratorToken = "token" }, func(s *openShop) {
		biz := s.payBiz("A1_0")
		for _, c := range []struct {
			name, param, value string // "-": left out
			sub                string
			signed             bool
		}{
			{"nothing wrong", "", "", "", true},
			{"no app", "app_id", "-", "isv.missing-app-id", false},
			{"another app", "app_id", "2014072300007149", "isv.invalid-app-id", false},
			{"no method", "method", "-", "isv.missing-method", false},
			{"another method", "method", "alipay.trade.Pay", "isv.invalid-method", false},
			{"no version", "version", "-", "isv.missing-version", false},
			{"XML", "format", "XML", "isv.invalid-format", false},
			{"no time", "timestamp", "-", "isv.missing-timestamp", false},
			{"time with zone", "timestamp", "2026-01-02T03:04:05", "isv.invalid-timestamp", false},
			{"time of UTC", "timestamp", time.Now().UTC().Format("2006-01-02 15:04:05"), "isv.invalid-timestamp", false},
			{"no sign type", "sign_type", "-", "isv.missing-signature-type", false},
			{"MD5", "sign_type", "MD5", "isv.invalid-signature-type", false},
			{"charset GBK", "charset", "GBK", "isv.invalid-signature", false},
			{"no charset", "charset", "-", "isv.invalid-signature", false},
			{"certificate in key mode", "app_cert_sn", "x", "isv.invalid-app-cert-sn", false},
			{"unknown", "appid", "x", "isv.invalid-parameter", false},
			{"another token", "app_auth_token", "x", "aop.invalid-app-auth-token", true},
			{"no token", "app_auth_token", "-", "aop.invalid-app-auth-token", true},
			{"no JSON", "biz_content", "x=y", "isv.illegal-json", true},
			{"a member twice", "biz_content", `{"out_trade_no":"1","out_trade_no":"2"}`, "isv.illegal-json", true},
		} {
			params := s.common("alipay.trade.pay", biz)
			params["app_auth_token"] = "token"
			if c.param != "" {
				params[c.param] = c.value
			}
			if c.value == "-" {
				delete(params, c.param)
			}
			r := s.send(s.signParameters(params), "app_auth_token")
			if r.sub != c.sub || r.signed != c.signed {
				t.Errorf("%s: %+v", c.name, r)
			}
		}
		params := s.signParameters(s.common("alipay.trade.pay", biz))
		params["app_auth_token"] = "token"
		if r := s.send(params, "app_auth_token"); r.sub != "isv.invalid-signature" || r.signed {
			t.Errorf("a parameter that is not signed: %+v", r)
		}
		delete(params, "sign")
		if r := s.send(params, "app_auth_token"); r.sub != "isv.missing-signature" {
			t.Errorf("no signature: %+v", r)
		}
		params["app_auth_token"] = "token"
		if r := s.send(s.signParameters(params)); r.sub != "isv.invalid-parameter" {
			t.Errorf("token in the address: %+v", r)
		}
		delete(params, "sign")
		if r := s.send(s.signParameters(params), "app_auth_token", "charset"); r.sub != "isv.invalid-signature" || !strings.Contains(r.raw, "\xd1\xe9") {
			t.Errorf("charset in the form: %+v", r)
		}
		if n := len(s.gateway.Ledger().Trades()); n != 1 {
			t.Errorf("%d trades", n)
		}
	})
}

func TestOpenAPIBizContent(t *testing.T) {
	t.Parallel()
	inOpenBubble(t, func(o *Opts) { o.MerchantID = "2088102123816631" }, func(s *openShop) {
		sub := map[string]any{"merchant_id": "2088102123816631"}
		for _, c := range []struct {
			name   string
			member string
			value  any // nil: left out
			sub    string
		}{
			{"nothing wrong", "operator_id", "李", ""},
			{"no number", "out_trade_no", nil, "ACQ.INVALID_PARAMETER"},
			{"number with a dash", "out_trade_no", "A-1", "ACQ.INVALID_PARAMETER"},
			{"long number", "out_trade_no", strings.Repeat("9", 65), "ACQ.INVALID_PARAMETER"},
			{"no amount", "total_amount", nil, "ACQ.INVALID_PARAMETER"},
			{"amount as a number", "total_amount", 12.5, "ACQ.INVALID_PARAMETER"},
			{"one decimal", "total_amount", "12.5", "ACQ.INVALID_PARAMETER"},
			{"fen", "total_amount", "1250", "ACQ.INVALID_PARAMETER"},
			{"zero", "total_amount", "0.00", "ACQ.INVALID_PARAMETER"},
			{"negative", "total_amount", "-1.00", "ACQ.INVALID_PARAMETER"},
			{"too much", "total_amount", "100000000.01", "ACQ.INVALID_PARAMETER"},
			{"scene", "scene", "wave_code", "ACQ.INVALID_PARAMETER"},
			{"product", "product_code", "FAST_INSTANT_TRADE_PAY", "ACQ.INVALID_PARAMETER"},
			{"half a minute", "timeout_express", "1.5m", "ACQ.INVALID_PARAMETER"},
			{"seconds", "timeout_express", "90s", "ACQ.INVALID_PARAMETER"},
			{"no subject", "subject", nil, "ACQ.INVALID_PARAMETER"},
			{"subject with a slash", "subject", "1/2", "ACQ.INVALID_PARAMETER"},
			{"foreign code", "auth_code", "134567890123456789", "ACQ.PAYMENT_AUTH_CODE_INVALID"},
			{"long operator", "operator_id", strings.Repeat("x", 29), "ACQ.INVALID_PARAMETER"},
			{"misspelt", "outTradeNo", "1", "ACQ.INVALID_PARAMETER"},
			{"another merchant", "sub_merchant", map[string]any{"merchant_id": "2088000000000000"}, "ACQ.SECONDARY_MERCHANT_ID_INVALID"},
			{"no merchant", "sub_merchant", nil, "ACQ.SECONDARY_MERCHANT_ID_INVALID"},
		} {
			biz := s.payBiz("A" + time.Now().Format("150405") + "_0")
			biz["sub_merchant"] = sub
			biz[c.member] = c.value
			maps.DeleteFunc(biz, func(_ string, v any) bool { return v == nil })
			if r := s.call("alipay.trade.pay", biz); r.sub != c.sub || !r.signed || (c.sub == "") != (r.code == openSuccess) {
				t.Errorf("%s: %+v", c.name, r)
			}
		}
	})
}

func TestOpenAPITrades(t *testing.T) {
	t.Parallel()
	inOpenBubble(t, nil, func(s *openShop) {
		biz := s.payBiz("A1_0")
		trade := map[string]any{"out_trade_no": "A1_0"}
		want := func(name string, r openReply, code, sub, holds string) {
			t.Helper()
			if r.code != code || r.sub != sub || !strings.Contains(strings.ReplaceAll(r.raw, `": "`, `":"`), holds) {
				t.Errorf("%s: %+v", name, r)
			}
		}
		want("query before", s.call("alipay.trade.query", trade), openBusiness, "ACQ.TRADE_NOT_EXIST", `"out_trade_no":"A1_0"`)
		want("pay", s.call("alipay.trade.pay", biz), openSuccess, "", `"total_amount":"12.50"`)
		want("again", s.call("alipay.trade.pay", biz), openSuccess, "", `"out_trade_no":"A1_0"`)
		biz["total_amount"] = "12.51"
		want("other amount", s.call("alipay.trade.pay", biz), openBusiness, "ACQ.CONTEXT_INCONSISTENT", "")
		want("query", s.call("alipay.trade.query", trade), openSuccess, "", `"trade_status":"TRADE_SUCCESS"`)
		refund := map[string]any{"out_trade_no": "A1_0", "refund_amount": "2.50", "out_request_no": "R1"}
		asked := map[string]any{"out_trade_no": "A1_0", "out_request_no": "R1"}
		want("no refund yet", s.call("alipay.trade.fastpay.refund.query", asked), openSuccess, "", `"code":"10000"`)
		want("refund", s.call("alipay.trade.refund", refund), openSuccess, "", `"fund_change":"Y"`)
		want("refund again", s.call("alipay.trade.refund", refund), openSuccess, "", `"fund_change":"N"`)
		want("refund found", s.call("alipay.trade.fastpay.refund.query", asked), openSuccess, "", `"refund_status":"REFUND_SUCCESS"`)
		refund["refund_amount"] = "2.51"
		want("other refund", s.call("alipay.trade.refund", refund), openBusiness, "ACQ.DISCORDANT_REPEAT_REQUEST", "")
		want("too much", s.call("alipay.trade.refund", map[string]any{"out_trade_no": "A1_0", "refund_amount": "12.00", "out_request_no": "R2"}),
			openBusiness, "ACQ.REASON_TRADE_REFUND_FEE_ERR", "")
		want("cancel", s.call("alipay.trade.cancel", trade), openBusiness, "ACQ.REASON_TRADE_REFUND_FEE_ERR", "")
		want("cancel of nothing", s.call("alipay.trade.cancel", map[string]any{"out_trade_no": "A9_0"}), openSuccess, "", `"retry_flag":"N"`)
		s.call("alipay.trade.pay", s.payBiz("A2_0"))
		want("cancel of a paid one", s.call("alipay.trade.cancel", map[string]any{"out_trade_no": "A2_0"}), openSuccess, "", `"action":"refund"`)
		if !s.gateway.Ledger().Audit().Clean() || len(s.gateway.Violations()) != 0 {
			t.Errorf("%+v", s.gateway.Violations())
		}
	})
}

func TestOpenAPICertificates(t *testing.T) {
	t.Parallel()
	k := openKeys()
	certs, err := NewCertificates(k.id, &k.ours.PublicKey, openApp)
	if err != nil {
		t.Fatal(err)
	}
	inOpenBubble(t, func(o *Opts) { o.Certificates = certs }, func(s *openShop) {
		for _, c := range []struct{ app, root, sub string }{
			{certs.appSN, certs.rootSN, "ACQ.TRADE_NOT_EXIST"},
			{"", certs.rootSN, "isv.missing-app-cert-sn"},
			{certs.appSN, "", "isv.missing-alipay-root-cert-sn"},
			{certs.rootSN, certs.appSN, "isv.invalid-app-cert-sn"},
		} {
			params := s.common("alipay.trade.query", map[string]any{"out_trade_no": "A1_0"})
			params["app_cert_sn"], params["alipay_root_cert_sn"] = c.app, c.root
			r := s.send(s.signParameters(params))
			_, serial := certs.signing()
			if r.sub != c.sub || strings.Contains(r.raw, `"alipay_cert_sn":"`+serial+`"`) != r.signed {
				t.Errorf("%+v: %+v", c, r)
			}
		}
	})
}
