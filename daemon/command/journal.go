package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"posd/daemon/journal"
)

// journalVerb reads the journal: beside a running daemon through a copy that the daemon hands out, else from the file itself.
func journalVerb(ctx context.Context, inv *invocation) error {
	file := inv.flags.String("file", "", "journal file, instead of the configured one")
	limit := inv.flags.Int("n", 50, "list: how many of the newest entries")
	args, err := inv.parse(1, 2)
	if err != nil {
		return err
	}
	what := args[0]
	named := what == "check" || what == "probe"
	if (what == "show") != (len(args) == 2) && !named {
		return usage("posd journal show takes the number of an entry, the others take none")
	}
	path, cleanup, err := inv.journalFile(ctx, *file, args)
	if err != nil {
		return err
	}
	defer cleanup()
	switch what {
	case "check":
		return inv.tellReport(journal.Check(path, nil))
	case "probe": // the quick look that the daemon takes, in a child process, before it opens the journal
		return inv.tellReport(journal.Probe(path))
	case "list":
		return inv.withJournal(path, func(j *journal.Journal) error { return inv.list(j, *limit) })
	case "show":
		return inv.withJournal(path, func(j *journal.Journal) error { return inv.show(j, args[1]) })
	case "export":
		return inv.withJournal(path, func(j *journal.Journal) error { return j.Export(inv.Stdout, 1) })
	}
	return usage("posd journal has list, show, check and export, not %q", what)
}

// journalFile returns the file to read: the one that was named, a copy handed out by the running daemon, or the configured one.
func (inv *invocation) journalFile(ctx context.Context, named string, args []string) (string, func(), error) {
	nothing := func() {}
	if (args[0] == "check" || args[0] == "probe") && len(args) == 2 { // as an examination in a child process does
		named = args[1]
	}
	if named != "" {
		return named, nothing, nil
	}
	cfg, c, err := inv.open()
	if err != nil {
		return "", nothing, err
	}
	path, cleanup, err := c.snapshot(ctx)
	if errors.Is(err, errNoDaemon) {
		return cfg.Journal.Path, nothing, nil
	}
	return path, cleanup, err
}

// snapshot asks the running daemon for a consistent copy.
func (c *client) snapshot(ctx context.Context) (path string, cleanup func(), err error) {
	resp, err := c.send(ctx, http.MethodGet, "/api/v1/journal/snapshot", nil, nil)
	if err != nil {
		return "", func() {}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", func() {}, refused(resp)
	}
	f, err := os.CreateTemp("", "posd-journal-*.db")
	if err != nil {
		return "", func() {}, err
	}
	cleanup = func() { _ = os.Remove(f.Name()) }
	_, err = io.Copy(f, resp.Body)
	if err = errors.Join(err, f.Close()); err != nil {
		cleanup()
		return "", func() {}, fmt.Errorf("copy the journal: %w", err)
	}
	return f.Name(), cleanup, nil
}

func (inv *invocation) tellReport(report journal.Report) error {
	if inv.json {
		if err := json.NewEncoder(inv.Stdout).Encode(report); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(inv.Stdout, "%s: %s\n", report.Code, report.Cause)
	}
	if report.OK() {
		return nil
	}
	return failed(report.Cure, "%s", report.Cause)
}

func (inv *invocation) withJournal(path string, use func(*journal.Journal) error) error {
	j, err := journal.OpenReadOnly(path)
	if err != nil {
		return &failure{ExitFailed, err, journal.ReportOf(path, err).Cure}
	}
	return errors.Join(use(j), j.Close())
}

// entryJSON is an entry as a script reads it.
type entryJSON struct {
	Seq    uint64          `json:"seq"`
	Time   time.Time       `json:"time"`
	Stream string          `json:"stream"`
	Kind   string          `json:"kind"`
	Key    string          `json:"key"`
	Open   bool            `json:"open"`
	Hash   string          `json:"hash"`
	Body   json.RawMessage `json:"body,omitempty"`
}

func (inv *invocation) list(j *journal.Journal, limit int) error {
	from := uint64(1)
	if n := j.Len(); limit > 0 && n > uint64(limit) {
		from = n - uint64(limit) + 1
	}
	out := json.NewEncoder(inv.Stdout)
	for e, err := range j.Entries(from, 0) {
		if err != nil {
			return err
		}
		if inv.json {
			if err := out.Encode(entryOf(e, false)); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(inv.Stdout, "%6d  %s  %-8s %-16s %s\n", e.Seq, e.Time.Local().Format(time.DateTime), e.Stream, e.Kind, e.Key)
	}
	return nil
}

func entryOf(e journal.Entry, body bool) entryJSON {
	out := entryJSON{Seq: e.Seq, Time: e.Time, Stream: e.Stream, Kind: e.Kind, Key: e.Key, Open: e.Open, Hash: e.Hash.String()}
	if body && json.Valid(e.Body) {
		out.Body = e.Body
	}
	return out
}

func (inv *invocation) show(j *journal.Journal, number string) error {
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return usage("%q is not the number of an entry", number)
	}
	e, err := j.Get(seq)
	if err != nil {
		return failed("posd journal list shows the newest entries", "%w", err)
	}
	out := json.NewEncoder(inv.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(entryOf(e, true))
}
