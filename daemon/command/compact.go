package command

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"posd/configs"
	"posd/daemon/book"
	"posd/daemon/drawer"
	"posd/daemon/journal"
	"posd/printer/spool"
)

// shedStreams are those whose closed subjects may leave a journal. All else that a terminal remembers, it remembers for ever.
func shedStreams() []string { return []string{book.Stream, spool.Stream, drawer.Stream} }

// compact archives what is older than the configuration keeps. It needs the journal to itself: with a daemon running it says so, and
// changes nothing.
func (inv *invocation) compact(ctx context.Context, named string) error {
	cfg, err := configs.Load(inv.config)
	if err != nil {
		return err
	}
	if cfg.Journal.KeepDays == 0 {
		return failed("keeps_all", say("command.keeps_all"), say("command.keeps_all_do"))
	}
	path := cmp.Or(named, cfg.Journal.Path)
	report, err := inv.examine(ctx, checkWithin, journalExamine, path)
	if err != nil {
		return err
	}
	if !report.OK() {
		return reportFailure(report)
	}
	before := time.Now().AddDate(0, 0, -cfg.Journal.KeepDays)
	done, err := journal.Compact(path, journal.Opts{}, journal.Shedding{
		Before: before, Streams: shedStreams(), Archive: cfg.Journal.Archive,
	})
	if err != nil {
		return reportFailure(journal.ReportOf(path, err))
	}
	return inv.tellShed(done, before)
}

// tellShed says what has left the journal.
func (inv *invocation) tellShed(done journal.Shed, before time.Time) error {
	if inv.json {
		return inv.tell(map[string]any{
			"from": done.From, "to": done.To, "left": done.Left, "archive": done.Archive, "bytes_before": done.Before, "bytes": done.Now,
		})
	}
	said := inv.words("command.nothing_old", before.Format(time.DateOnly))
	if done.To >= done.From {
		said = inv.words("command.compacted", done.From, done.To, done.Archive, done.Left, done.Before, done.Now)
	}
	_, err := fmt.Fprintln(inv.Stdout, said)
	return err
}
