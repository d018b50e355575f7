package admin

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"strconv"

	"posd/configs/words"
)

// textJSON is a phrase in both languages.
type textJSON struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

func say(m words.Message) textJSON { return textJSON{m.In(words.Zh), m.In(words.En)} }

// sayIf returns nil where nothing is said.
func sayIf(m words.Message) *textJSON {
	if m.IsZero() {
		return nil
	}
	text := say(m)
	return &text
}

// errorJSON is the body of every refusal.
type errorJSON struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code    string   `json:"code"`
	Message textJSON `json:"message"`
	Hint    textJSON `json:"hint"`
	Detail  string   `json:"detail,omitempty"`
	Payment string   `json:"payment_id,omitempty"`
}

func (r *refusal) body() errorJSON {
	message, hint := r.say, r.hint
	if message.IsZero() {
		message = words.Say(words.Key("admin.error." + r.code))
	}
	if hint.IsZero() {
		hint = words.Say(words.Key("admin.error." + r.code + "_hint"))
	}
	return errorJSON{errorBody{r.code, say(message), say(hint), r.detail, string(r.payment)}}
}

// answer writes v as JSON. It is encoded first, so that an error cannot follow half an answer, and so that the length is known.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, status int, v any) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		s.parts.Log.Error("answer_not_encoded", "path", r.URL.Path, "error", err)
		status = http.StatusInternalServerError
		b.Reset()
		_ = json.NewEncoder(&b).Encode(refuse(status, "internal", "").body()) // plain strings always encode
	}
	s.send(w, r, status, "application/json", b.Bytes())
}

// send writes an answer whose content is ready. From here on its connection waits for the client.
func (s *Server) send(w http.ResponseWriter, r *http.Request, status int, kind string, content []byte) {
	if conn, ok := r.Context().Value(connKey{}).(net.Conn); ok {
		s.conns.rest(conn)
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(status)
	_, _ = w.Write(content) //nolint:gosec // templates and encoders have escaped it; a client that left needs none
}

// fail writes err as a refusal, and logs it if it is our fault.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	told := refusalOf(err)
	if told.status == http.StatusInternalServerError {
		s.parts.Log.Error("request_failed", "method", r.Method, "path", r.URL.Path, "error", err)
	}
	s.answer(w, r, told.status, told.body())
}
