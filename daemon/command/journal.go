package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"posd/configs/words"
	"posd/daemon/journal"
)

// How long a journal that nobody vouches for is examined at most.
const (
	probeWithin = 20 * time.Second // the quick look before it is opened
	checkWithin = 30 * time.Minute // all of it; a slow card reads 10 MB/s
)

// What posd journal does. Probe and examine are for the daemon and the commands themselves, which run them in a child process.
const (
	journalList    = "list"
	journalShow    = "show"
	journalCheck   = "check"
	journalExport  = "export"
	journalCompact = "compact"
	journalProbe   = "probe"
	journalExamine = "examine"
)

// journalVerb reads the journal: beside a running daemon through a copy that the daemon hands out, else from the file itself.
func journalVerb(ctx context.Context, inv *invocation) error {
	file := inv.flags.String("file", "", inv.words("command.flag_file"))
	limit := inv.flags.Int("n", 50, inv.words("command.flag_number"))
	args, err := inv.parse(1, 2)
	if err != nil {
		return err
	}
	what, of := args[0], strings.Join(args[1:], "")
	switch {
	case what == journalProbe && of != "":
		return inv.tellReport(journal.Probe(of))
	case what == journalExamine && of != "":
		return inv.tellReport(journal.Check(of, nil))
	case what == journalShow && of != "":
		if _, err := strconv.ParseUint(of, 10, 64); err != nil && !isPayment(of) {
			return inv.misuse(say("command.not_an_entry", of))
		}
	case !slices.Contains([]string{journalList, journalShow, journalCheck, journalExport, journalCompact}, what):
		return inv.misuse(say("command.not_a_command", "journal "+what))
	case (what == journalShow) != (of != ""):
		return inv.misuse(say("command.bad_count", len(args)))
	}
	if what == journalCompact {
		return inv.compact(ctx, *file)
	}
	src, err := inv.source(ctx, *file)
	if err != nil {
		return err
	}
	defer src.done()
	switch what {
	case journalCheck:
		report, err := inv.examineSource(ctx, checkWithin, journalExamine, src)
		if err != nil {
			return err
		}
		return inv.tellReport(report)
	case journalExport:
		return inv.withJournal(ctx, src, func(j *journal.Journal, w io.Writer) error { return j.Export(w, 1) })
	case journalShow:
		return inv.withJournal(ctx, src, func(j *journal.Journal, w io.Writer) error { return inv.show(w, j, of, src.zone) })
	default:
		return inv.withJournal(ctx, src, func(j *journal.Journal, w io.Writer) error { return inv.list(w, j, *limit, src.zone) })
	}
}

// examine has a journal examined in a child process, so that a file which hangs or kills its reader does not do so to this one
// (promise 18).
func (inv *invocation) examine(ctx context.Context, within time.Duration, how, path string) (journal.Report, error) {
	ctx, stop := context.WithTimeout(ctx, within)
	defer stop()
	return journal.Examine(ctx, []string{inv.Executable, "journal", how, "-json"}, path)
}

// examineSource examines a journal that somebody wants to read, and calls it by the name that people know.
func (inv *invocation) examineSource(ctx context.Context, within time.Duration, how string, src *source) (journal.Report, error) {
	report, err := inv.examine(ctx, within, how, src.path)
	if err != nil {
		return report, err
	}
	if src.refused != nil && (report.Code == journal.CodeInUse || report.Code == journal.CodeUnreadable) {
		return report, src.refused
	}
	report.Path = src.name
	report.Unanchored = report.Unanchored && !src.copied // the daemon that hands a copy out watches its own anchor
	report.Cause, report.Cure = report.Words(words.En)
	return report, nil
}

// tellReport prints what was found, and fails unless all is well.
func (inv *invocation) tellReport(r journal.Report) error {
	if inv.json {
		if err := inv.tell(r); err != nil {
			return err
		}
	} else if r.OK() {
		what, cure := reportText(r)
		fmt.Fprintln(inv.Stdout, what.in(inv.Lang))
		if r.Unanchored {
			fmt.Fprintf(inv.Stdout, "-> %s\n", cure.in(inv.Lang))
		}
	}
	if r.OK() {
		return nil
	}
	return reportFailure(r)
}

// reportFailure is a journal that cannot be relied on.
func reportFailure(r journal.Report) error {
	what, cure := reportText(r)
	for _, note := range r.Notes {
		what.Zh, what.En = what.Zh+"\n"+note, what.En+"\n"+note
	}
	return failed(string(r.Code), what, cure)
}

// reportText is what a report says, and what to do.
func reportText(r journal.Report) (what, cure text) {
	what.Zh, cure.Zh = r.Words(words.Zh)
	what.En, cure.En = r.Words(words.En)
	return what, cure
}

// withJournal lets use read the journal and write to standard output. What is damaged is told with its cure.
func (inv *invocation) withJournal(ctx context.Context, src *source, use func(*journal.Journal, io.Writer) error) error {
	if !src.copied {
		report, err := inv.examineSource(ctx, probeWithin, journalProbe, src)
		if err != nil {
			return err
		}
		if !report.OK() {
			return reportFailure(report)
		}
	}
	j, err := journal.OpenReadOnly(src.path)
	if err == nil {
		out := bufio.NewWriter(inv.Stdout)
		err = errors.Join(use(j, out), out.Flush(), j.Close())
	}
	if _, damaged := errors.AsType[*journal.Error](err); damaged {
		return reportFailure(journal.ReportOf(src.name, err))
	}
	return err
}
