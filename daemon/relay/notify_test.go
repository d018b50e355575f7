package relay_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"posd/daemon/relay"
	"posd/payment"
	"posd/payment/alipay/alipaytest"
	"posd/payment/paymenttest"
)

// mail carries Alipay's notifications to an instance, and keeps a copy of each.
type mail struct {
	*http.Transport

	to *instance

	mu      sync.Mutex
	lost    int // of the next ones, on their way
	spoiled int // answers of the next ones, on their way back
	copies  []letter
}

type letter struct {
	header http.Header
	body   []byte
	at     time.Time
}

func newMail(t *testing.T) *mail {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(keys().caCert)
	m := &mail{}
	m.Transport = &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, address string) (net.Conn, error) {
			if address != relayHost+":8444" {
				t.Errorf("a notification to %s", address)
			}
			return m.to.notices.Dial(ctx)
		},
	}
	return m
}

// RoundTrip implements http.RoundTripper.
func (m *mail) RoundTrip(q *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	m.copies = append(m.copies, letter{q.Header.Clone(), body, time.Now()})
	lost, spoiled := m.lost > 0, m.lost == 0 && m.spoiled > 0
	if lost {
		m.lost--
	} else if spoiled {
		m.spoiled--
	}
	m.mu.Unlock()
	if lost {
		return nil, syscall.ECONNREFUSED
	}
	q = q.Clone(q.Context())
	q.Body = io.NopCloser(bytes.NewReader(body))
	answer, err := m.Transport.RoundTrip(q)
	if err == nil && spoiled {
		err = answer.Body.Close()
		answer.Body = io.NopCloser(strings.NewReader("<html>welcome</html>"))
	}
	return answer, err
}

// send posts a letter to an instance as anybody may.
func (l letter) send(t *testing.T, to *instance, merchant string, change func(body string) string) int {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, relay.PathNotice+merchant, strings.NewReader(change(string(l.body))))
	if err != nil {
		t.Fatal(err)
	}
	q.Header = l.header
	w := &recorder{header: http.Header{}}
	to.Notices().ServeHTTP(w, q)
	return w.status
}

// recorder keeps an answer's status.
type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) { r.status = status }

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return len(b), nil
}

// someUpstreams are all families or, in the short form, one that sends JSON and one that sends forms.
func someUpstreams() []upstream {
	all := upstreams()
	if testing.Short() {
		return []upstream{all[0], all[2]}
	}
	return all
}

// confirms sells to a buyer who confirms after a while, and returns the payment, and how long it took until it was paid.
func (s *street) confirms(t *testing.T, c *payment.Cashier, store *paymenttest.Memory, after time.Duration) (payment.Payment, time.Duration) {
	t.Helper()
	code, err := s.bank.Mint("paid", 0)
	if err != nil {
		t.Fatal(err)
	}
	s.bank.Script(code, alipaytest.Scenario{Name: "confirms", Buyer: alipaytest.Buyer{Confirm: alipaytest.ConfirmTime, After: after}})
	began := time.Now()
	p, err := c.Begin(t.Context(), payment.Order{Subject: "茶 & more", Amount: tea}, payment.NewCode(code))
	if err != nil {
		t.Fatal(err)
	}
	for p.State != payment.StatePaid && time.Since(began) < time.Minute {
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if p, err = store.Get(p.ID); err != nil {
			t.Fatal(err)
		}
	}
	return p, time.Since(began)
}

// notified are what became of the notifications of a number, in their order.
func (s *street) notified(number string) (results []string) {
	for _, e := range s.bank.Ledger().Events(0) {
		if e.Kind == alipaytest.EventNotice && e.Number == number {
			results = append(results, e.Result)
		}
	}
	return results
}

// TestTheBuyersYesIsKnownAtOnce: Alipay notifies one instance that the buyer has confirmed, in its family's form; the terminal, which
// waits at the other, asks at once, and not when it would have. So it is through a chain of relays.
func TestTheBuyersYesIsKnownAtOnce(t *testing.T) {
	t.Parallel()
	for n, u := range someUpstreams() {
		for way, long := range map[string]bool{"relay": false, "chain": true} {
			if long && n > 0 && !*everything {
				continue
			}
			t.Run(u.opts.Family+"/"+way, func(t *testing.T) {
				bubble(t, func(t *testing.T) {
					s := newStreet(t, u, long)
					c, store, end := s.open(t, u)
					defer end()
					p, took := s.confirms(t, c, store, 4200*time.Millisecond)
					if p.State != payment.StatePaid || took > 4400*time.Millisecond { // it asks after 2 s and after 5 s by itself
						t.Errorf("%s after %v", p.State, took)
					}
					if got := s.notified(p.Number()); !slices.Equal(got, []string{alipaytest.NoticeTaken}) {
						t.Errorf("notifications: %v", got)
					}
					for _, v := range s.bank.Violations() {
						t.Errorf("%+v", v)
					}
				})
			})
		}
	}
}

