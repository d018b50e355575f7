package admin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"posd/daemon/admin"
	"posd/daemon/book"
	"posd/daemon/health"
	"posd/daemon/till"
	"posd/payment"
)

// What the composition root hands in fits.
var (
	_ admin.Till     = (*till.Till)(nil)
	_ admin.Payments = (*book.Book)(nil)
	_ admin.Totals   = (*book.Book)(nil)
	_ admin.Health   = (*health.Tracker)(nil)
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	counts := admin.NewMetrics()
	counts.Device(func() (flushes, bytes uint64) { return 7, 73_728 })
	w := newWorld(t, func(p *admin.Parts) { p.Metrics = counts })
	w.tracker.Set("clock", health.Ill("1970"))
	for _, n := range []payment.Notice{payment.NoticeSending, payment.NoticePaid, payment.NoticePaid} {
		counts.Notice(n, payment.Payment{State: payment.StatePaid})
	}
	counts.Notice(payment.NoticeUnresolved, payment.Payment{State: payment.StateUnresolved})
	counts.Notice(payment.NoticeRefunded, payment.Payment{State: payment.StatePaid})
	counts.Notice(payment.NoticeRefundRefused, payment.Payment{State: payment.StatePaid})
	counts.Call("pay", payment.Paid, 250*time.Millisecond)
	counts.Call("pay", payment.Unknown, 5*time.Second)
	w.receipts.noPaper = true
	w.paid(100)
	rec := w.do(call{path: "/metrics"})
	if rec.Code != http.StatusOK {
		t.Fatalf("status %d", rec.Code)
	}
	page := rec.Body.String()
	for _, want := range []string{
		`posd_payments_total{state="paid"} 2`, `posd_payments_total{state="unresolved"} 1`, `posd_payments_total{state="refused"} 0`,
		`posd_refunds_total{state="done"} 1`, `posd_refunds_total{state="refused"} 1`, `posd_refunds_total{state="not_sent"} 0`,
		`posd_gateway_calls_total{call="pay",outcome="paid"} 1`, `posd_gateway_calls_total{call="pay",outcome="unknown"} 1`,
		`posd_gateway_seconds_bucket{call="pay",le="0.3"} 1`, `posd_gateway_seconds_count{call="pay"} 2`, `posd_journal_commits_total 2`,
		`posd_journal_flushes_total 7`, `posd_journal_written_bytes_total 73728`,
		`posd_journal_head 2`, `posd_receipts_owed 1`, `posd_health_fault{code="clock",severity="critical"} 1`,
		`posd_health_fault{code="gateway",severity="critical"} 0`, `posd_build_info{version="1.2.3",commit="",terminal="T-07"} 1`,
		`posd_ready 1`, `posd_gateway_gate_open 1`, "process_resident_memory_bytes", "go_goroutines", "posd_uptime_seconds",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %s", want)
		}
	}
	for line := range strings.Lines(page) {
		name := line[:max(0, strings.LastIndexByte(line, ' '))]
		if err := metrics.ValidateMetric(name); err != nil && !strings.HasPrefix(line, "#") {
			t.Errorf("%q: %v", line, err)
		}
	}
}
