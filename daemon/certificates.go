package daemon

import (
	"crypto/x509"
	"slices"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/clock"
	"posd/daemon/health"
	"posd/payment/alipay"
)

// How long before its end a certificate is a person's business. Ours and Alipay's are exchanged by hand, in the console; the gateway's own
// for TLS is renewed by its owner, or by whoever stands between.
const (
	warnContract = 30 * 24 * time.Hour
	warnTLS      = 7 * 24 * time.Hour
)

// expiry is the end of one certificate.
type expiry struct {
	what  string // a word of the catalogue below health.certificates_
	until time.Time
	warn  time.Duration
}

// left is how much time there is before somebody should hear of it; negative: somebody should.
func (e expiry) left(now time.Time) time.Duration { return e.until.Sub(now) - e.warn }

// contractExpiries reads the ends of the certificates that the configuration names, the open platform's. A file that cannot be read is
// told of elsewhere.
func contractExpiries(g configs.Gateway) []expiry {
	var ends []expiry
	for _, f := range []struct{ what, path string }{{"app", g.AppCert}, {"alipay", g.AlipayCert}} {
		if f.path == "" {
			continue
		}
		ders, err := alipay.LoadCertificates(f.path)
		if err != nil || len(ders) == 0 {
			continue
		}
		if leaf, err := x509.ParseCertificate(ders[0]); err == nil {
			ends = append(ends, expiry{f.what, leaf.NotAfter, warnContract})
		}
	}
	return ends
}

// metPeer notes the certificate that the gateway has shown in a handshake.
func (d *Daemon) metPeer(leaf *x509.Certificate) { d.peer.Store(&leaf.NotAfter) }

// reportCertificates tells which certificate ends first, once that is near. Without a believable clock it cannot be told.
func (d *Daemon) reportCertificates() {
	ends := d.expiries
	if until := d.peer.Load(); until != nil {
		ends = append(slices.Clip(ends), expiry{"tls", *until, warnTLS})
	}
	if len(ends) == 0 || d.clock.State().Source == clock.Unset {
		d.health.Set(probCertificates, health.Report{})
		return
	}
	now := d.parts.Now()
	worst := ends[0]
	for _, e := range ends[1:] {
		if e.left(now) < worst.left(now) {
			worst = e
		}
	}
	said := words.Say(words.Key("health.certificates_"+worst.what), worst.until.In(d.zone).Format(time.DateOnly))
	if worst.left(now) >= 0 {
		d.health.Set(probCertificates, health.Report{State: health.OK, Note: said})
		return
	}
	d.health.Set(probCertificates, health.Report{
		State: health.Faulty, Cause: said, Cure: words.Say(words.Key("health.certificates_" + worst.what + "_do")),
	})
}
