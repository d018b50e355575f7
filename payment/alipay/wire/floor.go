package wire

import (
	"crypto/tls"
	"crypto/x509"
	"time"
)

// sinceFloor returns a configuration that verifies certificates although nobody knows the time, only that floor has passed. What had
// expired by then is refused. What is not valid yet at the floor may be by now, so a chain is judged at the first moment after the
// floor at which all of it is valid; if there is none, it is refused. All else is verified as ever.
func sinceFloor(base *tls.Config, floor time.Time) *tls.Config {
	cfg := base.Clone()
	cfg.ClientSessionCache = nil  // what is learned here is good for one request
	cfg.InsecureSkipVerify = true // VerifyConnection does the whole of it, but for the time
	cfg.VerifyConnection = func(state tls.ConnectionState) error {
		opts := x509.VerifyOptions{
			Roots: base.RootCAs, DNSName: base.ServerName, Intermediates: x509.NewCertPool(), CurrentTime: floor,
		}
		for i, cert := range state.PeerCertificates {
			if i > 0 {
				opts.Intermediates.AddCert(cert)
			}
			if cert.NotBefore.After(opts.CurrentTime) {
				opts.CurrentTime = cert.NotBefore
			}
		}
		_, err := state.PeerCertificates[0].Verify(opts)
		if err != nil {
			return &tls.CertificateVerificationError{UnverifiedCertificates: state.PeerCertificates, Err: err}
		}
		return nil
	}
	return cfg
}
