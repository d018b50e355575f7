package alipaytest

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"posd/payment/alipay/keytest"
)

const (
	testClient   = "385000000000000001"
	testMerchant = "211000000000000002"
	deadline     = 5 * time.Second
)

// keys are made once for all tests.
type keys struct {
	identity *Identity
	merchant *rsa.PrivateKey
}

var sharedKeys = sync.OnceValues(func() (keys, error) {
	identity, err := IdentityOf(keytest.RSA(0), keytest.RSA(1), keytest.RSA(2))
	return keys{identity, keytest.RSA(6)}, err
})

func testKeys(t testing.TB) keys {
	t.Helper()
	k, err := sharedKeys()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func testOpts(k keys) Opts {
	return Opts{ClientID: testClient, MerchantID: testMerchant, MerchantPublicKey: &k.merchant.PublicKey, Identity: k.identity, Seed: 7}
}

// shop is a terminal that knows only as much of the API as the tests need: written by hand, apart from the product.
type shop struct {
	t       testing.TB
	k       keys
	gateway *Alipay
	http    *http.Client
	tls     *tls.Config
	dial    func(context.Context) (net.Conn, error)
	dials   int
	mu      sync.Mutex
	serial  int
}

// inBubble runs f with a gateway behind TLS on pipes, in virtual time.
func inBubble(t *testing.T, change func(*Opts), f func(*testing.T, *shop)) {
	t.Helper()
	k := testKeys(t)
	synctest.Test(t, func(t *testing.T) {
		opts := testOpts(k)
		if change != nil {
			change(&opts)
		}
		gateway, err := New(opts)
		if err != nil {
			t.Fatal(err)
		}
		listener := NewPipeListener()
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- gateway.Serve(ctx, listener) }()
		s := newShop(t, k, gateway, listener.Dial)
		defer func() {
			s.http.CloseIdleConnections()
			stop()
			if err := errors.Join(<-served, gateway.Close()); err != nil {
				t.Error(err)
			}
		}()
		f(t, s)
	})
}

func newShop(t testing.TB, k keys, gateway *Alipay, dial func(context.Context) (net.Conn, error)) *shop {
	t.Helper()
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(gateway.CACertPEM()) {
		t.Fatal("no CA certificate")
	}
	s := &shop{t: t, k: k, gateway: gateway, dial: dial, tls: &tls.Config{
		RootCAs: roots, MinVersion: tls.VersionTLS12, ServerName: "open-sea.alipay.com",
	}}
	s.http = &http.Client{
		Transport: &http.Transport{TLSClientConfig: s.tls, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			s.mu.Lock()
			s.dials++
			s.mu.Unlock()
			return dial(ctx)
		}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s
}

// handshake opens a connection of its own and closes it.
func (s *shop) handshake() error {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	conn, err := s.dial(ctx)
	if err != nil {
		return err
	}
	secure := tls.Client(conn, s.tls)
	return errors.Join(secure.HandshakeContext(ctx), conn.Close())
}

// reply is what came back.
type reply struct {
	err      error // of the transport
	status   int
	raw      []byte
	verified bool // one "response", one "signature" that fits it, nothing else, and our message id
	result   string
	code     string
	body     object
}

// sure is the result status that may be believed, or "".
func (r reply) sure() string {
	if !r.verified {
		return ""
	}
	return r.result
}

// wait lets virtual time pass; a shop on pipes lives in a bubble.
func (s *shop) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s *shop) messageID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	return fmt.Sprintf("message-%d", s.serial)
}

// head is a request head as the pages describe it.
func (s *shop) head(name string) map[string]any {
	return map[string]any{
		"version": "2.0.4", "function": name, "clientId": testClient, "reqMsgId": s.messageID(),
		"reqTime": time.Now().Format(time.RFC3339), "reserve": "{}", "signType": "RSA2",
	}
}

