package admin

import (
	"cmp"
	"net/http"
	"time"

	"posd/configs/words"
	"posd/daemon/clock"
)

// clockJSON is the terminal's time and who vouches for it.
type clockJSON struct {
	Time     time.Time    `json:"time"`
	Source   clock.Source `json:"source"`
	Believed bool         `json:"believed"`
	About    textJSON     `json:"about"`
	Passed   time.Time    `json:"passed"` // the latest moment that is known to have passed
	System   time.Time    `json:"system"`
	Skew     *float64     `json:"skew_seconds"` // of the system clock against the gateway's
}

func (s *Server) getClock(w http.ResponseWriter, r *http.Request) error {
	s.answer(w, r, http.StatusOK, s.tellClock())
	return nil
}

func (s *Server) tellClock() clockJSON {
	c := s.parts.Clock.State()
	j := clockJSON{
		Time: c.Now, Source: c.Source, Believed: c.Source != clock.Unset, Passed: c.Floor, System: c.System,
		About: say(words.Say(words.Key("health.clock_" + string(c.Source)))),
	}
	if c.Source == clock.Unset {
		j.About = say(words.Say("admin.clock_unset"))
	}
	if c.Heard {
		seconds := c.Skew.Seconds()
		j.Skew = &seconds
	}
	return j
}

type setClockJSON struct {
	Time     string `json:"time"`
	Operator string `json:"operator"`
}

// setClock takes a person's word for the time, where nobody better has given it.
func (s *Server) setClock(w http.ResponseWriter, r *http.Request) error {
	var body setClockJSON
	if err := read(r, &body); err != nil {
		return err
	}
	if !isText(body.Operator, 64) {
		return refuse(http.StatusUnprocessableEntity, "text", "operator: at most 64 bytes")
	}
	at, ok := timeOf(body.Time, s.parts.Zone)
	if !ok {
		return refuse(http.StatusUnprocessableEntity, "clock_time", "time must be like 2026-11-29 20:15, or RFC 3339")
	}
	doing, err := s.doingOf(r, body.Operator, "", false)
	if err != nil {
		return err
	}
	by := cmp.Or(doing.label, sourceOf(r))
	if err := s.parts.Clock.Set(at, by); err != nil {
		return err
	}
	s.parts.Log.Info("clock_set", "time", at, "source", sourceOf(r), "operator", doing.label)
	s.answer(w, r, http.StatusOK, s.tellClock())
	return nil
}

// clockForms are how people write a time in the shop's zone; seconds are theirs to give.
var clockForms = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05"}

// timeOf reads a time with its own offset, or one of the zone.
func timeOf(text string, zone *time.Location) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, true
	}
	for _, form := range clockForms {
		if at, err := time.ParseInLocation(form, text, zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// lookClock lets the page ask for the time where a person's word counts.
func (s *Server) lookClock(l *look) {
	switch s.parts.Clock.State().Source {
	case clock.Unset, clock.RTC, clock.Held, clock.Person:
		l.AskClock = words.Text(l.Lang, "admin.clock_ask")
	case clock.NTP, clock.Gateway:
	}
}
