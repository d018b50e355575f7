package daemon

import (
	"context"
	"iter"
	"strings"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/drawer"
	"posd/daemon/journal"
	"posd/daemon/staff"
	"posd/daemon/till"
	"posd/payment"
)

// makeStaff builds the desk of operators and shifts. The hashes of PINs lie beside the journal.
func (d *Daemon) makeStaff() (err error) {
	d.asides = make(chan func(context.Context), 4)
	d.staff, err = staff.New(staff.Opts{
		Journal: spareJournal{d}, Now: d.parts.Now, Random: d.parts.Random, Pins: d.cfg.Journal.Path + ".pins", Cost: d.parts.pinCost,
		Limits: map[staff.Role]staff.Limits{
			staff.Cashier: staffLimits(d.cfg, d.cfg.Staff.Cashier), staff.Supervisor: staffLimits(d.cfg, d.cfg.Staff.Supervisor),
			staff.Guest: {}, staff.Admin: {},
		},
		BadgeNeedsPIN: d.cfg.Staff.BadgePIN, Kept: d.staffKept, Log: d.log,
	})
	return err
}

// spareJournal is the journal for what can wait: it takes nothing of the room that is kept for verdicts.
type spareJournal struct{ d *Daemon }

// Append implements staff.Journal.
func (j spareJournal) Append(now time.Time, records ...journal.Record) ([]journal.Entry, error) {
	if err := j.d.spare(); err != nil {
		return nil, err
	}
	entries, err := j.d.journal.Append(now, records...)
	if err != nil {
		j.d.journalRefused(err)
	}
	return entries, err
}

// Latest implements staff.Journal.
func (j spareJournal) Latest(stream, key string) (journal.Entry, error) {
	return j.d.journal.Latest(stream, key)
}

// OpenKeys implements staff.Journal.
func (j spareJournal) OpenKeys(stream string) iter.Seq2[string, error] {
	return j.d.journal.OpenKeys(stream)
}

// staffKept lets everybody know that operators or the shift have changed.
func (d *Daemon) staffKept(seq uint64) {
	d.saved(seq)
	d.tillChanged()
}

// staffAmounts are the limits of refunds by their keys.
func staffAmounts(s configs.Staff) map[string]string {
	return map[string]string{
		"staff.cashier.refund_max": s.Cashier.RefundMax, "staff.cashier.refund_day": s.Cashier.RefundDay,
		"staff.supervisor.refund_max": s.Supervisor.RefundMax, "staff.supervisor.refund_day": s.Supervisor.RefundDay,
	}
}

// staffLimit reads a limit; nil is none, and false says that it cannot be read.
func staffLimit(cfg configs.Config, text string) (*int64, bool) {
	if text == "" {
		return nil, true
	}
	if strings.Trim(text, "0.") == "" { // nothing may go back: no amount of a payment, but a limit
		return new(int64), true
	}
	a, err := payment.ParseAmount(text, payment.Currency(cfg.Terminal.Currency))
	return &a.Minor, err == nil
}

// staffLimits are a role's limits; the configuration has checked that they are amounts.
func staffLimits(cfg configs.Config, l configs.StaffLimits) (limits staff.Limits) {
	limits.Each, _ = staffLimit(cfg, l.RefundMax)
	limits.Day, _ = staffLimit(cfg, l.RefundDay)
	return limits
}

// staffReady holds sales where there are operators and none of them has signed on.
func (d *Daemon) staffReady() words.Message {
	if _, there := d.staff.Present(); !there && d.staff.InUse() {
		return words.Say("till.sign_on")
	}
	return words.Message{}
}

// who names who takes a sale: the operator who has signed on, or whom the request names where there are no operators.
func (d *Daemon) who(asked string) (operator string, shift int) {
	if !d.staff.InUse() {
		return asked, 0
	}
	return d.staff.Who()
}

// openShift returns the number of the open shift, 0 for none.
func (d *Daemon) openShift() int {
	if s := d.staff.Shift(); s.Open() {
		return s.Number
	}
	return 0
}

// refundedToday sums up what an operator has given back on this business day, by number.
func (d *Daemon) refundedToday(id string) (int64, error) {
	return d.book.RefundedBy(d.book.Day(d.parts.Now()), func(operator string) bool { return staff.IDOf(operator) == id })
}

// noSale tells the book who has opened the drawer without a sale.
func noSale(e journal.Entry) (operator string, is bool) {
	if e.Stream != drawer.Stream || e.Kind != drawer.KindNoSale {
		return "", false
	}
	o, err := drawer.Parse(e)
	return o.Operator, err == nil
}

// staffParts are what works beside the till for operators and the drawer.
func (d *Daemon) staffParts() []part {
	parts := []part{{name: "asides", run: d.hearAsides}}
	if d.drawer != nil {
		parts = append(parts, part{name: "drawer", run: d.drawer.Run})
	}
	return parts
}

// aside takes a scan that nobody expected for what it may be all the same, a badge or the receipt of a sale, and reports whether it is
// one. It never blocks: while others wait a scan is lost, and nothing with it. During a sale nothing is an aside (promise 23).
func (d *Daemon) aside(text string) bool {
	if d.till.Sale().Active {
		return false
	}
	var do func(ctx context.Context)
	if code, is := staff.ParseBadge(text); is && d.staff.InUse() {
		do = func(context.Context) { d.badgeScanned(code) }
	} else if id, is := staff.ParseReceipt(text); is {
		do = func(ctx context.Context) { d.receiptScanned(ctx, payment.ID(id)) }
	} else {
		return false
	}
	select {
	case d.asides <- do:
	default:
	}
	return true
}

func (d *Daemon) hearAsides(ctx context.Context) error {
	for {
		select {
		case do := <-d.asides:
			do(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

// badgeScanned signs an operator on. A badge that is held up on and on signs on once: who is there already changes nothing.
func (d *Daemon) badgeScanned(code string) {
	before, _ := d.staff.Present()
	shift, err := d.staff.SignOn(staff.Proof{Badge: code})
	if err != nil {
		d.log.Info("badge_refused", "error", err)
		d.desk.signal(till.SignalBad)
		return
	}
	if shift.Present != before.ID {
		d.log.Info("signed_on", "operator", shift.Present, "shift", shift.Number, "source", "badge")
		d.desk.signal(till.SignalGood)
	}
}

// receiptScanned prepares the refund of a sale that is paid and not wholly refunded. Money moves only once a person has confirmed it.
func (d *Daemon) receiptScanned(ctx context.Context, id payment.ID) {
	if d.till.Sale().Refund == id {
		return // it is held up on and on
	}
	p, err := d.book.Get(id)
	if err == nil && (p.Refundable().Minor == 0 || !d.staffReady().IsZero()) {
		err = payment.ErrRefund
	}
	if err == nil {
		err = d.till.ArmRefund(ctx, id)
	}
	if err != nil {
		d.log.Info("receipt_refused", "payment_id", id, "error", err)
		d.desk.signal(till.SignalBad)
	}
}