func (s *shop) sign(value []byte) string {
	sum := sha256.Sum256(value)
	signature, err := rsa.SignPKCS1v15(nil, s.k.merchant, crypto.SHA256, sum[:])
	if err != nil {
		s.t.Error(err)
	}
	return base64.StdEncoding.EncodeToString(signature)
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// envelope signs a head and a body.
func (s *shop) envelope(head, body map[string]any) []byte {
	value := marshal(s.t, map[string]any{"head": head, "body": body})
	return fmt.Appendf(nil, `{"request":%s,"signature":"%s"}`, value, s.sign(value))
}

// send posts bytes to an address within the deadline.
func (s *shop) send(path string, message []byte, id string) reply {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://open-sea.alipay.com"+path, bytes.NewReader(message))
	if err != nil {
		return reply{err: err}
	}
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	res, err := s.http.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	r := reply{err: err, status: res.StatusCode, raw: raw}
	if err == nil {
		r.read(s.k.identity, id)
	}
	return r
}

// read takes an answer apart as strictly as it should be.
func (r *reply) read(identity *Identity, id string) {
	outer, err := parseObject(r.raw)
	if err != nil {
		return
	}
	response, err := outer.object("response")
	if err != nil {
		return
	}
	head, errHead := response.object("head")
	body, errBody := response.object("body")
	if errHead != nil || errBody != nil {
		return
	}
	info, err := body.object("resultInfo")
	if err != nil {
		return
	}
	r.result, _ = info.text("resultStatus")
	r.code, _ = info.text("resultCode")
	r.body = body
	signature, _ := outer.text("signature")
	decoded, errDecode := base64.StdEncoding.DecodeString(signature)
	sum := sha256.Sum256(outer["response"])
	echoed, _ := head.text("reqMsgId")
	r.verified = errDecode == nil && outer.exactly("response", "signature") == nil && echoed == id &&
		rsa.VerifyPKCS1v15(&identity.key.PublicKey, crypto.SHA256, sum[:], decoded) == nil
}

func (s *shop) call(fn function, body map[string]any) reply {
	head := s.head(fn.name)
	id, _ := head["reqMsgId"].(string)
	return s.send("/api"+fn.path, s.envelope(head, body), id)
}

func functionOf(c Call) function {
	for _, fn := range functions {
		if fn.call == c {
			return fn
		}
	}
	return function{}
}

func payBody(number, code string, amount Money) map[string]any {
	return map[string]any{
		"merchantId": testMerchant, "productCode": "OFFLINE_PAY", "merchantTransId": number, "codeType": "BARCODE",
		"identityCode": code,
		"order": map[string]any{
			"orderTitle": "茶 tea", "orderAmount": amount,
			"seller": map[string]any{"sellerId": "S1", "sellerName": "Shop", "sellerMCC": "5411", "storeId": "1", "storeName": "One"},
		},
	}
}

var price = Money{Currency: "USD", Value: 1250}

func (s *shop) pay(number, code string) reply { return s.payAmount(number, code, price) }

func (s *shop) payAmount(number, code string, amount Money) reply {
	return s.call(functionOf(CallPay), payBody(number, code, amount))
}

func (s *shop) query(number string) reply {
	return s.call(functionOf(CallQuery), map[string]any{"merchantId": testMerchant, "merchantTransId": number})
}

func (s *shop) cancel(number string) reply {
	return s.call(functionOf(CallCancel), map[string]any{"merchantId": testMerchant, "merchantTransId": number})
}

func (s *shop) refund(id, refund string, value int64) reply {
	return s.call(functionOf(CallRefund), map[string]any{
		"merchantId": testMerchant, "acquirementId": id, "merchantRefundId": refund,
		"refundAmount": Money{Currency: price.Currency, Value: value},
	})
}

// mint returns a code for a scenario.
func (s *shop) mint(name string, value int) string {
	code, err := s.gateway.Mint(name, value)
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// state returns a query's status word, "" when there is nothing to believe.
func (s *shop) state(number string) string {
	r := s.query(number)
	if r.sure() != "S" {
		return ""
	}
	word, _ := r.body.text("transStatus")
	return word
}

func (s *shop) trade(number string) Trade {
	trade, _ := s.gateway.Ledger().Trade(number)
	return trade
}

// wantCode fails unless r is a believable answer with the code.
func wantCode(t testing.TB, what string, r reply, code string) {
	t.Helper()
	if !r.verified || r.code != code {
		t.Errorf("%s: got %s %s (verified %t, err %v, %.80s), want %s", what, r.result, r.code, r.verified, r.err, r.raw, code)
	}
}

func pemBlock(t testing.TB, text []byte) *pem.Block {
	t.Helper()
	block, rest := pem.Decode(text)
	if block == nil || strings.TrimSpace(string(rest)) != "" {
		t.Fatal("not one PEM block")
	}
	return block
}
