package admin_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// told is what the API says of the clock.
type told struct {
	Time     time.Time `json:"time"`
	Source   string    `json:"source"`
	Believed bool      `json:"believed"`
	Skew     *float64  `json:"skew_seconds"`
}

func (w *world) clockIs(body []byte) told {
	w.Helper()
	var c told
	if err := json.Unmarshal(body, &c); err != nil {
		w.Fatal(err)
	}
	return c
}

// TestTheClockIsSetAtTheDevice by the API and the page, where neither NTP nor the gateway has set it.
func TestTheClockIsSetAtTheDevice(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, w *world) {
		set := func(text string) call {
			return call{method: http.MethodPost, path: "/api/v1/clock", body: `{"time":"` + text + `","operator":"Mei"}`}
		}
		page := func() string { return w.do(call{path: "/?lang=en"}).Body.String() }
		if c := w.clockIs(w.do(call{path: "/api/v1/clock"}).Body.Bytes()); c.Source != "ntp" || !c.Believed || c.Skew != nil {
			t.Errorf("told: %+v", c)
		}
		if got := w.do(set("2000-01-01 08:05")); got.Code != http.StatusConflict || !strings.Contains(got.Body.String(), `"clock_vouched"`) {
			t.Errorf("against NTP: %d %s", got.Code, got.Body)
		}
		if strings.Contains(page(), "Set the clock") {
			t.Error("the page asks for what it would refuse")
		}
		w.vouched = false
		w.clock.Look()
		if !strings.Contains(page(), "Set the clock") {
			t.Error("the page does not ask for the time")
		}
		for _, text := range []string{"", "noon", "08:05", "2000-13-01 08:05"} {
			if got := w.do(set(text)); got.Code != http.StatusUnprocessableEntity {
				t.Errorf("%q: %d %s", text, got.Code, got.Body)
			}
		}
		at := time.Date(2000, time.January, 1, 0, 5, 0, 0, time.UTC)
		for _, text := range []string{"2000-01-01 08:05", "2000-01-01T08:05:00", "2000-01-01T00:05:00Z"} { // the shop is eight hours ahead
			if c := w.clockIs(w.do(set(text)).Body.Bytes()); !c.Time.Equal(at) || c.Source != "person" {
				t.Errorf("%q: %+v", text, c)
			}
		}
		w.clock.Hear(at)
		if c := w.clockIs(w.do(call{path: "/api/v1/clock"}).Body.Bytes()); c.Source != "gateway" || c.Skew == nil || *c.Skew != -300 {
			t.Errorf("told: %+v", c)
		}
	})
}
