package alipaytest

import (
	"crypto/rsa"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// Opts say who the client is and how the gateway behaves where the pages leave it open. The ids of the family and
// MerchantPublicKey are needed; the zero value of the rest is the documented or likely case.
type Opts struct {
	Family            string // one of Families; "": FamilyIntl
	ClientID          string
	MerchantID        string
	MerchantPublicKey *rsa.PublicKey // nil: as if none had been uploaded, every request gets KEY_NO_FOUND
	Identity          *Identity      // nil: a new one
	Ledger            *Ledger        // nil: new books in memory
	Certificates      *Certificates  // openapi's certificate mode; nil: key mode

	Prefix          string            // of the addresses; "": the family's own, for intl /api; its test gateway's is /isupergw
	StatusMember    string            // of payQuery's answer; "": transStatus. Inferred: the page's name could not be found
	StatusWords     map[Status]string // other words for its values
	CodeNames       map[string]string // other words for result codes
	MaxSkew         time.Duration     // of reqTime; 0: 15 minutes. Inferred
	IdleTimeout     time.Duration     // a silent connection is closed after it; 0: 60 s. Inferred
	LongCodes       bool              // payment codes of up to 32 digits
	AllowUnknown    bool              // members that no page names pass; otherwise they are PARAM_ILLEGAL, to find misspellings
	MockAmounts     bool              // the official sandbox's amounts, 9901 to 9904 smallest units, go wrong as they do there
	IntegratorToken string            // reserve.isvAccesstoken that must be sent; "": none
	Hosts           []string          // further names and addresses in the TLS certificate

	Secret   string // spot: the key of MD5 signatures
	SignType string // spot: SignMD5, SignRSA or SignRSA2; "": SignRSA2

	// Notify carries notifications to the address that a pay names; nil: nobody is notified.
	Notify http.RoundTripper

	Seed   uint64       // of everything random but keys
	Logger *slog.Logger // nil: silent
}

// hosts are the names that the certificate always holds.
func hosts() []string {
	return []string{
		"open-sea.alipay.com", "open-na.alipay.com", "open-sea-global.alipay.com", "openapi.alipay.com", "alipay.test", "localhost",
		"127.0.0.1", "::1",
	}
}

func (o Opts) withDefaults() Opts {
	if o.Family == "" {
		o.Family = FamilyIntl
	}
	if o.Prefix == "" {
		o.Prefix = "/api"
		if o.Family == FamilyAMS {
			o.Prefix = "/ams/api/v1/payments"
		}
	}
	if o.StatusMember == "" {
		o.StatusMember = "transStatus"
	}
	if o.MaxSkew == 0 {
		o.MaxSkew = 15 * time.Minute
	}
	if o.IdleTimeout == 0 {
		o.IdleTimeout = time.Minute
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Switches are faults of the whole gateway, for tests of the network and for the buttons of the demo page.
type Switches struct {
	Down        bool          `json:"down"`        // connections end before TLS, open ones are cut
	Unavailable bool          `json:"unavailable"` // every request gets 503 and a page, and is not executed
	LoseAnswers bool          `json:"loseAnswers"` // everything is executed, nothing is answered
	WrongKey    bool          `json:"wrongKey"`    // answers are signed with a key that the terminal does not have
	Deny        bool          `json:"deny"`        // the merchant's key is not accepted: INVALID_SIGNATURE, unsigned
	Slow        time.Duration `json:"slow"`        // every answer waits so long after the books were written
}

// Alipay is the simulated gateway: books, keys, scenarios and the front of one wire family. It is an http.Handler.
type Alipay struct {
	opts   Opts
	id     *Identity
	ledger *Ledger
	stage  *stage
	conns  conns
	mux    *http.ServeMux
	public []byte // the key that verifies answers

	done    chan struct{} // closed by Close
	pending sync.WaitGroup

	mu       sync.Mutex
	closed   bool
	switches Switches
	rng      *rand.Rand
	tails    uint64
	followed map[string]bool // trades of which the merchant is told
}

// New returns a gateway. Close ends it.
func New(opts Opts) (*Alipay, error) {
	opts = opts.withDefaults()
	a := &Alipay{
		opts: opts, id: opts.Identity, ledger: opts.Ledger, stage: newStage(), mux: http.NewServeMux(),
		done: make(chan struct{}), followed: map[string]bool{},
		rng: rand.New(rand.NewPCG(opts.Seed, 0)), //nolint:gosec // a simulation that a seed repeats
	}
	a.tails = a.rng.Uint64N(10_000_000_000)
	if a.ledger == nil {
		a.ledger = NewLedger(LedgerOpts{})
	}
	if a.id == nil {
		id, err := NewIdentity()
		if err != nil {
			return nil, fmt.Errorf("alipaytest: %w", err)
		}
		a.id = id
	}
	public, err := publicPEM(&a.id.key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("alipaytest: %w", err)
	}
	a.public = public
	f, err := newFront(a)
	if err != nil {
		return nil, fmt.Errorf("alipaytest: %w", err)
	}
	for _, address := range f.addresses() {
		a.mux.HandleFunc(address, service{a, f}.serve)
	}
	if more, ok := f.(interface {
		downloads(http.ResponseWriter, *http.Request)
	}); ok {
		a.mux.HandleFunc(billPath, more.downloads)
	}
	a.mux.HandleFunc("/", a.notFound)
	return a, nil
}

// notFound answers an address that no page names. Upper and lower case matter.
func (a *Alipay) notFound(w http.ResponseWriter, r *http.Request) {
	a.ledger.note(EventViolation, Event{Note: "no such address: " + r.URL.Path})
	writePage(w, http.StatusNotFound)
}

// Handler returns the gateway as a handler, for a server of the caller's own. Faults that break connections need one whose
// ResponseWriter is an http.Hijacker, as HTTP/1.1's is.
func (a *Alipay) Handler() http.Handler { return a }

// ServeHTTP answers one request.
func (a *Alipay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch s := a.Switches(); {
	case s.Down:
		TransportReset.deliver(w, r, outgoing{}, a.done)
	case s.Unavailable:
		writePage(w, http.StatusServiceUnavailable)
	default:
		a.mux.ServeHTTP(w, r)
	}
}

// Ledger returns the books.
func (a *Alipay) Ledger() *Ledger { return a.ledger }

// AlipayPublicKeyPEM returns the key that verifies answers, as PEM "PUBLIC KEY".
func (a *Alipay) AlipayPublicKeyPEM() []byte { return a.public }

// CACertPEM returns the certificate authority that signed the TLS certificate of Serve.
func (a *Alipay) CACertPEM() []byte { return a.id.caPEM() }

// Identity returns what a restart needs to be the same Alipay.
func (a *Alipay) Identity() *Identity { return a.id }

// Script makes a payment code play a scenario, whatever its digits say. With a merchant transaction number in place of the code it is
// the scenario of the code that is offered for that number, see [Scenario.Presented]; without one the buyer pays as soon as they scan it.
func (a *Alipay) Script(code string, s Scenario) { a.stage.script(code, s) }

// Mint returns a fresh payment code that plays the named scenario; 0 takes the default of its parameter. Its minute begins now.
// The error is ErrScenario.
func (a *Alipay) Mint(name string, value int) (string, error) {
	s, err := ScenarioNamed(name, value)
	if err != nil {
		return "", err
	}
	for {
		if code := s.CodeWith(a.tail()); a.ledger.Mint(code) {
			return code, nil
		}
	}
}

// tail returns digits for a code, each of the ten thousand million once before any comes again.
func (a *Alipay) tail() uint64 {
	const step = 7_368_787_009 // shares no factor with a power of ten
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tails += step
	return a.tails % 10_000_000_000
}

func (a *Alipay) random() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.rng.Uint64()
}

// Switches returns the global faults.
func (a *Alipay) Switches() Switches {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.switches
}

// SetSwitches sets the global faults. Down also cuts every open connection.
func (a *Alipay) SetSwitches(s Switches) {
	a.mu.Lock()
	a.switches = s
	a.mu.Unlock()
	if s.Down {
		a.conns.cut(false)
	}
}

// DropIdle closes the connections that are kept alive, as a gateway may at any time.
func (a *Alipay) DropIdle() { a.conns.cut(true) }

// Violations returns what the real gateway would not have taken: malformed messages, wrong signatures, message ids used twice,
// members out of bounds. A correct client with correct configuration causes none. They are kept as long as Events keeps them.
func (a *Alipay) Violations() []Event {
	var out []Event
	for _, e := range a.ledger.Events(0) {
		if e.Kind == EventViolation {
			out = append(out, e)
		}
	}
	return out
}

// Close ends what still hangs, holds or waits, drops requests that have not reached the books, and closes the ledger.
func (a *Alipay) Close() error {
	a.mu.Lock()
	if !a.closed {
		a.closed = true
		close(a.done)
	}
	a.mu.Unlock()
	a.pending.Wait()
	return a.ledger.Close()
}

// spawn runs f beside the request that caused it, unless the gateway is closed.
func (a *Alipay) spawn(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.closed {
		a.pending.Go(f)
	}
}

// sleep waits d or until the gateway closes, and reports whether it waited it all.
func (a *Alipay) sleep(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-a.done:
		return false
	}
}
