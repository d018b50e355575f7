package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"posd/configs/words"
	"posd/daemon/bills"
	"posd/daemon/journal"
	"posd/payment/reconcile"
)

// What posd reconcile does beside reading a bill.
const (
	reconcileList    = "list"
	reconcileExplain = "explain"
	reconcileFetch   = "fetch"
)

// billFlags are the flags of posd reconcile.
type billFlags struct {
	day, reason, file string
	shared, print     bool
}

// reconcileVerb holds a bill against the journal: posd reconcile FILE. It compares on a copy that the daemon hands out, or on the
// file itself, and has the daemon keep the outcome.
func reconcileVerb(ctx context.Context, inv *invocation) error {
	var f billFlags
	inv.flags.StringVar(&f.day, "day", "", inv.words("command.flag_day"))
	inv.flags.BoolVar(&f.shared, "shared", false, inv.words("command.flag_shared"))
	inv.flags.BoolVar(&f.print, "print", false, inv.words("command.flag_print"))
	inv.flags.StringVar(&f.reason, "reason", "", inv.words("command.flag_explain"))
	inv.flags.StringVar(&f.file, "file", "", inv.words("command.flag_file"))
	args, err := inv.parse(1, 2)
	if err != nil {
		return err
	}
	switch {
	case args[0] == reconcileExplain && len(args) == 2:
		return inv.explainGap(ctx, args[1], f.reason)
	case args[0] == reconcileFetch && len(args) == 2:
		return inv.fetchBill(ctx, args[1], f.print)
	case len(args) == 2:
		return inv.misuse(say("command.bad_count", len(args)))
	case args[0] == reconcileList:
		return inv.listGaps(ctx, f.file)
	}
	return inv.reconcile(ctx, args[0], f)
}

func (inv *invocation) reconcile(ctx context.Context, path string, f billFlags) error {
	opts := reconcile.Opts{Shared: f.shared}
	if f.day != "" {
		var err error
		if opts.From, opts.To, err = reconcile.Day(f.day); err != nil {
			return inv.misuse(say("command.bad_day", f.day))
		}
	}
	bill, err := readBill(path)
	if err != nil {
		return err
	}
	cfg, c, err := inv.open()
	if err != nil {
		return err
	}
	opts.Terminal = cfg.Terminal.ID
	src, err := inv.source(ctx, f.file)
	if err != nil {
		return err
	}
	defer src.done()
	var outcome bills.Outcome
	err = inv.withJournal(ctx, src, func(j *journal.Journal, _ io.Writer) (err error) {
		outcome, err = bills.Judge(j, bill, opts)
		return err
	})
	if errors.Is(err, reconcile.ErrWindow) {
		return failed("no_window", say("command.no_window"), say("command.no_window_do"))
	}
	if err != nil {
		return err
	}
	outcome.Run.Operator = "cli"
	kept := src.copied
	if kept {
		if outcome.Run, err = c.keep(ctx, outcome, f.print); err != nil {
			return err
		}
	}
	if err := inv.tellOutcome(outcome, kept); err != nil {
		return err
	}
	if !kept {
		inv.complain("", inv.words("command.not_kept")+": "+inv.words("command.not_kept_do"))
	}
	if outcome.Run.Gaps > 0 {
		return failed("gaps", say("command.gaps", outcome.Run.Gaps), say("command.gaps_do"))
	}
	return nil
}

// fetchBill has the daemon fetch a day's bill: posd reconcile fetch DAY.
func (inv *invocation) fetchBill(ctx context.Context, day string, paper bool) error {
	if _, _, err := reconcile.Day(day); err != nil {
		return inv.misuse(say("command.bad_day", day))
	}
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var answer struct {
		Run  bills.Run   `json:"reconciliation"`
		Gaps []bills.Gap `json:"gaps"`
	}
	body := map[string]any{"day": day, "operator": "cli", "print": paper}
	if err := c.call(ctx, http.MethodPost, "/api/v1/reconciliations/fetch", nil, body, &answer); err != nil {
		return err
	}
	if err := inv.tellOutcome(bills.Outcome{Run: answer.Run, Gaps: answer.Gaps}, true); err != nil {
		return err
	}
	if answer.Run.Gaps > 0 {
		return failed("gaps", say("command.gaps", answer.Run.Gaps), say("command.gaps_do"))
	}
	return nil
}

