package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"posd/configs/words"
	"posd/daemon/bills"
	"posd/daemon/gateways"
	"posd/daemon/health"
	"posd/payment/reconcile"
)

// billSource is a gateway that hands out bills.
type billSource interface {
	// Bill returns the bill of a day of Beijing, "2006-01-02", of at most limit bytes; its errors wrap gateways.ErrNoBill.
	Bill(ctx context.Context, day string, limit int64) ([]byte, error)
}

// When bills are fetched, in Beijing, where Alipay's days are.
const (
	billReady   = 9*time.Hour + 30*time.Minute // after midnight; the page says that a bill is usually there at nine
	billLate    = 12 * time.Hour               // after midnight; one that is not there by then is a person's business
	fetchAgain  = 30 * time.Minute             // after a try that brought nothing
	fetchLook   = time.Hour                    // how often it is looked at whether another day has come
	fetchWithin = time.Minute                  // one try, question and download
)

var beijing = time.FixedZone("UTC+8", 8*60*60)

// Newest implements admin.Bills.
func (b billDesk) Newest() string {
	if _, ok := b.d.gateway.(billSource); !ok {
		return ""
	}
	return b.d.parts.Now().In(beijing).Add(-billReady).AddDate(0, 0, -1).Format(time.DateOnly)
}

// Fetch implements admin.Bills: it has the bill of a day from Alipay, holds it against the journal and keeps what was found. On paper it
// comes if that is asked for, or if something differs.
func (b billDesk) Fetch(ctx context.Context, day, operator string, paper bool) (bills.Outcome, error) {
	source, ok := b.d.gateway.(billSource)
	if !ok {
		return bills.Outcome{}, bills.ErrNoSource
	}
	opts := reconcile.Opts{Terminal: b.d.cfg.Terminal.ID, Shared: b.d.cfg.Gateway.BillShared}
	var err error
	if opts.From, opts.To, err = reconcile.Day(day); err != nil {
		return bills.Outcome{}, fmt.Errorf("%w: %w", bills.ErrFetch, err)
	}
	ctx, stop := context.WithTimeout(ctx, fetchWithin)
	defer stop()
	text, err := source.Bill(ctx, day, reconcile.MaxBytes)
	if errors.Is(err, gateways.ErrNoBill) {
		return bills.Outcome{}, fmt.Errorf("%w: %s", bills.ErrNoBill, day)
	}
	if err != nil {
		return bills.Outcome{}, fmt.Errorf("%w: %w", bills.ErrFetch, err)
	}
	bill, err := reconcile.Parse("alipay-"+day+".zip", text)
	if err != nil {
		return bills.Outcome{}, fmt.Errorf("%w: %w", bills.ErrFetch, err)
	}
	outcome, err := bills.Judge(b.d.journal, bill, opts)
	if err != nil {
		return bills.Outcome{}, err
	}
	outcome.Run.Operator = operator
	if outcome.Run, err = b.keep(outcome); err != nil {
		return bills.Outcome{}, err
	}
	b.d.log.Info("bill_fetched", "day", day, "rows", outcome.Run.Rows, "matched", outcome.Run.Matched, "gaps", outcome.Run.Gaps)
	if paper || outcome.Run.Gaps > 0 {
		err = b.Print(outcome, operator)
	}
	return outcome, err
}

// keep records an outcome in as many parts as it takes.
func (b billDesk) keep(o bills.Outcome) (bills.Run, error) {
	gaps, found := o.Gaps[:min(len(o.Gaps), bills.MaxGaps)], o.Found[:min(len(o.Found), bills.MaxGaps)]
	var kept bills.Run
	for part := 0; part == 0 || len(gaps) > 0 || len(found) > 0; part++ {
		n, m := min(len(gaps), bills.MaxGapPart), min(len(found), bills.MaxGapPart)
		run, err := b.Record(bills.Outcome{Run: o.Run, Gaps: gaps[:n], Found: found[:m]}, part)
		if err != nil {
			return run, err
		}
		if part == 0 {
			kept = run
		}
		gaps, found = gaps[n:], found[m:]
	}
	return kept, nil
}

// fetchBills has the bill of each day fetched on the morning after it, until ctx ends.
func (d *Daemon) fetchBills(ctx context.Context) error {
	for {
		next := time.NewTimer(d.fetchDue(ctx))
		select {
		case <-next.C:
		case <-ctx.Done():
			next.Stop()
			return nil
		}
	}
}

// fetchDue fetches yesterday's bill if it is time to and it was not had yet, and returns when to look again.
func (d *Daemon) fetchDue(ctx context.Context) time.Duration {
	if !d.clock.Believable() {
		return time.Minute
	}
	now := d.parts.Now().In(beijing)
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, beijing)
	if wait := midnight.Add(billReady).Sub(now); wait > 0 {
		return min(wait, fetchLook)
	}
	day := midnight.AddDate(0, 0, -1).Format(time.DateOnly)
	if d.billHad(day) {
		d.health.Set(probBillFetch, health.Well())
		return fetchLook
	}
	_, err := billDesk{d.bills, d}.Fetch(ctx, day, "auto", false)
	switch {
	case err == nil:
		d.health.Set(probBillFetch, health.Well())
		return fetchLook
	case ctx.Err() != nil:
		return fetchLook
	case errors.Is(err, bills.ErrNoBill) && d.nothingSold(day):
		d.health.Set(probBillFetch, health.Well())
		return fetchLook
	}
	d.log.Warn("bill_not_fetched", "day", day, "error", err)
	if now.Sub(midnight) >= billLate {
		d.health.Set(probBillFetch, health.Report{State: health.Faulty, Cause: words.Say("health.bill_fetch_day", day), Detail: err.Error()})
	}
	return fetchAgain
}

// runsSearched is how many reconciliations are looked through for a day.
const runsSearched = 50

// billHad reports whether the bill of a day was held against the journal, by whomever.
func (d *Daemon) billHad(day string) bool {
	runs, err := d.bills.Runs(runsSearched)
	if err != nil {
		d.log.Error("reconciliations_unreadable", "error", err)
	}
	for _, r := range runs {
		if r.Days() == day {
			return true
		}
	}
	return false
}

// nothingSold reports whether a bill without a row would be right: of a day on which nothing was sold Alipay may have none.
func (d *Daemon) nothingSold(day string) bool {
	from, to, err := reconcile.Day(day)
	if err != nil {
		return false
	}
	empty := reconcile.Bill{Format: reconcile.OpenAPI, Name: day, From: from, To: to}
	outcome, err := bills.Judge(d.journal, empty, reconcile.Opts{From: from, To: to, Terminal: d.cfg.Terminal.ID})
	return err == nil && len(outcome.Gaps) == 0
}
