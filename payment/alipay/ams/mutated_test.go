package ams

import (
	"bytes"
	"crypto/rsa"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/alipay/forgerytest"
	"posd/payment/alipay/strict"
	"posd/payment/alipay/wire"
)

// answerOf is a reply as the suite of forgeries keeps it.
func answerOf(r wire.Reply) forgerytest.Answer {
	a := forgerytest.Answer{Body: string(r.Body)}
	for _, name := range []string{"Signature", "Client-Id", "Response-Time"} {
		a.Headers = append(a.Headers, forgerytest.Header{Name: name, Value: r.Header.Get(name)})
	}
	return a
}

func replyOf(a forgerytest.Answer) wire.Reply {
	r := wire.Reply{Status: http.StatusOK, Header: http.Header{}, Body: []byte(a.Body)}
	for _, h := range a.Headers {
		r.Header.Set(h.Name, h.Value)
	}
	return r
}

// No mutilated, exchanged, replayed or re-signed answer is believed. Answers of F and U carry no number: what binds them is the address
// and the time, so that those of another trade within the same minutes are not among the lies.
func TestMutatedAnswersAreNotBelieved(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	var targets []forgerytest.Target
	for _, x := range []struct {
		to                    *api
		status, code, members string
	}{
		{c.pay, "S", "SUCCESS", ours + "," + amount},
		{c.query, "S", "SUCCESS", ours + `,"paymentId":"` + testRef + `",` + amount + `,"paymentStatus":"SUCCESS"`},
		{c.cancel, "S", "SUCCESS", ours},
		{c.refund, "S", "SUCCESS", refund + `,"refundAmount":{"currency":"EUR","value":"250"}`},
		{c.refundQuery, "S", "SUCCESS", refund + `,"refundStatus":"SUCCESS","refundAmount":{"currency":"EUR","value":"250"}`},
		{c.present, "U", "PAYMENT_IN_PROCESS", ours + "," + amount + "," + codeMade},
		{c.pay, "F", "USER_BALANCE_NOT_ENOUGH", ""},
		{c.pay, "U", "PAYMENT_IN_PROCESS", ""},
	} {
		body := `{"result":{"resultCode":"` + x.code + `","resultStatus":"` + x.status + `"}`
		if x.members != "" {
			body += "," + x.members
		}
		body += "}"
		sealed := func(key *rsa.PrivateKey, to *api, body string) forgerytest.Answer {
			return answerOf(c.signedBy(t, key, to, body))
		}
		truth := sealed(alipayKey(), x.to, body)
		lies := []forgerytest.Answer{sealed(forger(), x.to, body)}
		if x.status == "S" {
			for _, to := range []*api{c.pay, c.query, c.cancel, c.refund, c.refundQuery} {
				if to != x.to {
					lies = append(lies, sealed(alipayKey(), to, body)) // the answer to another call
				}
			}
		}
		for _, change := range [][2]string{
			{testNumber, testNumber[:20] + "_1"},
			{testRefund, "81234567890123456780"},
			{testRef, testRef[1:]},
			{`"value":"1250"`, `"value":"1251"`},
			{`"value":"250"`, `"value":"205"`},
			{"EUR", "USD"},
		} {
			if other := strings.ReplaceAll(body, change[0], change[1]); other != body {
				lies = append(lies, sealed(alipayKey(), x.to, other))
			}
		}
		targets = append(targets, forgerytest.Target{
			Name: x.to.endpoint.Path() + " " + x.code, Truth: truth, Lies: lies, Signed: []string{body, testClientID, testTime},
			Judge: func(a forgerytest.Answer) payment.Answer { return c.verdict(x.to, replyOf(a)) },
		})
	}
	forgerytest.Run(t, targets)
}

// A truth of another time is a replay, however well it is signed.
func TestReplayedAnswersAreNotBelieved(t *testing.T) {
	t.Parallel()
	for _, since := range []time.Duration{-24 * 365 * time.Hour, -time.Hour, time.Hour} {
		c := newClient(t)
		c.now = func() time.Time { return testNow.Add(since) }
		reply := c.signedBy(t, alipayKey(), c.pay, `{"result":{"resultCode":"SUCCESS","resultStatus":"S"},`+ours+`,`+amount+`}`)
		if a := c.verdict(c.pay, reply); a.Signed || a.Outcome != payment.Unknown {
			t.Errorf("%v later: %+v", since, a)
		}
	}
}

// FuzzJudge feeds arbitrary bytes as a body and as headers. Only what Alipay's key has signed may be believed, and nothing may panic.
func FuzzJudge(f *testing.F) {
	c := newClient(f)
	signedBodies := []string{
		`{"result":{"resultCode":"SUCCESS","resultStatus":"S"},` + ours + `,` + amount + `}`,
		`{"result":{"resultCode":"PAYMENT_IN_PROCESS","resultStatus":"U"}}`,
		`{"result":{"resultCode":"USER_BALANCE_NOT_ENOUGH","resultStatus":"F"}}`,
	}
	for _, body := range signedBodies {
		for _, key := range []*rsa.PrivateKey{alipayKey(), forger()} {
			h := c.signedBy(f, key, c.pay, body).Header
			f.Add([]byte(body), h.Get("Signature"), h.Get("Client-Id"), h.Get("Response-Time"))
		}
	}
	f.Add([]byte(`<html>502</html>`), "", "", "")
	f.Add([]byte(`{"result":{"resultCode":"SIGNATURE_INVALID","resultStatus":"F"}}`), "algorithm=RSA256,signature=%", testClientID, "1772597336000")
	f.Fuzz(func(t *testing.T, body []byte, signature, client, at string) {
		header := http.Header{"Signature": {signature}, "Client-Id": {client}, "Response-Time": {at}}
		a, d := c.judge(c.testQuestion(c.pay), wire.Reply{Status: http.StatusOK, Header: header, Body: body})
		if (a == nil) == (d == nil) {
			t.Fatalf("%q: %+v and %+v", body, a, d)
		}
		if a == nil {
			return
		}
		if !slices.Contains(signedBodies, string(body)) {
			t.Fatalf("believed what nobody signed: %q", body)
		}
	})
}

// FuzzShowOf looks for a code in arbitrary answers, as if Alipay had signed them. Nothing may panic, and what is found is what some TEXT of
// the list says.
func FuzzShowOf(f *testing.F) {
	f.Add([]byte(`{` + codeMade + `}`))
	f.Add([]byte(`{"orderCodeForm":{"codeDetails":[null,[],{"displayType":"TEXT","codeValue":7},{"displayType":"TEXT","codeValue":"x"}]}}`))
	f.Add([]byte(`{"orderCodeForm":{"codeDetails":"TEXT"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		body, err := strict.Parse(text)
		if err != nil {
			return
		}
		if show := showOf(body); show != "" && !bytes.Contains(text, []byte("TEXT")) && !bytes.Contains(text, []byte(`\u`)) {
			t.Errorf("%q from %q", show, text)
		}
	})
}
