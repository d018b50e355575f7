package admin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"posd/payment"
)

// eventBatch is how many records one look into the journal brings to a stream.
const eventBatch = 64

// getEvents streams what happens as server-sent events. Those of the journal carry its sequence number as their id: a client
// that was away sends the last one (Last-Event-ID, or ?after=) and misses nothing. Health and till are told as they stand, at the
// beginning and after each change.
func (s *Server) getEvents(w http.ResponseWriter, r *http.Request) error {
	after, err := s.cursor(r)
	if err != nil {
		return err
	}
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		return refuse(http.StatusServiceUnavailable, "streams", "at most "+strconv.Itoa(maxStreams))
	}
	w.Header().Set("Content-Type", "text/event-stream")
	st := &stream{s: s, w: w, control: http.NewResponseController(w), after: after}
	st.buf.WriteString("retry: 2000\n\n")
	st.run(r)
	return nil
}

// cursor returns the sequence number after which the client wants events.
func (s *Server) cursor(r *http.Request) (uint64, error) {
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		seq, err := strconv.ParseUint(last, 10, 63)
		if err != nil {
			return 0, refuse(http.StatusBadRequest, "query", "Last-Event-ID must be a sequence number")
		}
		return seq, nil
	}
	if r.URL.Query().Get("after") == "" {
		return s.parts.Journal.Head(), nil
	}
	seq, err := number(r, "after", 0, 0, 1<<62)
	return uint64(seq), err //nolint:gosec // number lets nothing negative through
}

// stream is one client of the events. It is fed by its own goroutine from the journal, so that a slow client delays nobody, and
// is dropped when it takes longer than eventTimeout for one write.
type stream struct {
	s       *Server
	w       http.ResponseWriter
	control *http.ResponseController
	after   uint64
	buf     bytes.Buffer
}

// run ends when the client left or was dropped, or the server ends.
func (st *stream) run(r *http.Request) {
	pause := time.NewTicker(eventPause)
	defer pause.Stop()
	health, till := st.s.healthBell.heard(), st.s.tillBell.heard()
	st.tellHealth()
	st.tellTill()
	for {
		journal := st.s.journalBell.heard()
		more, err := st.tellJournal()
		if err != nil {
			st.s.parts.Log.Warn("events_ended", "error", err)
			return
		}
		if st.flush() != nil {
			return
		}
		if more {
			continue
		}
		select {
		case <-journal:
		case <-health:
			health = st.s.healthBell.heard()
			st.tellHealth()
		case <-till:
			till = st.s.tillBell.heard()
			st.tellTill()
		case <-pause.C:
			st.buf.WriteString(":\n\n")
		case <-r.Context().Done():
			return
		}
	}
}

// tellJournal puts the next records into the buffer and reports whether there may be more.
func (st *stream) tellJournal() (more bool, err error) {
	events, err := st.s.parts.Journal.After(st.after, eventBatch)
	if err != nil {
		return false, err
	}
	for _, e := range events {
		st.tellRecord(e)
		st.after = e.Seq
	}
	return len(events) == eventBatch, nil
}

// receiptEventJSON tells a change of a print job.
type receiptEventJSON struct {
	Job  string          `json:"job"`
	Kind string          `json:"kind"`
	At   time.Time       `json:"at"`
	Body json.RawMessage `json:"body"`
}

// tellRecord tells a payment as it stood after the record, and passes on what the print queue wrote. Other owners' records are
// nobody's event.
func (st *stream) tellRecord(e Event) {
	switch e.Stream {
	case StreamPayment:
		p, err := payment.Decode(e.Version, e.Body)
		if err != nil {
			st.s.parts.Log.Warn("event_not_readable", "seq", e.Seq, "error", err)
			return
		}
		st.put("payment", e.Seq, st.s.tell(p))
	case StreamReceipt:
		st.put("receipt", e.Seq, receiptEventJSON{e.Key, e.Kind, e.At, rawJSON(e.Body)})
	}
}

func (st *stream) tellHealth() { st.put("health", 0, st.s.tellHealth()) }
func (st *stream) tellTill()   { st.put("till", 0, st.s.tellTill()) }

// put adds one event. JSON holds no line break, so its data is one line.
func (st *stream) put(name string, seq uint64, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		st.s.parts.Log.Error("event_not_encoded", "event", name, "error", err)
		return
	}
	if seq > 0 {
		fmt.Fprintf(&st.buf, "id: %d\n", seq)
	}
	fmt.Fprintf(&st.buf, "event: %s\ndata: %s\n\n", name, data)
}

// flush hands the buffer to the client within eventTimeout.
func (st *stream) flush() error {
	if st.buf.Len() == 0 {
		return nil
	}
	defer st.buf.Reset()
	_ = st.control.SetWriteDeadline(time.Now().Add(eventTimeout)) // a writer without deadlines has none to move
	if _, err := st.w.Write(st.buf.Bytes()); err != nil {
		return err
	}
	return st.control.Flush()
}
