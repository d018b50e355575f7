package relay_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"posd/daemon/relay/relaytest"
	"posd/payment/acquirer/protocol"
	"posd/payment/paymenttest"
)

// TestACertificateOfSomebodyElseIsNone: the name of a terminal that is enrolled, in a certificate that the relay's authority has not
// signed, opens nothing.
func TestACertificateOfSomebodyElseIsNone(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		i := start(t, relaytest.NewMemory(), silent, shops(bank))
		enrolled(t, "tea", "T1", silent, i)
		c := stranger(t, i, forged(t, protocol.Subject{Merchant: "tea", Terminal: "T1", Generation: 1}))
		body := `{"message":"MMMMMMMMMMMMMMMMMMMMMMMMMM","number":"` + ours + `","amount":{"currency":"CNY","value":"1250"},"code":"281234567890123456","subject":"tea"}`
		q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+relayHost+protocol.PathPay, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		go func() { _ = q.Write(c) }() // it may be hung up on
		answer, err := http.ReadResponse(bufio.NewReader(c), q)
		if err == nil {
			said, _ := io.ReadAll(answer.Body) // what came of it
			if err := answer.Body.Close(); err != nil {
				t.Error(err)
			}
			if !strings.Contains(string(said), "terminal_refused") {
				t.Errorf("%s: %s", answer.Status, said)
			}
		}
		if calls := bank.Calls(); len(calls) != 0 {
			t.Errorf("the gateway was asked: %+v", calls)
		}
	})
}

// forged is a certificate of a subject that has signed itself.
func forged(t *testing.T, s protocol.Subject) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: s.Name(), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, own, own, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
