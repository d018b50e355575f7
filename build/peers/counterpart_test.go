package peers

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"posd/payment/alipay"
)

const (
	app    = "2014072300007148"
	number = "91234567890123456789_0"
	code   = "281234567890123456"
	host   = "openapi.alipay.com"
)

// counterpart answers every payment as Alipay does one that is paid at once.
type counterpart struct {
	ours, alipay *rsa.PrivateKey
	alipayCert   []byte // PEM, with Alipay's public key
	roots        *x509.CertPool
	listener     net.Listener
	answer       []byte
}

func newCounterpart(tb testing.TB) *counterpart {
	tb.Helper()
	c := &counterpart{roots: x509.NewCertPool()}
	var err error
	if c.ours, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		tb.Fatal(err)
	}
	if c.alipay, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		tb.Fatal(err)
	}
	c.alipayCert = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate(tb, c.alipay.Public(), c.alipay)})
	c.answer = c.signed(tb)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	der := certificate(tb, key.Public(), key)
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	c.roots.AddCert(leaf)
	c.listen(tb, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})
	return c
}

func certificate(tb testing.TB, public, signer any) []byte {
	tb.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, signer)
	if err != nil {
		tb.Fatal(err)
	}
	return der
}

// signed is the one answer, with its head.
func (c *counterpart) signed(tb testing.TB) []byte {
	tb.Helper()
	response := `{"code":"10000","msg":"Success","buyer_logon_id":"159****5620","buyer_pay_amount":"12.50","buyer_user_id":"2088101117955611",` +
		`"fund_bill_list":[{"amount":"12.50","fund_channel":"ALIPAYACCOUNT"}],"gmt_payment":"2026-03-04 12:08:57","invoice_amount":"12.50",` +
		`"out_trade_no":"` + number + `","point_amount":"0.00","receipt_amount":"12.50","total_amount":"12.50","trade_no":"2015061121001004400068549373"}`
	signer, err := alipay.NewSigner(c.alipay)
	if err != nil {
		tb.Fatal(err)
	}
	signature, err := signer.AppendSignature(nil, []byte(response))
	if err != nil {
		tb.Fatal(err)
	}
	body := `{"alipay_trade_pay_response":` + response + `,"sign":"` + string(signature) + `"}`
	return fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: text/html;charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

func (c *counterpart) listen(tb testing.TB, own tls.Certificate) {
	tb.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	c.listener = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{own}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12})
	tb.Cleanup(func() { _ = c.listener.Close() })
	go func() {
		for {
			conn, err := c.listener.Accept()
			if err != nil {
				return
			}
			go c.serve(conn)
		}
	}()
}

// serve answers each request on a connection.
func (c *counterpart) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReaderSize(conn, 16<<10)
	for {
		length := 0
		for {
			line, err := in.ReadSlice('\n')
			if err != nil {
				return
			}
			if name, value, ok := strings.Cut(string(line), ":"); ok && strings.EqualFold(name, "Content-Length") {
				length, _ = strconv.Atoi(strings.TrimSpace(value)) // a client's own
			}
			if len(line) <= len("\r\n") {
				break
			}
		}
		if _, err := io.CopyN(io.Discard, in, int64(length)); err != nil {
			return
		}
		if _, err := conn.Write(c.answer); err != nil {
			return
		}
	}
}

// dial leads everybody here, wherever they want to go.
func (c *counterpart) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, "tcp", c.listener.Addr().String())
}

// transport is what the peers get: Go's own, which keeps a connection.
func (c *counterpart) transport() *http.Transport {
	return &http.Transport{DialContext: c.dial, TLSClientConfig: &tls.Config{RootCAs: c.roots, MinVersion: tls.VersionTLS12}, MaxIdleConnsPerHost: 1}
}
