package daemon

import (
	"errors"
	"strconv"

	"posd/configs/words"
	"posd/daemon/bills"
	"posd/daemon/health"
	"posd/printer"
	"posd/printer/spool"
)

// billDesk is admin.Bills: what reconciliations found, with the health tree and the printer that follow it.
type billDesk struct {
	*bills.Desk

	d *Daemon
}

// Record implements admin.Bills.
func (b billDesk) Record(o bills.Outcome, part int) (bills.Run, error) {
	if err := b.d.spare(); err != nil {
		return bills.Run{}, err
	}
	run, err := b.Desk.Record(o, part)
	b.d.reportBills()
	return run, err
}

// Explain implements admin.Bills.
func (b billDesk) Explain(id, by, why string) (bills.Gap, error) {
	if err := b.d.spare(); err != nil {
		return bills.Gap{}, err
	}
	g, err := b.Desk.Explain(id, by, why)
	b.d.reportBills()
	return g, err
}

// Print implements admin.Bills. The slip of a bill that is checked again is a copy.
func (b billDesk) Print(o bills.Outcome, operator string) error {
	if b.d.spool == nil {
		return nil
	}
	if err := b.d.spare(); err != nil {
		return err
	}
	id := "bill-" + o.Run.Digest[:16]
	_, err := b.d.spool.Job(id)
	switch {
	case errors.Is(err, spool.ErrUnknown):
		_, err = b.d.spool.Enqueue(id, b.d.billSlip(o))
	case err == nil:
		if _, err = b.d.spool.Reprint(id, operator); errors.Is(err, spool.ErrWaiting) { // it will come out anyway
			err = nil
		}
	}
	return err
}

// reportBills keeps the fault on for as long as a gap waits for a person.
func (d *Daemon) reportBills() {
	gaps, err := d.bills.Gaps()
	if err != nil {
		d.log.Error("gaps_unreadable", "error", err)
		return
	}
	if len(gaps) == 0 {
		d.health.Set(probBills, health.Well())
		return
	}
	detail := strconv.Itoa(len(gaps)) + ": " + string(gaps[0].Kind) + " " + gaps[0].Number
	d.health.Set(probBills, health.Report{State: health.Faulty, Detail: detail})
}

// slipGaps is how many gaps are printed: a slip is read at the counter, the rest on the page.
const slipGaps = 20

// billSlip is the outcome of a reconciliation on paper.
func (d *Daemon) billSlip(o bills.Outcome) printer.Receipt {
	lang := reportLang(d.cfg, *d.form.Load())
	say := func(key words.Key, args ...any) string { return printer.Label(lang, key, args...) }
	number := func(key words.Key, n int) printer.Line { return printer.Line{Left: say(key), Right: strconv.Itoa(n)} }
	run := o.Run
	lines := []printer.Line{
		{Left: say("reconcile.bill"), Right: run.Name},
		{Left: say("reconcile.window"), Right: run.Days()},
		number("reconcile.rows", run.Rows), number("reconcile.matched", run.Matched),
	}
	if run.Others > 0 {
		lines = append(lines, number("reconcile.others", run.Others))
	}
	for _, s := range run.Sums {
		lines = append(lines,
			printer.Line{Left: say("reconcile.sum_bill"), Right: s.Decimal(s.Bill)},
			printer.Line{Left: say("reconcile.sum_journal"), Right: s.Decimal(s.Journal)})
	}
	gaps := number("reconcile.gaps", run.Gaps)
	gaps.Bold = true
	lines = append(lines, gaps)
	left := run.Gaps
	for _, g := range o.Gaps {
		if !g.Open || run.Gaps-left == slipGaps {
			continue
		}
		left--
		lines = append(lines,
			printer.Line{Left: say(words.Key("reconcile.kind_" + string(g.Kind))), Bold: true},
			printer.Line{Left: g.Number},
			printer.Line{Left: say("reconcile.there", g.There.Decimal()), Right: say("reconcile.here", g.Here.Decimal())})
	}
	if left > 0 {
		lines = append(lines, printer.Line{Left: say("reconcile.more", left)})
	}
	return printer.Receipt{
		Kind: printer.KindBill, Merchant: d.cfg.Merchant.Name, Store: d.cfg.Merchant.StoreName, Terminal: d.cfg.Terminal.ID,
		Time: d.parts.Now().In(d.zone), Lines: lines,
	}
}
