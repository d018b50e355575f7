package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/printer"
)

// finding is one line of posd check.
type finding struct {
	Code     string `json:"code"`
	Title    text   `json:"title"`
	State    string `json:"state"` // ok, fault, unknown
	Cause    *text  `json:"cause"`
	Cure     *text  `json:"cure"`
	Note     *text  `json:"note"` // worth knowing although nothing is wrong
	Detail   string `json:"detail"`
	Silenced bool   `json:"silenced"` // the fault of something that it depends on explains it
}

// check looks at everything a sale depends on, in order of dependency. A running daemon tells what it sees; without one the
// configuration, the keys, the journal, the gateway and the devices are tried here and now.
func check(ctx context.Context, inv *invocation) error {
	if _, err := inv.parse(0, 0); err != nil {
		return err
	}
	cfg, c, err := inv.open()
	if err != nil {
		return err
	}
	findings, err := c.health(ctx)
	if errors.Is(err, errNoDaemon) {
		findings, err = inv.checkHere(ctx, cfg)
	}
	if err != nil {
		return err
	}
	return inv.tellFindings(findings)
}

// health asks the running daemon.
func (c *client) health(ctx context.Context) ([]finding, error) {
	var answer struct {
		Problems []finding `json:"problems"`
	}
	if err := c.call(ctx, http.MethodGet, "/health", nil, nil, &answer); err != nil {
		return nil, err
	}
	running := finding{Code: "daemon", Title: say("command.daemon"), State: health.OK.String()}
	return append([]finding{running}, answer.Problems...), nil
}

// checkHere tries everything without a daemon.
func (inv *invocation) checkHere(ctx context.Context, cfg configs.Config) ([]finding, error) {
	if err := examineFiles(cfg); err != nil {
		return nil, err
	}
	parts, err := inv.parts(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	report, err := inv.startReport(ctx, cfg)
	if err != nil {
		return nil, err
	}
	nodes, err := daemon.Try(ctx, cfg, parts)
	if err != nil {
		return nil, explain(err)
	}
	findings := []finding{
		{Code: "configuration", Title: say("command.configuration"), State: health.OK.String()}, journalFinding(report),
	}
	for _, n := range nodes {
		findings = append(findings, findingOf(n))
	}
	return findings, nil
}

func findingOf(n health.Node) finding {
	f := finding{Code: n.Code, Title: say(n.Title), State: n.State.String(), Detail: n.Detail, Silenced: n.Silenced}
	if !n.Note.IsZero() {
		f.Note = &text{n.Note.In(words.Zh), n.Note.In(words.En)}
	}
	if n.State == health.Faulty {
		f.Cause, f.Cure = &text{n.Said(words.Zh), n.Said(words.En)}, &text{n.Todo(words.Zh), n.Todo(words.En)}
	}
	return f
}

func journalFinding(r journal.Report) finding {
	f := finding{Code: "journal", Title: say("health.journal"), State: health.OK.String()}
	if !r.OK() {
		what, cure := reportText(r)
		f.State, f.Cause, f.Cure = health.Faulty.String(), &what, &cure
	}
	return f
}

// tellFindings prints the findings and fails if one of them is a fault.
func (inv *invocation) tellFindings(findings []finding) error {
	faults := 0
	for _, f := range findings {
		if f.fault() {
			faults++
		}
	}
	if inv.json {
		if err := inv.tell(map[string]any{"findings": findings, "faults": faults}); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			inv.print(f)
		}
	}
	if faults > 0 {
		return failed("faults", say("command.faults", faults), say("command.faults_do"))
	}
	return nil
}

// fault reports whether a person has to do something.
func (f finding) fault() bool { return f.State == health.Faulty.String() && !f.Silenced }

// markWidth is the width of the column of marks, in cells.
const markWidth = 7

// print prints one finding: a mark, its title, what is worth knowing, and of a fault the cause and the cure.
func (inv *invocation) print(f finding) {
	mark := words.Key("command.mark_" + f.State)
	if f.Silenced {
		mark = "command.mark_silenced"
	}
	fmt.Fprintf(inv.Stdout, "%s%s\n", pad(inv.words(mark), markWidth), f.Title.in(inv.Lang))
	type line struct {
		before string
		said   *text
	}
	lines := []line{{"", f.Note}}
	if f.fault() {
		lines = append(lines, line{"", f.Cause}, line{"", &text{f.Detail, f.Detail}}, line{"-> ", f.Cure})
	}
	for _, line := range lines {
		if line.said != nil && line.said.in(inv.Lang) != "" {
			fmt.Fprintf(inv.Stdout, "%s%s%s\n", pad("", markWidth), line.before, line.said.in(inv.Lang))
		}
	}
}

// pad fills s up to width cells; a hanzi takes two.
func pad(s string, width int) string {
	return s + fmt.Sprintf("%*s", max(width-printer.Width(s, false), 0), "")
}