// readBill reads a bill file of a bounded size.
func readBill(path string) (reconcile.Bill, error) {
	f, err := os.Open(path)
	if err != nil {
		return reconcile.Bill{}, err
	}
	data, err := io.ReadAll(io.LimitReader(f, reconcile.MaxBytes+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return reconcile.Bill{}, err
	}
	bill, err := reconcile.Parse(filepath.Base(path), data)
	if wrong, ok := errors.AsType[*reconcile.FormatError](err); ok {
		return bill, badBill(filepath.Base(path), wrong)
	}
	return bill, err
}

// badBill tells every fault of a file, one a line.
func badBill(name string, wrong *reconcile.FormatError) error {
	what := say("command.bad_bill", name)
	for _, fault := range wrong.Faults {
		what.Zh, what.En = what.Zh+"\n"+fault.String(), what.En+"\n"+fault.String()
	}
	return failed("bill", what, say("command.bad_bill_do"))
}

// keep has the daemon make an outcome durable, in as many parts as it takes.
func (c *client) keep(ctx context.Context, o bills.Outcome, paper bool) (bills.Run, error) {
	gaps, ids := o.Gaps[:min(len(o.Gaps), bills.MaxGaps)], o.Found[:min(len(o.Found), bills.MaxGaps)]
	var run bills.Run
	for part := 0; part == 0 || len(gaps) > 0 || len(ids) > 0; part++ {
		n, m := min(len(gaps), bills.MaxGapPart), min(len(ids), bills.MaxGapPart)
		body := map[string]any{"reconciliation": o.Run, "gaps": gaps[:n], "found": ids[:m], "part": part, "print": paper}
		var answer struct {
			Run bills.Run `json:"reconciliation"`
		}
		if err := c.call(ctx, http.MethodPost, "/api/v1/reconciliations", nil, body, &answer); err != nil {
			return run, err
		}
		if part == 0 {
			run = answer.Run
		}
		gaps, ids = gaps[n:], ids[m:]
	}
	return run, nil
}

// explainGap closes a gap: posd reconcile explain GAP -reason TEXT.
func (inv *invocation) explainGap(ctx context.Context, id, reason string) error {
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var answer struct {
		Gap bills.Gap `json:"gap"`
	}
	body := map[string]string{"reason": reason, "operator": "cli"}
	path := "/api/v1/reconciliations/gaps/" + url.PathEscape(id)
	if err := c.call(ctx, http.MethodPost, path, nil, body, &answer); err != nil {
		return err
	}
	if inv.json {
		return inv.tell(answer.Gap)
	}
	fmt.Fprintln(inv.Stdout, inv.words("command.explained", answer.Gap.ID))
	return nil
}

// listGaps prints the gaps that wait for a person, and fails if there are any.
func (inv *invocation) listGaps(ctx context.Context, file string) error {
	src, err := inv.source(ctx, file)
	if err != nil {
		return err
	}
	defer src.done()
	var gaps []bills.Gap
	err = inv.withJournal(ctx, src, func(j *journal.Journal, _ io.Writer) (err error) {
		gaps, err = bills.GapsIn(j)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case inv.json:
		if err := inv.tell(map[string][]bills.Gap{"gaps": gaps}); err != nil {
			return err
		}
	case len(gaps) == 0:
		fmt.Fprintln(inv.Stdout, inv.words("reconcile.none_open"))
	default:
		inv.gapTable(gaps)
	}
	if len(gaps) > 0 {
		return failed("gaps", say("command.gaps", len(gaps)), say("command.gaps_do"))
	}
	return nil
}

// outcomeJSON is an outcome as a script reads it.
type outcomeJSON struct {
	Run  bills.Run   `json:"reconciliation"`
	Kept bool        `json:"kept"` // in the journal
	Gaps []bills.Gap `json:"gaps"`
}

// tellOutcome prints what was found: for people a summary and a table, for scripts one JSON value.
func (inv *invocation) tellOutcome(o bills.Outcome, kept bool) error {
	if inv.json {
		return inv.tell(outcomeJSON{o.Run, kept, append([]bills.Gap{}, o.Gaps...)})
	}
	row := func(key words.Key, value any) { fmt.Fprintf(inv.Stdout, "%s: %v\n", inv.words(key), value) }
	run := o.Run
	row("reconcile.bill", run.Name)
	row("reconcile.format", run.Format)
	row("reconcile.window", run.Days())
	row("reconcile.rows", run.Rows)
	row("reconcile.matched", run.Matched)
	if run.Others > 0 {
		row("reconcile.others", run.Others)
	}
	for _, s := range run.Sums {
		row("reconcile.sum_bill", s.Decimal(s.Bill))
		row("reconcile.sum_journal", s.Decimal(s.Journal))
	}
	if run.Settled > 0 {
		row("reconcile.explained", run.Settled)
	}
	if run.Derived {
		fmt.Fprintln(inv.Stdout, inv.words("reconcile.derived"))
	}
	if len(o.Gaps) == 0 {
		fmt.Fprintln(inv.Stdout, inv.words("reconcile.no_gaps"))
		return nil
	}
	inv.gapTable(o.Gaps)
	return nil
}
