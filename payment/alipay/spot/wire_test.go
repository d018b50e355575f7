package spot

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/keytest"
	"posd/payment/alipay/wire"
)

// Keys of the package's own tests: ours, and Alipay's.
var (
	ourKey    = sync.OnceValue(func() *rsa.PrivateKey { return keytest.RSA(3) })
	alipayKey = sync.OnceValue(func() *rsa.PrivateKey { return keytest.RSA(4) })
)

const (
	testSecret = "10000000000000000000000000000000"
	testNumber = "91234567890123456789_0"
	testRefund = "81234567890123456789"
)

var testAmount = payment.Amount{Minor: 1250, Currency: "USD"}

func testConfig(kind string) Config {
	return Config{
		Partner: "2088102012343978", SignType: kind, TerminalID: "T1",
		Merchant: Merchant{ID: "SM1", Name: `Tea "one"`, Industry: "5812", StoreID: "ST1", StoreName: "一号店"},
	}
}

func newClient(t testing.TB, kind string, change ...func(*Config)) *Client {
	t.Helper()
	cfg := testConfig(kind)
	for _, c := range change {
		c(&cfg)
	}
	c, err := New(cfg, Parts{
		Secret: testSecret, PrivateKey: ourKey(), AlipayKey: &alipayKey().PublicKey,
		Now: func() time.Time { return time.Date(2026, 3, 4, 12, 8, 56, 789e6, beijing) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The known answers: texts and their MD5 under the key of ones and zeros.
func TestKnownSignatures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form form
		text string
		want string
	}{
		{sorted(form{param{"service", "test"}, param{"partner", "123"}}), "partner=123&service=test", "bbd13b52823b576291595f472ebcfbc2"},
		{
			sorted(form{
				param{"service", "alipay.acquire.overseas.query"},
				param{"partner", "1000000000000000"},
				param{"_input_charset", "utf-8"},
				param{"partner_trans_id", "2010121000000002"},
				param{"alipay_trans_id", ""},
			}),
			"_input_charset=utf-8&partner=1000000000000000&partner_trans_id=2010121000000002&service=alipay.acquire.overseas.query",
			"2a7f598bbb13d02f7de819ae689f80ba",
		},
		{
			sorted(form{
				param{"service", "alipay.acquire.overseas.spot.refund"},
				param{"partner", "1000000000000000"},
				param{"_input_charset", "utf-8"},
				param{"partner_trans_id", "2010121000000002"},
				param{"partner_refund_id", "301012133000002"},
				param{"refund_amount", "0.01"},
				param{"currency", "USD"},
				param{"is_sync", "Y"},
			}),
			"_input_charset=utf-8&currency=USD&is_sync=Y&partner=1000000000000000&partner_refund_id=301012133000002&partner_trans_id=2010121000000002&refund_amount=0.01&service=alipay.acquire.overseas.spot.refund",
			"397685a0c6b2d71d0d1f374ddba331a0",
		},
	} {
		got, err := md5Seal(testSecret).appendSignature(nil, c.form.appendText(nil))
		if err != nil || string(c.form.appendText(nil)) != c.text || string(got) != c.want {
			t.Errorf("%s: %s, %v, want %s", c.form.appendText(nil), got, err, c.want)
		}
	}
}

// sent reads what stands in a body.
func sent(t *testing.T, c *Client, f form) url.Values {
	t.Helper()
	body, err := c.sealed(f)
	if err != nil {
		t.Fatal(err)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		t.Fatal(err)
	}
	return values
}

func TestPayRequest(t *testing.T) {
	t.Parallel()
	c := newClient(t, SignMD5)
	got := sent(t, c, c.payForm(payment.PayRequest{
		Number: testNumber, Amount: testAmount, Subject: "茶 & \"x\"\n", Code: payment.NewCode("281234567890123456"), Created: c.now(),
	}))
	for name, want := range map[string]string{
		"service": "alipay.acquire.overseas.spot.pay", "partner": "2088102012343978", "alipay_seller_id": "2088102012343978",
		"_input_charset": "utf-8", "trans_name": `茶 & "x"`, "partner_trans_id": testNumber, "currency": "USD", "trans_amount": "12.50",
		"buyer_identity_code": "281234567890123456", "identity_code_type": "barcode", "trans_create_time": "20260304120856",
		"biz_product": "OVERSEAS_MBARCODE_PAY", "sign_type": "MD5",
		"extend_info": `{"secondary_merchant_id":"SM1","secondary_merchant_name":"Tea \"one\"","secondary_merchant_industry":"5812","store_id":"ST1","store_name":"一号店","terminal_id":"T1"}`,
	} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, got.Get(name), want)
		}
	}
	if len(got) != 15 || len(got.Get("sign")) != 32 {
		t.Errorf("%v", got)
	}
}

