package main_test

import (
	"strings"
	"testing"
)

// quick makes posd ask and cancel without the documented pauses, so that a scenario ends within seconds of real time. The
// scenarios with the documented pauses are played in virtual time, by package daemon's tests.
func quick(toml string) string {
	return strings.Replace(toml, "[gateway]", `[gateway]
query_waits = ["200ms", "200ms", "200ms", "500ms", "1s", "1s"]
cancel_waits = ["200ms", "200ms", "500ms"]`, 1)
}

// TestADozenScenariosOverSockets plays a dozen of the simulated Alipay's scenarios with the real binary, over real sockets.
func TestADozenScenariosOverSockets(t *testing.T) {
	t.Parallel()
	x := newTerminal(t, quick)
	x.start()
	for _, c := range []struct {
		scenario, state string
		stop            bool // somebody presses Stop while the buyer confirms
	}{
		{"paid", "paid", false},
		{"confirm_queries", "paid", false},
		{"buyer_declines", "refused", false},
		{"confirm_never", "cancelled", true},
		{"pays_at_cancel", "cancelled", true},
		{"charged_lost", "paid", false},
		{"uncharged_lost", "watched", false},
		{"answer_html", "paid", false},
		{"answer_reset", "paid", false},
		{"forged", "watched", false},
		{"minimal", "paid", false},
		{"wrong_amount", "paid", false},
		{"cancel_unknown", "cancelled", true},
		{"foreign_currency", "paid", false},
	} {
		p := x.sell()
		x.scan(c.scenario)
		if c.stop {
			x.state(p.ID, "confirming")
			if _, err := x.api.Stop(x.ctx, p.ID); err != nil {
				t.Fatalf("%s: %v", c.scenario, err)
			}
		}
		p = x.state(p.ID, c.state)
		t.Logf("%s: %s %s", c.scenario, p.State, p.Number)
		want := int64(0)
		if c.state == "paid" {
			want = 1250
			x.receipt(p.ID, "printed")
			x.oneReceipt(p)
		}
		x.books(p, want)
		x.await("free", func() bool {
			till, err := x.api.Till(x.ctx)
			return err == nil && !till.Active
		})
	}
}
