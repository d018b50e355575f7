package daemon

import (
	"context"
	"io"
	"strings"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/book"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/daemon/till"
	"posd/display"
	"posd/payment"
)

// RunDegraded runs a terminal whose journal cannot be used: the status page and the customer display say so and what to do, and
// nothing is sold. It writes nothing, so whatever can be saved of the journal still can.
func RunDegraded(ctx context.Context, cfg configs.Config, parts Parts, report journal.Report) error {
	d := &Daemon{cfg: cfg, parts: parts, log: parts.Log, started: time.Now()}
	d.makeClock()
	var err error
	if d.zone, err = cfg.Terminal.Location(); err != nil {
		return err
	}
	if d.health, err = health.NewTracker(problems(cfg), d.parts.Now, d.healthChanged); err != nil {
		return err
	}
	d.reportClock()
	why, _ := report.Say() // its cure is told by the command that the reader is sent to
	d.health.Set(probJournal, health.Report{
		State: health.Faulty, Cause: why, Cure: words.Say("till.no_journal_do"), Detail: strings.Join(report.Notes, "; "),
	})
	d.display = newDisplay(cfg.Display)
	d.display.Show(display.View{Kind: display.Problem, Reason: words.Say("till.no_journal"), Instruction: "till.no_journal_do"})
	if err := d.makeShutFront(closed{why: why}); err != nil {
		return err
	}
	return supervise(ctx, d.log, append(d.displayParts(), part{name: "status_page", run: d.admin.run}))
}

func (d *Daemon) makeShutFront(c closed) error {
	token, err := adminToken(d.cfg.Admin)
	if err != nil {
		return err
	}
	server, err := admin.New(admin.Parts{
		Till: c, Payments: c, Totals: c, Health: d.health, Journal: c, Clock: d.clock,
		Gate:  func() payment.Gate { return payment.Gate{Cause: payment.Reason{Code: payment.CauseJournal}} },
		Ready: func() words.Message { return c.why }, Lines: d.displayLines, Limits: limits(d.cfg), Build: build(d.cfg, d.parts),
		Started: d.started, Zone: d.zone, Lang: d.cfg.Terminal.Language, Hosts: d.cfg.Admin.Hosts, Token: token,
		Now: d.parts.Now, Log: d.log,
	})
	if err != nil {
		return err
	}
	d.admin = newFront(server, d.cfg.Admin, d.parts.Listening)
	return nil
}

// closed stands in for the counter and the book of a terminal that sells nothing.
type closed struct{ why words.Message }

func (c closed) refuse() error { return &till.NotReadyError{Why: c.why} }

// Start refuses.
func (c closed) Start(context.Context, till.Request) (payment.Payment, error) {
	return payment.Payment{}, c.refuse()
}

// Present refuses.
func (c closed) Present(context.Context, payment.ID) (payment.Payment, error) {
	return payment.Payment{}, c.refuse()
}

// Stop refuses.
func (c closed) Stop(context.Context, payment.ID) (payment.Payment, error) {
	return payment.Payment{}, c.refuse()
}

// Refund refuses.
func (c closed) Refund(context.Context, payment.ID, payment.Refund) (payment.Payment, payment.Refund, error) {
	return payment.Payment{}, payment.Refund{}, c.refuse()
}

// ArmRefund refuses.
func (c closed) ArmRefund(context.Context, payment.ID) error { return c.refuse() }

// Sale is none.
func (c closed) Sale() till.Sale {
	return till.Sale{View: display.View{Kind: display.Problem, Reason: words.Say("till.no_journal"), Instruction: "till.no_journal_do"}}
}

// Get refuses: what the journal holds is not known.
func (c closed) Get(payment.ID) (payment.Payment, error) { return payment.Payment{}, c.refuse() }

// ByKey refuses.
func (c closed) ByKey(string) (payment.Payment, error) { return payment.Payment{}, c.refuse() }

// ByOrder refuses.
func (c closed) ByOrder(string) ([]payment.Payment, error) { return nil, c.refuse() }

// Recent is empty.
func (c closed) Recent(int) ([]payment.Payment, error) { return nil, nil }

// Timeline refuses.
func (c closed) Timeline(payment.ID) ([]book.Step, error) { return nil, c.refuse() }

// Today is empty.
func (c closed) Today() book.Totals { return book.Totals{} }

// DayTotals refuses.
func (c closed) DayTotals(string) (book.Totals, error) { return book.Totals{}, c.refuse() }

// After is empty.
func (c closed) After(uint64, int) ([]admin.Event, error) { return nil, nil }

// Head is 0.
func (c closed) Head() uint64 { return 0 }

// Snapshot refuses.
func (c closed) Snapshot(io.Writer) error { return c.refuse() }
