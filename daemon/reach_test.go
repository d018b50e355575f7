package daemon

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/health"
	"posd/payment"
	"posd/payment/alipay/wire"
)

// TestTheWayToTheGatewayIsToldStepByStep: the first step that is broken tells, the others are well or cannot be told.
func TestTheWayToTheGatewayIsToldStepByStep(t *testing.T) {
	t.Parallel()
	d, _ := bench(t, withoutPrinter)
	const well, ill, unknown = health.OK, health.Faulty, health.Unknown
	for _, c := range []struct {
		gate   payment.Gate
		states [5]health.State
	}{
		{payment.Gate{Cause: payment.Reason{Code: payment.CauseStarting}}, [5]health.State{unknown, unknown, unknown, unknown, unknown}},
		{payment.Gate{Cause: payment.Reason{Code: wire.NoNetwork}}, [5]health.State{ill, unknown, unknown, unknown, ill}},
		{payment.Gate{Cause: payment.Reason{Code: wire.NameNotFound}}, [5]health.State{well, ill, unknown, unknown, ill}},
		{payment.Gate{Cause: payment.Reason{Code: wire.ProxyRefused}}, [5]health.State{well, well, ill, unknown, ill}},
		{payment.Gate{Cause: payment.Reason{Code: wire.TLSUntrusted}}, [5]health.State{well, well, well, ill, ill}},
		{payment.Gate{Cause: payment.Reason{Code: "our_key_refused"}}, [5]health.State{well, well, well, well, ill}},
		{payment.Gate{Open: true}, [5]health.State{well, well, well, well, well}},
	} {
		d.gateChanged(c.gate)
		told := 0
		for i, code := range []string{probNetwork, probDNS, probReach, probTLS, probGateway} {
			n := d.problem(t, code)
			if n.State != c.states[i] {
				t.Errorf("%s: %s is %s", c.gate.Cause.Code, code, n.State)
			}
			if n.State == ill && !n.Silenced {
				told++
				if n.Cause.Key != words.Key("reason."+c.gate.Cause.Code) {
					t.Errorf("%s: %s says %q", c.gate.Cause.Code, code, n.Cause.Key)
				}
			}
		}
		if told > 1 {
			t.Errorf("%s is told %d times", c.gate.Cause.Code, told)
		}
	}
}

// certificateUntil writes an application's certificate that ends then, and returns its file.
func certificateUntil(t *testing.T, name string, until time.Time) string {
	t.Helper()
	leaf := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: name}, NotBefore: until.AddDate(-5, 0, 0), NotAfter: until}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, leaf, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name+".crt")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestACertificateThatEndsSoonIsTold: whichever needs a person first, with what to do.
func TestACertificateThatEndsSoonIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, _ := bench(t, withoutPrinter)
		start := time.Now()
		day := func(n int) time.Time { return start.AddDate(0, 0, n) }
		d.expiries = contractExpiries(configs.Gateway{
			AppCert: certificateUntil(t, "app", day(100)), AlipayCert: certificateUntil(t, "alipay", day(60)),
		})
		says := func(state health.State, cause, note words.Key) {
			t.Helper()
			d.reportCertificates()
			n := d.problem(t, probCertificates)
			if n.State != state || n.Cause.Key != cause || n.Note.Key != note || cause != "" && !words.Has(n.Cure.Key) {
				t.Errorf("%s %q %q %q", n.State, n.Cause.Key, n.Note.Key, n.Cure.Key)
			}
		}
		says(health.OK, "", "health.certificates_alipay")
		d.metPeer(&x509.Certificate{NotAfter: day(20)})
		says(health.OK, "", "health.certificates_tls")
		time.Sleep(14 * 24 * time.Hour)
		says(health.Faulty, "health.certificates_tls", "")
		d.metPeer(&x509.Certificate{NotAfter: day(110)}) // the gateway has a new one
		says(health.OK, "", "health.certificates_alipay")
		time.Sleep(20 * 24 * time.Hour)
		says(health.Faulty, "health.certificates_alipay", "")
		d.expiries = d.expiries[:1]
		says(health.OK, "", "health.certificates_app")
	})
}
