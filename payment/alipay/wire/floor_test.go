package wire

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// readingAhead lets an end that refuses the other's certificate say so.
func readingAhead(_ int, near net.Conn) net.Conn { return readAhead(near) }

// TestCertificatesWithoutTheTime: all that is known is that the floor has passed. The bubble's own clock, in 2000, is as wrong as a
// board's without a battery.
func TestCertificatesWithoutTheTime(t *testing.T) {
	t.Parallel()
	year := func(n int) time.Time { return time.Date(n, time.June, 1, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		from, until int
		name        string
		floor       int
		good        bool
	}{
		"good at the floor":     {2020, 2030, host, 2026, true},
		"made since the floor":  {2028, 2030, host, 2026, true},
		"expired by the floor":  {2020, 2026, host, 2026, false},
		"never good":            {2030, 2028, host, 2026, false},
		"of somebody else":      {2020, 2030, "other.test", 2026, false},
		"good by our own clock": {1990, 2010, host, 2026, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				far := &farEnd{cert: certify(c.name, c.from, c.until), script: echo, wrap: readingAhead}
				client := far.client(t, func(cfg *Config) {
					cfg.RootCAs = poolOf(far.cert)
					cfg.Passed = func() (time.Time, bool) { return year(c.floor), true }
				})
				defer client.CloseIdle()
				reply, err := post(t.Context(), t, client, "1")
				if (err == nil) != c.good {
					t.Fatalf("%q, %v", reply.Body, err)
				}
				if _, is := errors.AsType[*tls.CertificateVerificationError](err); err != nil && !is {
					t.Errorf("refused for another reason: %v", err)
				}
			})
		})
	}
}

// TestAStrangersCertificateIsRefusedWithoutTheTime: only the time is not known.
func TestAStrangersCertificateIsRefusedWithoutTheTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		far := &farEnd{cert: certify(host, 1990, 2090), script: echo, wrap: readingAhead}
		client := far.client(t, func(cfg *Config) { cfg.Passed = func() (time.Time, bool) { return time.Now(), true } })
		_, err := post(t.Context(), t, client, "1")
		if _, is := errors.AsType[x509.UnknownAuthorityError](err); !is {
			t.Errorf("%v", err)
		}
	})
}

// TestAConnectionJudgedWithoutTheTimeCarriesOneRequest, so that the next is judged by the time that the first one brought.
func TestAConnectionJudgedWithoutTheTimeCarriesOneRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		unknown := true
		far := &farEnd{cert: certify(host, 2020, 2030), script: echo, wrap: readingAhead}
		client := far.client(t, func(cfg *Config) {
			cfg.RootCAs = poolOf(far.cert)
			cfg.Now = func() time.Time { return time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC) }
			cfg.Passed = func() (time.Time, bool) { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), unknown }
		})
		defer client.CloseIdle()
		if _, err := post(t.Context(), t, client, "1"); err != nil {
			t.Fatal(err)
		}
		unknown = false
		if _, err := post(t.Context(), t, client, "2"); err == nil {
			t.Error("a certificate that has expired is good because it was before")
		}
	})
}
