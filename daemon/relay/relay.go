package relay

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
)

// Merchant is one whose payments are relayed.
type Merchant struct {
	ID      string          // 1..32 letters, digits, ".", "_" and "-"
	Numbers string          // the digits after the first of each of its numbers, two to four; "" for any
	Gateway payment.Gateway // under the merchant's keys. Notifications, waits and refund queries where it has them: see below
}

// What a merchant's gateway may have beside [payment.Gateway], [payment.Presenter] and [payment.Waiter].
type (
	// RefundFinder asks what became of a refund. Outcomes: Done, NotFound, Unknown.
	RefundFinder interface {
		FindRefund(ctx context.Context, r payment.RefundRequest) payment.Answer
	}
	// Notified reads what Alipay sends unasked.
	Notified interface {
		// ReadNotice verifies a notification that was sent to path, and returns the number that it is about and the answer that the
		// family wants. An error means that it is not believed, and is answered with status 400.
		ReadNotice(path string, header http.Header, body []byte) (payment.Notification, error)
	}
)

// Opts are what a relay is made of. All but Logger are needed; zero durations and limits mean the defaults.
type Opts struct {
	Merchants []Merchant
	Authority *Authority
	Engine    Engine
	Limit     Limit
	Life      time.Duration // of a certificate; 0: 72 h
	Grace     time.Duration // for which one that ran out is still renewed; 0: 30 days
	CallTime  time.Duration // the longest that a call to Alipay may take; 0: 6 s
	Now       func() time.Time
	Logger    *slog.Logger
}

// Defaults.
const (
	DefaultLife     = 72 * time.Hour
	DefaultGrace    = 30 * 24 * time.Hour
	DefaultCallTime = 6 * time.Second
)

// Relay is one instance.
type Relay struct {
	opts      Opts
	merchants map[string]Merchant
	registry  *Registry
	news      *news
	gauges    *gauges
	log       *slog.Logger
	now       func() time.Time

	life    context.Context // ends with Run; waits end with it
	end     context.CancelFunc
	waiting waitRoom
	strange attempts
}

// ErrMerchants says that the merchants cannot be served together.
var ErrMerchants = errors.New("merchants cannot be told apart")

// New returns a relay. Run lets it follow the engine, Terminals and Notices are its handlers.
func New(opts Opts) (*Relay, error) {
	opts.Life = cmp.Or(opts.Life, DefaultLife)
	opts.Grace = cmp.Or(opts.Grace, DefaultGrace)
	opts.CallTime = cmp.Or(opts.CallTime, DefaultCallTime)
	opts.Limit = cmp.Or(opts.Limit, DefaultLimit)
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Relay{
		opts: opts, merchants: map[string]Merchant{}, registry: NewRegistry(opts.Engine, opts.Now, opts.Logger),
		news: newNews(opts.Engine, opts.Now, opts.Logger), log: opts.Logger, now: opts.Now,
	}
	for _, m := range opts.Merchants {
		if _, twice := r.merchants[m.ID]; twice || !protocol.Name(m.ID) || !protocol.Prefix(m.Numbers) {
			return nil, fmt.Errorf("%w: %q", ErrMerchants, m.ID)
		}
		r.merchants[m.ID] = m
	}
	r.gauges = newGauges(r)
	r.life, r.end = context.WithCancel(context.Background())
	return r, nil
}

// Registry is the relay's own, for commands beside it.
func (r *Relay) Registry() *Registry { return r.registry }

// Run follows the engine until ctx ends. It returns nil.
func (r *Relay) Run(ctx context.Context) error {
	defer r.end()
	var all sync.WaitGroup
	all.Go(func() { _ = r.registry.Run(ctx) })
	all.Go(func() { r.news.run(ctx) })
	for _, m := range r.opts.Merchants {
		if kept, ok := m.Gateway.(interface {
			Run(ctx context.Context) error
		}); ok {
			all.Go(func() {
				if err := kept.Run(ctx); err != nil {
					r.log.Warn("gateway_keeper_ended", "merchant", m.ID, "error", err)
				}
			})
		}
	}
	all.Wait()
	return nil
}

// Terminals is what the terminals speak to, over TLS that asks for a client's certificate and verifies none: that is done here, per
// request, so that a revocation or an end of life counts at once, on old connections too.
func (r *Relay) Terminals() http.Handler {
	mux := http.NewServeMux()
	for path, answer := range map[string]func(context.Context, *question) payment.Answer{
		protocol.PathPay: r.pay, protocol.PathPresent: r.present, protocol.PathQuery: r.query, protocol.PathCancel: r.cancel, protocol.PathRefund: r.refund,
		protocol.PathRefundQuery: r.refundQuery, protocol.PathProbe: r.probe,
	} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, q *http.Request) { r.serve(w, q, path, answer) })
	}
	mux.HandleFunc("POST "+protocol.PathWait, r.serveWait)
	mux.HandleFunc("POST "+protocol.PathEnroll, r.serveEnroll)
	mux.HandleFunc("POST "+protocol.PathRenew, r.serveRenew)
	return mux
}

// caller is a terminal that is who it says.
type caller struct {
	protocol.Subject

	merchant Merchant
}

// errRevoked says that a certificate is good and its terminal is not.
var errRevoked = errors.New("the terminal is revoked, or enrolled anew, or not known")

// identify tells who calls. at is the moment for which the certificate must be good.
func (r *Relay) identify(chain []*x509.Certificate, at time.Time) (caller, error) {
	subject, err := r.opts.Authority.identify(chain, at)
	if err != nil {
		return caller{}, err
	}
	known, ok := r.registry.Terminal(subject.Merchant, subject.Terminal)
	merchant, served := r.merchants[subject.Merchant]
	if !ok || !served || known.Revoked || known.Generation != subject.Generation {
		return caller{}, errRevoked
	}
	subject.Numbers = merchant.Numbers // as they are now
	return caller{subject, merchant}, nil
}
