package admin

import (
	"net/http"
	"time"

	"posd/configs/words"
	"posd/daemon/health"
)

// healthJSON is the tree of health.
type healthJSON struct {
	Status   string        `json:"status"` // ok, notice, warning, critical
	Ready    bool          `json:"ready"`
	Why      *textJSON     `json:"why"`
	Problems []problemJSON `json:"problems"`
	Terminal string        `json:"terminal"`
	Version  string        `json:"version"`
	Uptime   int64         `json:"uptime_seconds"`
}

type problemJSON struct {
	Code      string    `json:"code"`
	Title     textJSON  `json:"title"`
	State     string    `json:"state"` // ok, fault, unknown
	Severity  string    `json:"severity"`
	DependsOn string    `json:"depends_on"`
	Silenced  bool      `json:"silenced"`
	Since     time.Time `json:"since"`
	Cause     *textJSON `json:"cause"`
	Cure      *textJSON `json:"cure"`
	Note      *textJSON `json:"note"`
	Detail    string    `json:"detail"`
}

// getHealth answers 200 as long as posd works, whatever is wrong around it: status and ready tell the rest.
func (s *Server) getHealth(w http.ResponseWriter, r *http.Request) error {
	s.answer(w, r, http.StatusOK, s.tellHealth())
	return nil
}

func (s *Server) tellHealth() healthJSON {
	why := s.parts.Ready()
	nodes := s.parts.Health.Snapshot()
	h := healthJSON{
		Status: s.status(), Ready: why.IsZero(), Why: sayIf(why), Problems: make([]problemJSON, 0, len(nodes)),
		Terminal: s.parts.Build.Terminal, Version: s.parts.Build.Version,
		Uptime: int64(time.Since(s.parts.Started) / time.Second),
	}
	for _, n := range nodes {
		h.Problems = append(h.Problems, problemOf(n))
	}
	return h
}

// status is the severity of the worst fault, or "ok".
func (s *Server) status() string {
	worst, ok := s.parts.Health.Worst()
	if !ok {
		return "ok"
	}
	return worst.Severity.String()
}

func problemOf(n health.Node) problemJSON {
	j := problemJSON{
		Code: n.Code, Title: say(words.Say(n.Title)), State: n.State.String(), Severity: n.Severity.String(), DependsOn: n.DependsOn,
		Silenced: n.Silenced, Since: n.Since, Note: sayIf(n.Note), Detail: n.Detail,
	}
	if n.State == health.Faulty {
		j.Cause = &textJSON{n.Said(words.Zh), n.Said(words.En)}
		j.Cure = &textJSON{n.Todo(words.Zh), n.Todo(words.En)}
	}
	return j
}
