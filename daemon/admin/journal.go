package admin

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// recordJSON is one record of the journal.
type recordJSON struct {
	Seq     uint64          `json:"seq"`
	At      time.Time       `json:"at"`
	Stream  string          `json:"stream"`
	Kind    string          `json:"kind"`
	Key     string          `json:"key"`
	Version int             `json:"version"`
	Hash    string          `json:"hash"`
	Body    json.RawMessage `json:"body"`
}

func recordOf(e Event) recordJSON {
	return recordJSON{e.Seq, e.At, e.Stream, e.Kind, e.Key, e.Version, e.Hash, rawJSON(e.Body)}
}

// rawJSON passes JSON on, and what is none as a string in base64.
func rawJSON(body []byte) json.RawMessage {
	if len(body) == 0 {
		return json.RawMessage("null")
	}
	if json.Valid(body) {
		return body
	}
	text, _ := json.Marshal(body) // bytes always encode
	return text
}

type journalJSON struct {
	Records []recordJSON `json:"records"`
	Head    uint64       `json:"head"`
}

// listJournal returns the records after a sequence number, the oldest first. Without one it returns the newest.
func (s *Server) listJournal(w http.ResponseWriter, r *http.Request) error {
	limit, err := number(r, "limit", 100, 1, 1000)
	if err != nil {
		return err
	}
	head := s.parts.Journal.Head()
	newest := int64(head - min(head, uint64(limit))) //nolint:gosec // no journal grows to 2^63 records
	after, err := number(r, "after", newest, 0, 1<<62)
	if err != nil {
		return err
	}
	events, err := s.parts.Journal.After(uint64(after), int(limit)) //nolint:gosec // number lets nothing negative through
	if err != nil {
		return err
	}
	told := journalJSON{make([]recordJSON, 0, len(events)), head}
	for _, e := range events {
		told.Records = append(told.Records, recordOf(e))
	}
	s.answer(w, r, http.StatusOK, told)
	return nil
}

func (s *Server) getRecord(w http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseUint(r.PathValue("seq"), 10, 63)
	if err != nil || seq == 0 {
		return refuse(http.StatusNotFound, "not_found", "")
	}
	events, err := s.parts.Journal.After(seq-1, 1)
	if err != nil {
		return err
	}
	if len(events) == 0 || events[0].Seq != seq {
		return refuse(http.StatusNotFound, "not_found", "")
	}
	s.answer(w, r, http.StatusOK, recordOf(events[0]))
	return nil
}

// getSnapshot hands out a copy of the journal, however long the client takes: nothing waits for it, and the client is root, posd
// itself, or one of its group. A copy that broke off ends without its last chunk, which the client sees.
func (s *Server) getSnapshot(w http.ResponseWriter, _ *http.Request) error {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a writer without deadlines has none to lift
	w.Header().Set("Content-Type", "application/octet-stream")
	if err := s.parts.Journal.Snapshot(w); err != nil {
		s.parts.Log.Warn("snapshot_broke_off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
