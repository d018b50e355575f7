package openapi

import (
	"crypto/rsa"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay"
	"posd/payment/alipay/keytest"
	"posd/payment/alipay/wire"
)

// Keys of the package's tests: ours, Alipay's, and one that nobody trusts.
var (
	ourKey    = sync.OnceValue(func() *rsa.PrivateKey { return keytest.RSA(3) })
	alipayKey = sync.OnceValue(func() *rsa.PrivateKey { return keytest.RSA(4) })
	forger    = sync.OnceValue(func() *rsa.PrivateKey { return keytest.RSA(5) })
)

const (
	testApp    = "2014072300007148"
	testCode   = "281234567890123456"
	testNumber = "91234567890123456789_0"
	testRef    = "2015061121001004400068549373"
	testRefund = "81234567890123456789"
)

var (
	testAmount   = payment.Amount{Minor: 1250, Currency: Currency}
	refundAmount = payment.Amount{Minor: 250, Currency: Currency}
)

func testConfig() Config { return Config{AppID: testApp} }

func testParts() Parts {
	return Parts{
		PrivateKey: ourKey(), AlipayKey: &alipayKey().PublicKey,
		Now: func() time.Time { return time.Date(2026, 3, 4, 4, 8, 56, 0, time.UTC) },
	}
}

func newClient(t testing.TB, change ...func(*Config)) *Client {
	t.Helper()
	cfg := testConfig()
	for _, c := range change {
		c(&cfg)
	}
	c, err := New(cfg, testParts())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func signature(t testing.TB, key *rsa.PrivateKey, text string) string {
	t.Helper()
	signer, err := alipay.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	out, err := signer.AppendSignature(nil, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// signed puts a call's response into an envelope, signed by key.
func signed(t testing.TB, key *rsa.PrivateKey, method, response string) string {
	t.Helper()
	return fmt.Sprintf(`{"%s":%s,"sign":"%s"}`, member(method), response, signature(t, key, response))
}

func member(method string) string { return strings.ReplaceAll(method, ".", "_") + "_response" }

// response writes a call's response: code, maybe a sub_code, more members. The message holds what must not be logged.
func response(code, sub, members string) string {
	out := `{"code":"` + code + `","msg":"` + testCode + `"`
	if sub != "" {
		out += `,"sub_code":"` + sub + `","sub_msg":"张三 ` + testCode + `"`
	}
	if members != "" {
		out += "," + members
	}
	return out + "}"
}

// Members of answers that are believed, as captured ones have them.
const (
	named       = `"out_trade_no":"` + testNumber + `"`
	tradeNamed  = named + `,"trade_no":"` + testRef + `"`
	paidMembers = `"buyer_logon_id":"159****5620","buyer_pay_amount":"12.00","discount_amount":"0.50",` +
		`"gmt_payment":"2026-03-04 12:08:57","invoice_amount":"12.50",` + tradeNamed + `,"total_amount":"12.50"`
	queryPaid   = `"send_pay_date":"2026-03-04 12:08:57",` + tradeNamed + `,"total_amount":"12.50","trade_status":"TRADE_SUCCESS"`
	testShow    = "https://qr.alipay.com/bax03431ljhokirwl38f00a7"
	codeMade    = named + `,"qr_code":"` + testShow + `"`
	cancelDone  = tradeNamed + `,"retry_flag":"N","action":"close"`
	refundDone  = tradeNamed + `,"fund_change":"Y","refund_fee":"2.50"`
	refundFound = tradeNamed + `,"out_request_no":"` + testRefund + `","refund_amount":"2.50","refund_status":"REFUND_SUCCESS"`
)

// testQuestion is the question of a call as the tests ask it.
func (c *Client) testQuestion(method string) *question {
	q := &question{number: testNumber, amount: testAmount}
	switch method {
	case methodPay:
		q.call = c.pay
	case methodPresent:
		q.call = c.present
	case methodQuery:
		q.call = c.query
	case methodCancel:
		q.call = c.cancel
	case methodRefund:
		q.call, q.refund, q.refundAmount = c.refund, testRefund, refundAmount
	case methodRefundQuery:
		q.call, q.refund, q.refundAmount = c.refundQuery, testRefund, refundAmount
	}
	return q
}

// verdict judges raw as the answer to the test's question.
func (c *Client) verdict(method string, status int, raw string) payment.Answer {
	a, d := c.judge(c.testQuestion(method), wire.Reply{Status: status, Body: []byte(raw)})
	switch {
	case d != nil:
		return d.answer(payment.NotSent)
	case method == methodPay:
		return classifyPay(a)
	case method == methodPresent:
		return classifyPresent(a)
	case method == methodQuery:
		return classifyQuery(a)
	case method == methodCancel:
		return classifyCancel(a)
	case method == methodRefund:
		return classifyRefund(a)
	}
	return classifyRefundQuery(a)
}

// believe judges a well signed answer.
func (c *Client) believe(t testing.TB, method, code, sub, members string) payment.Answer {
	t.Helper()
	return c.verdict(method, http.StatusOK, signed(t, alipayKey(), method, response(code, sub, members)))
}

// quiet fails if an answer's line for the log holds what it must not.
func quiet(t *testing.T, name string, a payment.Answer) {
	t.Helper()
	for _, secret := range []string{testCode, testCode[:10], "张三", "159****5620"} {
		if strings.Contains(a.Detail, secret) || strings.Contains(a.Reason.Wire, secret) || strings.Contains(a.Trade.Buyer, secret) {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if strings.ContainsAny(a.Detail, "\r\n") {
		t.Errorf("%s: detail of more than one line: %q", name, a.Detail)
	}
}