func TestAmountsAndTimes(t *testing.T) {
	t.Parallel()
	c := newClient(t, SignMD5, func(c *Config) { c.SettleCurrency = "USD" })
	yen := c.payForm(payment.PayRequest{Number: "9_0", Amount: payment.Amount{Minor: 1000, Currency: "JPY"}})
	if got := sent(t, c, yen); got.Get("trans_amount") != "1000" || got.Get("currency") != "USD" || got.Get("trans_currency") != "JPY" {
		t.Errorf("%v", got)
	}
	if got := sent(t, c, c.cancelForm(payment.TradeRequest{Number: "9_0"})); got.Get("timestamp") != "1772597336789" || got.Get("out_trade_no") != "9_0" {
		t.Errorf("%v", got)
	}
	c = newClient(t, SignMD5, func(c *Config) { c.Timestamp = TimestampDate })
	if got := sent(t, c, c.cancelForm(payment.TradeRequest{Number: "9_0"})); got.Get("timestamp") != "2026-03-04 12:08:56" {
		t.Errorf("%v", got)
	}
	if checkAmount(payment.Amount{Minor: 1, Currency: "KWD"}) == nil {
		t.Error("a third decimal is accepted")
	}
}

// TestOpenSSL has the signatures of requests verified by another program.
func TestOpenSSL(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not here")
	}
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	der, err := x509.MarshalPKIXPublicKey(&ourKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	key := write("key", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	for kind, hash := range map[string]string{SignRSA: "-sha1", SignRSA2: "-sha256"} {
		c := newClient(t, kind)
		got := sent(t, c, c.queryForm(payment.TradeRequest{Number: testNumber}))
		raw, err := base64.StdEncoding.DecodeString(got.Get("sign"))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for name := range got {
			if name != "sign" && name != "sign_type" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		var parts []string
		for _, name := range names {
			parts = append(parts, name+"="+got.Get(name))
		}
		text, signature := write(kind+"-text", []byte(strings.Join(parts, "&"))), write(kind+"-signature", raw)
		out, err := exec.CommandContext(t.Context(), openssl, "dgst", hash, "-verify", key, "-signature", signature, text).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s", kind, err, out)
		}
	}
}

// document is an answer as Alipay writes it, signed with its key or the shared one.
func document(t testing.TB, kind string, members ...string) string {
	t.Helper()
	var body strings.Builder
	var pairs []string
	for i := 0; i < len(members); i += 2 {
		body.WriteString("<" + members[i] + ">" + members[i+1] + "</" + members[i] + ">")
		if members[i+1] != "" {
			pairs = append(pairs, members[i]+"="+members[i+1])
		}
	}
	slices.Sort(pairs)
	seals := map[string]seal{
		SignMD5: md5Seal(testSecret), SignRSA: rsaSeal{alipayKey(), nil},
	}
	if kind == SignRSA2 {
		s, err := newRSASeal(SignRSA2, Parts{PrivateKey: alipayKey(), AlipayKey: &ourKey().PublicKey})
		if err != nil {
			t.Fatal(err)
		}
		seals[kind] = s
	}
	signature, err := seals[kind].appendSignature(nil, []byte(strings.Join(pairs, "&")))
	if err != nil {
		t.Fatal(err)
	}
	return `<?xml version="1.0" encoding="GBK"?><alipay><is_success>T</is_success><request><param name="partner">2088</param>` +
		`<param name="subject">a &amp; b</param></request><response><alipay>` + body.String() + `</alipay></response><sign>` + string(signature) +
		`</sign><sign_type>` + kind + `</sign_type></alipay>`
}

// paid is what a pay that succeeded answers.
func paid() []string {
	return []string{
		"alipay_buyer_login_id", "\xc3\xf7***@x.cn", "alipay_pay_time", "20260304120900", "alipay_trans_id", "2026030421001", "currency", "USD",
		"exchange_rate", "7.1234", "partner_trans_id", testNumber, "result_code", "SUCCESS", "trans_amount", "12.50", "trans_amount_cny", "89.04",
	}
}

func (c *Client) verdict(status int, raw string) payment.Answer {
	q := &question{api: payAPI, number: testNumber, amount: testAmount}
	a, f := c.judge(q, wire.Reply{Status: status, Body: []byte(raw)})
	if f != nil {
		return f.answer(payment.NotSent)
	}
	return classifyPay(a)
}

func TestAPaidAnswer(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{SignMD5, SignRSA, SignRSA2} {
		a := newClient(t, kind).verdict(http.StatusOK, document(t, kind, paid()...))
		if a.Outcome != payment.Paid || !a.Signed || a.Trade.Ref != "2026030421001" || a.Trade.Buyer != "明***@x.cn" || a.Trade.Rate != "7.1234" ||
			a.Trade.PaidBy != (payment.Amount{Minor: 8904, Currency: "CNY"}) || !a.Trade.Time.Equal(time.Date(2026, 3, 4, 12, 9, 0, 0, beijing)) {
			t.Errorf("%s: %+v", kind, a)
		}
	}
}

// with changes or drops a member of a paid answer.
func with(name, value string) []string {
	members := paid()
	i := slices.Index(members, name)
	members[i+1] = value
	return members
}

// Under a valid signature, what is not about the question is not believed, and what is not said is not assumed.
func TestSignedAnswersThatDoNotFit(t *testing.T) {
	t.Parallel()
	c := newClient(t, SignRSA2)
	for name, members := range map[string][]string{
		"another number":   with("partner_trans_id", "91234567890123456789_1"),
		"no number":        with("partner_trans_id", ""),
		"another amount":   with("trans_amount", "12.51"),
		"amount in cents":  with("trans_amount", "1250"),
		"no amount at all": with("trans_amount", "x"),
		"another currency": with("currency", "EUR"),
		"unknown":          with("result_code", "UNKNOW"),
		"accepted":         with("result_code", "ACCEPTED"),
		"success in lower": with("result_code", "success"),
		"with a blank":     with("result_code", "SUCCESS "),
		"success, error":   append(paid(), "error", "SYSTEM_ERROR"),
		"no result":        with("result_code", ""),
		"refused, unbound": {"result_code", "FAILED", "error", "BUYER_BALANCE_NOT_ENOUGH"},
		"refused, strange": {"result_code", "FAILED", "error", "NEVER_SEEN", "partner_trans_id", testNumber},
		"entity":           with("alipay_trans_id", "a&amp;b"),
	} {
		if a := c.verdict(http.StatusOK, document(t, SignRSA2, members...)); a.Outcome != payment.Unknown {
			t.Errorf("%s: %+v", name, a)
		}
	}
	refused := []string{"result_code", "FAILED", "error", "BUYER_BALANCE_NOT_ENOUGH", "partner_trans_id", testNumber}
	if a := c.verdict(http.StatusOK, document(t, SignRSA2, refused...)); a.Outcome != payment.Refused || a.Reason.Code != "balance_not_enough" {
		t.Errorf("a refusal: %+v", a)
	}
	if a := c.verdict(http.StatusBadGateway, document(t, SignRSA2, paid()...)); a.Outcome != payment.Unknown || a.Signed {
		t.Errorf("502: %+v", a)
	}
	if a := newClient(t, SignMD5).verdict(http.StatusOK, document(t, SignRSA2, paid()...)); a.Outcome != payment.Unknown {
		t.Errorf("another sign_type: %+v", a)
	}
}
