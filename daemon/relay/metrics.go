package relay

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"posd/payment"
)

// gauges count what the relay does, for Prometheus.
type gauges struct{ set *metrics.Set }

func newGauges(r *Relay) *gauges {
	g := &gauges{set: metrics.NewSet()}
	g.set.NewGauge("posrelay_waiting", func() float64 { return float64(r.news.count()) })
	g.set.NewGauge("posrelay_terminals", func() float64 { return float64(len(r.registry.Terminals())) })
	g.set.NewGauge("posrelay_engine_age_seconds", func() float64 {
		_, age := r.registry.Fresh()
		return age.Seconds()
	})
	return g
}

func (g *gauges) call(path string, o payment.Outcome, took time.Duration) {
	name := strings.TrimPrefix(path, "/v1/")
	g.set.GetOrCreateCounter(fmt.Sprintf("posrelay_calls_total{call=%q,outcome=%q}", name, o.String())).Inc()
	g.set.GetOrCreateHistogram(fmt.Sprintf("posrelay_call_seconds{call=%q}", name)).Update(took.Seconds())
}

func (g *gauges) refused(why string) {
	g.set.GetOrCreateCounter(fmt.Sprintf("posrelay_refused_total{why=%q}", why)).Inc()
}

func (g *gauges) issued(how string) {
	g.set.GetOrCreateCounter(fmt.Sprintf("posrelay_certificates_total{how=%q}", how)).Inc()
}

func (g *gauges) notice(verdict string) {
	g.set.GetOrCreateCounter(fmt.Sprintf("posrelay_notifications_total{verdict=%q}", verdict)).Inc()
}

// Status is what a load balancer and a person ask: /health and /metrics. Health is 200 while payments are taken, 503 while the engine
// is not heard, and says which.
func (r *Relay) Status() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		r.gauges.set.WritePrometheus(w)
	})
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		fresh, age := r.registry.Fresh()
		w.Header().Set("Content-Type", "application/json")
		if !fresh {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{ // who asks may have gone
			"ready": fresh, "engine_age_seconds": age.Seconds(), "merchants": len(r.merchants), "terminals": len(r.registry.Terminals()),
		})
	})
	return mux
}
