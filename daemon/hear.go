package daemon

import (
	"errors"
	"slices"
	"time"

	"posd/configs/words"
	"posd/daemon/drawer"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/daemon/till"
	"posd/drivers/scanner"
	"posd/payment"
	"posd/printer"
	"posd/printer/escpos"
	"posd/printer/spool"
)

// hear passes on what the Cashier has made durable.
func (d *Daemon) hear(n payment.Notice, p payment.Payment) {
	d.till.Notice(n, p)
	d.metrics.Notice(n, p)
	if d.opensDrawer(n) {
		d.desk.openDrawer(drawer.Opening{Why: drawer.WhySale, Payment: string(p.ID), Operator: p.Order.Operator, Shift: p.Order.Shift})
	}
	if n == payment.NoticeUnresolved || n == payment.NoticeRefundUnknown {
		d.log.Warn("outcome_unknown", "payment_id", p.ID, "number", p.Number(), "notice", string(n))
	}
	d.reportUnresolved()
	d.reportReceipts()
	if n == payment.NoticePresented && d.spool != nil { // the customer waits for the slip
		d.spool.Wake()
	}
	if p.State.Settled() {
		select {
		case d.tend <- struct{}{}:
		default:
		}
		if d.spool != nil {
			d.spool.Wake()
		}
	}
}

// reportUnresolved keeps the alarm on for as long as any payment's outcome is not known.
func (d *Daemon) reportUnresolved() {
	open, err := d.book.Open()
	if err != nil {
		d.log.Error("open_payments_unreadable", "error", err)
		return
	}
	for _, p := range open {
		if p.State == payment.StateUnresolved || d.refundOverdue(p) {
			d.health.Set(probUnresolved, health.Ill(p.Number()))
			return
		}
	}
	d.health.Set(probUnresolved, health.Well())
}

// refundLate is how long a refund may be on its way before people are alarmed: the five quick tries are over by then.
const refundLate = 5 * time.Minute

// refundOverdue reports whether nobody knows after refundLate what became of a refund of p.
func (d *Daemon) refundOverdue(p payment.Payment) bool {
	return slices.ContainsFunc(p.Refunds, func(r payment.Refund) bool {
		return !r.State.Final() && d.parts.Now().Sub(r.Asked) > refundLate
	})
}

// journalBroken reports what keeps the journal from being written, which forbids new sales. The sale in progress goes on as long as
// its verdict can become durable: a full card has room set aside for that. Once nothing more is written (by the journal itself, or
// because the Cashier met an error and stopped), the counter says so.
func (d *Daemon) journalBroken(err error) {
	cause, cure := journal.ReportOf(d.cfg.Journal.Path, err).Say()
	d.health.Set(probJournal, health.Report{State: health.Faulty, Cause: cause, Cure: cure, Detail: err.Error()})
	if errors.Is(err, journal.ErrBroken) || d.cashier.Gate().Cause.Code == payment.CauseJournal {
		d.till.Halt(words.Say("till.halted"))
	}
}

// journalRefused reports an error of something that was to be kept, if it is the journal's own: that a record of long ago is not
// understood, or that a caller has left, keeps nobody from selling.
func (d *Daemon) journalRefused(err error) {
	for _, own := range []error{
		journal.ErrBroken, journal.ErrFull, journal.ErrReadOnly, journal.ErrClosed, journal.ErrDamaged, journal.ErrChain,
	} {
		if errors.Is(err, own) {
			d.journalBroken(err)
			return
		}
	}
}

// opensDrawer reports whether the drawer opens with what has become of a payment.
func (d *Daemon) opensDrawer(n payment.Notice) bool {
	return (n == payment.NoticePaid || n == payment.NoticePaidLate) && d.cfg.Drawer.OnSale && d.drawer != nil
}

// owes returns what a change makes due, to be committed with it: a receipt, and that the drawer opens.
func (d *Daemon) owes(n payment.Notice, _, p payment.Payment) ([]journal.Record, error) {
	records, err := d.owesPaper(n, p)
	if err == nil && d.opensDrawer(n) {
		records = append(records, drawer.Sale(string(p.ID), p.Order.Operator, p.Order.Shift))
	}
	return records, err
}

// owesPaper returns the receipt that a change makes due.
func (d *Daemon) owesPaper(n payment.Notice, p payment.Payment) ([]journal.Record, error) {
	if d.spool == nil {
		return nil, nil
	}
	r := d.receipts()
	switch n {
	case payment.NoticePaid, payment.NoticePaidLate:
		return d.owe(string(p.ID), r.sale(p))
	case payment.NoticeRefunded:
		f := p.Refunds[len(p.Refunds)-1] // one at a time: the newest is the one that has just been settled
		return d.owe(f.Number, r.refund(p, f))
	case payment.NoticeReturned:
		return d.owe(returnedID(p.ID), r.returned(p))
	case payment.NoticeUnresolved:
		if _, err := d.spool.Job(unresolvedID(p.ID)); !errors.Is(err, spool.ErrUnknown) {
			return nil, err // the notice was owed when it was first given up on
		}
		return d.owe(unresolvedID(p.ID), r.unresolved(p))
	case payment.NoticePresented:
		if d.cfg.ShowCode.Paper {
			return d.owe(slipID(p), r.slip(p, d.cfg.ShowCode.ValidFor))
		}
	case payment.NoticeCreated, payment.NoticeSending, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticeScanAgain,
		payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeStopping, payment.NoticeCancelling, payment.NoticeCancelled,
		payment.NoticeWatched, payment.NoticeReturning, payment.NoticeRefundPending,
		payment.NoticeRefundUnknown, payment.NoticeRefundRefused, payment.NoticeRefundNotSent:
	}
	return nil, nil
}

// printerChanged reports the printer to the health tree and wakes the queue when it is well again.
func (d *Daemon) printerChanged(s escpos.Status) {
	state, cause := s.Health()
	switch state {
	case printer.HealthFault:
		d.health.Set(probPaper, health.Report{
			State: health.Faulty, Cause: words.Say(cause.Word()), Cure: words.Say(cause.Cure()), Detail: string(cause),
		})
	case printer.HealthOK:
		d.health.Set(probPaper, health.Well())
	case printer.HealthUnknown:
		d.health.Set(probPaper, health.Report{})
	}
	d.senseByPrinter(s.DrawerPin)
	if d.spool != nil {
		d.spool.Wake()
		d.reportReceipts()
	}
}

// scanDropped lets the cashier hear that a scan went nowhere.
func (d *Daemon) scanDropped(s scanner.Scan, why scanner.Drop) {
	if why == scanner.DropNotArmed && d.aside(s.Text) {
		return
	}
	d.log.Info("scan_dropped", "scan", s, "why", string(why))
	if why != scanner.DropRepeat { // the phone is still held up: nothing to complain of
		d.desk.signal(till.SignalBad)
	}
}

func reasonMessage(r payment.Reason) words.Message {
	if r.Code == "" {
		return words.Message{}
	}
	return words.Say(words.Key("reason." + r.Code))
}
