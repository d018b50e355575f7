package relay

import (
	"crypto/x509"
	"errors"
	"net/http"
	"sync"
	"time"

	"posd/payment/acquirer/protocol"
)

// serveEnroll changes a one-time code for a certificate. It is the only call that needs no certificate, so that all of them together
// are few.
func (r *Relay) serveEnroll(w http.ResponseWriter, q *http.Request) {
	request, ok := r.read(w, q)
	if !ok {
		return
	}
	if !r.strange.allow(r.now()) {
		r.gauges.refused("too_many_enrolments")
		http.Error(w, "too many enrolments", http.StatusTooManyRequests)
		return
	}
	csr, err := parseCSR(request.CSR)
	if err != nil {
		r.unissued(w, request, "enroll", err)
		return
	}
	t, err := r.registry.UseCode(q.Context(), request.Code, csr.RawSubjectPublicKeyInfo)
	if err != nil {
		r.unissued(w, request, "enroll", err)
		return
	}
	m, served := r.merchants[t.Merchant]
	if !served {
		r.unissued(w, request, "enroll", ErrMerchants)
		return
	}
	r.issue(w, request, "enroll", protocol.Subject{Terminal: t.Name, Merchant: m.ID, Numbers: m.Numbers, Generation: t.Generation})
}

// serveRenew changes a certificate that is good, or ran out not long ago, for a fresh one.
func (r *Relay) serveRenew(w http.ResponseWriter, q *http.Request) {
	request, ok := r.read(w, q)
	if !ok {
		return
	}
	if fresh, _ := r.registry.Fresh(); !fresh {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	from, err := r.identify(peers(q), r.renewable(peers(q)))
	if err != nil {
		r.unissued(w, request, "renew", err)
		return
	}
	r.issue(w, request, "renew", from.Subject)
}

// renewable is the moment for which a certificate must be good to be renewed: now, or its last one while the grace lasts.
func (r *Relay) renewable(chain []*x509.Certificate) time.Time {
	now := r.now()
	if len(chain) > 0 && now.After(chain[0].NotAfter) && now.Before(chain[0].NotAfter.Add(r.opts.Grace)) {
		return chain[0].NotAfter
	}
	return now
}

func (r *Relay) issue(w http.ResponseWriter, request protocol.Request, how string, s protocol.Subject) {
	cert, err := r.opts.Authority.Issue(request.CSR, s, r.now(), r.opts.Life)
	if err != nil {
		r.unissued(w, request, how, err)
		return
	}
	r.gauges.issued(how)
	r.log.Info("certificate_issued", "how", how, "terminal", s.Terminal, "merchant", s.Merchant, "generation", s.Generation)
	r.write(w, protocol.Answer{Message: request.Message, Certificate: cert})
}

// unissued answers why there is no certificate, as far as it is the terminal's business.
func (r *Relay) unissued(w http.ResponseWriter, request protocol.Request, how string, err error) {
	r.gauges.refused(how)
	r.log.Warn("certificate_refused", "how", how, "error", err)
	for _, known := range []error{ErrCode, ErrRequest, errRevoked} {
		if errors.Is(err, known) {
			r.write(w, protocol.Answer{Message: request.Message, Error: known.Error()})
			return
		}
	}
	if how == "renew" {
		r.write(w, protocol.Answer{Message: request.Message, Error: "the certificate is not accepted"})
		return
	}
	http.Error(w, "not now", http.StatusServiceUnavailable)
}

// peers are the certificates that the other end has shown, and whose key it has.
func peers(q *http.Request) []*x509.Certificate {
	if q.TLS == nil {
		return nil
	}
	return q.TLS.PeerCertificates
}

// enrolments that an instance looks at in a minute: codes cannot be guessed, and need not be tried either.
const enrolmentsPerMinute = 60

// attempts counts what strangers ask for.
type attempts struct {
	mu    sync.Mutex
	since time.Time
	count int
}

func (a *attempts) allow(now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Sub(a.since).Abs() >= time.Minute {
		a.since, a.count = now, 0
	}
	a.count++
	return a.count <= enrolmentsPerMinute
}
