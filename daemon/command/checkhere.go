package command

import (
	"context"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon"
	"posd/daemon/health"
	"posd/daemon/journal"
)

// checkHere tries everything without a daemon.
func (inv *invocation) checkHere(ctx context.Context, cfg configs.Config, parts daemon.Parts) ([]finding, error) {
	findings := []finding{{Code: "configuration", Title: "Configuration and keys", State: health.OK.String()}}
	report, err := inv.examine(ctx, cfg)
	if err != nil {
		return nil, err
	}
	findings = append(findings, journalFinding(report))
	nodes, err := daemon.Try(ctx, cfg, parts)
	if err != nil {
		return nil, explain(cfg, err)
	}
	for _, n := range nodes {
		f := finding{Code: n.Code, Title: words.Text(words.En, n.Title), State: n.State.String(), Detail: n.Detail, Silenced: n.Silenced}
		if n.State == health.Faulty {
			f.Cause, f.Cure = n.Said(words.En), n.Todo(words.En)
		}
		findings = append(findings, f)
	}
	return findings, nil
}

func journalFinding(r journal.Report) finding {
	f := finding{Code: "journal", Title: words.Text(words.En, "health.journal"), State: health.OK.String()}
	if !r.OK() {
		f.State, f.Cause, f.Cure = health.Faulty.String(), r.Cause, r.Cure
	}
	return f
}
