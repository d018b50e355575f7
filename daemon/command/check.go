package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"posd/daemon"
	"posd/daemon/health"
)

// finding is one line of posd check.
type finding struct {
	Code     string `json:"code"`
	Title    string `json:"title"`
	State    string `json:"state"`
	Cause    string `json:"cause,omitempty"`
	Cure     string `json:"cure,omitempty"`
	Detail   string `json:"detail,omitempty"`
	Silenced bool   `json:"silenced,omitempty"`
}

// check looks at everything a sale depends on, in order of dependency. A running daemon tells what it sees; without one the
// configuration, the keys, the journal, the devices and the gateway are tried here and now.
func check(ctx context.Context, inv *invocation) error {
	if _, err := inv.parse(0, 0); err != nil {
		return err
	}
	cfg, err := inv.load()
	if err != nil {
		return err
	}
	findings, err := newClient(cfg.Admin.Socket).health(ctx)
	if errors.Is(err, errNoDaemon) {
		var parts daemon.Parts
		if parts, err = inv.parts(slog.New(slog.DiscardHandler)); err == nil {
			findings, err = inv.checkHere(ctx, cfg, parts)
		}
	}
	if err != nil {
		return err
	}
	return inv.tell(findings)
}

// health asks the running daemon.
func (c *client) health(ctx context.Context) ([]finding, error) {
	var answer struct {
		Problems []struct {
			Code, State, Detail string
			Silenced            bool
			Title, Cause, Cure  map[string]string
		} `json:"problems"`
	}
	if err := c.call(ctx, http.MethodGet, "/health", nil, nil, &answer); err != nil {
		return nil, err
	}
	findings := []finding{{Code: "daemon", Title: "posd", State: health.OK.String()}}
	for _, p := range answer.Problems {
		findings = append(findings, finding{p.Code, p.Title["en"], p.State, p.Cause["en"], p.Cure["en"], p.Detail, p.Silenced})
	}
	return findings, nil
}

// tell prints the findings and fails if one of them is a fault.
func (inv *invocation) tell(findings []finding) error {
	faults := 0
	for _, f := range findings {
		if f.State == health.Faulty.String() && !f.Silenced {
			faults++
		}
	}
	if inv.json {
		if err := json.NewEncoder(inv.Stdout).Encode(map[string]any{"findings": findings, "faults": faults}); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			fmt.Fprint(inv.Stdout, f.line())
		}
	}
	if faults > 0 {
		return failed("the cure stands below each fault", "%d faults", faults)
	}
	return nil
}

func (f finding) line() string {
	mark := map[string]string{"ok": "ok   ", "fault": "FAULT", "unknown": "?    "}[f.State]
	line := fmt.Sprintf("%s  %s\n", mark, f.Title)
	if f.State != health.Faulty.String() || f.Silenced {
		return line
	}
	line += "       " + f.Cause + "\n"
	if f.Detail != "" {
		line += "       (" + f.Detail + ")\n"
	}
	return line + "       -> " + f.Cure + "\n"
}
