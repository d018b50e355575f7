package admin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"posd/configs/words"
	"posd/display"
	"posd/payment"
)

// What a client may cost. None of it is configurable: a terminal has one till and a handful of admins.
const (
	maxBody    = 64 << 10 // bytes of a request's body
	maxHeader  = 16 << 10 // bytes of a request's header
	maxConns   = 192      // open connections of all listeners together
	maxStreams = 24       // event streams
	maxWaiting = 48       // requests held by ?wait=

	headerTimeout = 5 * time.Second  // from the connection's first byte to the header's last
	readTimeout   = 10 * time.Second // to the body's last byte
	writeTimeout  = 10 * time.Second // of an answer, after which a slow reader is dropped
	idleTimeout   = 60 * time.Second // of a kept connection
	eventTimeout  = 5 * time.Second  // of one write to an event stream
	eventPause    = 15 * time.Second // after which a silent stream says that it lives
	closeTimeout  = 3 * time.Second  // for answers under way when the server ends
)

// Server answers the local API and the status page. It is safe for concurrent use.
type Server struct {
	parts Parts
	page  *page

	journalBell, healthBell, tillBell bell

	conns   *conns
	keys    keyLocks
	logins  *logins
	streams chan struct{} // slots
	waiting chan struct{} // slots

	refunding sync.Mutex // held from looking at an operator's limit to the refund being durable
}

// New returns a Server. The error wraps ErrParts.
func New(parts Parts) (*Server, error) {
	if parts.Till == nil || parts.Payments == nil || parts.Totals == nil || parts.Health == nil || parts.Journal == nil ||
		parts.Clock == nil || parts.Gate == nil || parts.Ready == nil {
		return nil, fmt.Errorf("%w: Receipts, Testing, Reports, Bills, Staff, Drawer, Refunds, Lines, Metrics, Now and Log alone may be empty", ErrParts)
	}
	if _, ok := parts.Limits.Currency.Exponent(); !ok {
		return nil, fmt.Errorf("%w: Limits.Currency %q is not known", ErrParts, string(parts.Limits.Currency))
	}
	s := &Server{
		parts: withDefaults(parts), conns: newConns(maxConns), keys: keyLocks{held: map[string]*keyLock{}},
		streams: make(chan struct{}, maxStreams), waiting: make(chan struct{}, maxWaiting),
	}
	var err error
	if s.logins, err = newLogins(); err != nil {
		return nil, err
	}
	s.page, err = newPage()
	return s, err
}

func withDefaults(p Parts) Parts {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Zone == nil {
		p.Zone = time.UTC
	}
	if p.Metrics == nil {
		p.Metrics = NewMetrics()
	}
	if p.Receipts == nil {
		p.Receipts = noReceipts{}
	}
	if p.Design == nil {
		p.Design = noDesign{}
	}
	if p.Reports == nil {
		p.Reports = noReports{}
	}
	if p.Bills == nil {
		p.Bills = noBills{}
	}
	if p.Lines == nil {
		p.Lines = func(v display.View) []string {
			return display.Lines(v, display.Size{Columns: 20, Rows: 2}, words.Bilingual, display.GB18030)
		}
	}
	if p.Build.Shop == "" {
		p.Build.Shop = "Alipay"
	}
	return p
}

// Changed says that the journal has grown: it wakes requests that wait and streams of events. It never blocks.
func (s *Server) Changed(uint64) {
	s.parts.Metrics.committed()
	s.journalBell.ring()
}

// HealthChanged says that a fault came or went, or that the gate moved. It never blocks.
func (s *Server) HealthChanged() { s.healthBell.ring() }

// TillChanged says that Till.Sale has changed. It never blocks.
func (s *Server) TillChanged() { s.tillBell.ring() }

// Serve answers on every listener until ctx ends or one of them fails, lets answers under way finish within 3 seconds, and
// closes the listeners. Requests that wait and streams of events end at once. A *SocketListener is served without the guard of the
// network. Serve may be called again after it has returned.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	if len(listeners) == 0 {
		<-ctx.Done()
		return nil
	}
	base, end := context.WithCancel(ctx) // of every request
	defer end()
	servers := make([]*http.Server, len(listeners))
	failed := make(chan error, len(listeners))
	for i, l := range listeners {
		servers[i] = s.server(base, l)
		go func() { failed <- servers[i].Serve(l) }()
	}
	var err error
	ended := 0
	select {
	case <-ctx.Done():
	case err = <-failed:
		ended++
	}
	end()
	err = errors.Join(err, shutDown(context.WithoutCancel(ctx), servers))
	for ; ended < len(listeners); ended++ {
		if end := <-failed; !errors.Is(end, http.ErrServerClosed) {
			err = errors.Join(err, end)
		}
	}
	return err
}

// server returns the http.Server of one listener.
func (s *Server) server(base context.Context, l net.Listener) *http.Server {
	handler := s.Handler()
	if _, is := l.(*SocketListener); is {
		handler = s.SocketHandler()
	}
	return &http.Server{
		Handler: handler, ConnState: s.conns.watch, ConnContext: connContext,
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: maxHeader,
		ErrorLog:       slog.NewLogLogger(s.parts.Log.Handler(), slog.LevelWarn),
	}
}

func shutDown(ctx context.Context, servers []*http.Server) error {
	ctx, stop := context.WithTimeout(ctx, closeTimeout)
	defer stop()
	var errs []error
	for _, server := range servers {
		if err := server.Shutdown(ctx); err != nil {
			errs = append(errs, server.Close())
		}
	}
	return errors.Join(errs...)
}

// noReceipts stands for a terminal without a printer.
type noReceipts struct{}

func (noReceipts) Jobs(int) ([]ReceiptJob, error)   { return nil, nil }
func (noReceipts) Of(payment.ID) (ReceiptJob, bool) { return ReceiptJob{}, false }
func (noReceipts) Owed() int                        { return 0 }

func (noReceipts) Reprint(context.Context, payment.ID, string) (ReceiptJob, error) {
	return ReceiptJob{}, ErrNoReceipt
}
