package relay

import (
	"context"
	"io"
	"net/http"
	"time"

	"posd/payment"
	"posd/payment/acquirer/protocol"
)

// PathNotice is where Alipay's notifications of a merchant come to, below the address that is told to Alipay.
const PathNotice = "/notify/"

// Bounds of a notification. Alipay sends one for 25 hours until it is answered; clocks differ.
const (
	maxNotice  = 64 << 10
	noticeTime = 5 * time.Second
	noticeAge  = 26 * time.Hour
	noticeSkew = 15 * time.Minute
)

// Notices is what Alipay speaks to. A notification that is not believed, that is older than Alipay goes on sending one, or that is about
// a number of another merchant gets 400 and moves nothing; one that cannot be told to the other instances gets 503, so that Alipay sends
// it again. Whoever plays a young one again brings a terminal that waits for it to ask once more, and nothing else.
func (r *Relay) Notices() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PathNotice+"{merchant}", r.serveNotice)
	return mux
}

// heed wants a notification that is young, and about this merchant's own number or about none.
func (r *Relay) heed(m Merchant, n payment.Notification) error {
	if age := r.now().Sub(n.Sent); age > noticeAge || age < -noticeSkew {
		return errOld
	}
	if n.Number != "" && !(protocol.Subject{Numbers: m.Numbers}).Covers(n.Number) {
		return errForeign
	}
	return nil
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
	if err == nil {
		err = r.heed(m, n)
	}
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