// TestNotificationsComeUntilTheyAreAnswered in the family's exact form, and who plays one again, changes it, or sends it for another
// merchant gets nowhere.
func TestNotificationsComeUntilTheyAreAnswered(t *testing.T) {
	t.Parallel()
	for _, u := range someUpstreams() {
		t.Run(u.opts.Family, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newStreet(t, u, false)
				c, store, end := s.open(t, u)
				s.mail.lost, s.mail.spoiled = 1, 1
				p, took := s.confirms(t, c, store, 4200*time.Millisecond)
				if p.State != payment.StatePaid || took < 5*time.Second {
					t.Errorf("%s after %v, without a notification", p.State, took)
				}
				end()
				time.Sleep(20 * time.Minute)
				synctest.Wait()
				if got := s.notified(p.Number()); !slices.Equal(got, []string{alipaytest.NoticeLost, alipaytest.NoticeOther, alipaytest.NoticeTaken}) {
					t.Fatalf("notifications: %v", got)
				}
				first, last := s.mail.copies[0].at, s.mail.copies[2].at
				if again := last.Sub(first).Round(time.Minute); again != 12*time.Minute && again != 14*time.Minute {
					t.Errorf("the third came after %v", again)
				}
				refuseForgeries(t, s, s.mail.copies[2], p.Number())
			})
		})
	}
}

// refuseForgeries plays with a true notification.
func refuseForgeries(t *testing.T, s *street, seen letter, number string) {
	t.Helper()
	as := func(body string) string { return body }
	other := func(body string) string { return strings.Replace(body, number, number[:len(number)-1]+"7", 1) }
	for _, x := range []struct {
		name, merchant string
		change         func(string) string
		status         int
	}{
		{"as it is, again", "tea", as, http.StatusOK},
		{"about another number", "tea", other, http.StatusBadRequest},
		{"for another merchant of the account", "rice", as, http.StatusBadRequest},
		{"for nobody", "nobody", as, http.StatusNotFound},
		{"a page", "tea", func(string) string { return "<html>" }, http.StatusBadRequest},
	} {
		if got := seen.send(t, s.far[0], x.merchant, x.change); got != x.status {
			t.Errorf("%s: %d, not %d", x.name, got, x.status)
		}
	}
	for _, i := range s.far {
		i.stop() // its beats would be heard for a day
	}
	time.Sleep(26 * time.Hour)
	if got := seen.send(t, s.far[0], "tea", as); got != http.StatusBadRequest {
		t.Errorf("a day later: %d", got)
	}
	if there, _ := s.bank.Ledger().Trade(number); there.Net() != tea.Minor || there.Charges != 1 {
		t.Errorf("%+v", there)
	}
}

// TestAForgedNotificationWakesNobody: signed by somebody else, it is refused each time, and the terminal asks when it would have.
func TestAForgedNotificationWakesNobody(t *testing.T) {
	t.Parallel()
	for _, u := range someUpstreams() {
		t.Run(u.opts.Family, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				s := newStreet(t, u, false)
				c, store, end := s.open(t, u)
				defer end()
				go func() {
					time.Sleep(4100 * time.Millisecond)
					s.bank.SetSwitches(alipaytest.Switches{WrongKey: true})
					time.Sleep(800 * time.Millisecond)
					s.bank.SetSwitches(alipaytest.Switches{})
				}()
				p, took := s.confirms(t, c, store, 4200*time.Millisecond)
				if p.State != payment.StatePaid || took < 5*time.Second {
					t.Errorf("%s after %v", p.State, took)
				}
				if got := s.notified(p.Number()); !slices.Equal(got, []string{alipaytest.NoticeOther}) {
					t.Errorf("notifications: %v", got)
				}
			})
		})
	}
}
