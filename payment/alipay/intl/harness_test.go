package intl

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
	testCode   = "281234567890123456"
	testNumber = "91234567890123456789_0"
	testRef    = "2015032412007101547201352747"
	testMsgID  = "MSG1"
	testRefund = "81234567890123456789"
)

var testAmount = payment.Amount{Minor: 1250, Currency: "USD"}

func testConfig() Config {
	return Config{ClientID: "385XSH66SG02E900", MerchantID: "2118820000000000023"}
}

func testParts() Parts {
	return Parts{
		PrivateKey: ourKey(), AlipayKey: &alipayKey().PublicKey,
		Now:      func() time.Time { return time.Date(2026, 3, 4, 12, 8, 56, 0, time.FixedZone("", 8*3600)) },
		NewMsgID: func() string { return testMsgID },
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

// signed puts a value of "response" into an envelope, signed by key.
func signed(t testing.TB, key *rsa.PrivateKey, response string) string {
	t.Helper()
	return fmt.Sprintf(`{"response":%s,"signature":"%s"}`, response, signature(t, key, response))
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

// response writes a value of "response" that answers the test's message.
func response(function, status, code, members string) string {
	if members != "" {
		members = "," + members
	}
	return fmt.Sprintf(`{"head":{"version":"2.0.4","function":"%s","clientId":"385XSH66SG02E900","respTime":"2026-03-04T12:08:57+08:00",`+
		`"reqMsgId":"%s","reserve":"{}"},"body":{"resultInfo":{"resultStatus":"%s","resultCodeId":"00000000","resultCode":"%s",`+
		`"resultMsg":"Zhang* %s"}%s}}`, function, testMsgID, status, code, testCode, members)
}

const (
	payFunction     = "alipay.intl.acquiring.offline.pay"
	presentFunction = "alipay.intl.acquiring.offline.preCreate"
	queryFunction   = "alipay.intl.acquiring.offline.payQuery"
	cancelFunction  = "alipay.intl.acquiring.common.payCancel"
	refundFunction  = "alipay.intl.acquiring.common.refund"
	testShow        = "https://qr.alipay.com/bax03431ljhokirwl38f00a7"
	codeMade        = `"merchantTransId":"` + testNumber + `","orderQrCode":"` + testShow + `"`
	paidMembers     = `"acquirementId":"` + testRef + `","merchantTransId":"` + testNumber + `","orderAmount":{"currency":"USD","value":"1250"},` +
		`"payAmount":{"currency":"CNY","value":"8905"},"conversionRate":"7.1234","paymentTime":"2026-03-04T12:08:57+08:00"`
)

// questions as the four calls ask them.
func (c *Client) testQuestion(function string) *question {
	q := &question{msgID: testMsgID, number: testNumber, amount: testAmount}
	switch function {
	case payFunction:
		q.api = c.pay
	case presentFunction:
		q.api = c.present
	case queryFunction:
		q.api = c.query
	case cancelFunction:
		q.api = c.cancel
	case refundFunction:
		q.api, q.ref, q.refund, q.refundAmount = c.refund, testRef, testRefund, payment.Amount{Minor: 250, Currency: "USD"}
	}
	return q
}

// verdict judges raw as the answer to the test's question.
func (c *Client) verdict(function string, status int, raw string) payment.Answer {
	a, d := c.judge(c.testQuestion(function), wire.Reply{Status: status, Body: []byte(raw)})
	switch {
	case d != nil:
		return d.Answer(payment.NotSent)
	case function == payFunction:
		return c.classifyPay(a)
	case function == presentFunction:
		return classifyPresent(a)
	case function == queryFunction:
		return c.classifyQuery(a)
	case function == cancelFunction:
		return classifyCancel(a)
	}
	return classifyRefund(a)
}

// believe judges a well signed answer.
func (c *Client) believe(t testing.TB, function, status, code, members string) payment.Answer {
	t.Helper()
	return c.verdict(function, http.StatusOK, signed(t, alipayKey(), response(function, status, code, members)))
}

// quiet fails if an answer's line for the log holds what it must not.
func quiet(t *testing.T, name string, a payment.Answer) {
	t.Helper()
	for _, secret := range []string{testCode, testCode[:10], "Zhang"} {
		if strings.Contains(a.Detail, secret) || strings.Contains(a.Reason.Wire, secret) {
			t.Errorf("%s: detail %q", name, a.Detail)
		}
	}
	if strings.ContainsAny(a.Detail, "\r\n") {
		t.Errorf("%s: detail of more than one line: %q", name, a.Detail)
	}
}
