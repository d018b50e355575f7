package ams

import (
	"crypto/rsa"
	"net/http"
	"net/url"
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
	testClientID = "T_385XSH66SG02E900"
	testCode     = "281234567890123456"
	testNumber   = "91234567890123456789_0"
	testRef      = "202603041234567890123456"
	testRefund   = "81234567890123456789"
	testTime     = "2026-03-04T12:08:57+08:00"
)

var (
	testAmount = payment.Amount{Minor: 1250, Currency: "EUR"}
	testNow    = time.Date(2026, 3, 4, 12, 8, 56, 0, time.FixedZone("", 8*3600))
)

func testConfig() Config {
	return Config{
		ClientID: testClientID, TerminalID: "T-01",
		Merchant: Merchant{ID: "SM1", Name: "茶馆", MCC: "5812", StoreID: "ST1", StoreName: "一号店"},
	}
}

func testParts() Parts {
	return Parts{PrivateKey: ourKey(), AlipayKey: &alipayKey().PublicKey, Now: func() time.Time { return testNow }}
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

// question as a call asks it.
func (c *Client) testQuestion(to *api) *question {
	return &question{
		api: to, number: testNumber, ref: testRef, amount: testAmount, refund: testRefund,
		refundAmount: payment.Amount{Minor: 250, Currency: "EUR"},
	}
}

// signedBy makes a reply to a call as Alipay does, but with key.
func (c *Client) signedBy(t testing.TB, key *rsa.PrivateKey, to *api, body string) wire.Reply {
	t.Helper()
	signer, err := alipay.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	text := "POST " + to.endpoint.Path() + "\n" + testClientID + "." + testTime + "." + body
	signature, err := signer.AppendSignature(nil, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	header.Set("Client-Id", testClientID)
	header.Set("Response-Time", testTime)
	header.Set("Signature", "algorithm=RSA256,keyVersion=1,signature="+url.QueryEscape(string(signature)))
	return wire.Reply{Status: http.StatusOK, Header: header, Body: []byte(body)}
}

// verdict judges a reply as the answer to the test's question.
func (c *Client) verdict(to *api, reply wire.Reply) payment.Answer {
	a, d := c.judge(c.testQuestion(to), reply)
	switch {
	case d != nil:
		return d.Answer(payment.NotSent)
	case to == c.pay:
		return classifyPay(a)
	case to == c.present:
		return classifyPresent(a)
	case to == c.query:
		return classifyQuery(a)
	case to == c.cancel:
		return classifyCancel(a)
	case to == c.refund:
		return classifyRefund(a)
	}
	return classifyRefundQuery(a)
}

// believe judges a well signed answer.
func (c *Client) believe(t testing.TB, to *api, status, code, members string) payment.Answer {
	t.Helper()
	if members != "" {
		members = "," + members
	}
	body := `{"result":{"resultCode":"` + code + `","resultStatus":"` + status + `","resultMessage":"Zhang* ` + testCode + `"}` + members + `}`
	return c.verdict(to, c.signedBy(t, alipayKey(), to, body))
}
