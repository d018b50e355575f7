package admin

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"posd/daemon/health"
	"posd/payment"
)

// Metrics counts for /metrics. The composition root calls its methods where things happen; none of them blocks. Make one with
// NewMetrics.
type Metrics struct {
	set *metrics.Set

	commits *metrics.Counter
	device  func() (flushes, bytes uint64) // may be nil
}

// gatewayBuckets are the bounds, in seconds, of the gateway's histogram: a call has 5 s by default.
func gatewayBuckets() []float64 { return []float64{.05, .1, .2, .3, .5, .75, 1, 1.5, 2, 3, 5, 10} }

// NewMetrics returns Metrics that have counted nothing.
func NewMetrics() *Metrics {
	set := metrics.NewSet()
	m := &Metrics{set: set, commits: set.NewCounter("posd_journal_commits_total")}
	for _, s := range []payment.State{
		payment.StatePaid, payment.StateRefused, payment.StateNotSent, payment.StateCancelled, payment.StateRefunded,
		payment.StateWatched, payment.StateUnresolved, payment.StateRefunding,
	} {
		m.payments(s)
	}
	for _, s := range []payment.RefundState{payment.RefundDone, payment.RefundRefused, payment.RefundNotSent} {
		m.refunds(s)
	}
	return m
}

func (m *Metrics) payments(s payment.State) *metrics.Counter {
	return m.set.GetOrCreateCounter(fmt.Sprintf("posd_payments_total{state=%q}", s))
}

func (m *Metrics) refunds(s payment.RefundState) *metrics.Counter {
	return m.set.GetOrCreateCounter(fmt.Sprintf("posd_refunds_total{state=%q}", string(s)))
}

// Notice counts what the Cashier has made durable: payments by the state in which they left the counter or ended later, and
// refunds by how they ended. It has the shape of payment.Listener's Payment.
func (m *Metrics) Notice(n payment.Notice, p payment.Payment) {
	switch n {
	case payment.NoticePaid, payment.NoticePaidLate, payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeCancelled,
		payment.NoticeWatched, payment.NoticeReturning, payment.NoticeReturned, payment.NoticeUnresolved:
		m.payments(p.State).Inc()
	case payment.NoticeRefunded:
		m.refunds(payment.RefundDone).Inc()
	case payment.NoticeRefundRefused:
		m.refunds(payment.RefundRefused).Inc()
	case payment.NoticeRefundNotSent:
		m.refunds(payment.RefundNotSent).Inc()
	case payment.NoticeCreated, payment.NoticeSending, payment.NoticePresented, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticeScanAgain,
		payment.NoticeStopping, payment.NoticeCancelling, payment.NoticeRefundPending, payment.NoticeRefundUnknown:
	}
}

// Call counts one call to the gateway: which ("pay", "query", "cancel", "refund", "probe"), what it proved, and how long it
// took.
func (m *Metrics) Call(call string, outcome payment.Outcome, took time.Duration) {
	m.set.GetOrCreateCounter(fmt.Sprintf("posd_gateway_calls_total{call=%q,outcome=%q}", call, outcome)).Inc()
	name := fmt.Sprintf("posd_gateway_seconds{call=%q}", call)
	m.set.GetOrCreatePrometheusHistogramExt(name, gatewayBuckets()).Update(took.Seconds())
}

// Device has /metrics tell what the journal has asked of the device since it was opened, for who watches how a card wears:
// flushes, and bytes written. Call it before the first request; asked must not block.
func (m *Metrics) Device(asked func() (flushes, bytes uint64)) { m.device = asked }

// writeDevice writes what Device gave.
func (m *Metrics) writeDevice(b *bytes.Buffer) {
	if m.device == nil {
		return
	}
	flushes, written := m.device()
	metrics.WriteCounterUint64(b, "posd_journal_flushes_total", flushes)
	metrics.WriteCounterUint64(b, "posd_journal_written_bytes_total", written)
}

// committed counts a commit of the journal.
func (m *Metrics) committed() {
	m.commits.Inc()
}

// getMetrics writes everything in the text format of Prometheus.
func (s *Server) getMetrics(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	s.parts.Metrics.set.WritePrometheus(&b)
	s.parts.Metrics.writeDevice(&b)
	s.gauges(&b)
	metrics.WriteProcessMetrics(&b)
	s.send(w, r, http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", b.Bytes())
	return nil
}

// gauges writes what is known at the moment of asking.
func (s *Server) gauges(b *bytes.Buffer) {
	gauge := func(name string, v float64) { metrics.WriteGaugeFloat64(b, name, v) }
	build := s.parts.Build
	gauge(fmt.Sprintf("posd_build_info{version=%q,commit=%q,terminal=%q}", build.Version, build.Commit, build.Terminal), 1)
	gauge("posd_uptime_seconds", time.Since(s.parts.Started).Seconds())
	gauge("posd_ready", truth(s.parts.Ready().IsZero()))
	gauge("posd_gateway_gate_open", truth(s.parts.Gate().Open))
	gauge("posd_sale_in_progress", truth(s.parts.Till.Sale().Active))
	gauge("posd_receipts_owed", float64(s.parts.Receipts.Owed()))
	gauge("posd_journal_head", float64(s.parts.Journal.Head()))
	for _, n := range s.parts.Health.Snapshot() {
		label := fmt.Sprintf("{code=%q,severity=%q}", n.Code, n.Severity)
		gauge("posd_health_fault"+label, truth(n.State == health.Faulty && !n.Silenced))
		gauge("posd_health_unknown"+label, truth(n.State == health.Unknown))
	}
	gauge("posd_event_streams", float64(len(s.streams)))
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
