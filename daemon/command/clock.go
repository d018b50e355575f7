package command

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// clockJSON is what posd clock reads of the daemon's clock.
type clockJSON struct {
	Time     time.Time `json:"time"`
	Source   string    `json:"source"`
	Believed bool      `json:"believed"`
	About    text      `json:"about"`
	Passed   time.Time `json:"passed"`
	System   time.Time `json:"system"`
	Skew     *float64  `json:"skew_seconds"`
}

// clockVerb tells the time of the running daemon and who vouches for it, or sets it: posd clock "2026-11-29 20:15".
func clockVerb(ctx context.Context, inv *invocation) error {
	args, err := inv.parse(0, 1)
	if err != nil {
		return err
	}
	cfg, c, err := inv.open()
	if err != nil {
		return err
	}
	zone, err := cfg.Terminal.Location()
	if err != nil {
		return err
	}
	method, body := http.MethodGet, any(nil)
	if len(args) == 1 {
		method, body = http.MethodPost, map[string]string{"time": args[0], "operator": "cli"}
	}
	var now clockJSON
	if err := c.call(ctx, method, "/api/v1/clock", nil, body, &now); err != nil {
		return err
	}
	if inv.json {
		return inv.tell(now)
	}
	form := "2006-01-02 15:04:05 MST"
	fmt.Fprintf(inv.Stdout, "%s\n%s\n", now.Time.In(zone).Format(form), now.About.in(inv.Lang))
	fmt.Fprintln(inv.Stdout, inv.words("command.clock_system", now.System.In(zone).Format(form)))
	if !now.Believed {
		return failed("clock_unset", say("command.clock_unset"), say("command.clock_unset_do"))
	}
	return nil
}
