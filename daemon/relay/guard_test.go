package relay_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"posd/daemon/relay"
	"posd/daemon/relay/relaytest"
	"posd/payment"
	"posd/payment/acquirer/protocol"
	"posd/payment/paymenttest"
)

// stranger is a connection of somebody without a certificate.
func stranger(t *testing.T, i *instance, shows ...tls.Certificate) *tls.Conn {
	t.Helper()
	raw, err := i.pipe.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(keys().caCert)
	c := tls.Client(raw, &tls.Config{RootCAs: roots, ServerName: relayHost, MinVersion: tls.VersionTLS13, Certificates: shows})
	t.Cleanup(func() { _ = raw.Close() }) // without a farewell: the other side may be gone
	return c
}

// TestStrangersGetNothing: who has no certificate, asks for what is not there, says what is none of the protocol or says too much is
// refused, before Alipay or the engine is asked.
func TestStrangersGetNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		bank := paymenttest.NewBank()
		i := start(t, relaytest.NewMemory(), silent, shops(bank))
		pay := `{"message":"MMMMMMMMMMMMMMMMMMMMMMMMMM","number":"` + ours + `","amount":{"currency":"CNY","value":"1250"},"code":"281234567890123456","subject":"tea"}`
		for _, x := range []struct {
			name, method, path, body string
			status                   int
			says                     string
		}{
			{"without a certificate", http.MethodPost, protocol.PathPay, pay, http.StatusOK, "terminal_refused"},
			{"by GET", http.MethodGet, protocol.PathPay, "", http.StatusMethodNotAllowed, ""},
			{"a place that is not there", http.MethodPost, "/v1/everything", pay, http.StatusNotFound, ""},
			{"not the protocol", http.MethodPost, protocol.PathPay, "<html>", http.StatusBadRequest, ""},
			{"said twice", http.MethodPost, protocol.PathPay, strings.Replace(pay, "{", `{"number":"x",`, 1), http.StatusBadRequest, ""},
			{"too much", http.MethodPost, protocol.PathPay, strings.Repeat(" ", 1<<20) + pay, http.StatusBadRequest, ""},
		} {
			c := stranger(t, i)
			q, err := http.NewRequestWithContext(t.Context(), x.method, "https://"+relayHost+x.path, strings.NewReader(x.body))
			if err != nil {
				t.Fatal(err)
			}
			go func() { _ = q.Write(c) }() // it may be hung up on
			answer, err := http.ReadResponse(bufio.NewReader(c), q)
			if err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			body, _ := io.ReadAll(answer.Body) // what came of it
			if err := answer.Body.Close(); err != nil {
				t.Error(err)
			}
			if answer.StatusCode != x.status || !strings.Contains(string(body), x.says) {
				t.Errorf("%s: %s: %s", x.name, answer.Status, body)
			}
		}
		if calls := bank.Calls(); len(calls) != 0 {
			t.Errorf("the gateway was asked: %+v", calls)
		}
	})
}

// TestSlowClientsAreCutOff, and cost a terminal nothing: it pays beside a hundred that send a byte a second.
func TestSlowClientsAreCutOff(t *testing.T) {
	bubble(t, func(t *testing.T) {
		i := start(t, relaytest.NewMemory(), silent, shops(paymenttest.NewBank()))
		c := enrolled(t, "tea", "T1", silent, i)
		began, cut := time.Now(), make(chan time.Duration)
		const many = 100
		for range many {
			slow := stranger(t, i)
			go func() { _, _ = io.Copy(io.Discard, slow) }() // a pipe has no buffer for what the other side says
			go func() {
				var err error
				for _, b := range []byte("POST " + protocol.PathPay + " HTTP/1.1\r\nHost: " + relayHost + "\r\n\r\n") {
					if _, err = slow.Write([]byte{b}); err != nil {
						break
					}
					time.Sleep(time.Second)
				}
				cut <- time.Since(began)
			}()
		}
		time.Sleep(2 * time.Second)
		before := time.Now()
		if a := c.Pay(t.Context(), order(ours)); a.Outcome != payment.Paid || time.Since(before) > 0 {
			t.Errorf("beside slow clients: %+v after %v", a, time.Since(before))
		}
		for range many {
			if after := <-cut; after > 15*time.Second {
				t.Errorf("cut off after %v", after)
			}
		}
	})
}

// TestATerminalWaitsForFewThings at once: what it holds open is bounded, and another terminal's waits are its own.
func TestATerminalWaitsForFewThings(t *testing.T) {
	bubble(t, func(t *testing.T) {
		i := start(t, relaytest.NewMemory(), silent, []relay.Merchant{{ID: "tea", Gateway: paymenttest.NewBank()}})
		c, other := enrolled(t, "tea", "T1", silent, i), enrolled(t, "tea", "T2", silent, i)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan time.Duration)
		began := time.Now()
		wait := func(by term) {
			by.Await(ctx, trade(ours), 20*time.Second)
			ended <- time.Since(began)
		}
		for range 6 {
			go wait(c)
		}
		go wait(other)
		for range 2 {
			if after := <-ended; after != 0 {
				t.Errorf("refused after %v", after)
			}
		}
		time.Sleep(10 * time.Second)
		stop()
		for range 5 {
			if after := <-ended; after != 10*time.Second {
				t.Errorf("held for %v", after)
			}
		}
	})
}
