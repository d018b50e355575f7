package alipaytest

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

const spotTestSecret = "10000000000000000000000000000000"

// spotGateway is the front with MD5 signatures, which a test can write by itself.
func spotGateway(t *testing.T) *Alipay {
	t.Helper()
	a, err := New(Opts{Family: FamilySpot, MerchantID: "2088102012343978", Secret: spotTestSecret, SignType: SignMD5, Identity: testKeys(t).identity})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestSpotKnownSignatures holds the front's own signing against the known answers.
func TestSpotKnownSignatures(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"partner=123&service=test": "bbd13b52823b576291595f472ebcfbc2",
		"_input_charset=utf-8&partner=1000000000000000&partner_trans_id=2010121000000002&service=alipay.acquire.overseas.query": "2a7f598bbb13d02f7de819ae689f80ba",
	} {
		values := map[string]string{"sign": "x", "sign_type": "MD5", "empty": ""}
		for pair := range strings.SplitSeq(text, "&") {
			name, value, _ := strings.Cut(pair, "=")
			values[name] = value
		}
		if got := spotText(values); got != text || spotMD5(got, spotTestSecret) != want {
			t.Errorf("%s: %s", got, spotMD5(got, spotTestSecret))
		}
	}
}

func spotPay() map[string]string {
	return map[string]string{
		"service": "alipay.acquire.overseas.spot.pay", "partner": "2088102012343978", "_input_charset": "utf-8",
		"alipay_seller_id": "2088102012343978", "trans_name": "tea", "partner_trans_id": "A1_0", "currency": "USD", "trans_amount": "12.50",
		"buyer_identity_code": "281234567890123456", "identity_code_type": "barcode", "biz_product": "OVERSEAS_MBARCODE_PAY",
		"extend_info": `{"secondary_merchant_id":"S","store_id":"ST"}`,
	}
}

// ask posts parameters, signed, and returns the answer.
func spotAsk(t *testing.T, a *Alipay, params map[string]string) string {
	t.Helper()
	form := url.Values{"sign": {spotMD5(spotText(params), spotTestSecret)}, "sign_type": {"MD5"}}
	for name, value := range params {
		form.Set(name, value)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/gateway.do?_input_charset=utf-8", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	rec := httptest.NewRecorder()
	a.ServeHTTP(rec, r)
	body, err := io.ReadAll(rec.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestSpotPaysAndSigns(t *testing.T) {
	t.Parallel()
	a := spotGateway(t)
	answer := spotAsk(t, a, spotPay())
	for _, want := range []string{
		`<?xml version="1.0" encoding="GBK"?>`, "<is_success>T</is_success>", "<result_code>SUCCESS</result_code>", "<trans_amount>12.50</trans_amount>",
		"<partner_trans_id>A1_0</partner_trans_id>", "<sign_type>MD5</sign_type>", gbkMing,
	} {
		if !strings.Contains(answer, want) {
			t.Errorf("no %q in %q", want, answer)
		}
	}
	if a.Ledger().Charged("A1_0") != 1250 || len(a.Violations()) != 0 {
		t.Errorf("%+v", a.Violations())
	}
}

// What the real gateway would not take is refused, and remembered.
func TestSpotRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ param, value, want string }{
		"no seller":       {"alipay_seller_id", "", "INVALID_PARAMETER"},
		"another partner": {"partner", "2088999999999999", "ILLEGAL_PARTNER"},
		"no such service": {"service", "alipay.acquire.magic", "ILLEGAL_EXTERFACE"},
		"three decimals":  {"trans_amount", "12.500", "INVALID_PARAMETER"},
		"no decimals":     {"trans_amount", "12", "INVALID_PARAMETER"},
		"decimals of yen": {"currency", "JPY", "INVALID_PARAMETER"},
		"no store":        {"extend_info", `{"secondary_merchant_id":"S"}`, "INVALID_PARAMETER"},
		"no json":         {"extend_info", "S", "INVALID_PARAMETER"},
		"another product": {"biz_product", "X", "INVALID_PARAMETER"},
		"misspelt":        {"partner_tans_id", "A1_0", "INVALID_PARAMETER"},
		"no code":         {"buyer_identity_code", "1234567890123456", "SOUNDWAVE_PARSER_FAIL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, params := spotGateway(t), maps.Clone(spotPay())
			params[c.param] = c.value
			if answer := spotAsk(t, a, params); !strings.Contains(answer, c.want) || a.Ledger().Charged("A1_0") != 0 || len(a.Violations()) != 1 {
				t.Errorf("%s, %+v", answer, a.Violations())
			}
		})
	}
	a, params := spotGateway(t), spotPay()
	params["trans_name"] = ""
	form := url.Values{"sign": {"x"}}
	if no := (&spot{a}).authenticate(form); no == nil {
		t.Error("a request without a signature is admitted")
	}
}
