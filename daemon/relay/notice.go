package relay

import (
	"context"
	"io"
	"net/http"
	"time"
)

// PathNotice is where Alipay's notifications of a merchant come to, below the address that is told to Alipay.
const PathNotice = "/notify/"

// Bounds of a notification.
const (
	maxNotice  = 64 << 10
	noticeTime = 5 * time.Second
)

// Notices is what Alipay speaks to. A notification that is not believed gets 400 and moves nothing; one that cannot be told to the
// other instances gets 503, so that Alipay sends it again.
func (r *Relay) Notices() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathNotice+"{merchant}", r.serveNotice)
	return mux
}

func (r *Relay) serveNotice(w http.ResponseWriter, q *http.Request) {
	m, served := r.merchants[q.PathValue("merchant")]
	reader, reads := m.Gateway.(Notified)
	if !served || !reads {
		r.gauges.notice("unserved")
		http.NotFound(w, q)
		return
	}
	body, err := io.ReadAll(io.LimitReader(q.Body, maxNotice+1))
	if err != nil || len(body) > maxNotice {
		r.gauges.notice("unreadable")
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	n, err := reader.ReadNotice(q.URL.Path, q.Header, body)
	if err != nil {
		r.gauges.notice("disbelieved")
		r.log.Warn("notification_not_believed", "merchant", m.ID, "error", err)
		http.Error(w, "not believed", http.StatusBadRequest)
		return
	}
	if n.Number != "" {
		ctx, stop := context.WithTimeout(q.Context(), noticeTime)
		defer stop()
		if err := r.news.tell(ctx, m.ID, n.Number); err != nil {
			r.gauges.notice("untold")
			r.log.Warn("notification_not_told", "merchant", m.ID, "error", err)
			http.Error(w, "not now", http.StatusServiceUnavailable)
			return
		}
	}
	r.gauges.notice("told")
	r.log.Info("notification", "merchant", m.ID, "number", n.Number)
	for name, value := range n.Header {
		w.Header().Set(name, value)
	}
	if _, err := w.Write(n.Answer); err != nil {
		r.log.Info("answer_not_written", "error", err)
	}
}
