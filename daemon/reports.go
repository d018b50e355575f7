package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/daemon/staff"
	"posd/payment"
	"posd/printer"
	"posd/printer/spool"
)

// reports makes X and Z reports and their slips.
type reports struct{ d *Daemon }

// Make implements admin.Reports.
func (r reports) Make(_ context.Context, closes, paper bool, operator string) (book.Report, admin.ReceiptJob, error) {
	d := r.d
	paper = paper && d.spool != nil
	if closes || paper {
		if err := d.spare(); err != nil {
			return book.Report{}, admin.ReceiptJob{}, err
		}
	}
	if !closes {
		x, err := d.book.X(d.journal)
		if err != nil || !paper {
			return x, admin.ReceiptJob{}, err
		}
		job, err := d.spool.Enqueue("x-"+x.At.UTC().Format("20060102T150405.000"), d.slip(x, operator))
		return x, apiJob(job), err
	}
	z, err := r.close(operator)
	if err != nil {
		d.journalRefused(err)
		return z, admin.ReceiptJob{}, err
	}
	if d.spool == nil {
		return z, admin.ReceiptJob{}, nil
	}
	d.spool.Wake()
	return z, admin.ReceiptJob{ID: zID(z.Number), State: apiStates[spool.StateOwed], At: z.At}, nil
}

// close makes a Z report. The shift that it closes and the slip that it owes are in its commit.
func (r reports) close(operator string) (z book.Report, err error) {
	d := r.d
	err = d.staff.Closing(operator, func(closed func(int) (staff.Shift, []journal.Record)) error {
		var err error
		z, err = d.book.Z(d.journal, func(z book.Report) ([]journal.Record, error) {
			_, records := closed(z.Number)
			if d.spool == nil {
				return records, nil
			}
			owed, err := d.owe(zID(z.Number), d.slip(z, operator))
			return append(records, owed...), err
		})
		return err
	})
	if err == nil {
		d.tillChanged()
	}
	return z, err
}

// Shift implements admin.Reports: the sums since the open shift began. It closes nothing.
func (r reports) Shift(_ context.Context, paper bool, operator string) (book.Report, admin.ReceiptJob, error) {
	d := r.d
	s := d.staff.Shift()
	if !s.Open() {
		return book.Report{}, admin.ReceiptJob{}, staff.ErrShift
	}
	x, err := d.book.Shift(d.journal, s.Number, s.From, s.Opened)
	if err != nil || !paper || d.spool == nil {
		return x, admin.ReceiptJob{}, err
	}
	if err := d.spare(); err != nil {
		return book.Report{}, admin.ReceiptJob{}, err
	}
	job, err := d.spool.Enqueue(fmt.Sprintf("shift-%06d-%s", s.Number, x.At.UTC().Format("20060102T150405.000")), d.slip(x, operator))
	return x, apiJob(job), err
}

// HandOver implements admin.Reports: the shift goes to whoever proves to take it, with the ticket of what is expected.
func (r reports) HandOver(_ context.Context, p staff.Proof) (s staff.Shift, x book.Report, job admin.ReceiptJob, err error) {
	d := r.d
	if err := d.spare(); err != nil {
		return s, x, job, err
	}
	s, err = d.staff.HandOver(p, func(ended, begun staff.Shift) ([]journal.Record, error) {
		var err error
		if x, err = d.book.Shift(d.journal, ended.Number, ended.From, ended.Opened); err != nil || d.spool == nil {
			return nil, err
		}
		job = admin.ReceiptJob{ID: fmt.Sprintf("handover-%06d", ended.Number), State: apiStates[spool.StateOwed], At: begun.Opened}
		return d.owe(job.ID, handoverSlip(d.slip(x, ended.EndedBy), reportLang(d.cfg, *d.form.Load()), ended))
	})
	if err == nil && d.spool != nil {
		d.spool.Wake()
	}
	return s, x, job, err
}

// handoverSlip is the ticket that goes with a shift, from its report: who hands over to whom, and what is expected.
func handoverSlip(slip printer.Receipt, lang words.Lang, s staff.Shift) printer.Receipt {
	slip.Kind = printer.KindHandover
	say := func(key words.Key) string { return printer.Label(lang, key) }
	head := []printer.Line{{Left: say("printer.shift_from"), Right: s.EndedBy}, {Left: say("printer.shift_to"), Right: s.To}}
	slip.Lines = append(head, slip.Lines...)
	slip.Lines = append(slip.Lines, printer.Line{},
		printer.Line{Left: say("printer.signed_from"), Sign: true}, printer.Line{Left: say("printer.signed_to"), Sign: true})
	return slip
}

// Day implements admin.Reports: the sums of a business day.
func (r reports) Day(_ context.Context, day string, paper bool, operator string) (book.Report, admin.ReceiptJob, error) {
	d := r.d
	report, err := d.book.DayReport(cmp.Or(day, d.book.Day(d.parts.Now())))
	if err != nil || !paper || d.spool == nil {
		return report, admin.ReceiptJob{}, err
	}
	if err := d.spare(); err != nil {
		return report, admin.ReceiptJob{}, err
	}
	slip := d.slip(report, operator)
	slip.Kind = printer.KindDay
	job, err := d.spool.Enqueue("day-"+report.Day+"-"+report.At.UTC().Format("20060102T150405.000"), slip)
	return report, apiJob(job), err
}

// Copy implements admin.Reports: the slip of a Z report once more, marked as a copy.
func (r reports) Copy(_ context.Context, number int, operator string) (book.Report, admin.ReceiptJob, error) {
	if err := r.d.spare(); err != nil {
		return book.Report{}, admin.ReceiptJob{}, err
	}
	z, err := book.ZReport(r.d.journal, number)
	if err != nil || r.d.spool == nil {
		return z, admin.ReceiptJob{}, err
	}
	job, err := r.d.spool.Reprint(zID(number), operator)
	if errors.Is(err, spool.ErrWaiting) { // it will come out anyway
		err = nil
	}
	if errors.Is(err, spool.ErrUnknown) { // closed when there was no printer
		job, err = r.d.spool.Enqueue(zID(number), r.d.slip(z, operator))
	}
	return z, apiJob(job), err
}

// zID names the print job of a Z report.
func zID(number int) string { return fmt.Sprintf("z-%06d", number) }

// slip is a report on paper as this terminal prints it.
func (d *Daemon) slip(r book.Report, operator string) printer.Receipt {
	return reportSlip(d.cfg, reportLang(d.cfg, *d.form.Load()), r, d.zone, operator)
}

// reportSlip is a report on paper: the sums of each currency, those of each operator, and the journal's newest hash, by which a
// journal that was rolled back is recognised off the terminal.
func reportSlip(cfg configs.Config, lang words.Lang, r book.Report, zone *time.Location, operator string) printer.Receipt {
	slip := printer.Receipt{
		Kind: printer.KindX, Merchant: cfg.Merchant.Name, Store: cfg.Merchant.StoreName, Terminal: cfg.Terminal.ID,
		Cashier: operator, Time: r.At.In(zone),
	}
	say := func(key words.Key) string { return printer.Label(lang, key) }
	if r.Number > 0 {
		slip.Kind = printer.KindZ
		slip.Lines = append(slip.Lines, printer.Line{Left: say("printer.z_number"), Right: fmt.Sprintf("%06d", r.Number), Bold: true})
	}
	if r.Shift > 0 {
		slip.Lines = append(slip.Lines, printer.Line{Left: say("printer.shift"), Right: fmt.Sprint(r.Shift), Bold: true})
	}
	slip.Lines = append(slip.Lines, printer.Line{Left: say("printer.business_day"), Right: r.Day})
	if !r.Since.IsZero() {
		slip.Lines = append(slip.Lines, printer.Line{Left: say("printer.since"), Right: r.Since.In(zone).Format("2006-01-02 15:04")})
	}
	slip.Lines = append(slip.Lines, sumRows(say, r.Currencies)...)
	slip.Lines = append(slip.Lines, tallyRows(say, r.Tally())...)
	for _, name := range r.Names() {
		heading := name
		if heading == "" {
			heading = say("printer.no_operator")
		}
		slip.Lines = append(slip.Lines, printer.Line{}, printer.Line{Left: say("printer.cashier") + " " + heading})
		slip.Lines = append(slip.Lines, sumRows(say, r.Operators[name])...)
		slip.Lines = append(slip.Lines, tallyRows(say, r.Tallies[name])...)
	}
	slip.Lines = append(slip.Lines, printer.Line{}, printer.Line{Left: say("printer.open_payments"), Right: fmt.Sprint(r.Open)})
	if r.From > 0 {
		slip.Lines = append(slip.Lines, printer.Line{Left: say("printer.journal_range"), Right: fmt.Sprintf("%d-%d", r.From, r.To)})
	}
	if len(r.Head) >= headShown {
		slip.Lines = append(slip.Lines, printer.Line{Left: say("printer.journal_head"), Right: r.Head[:headShown]})
	}
	return slip
}

// headShown is how many digits of the journal's hash stand on a report: enough that no two journals share them.
const headShown = 16

// sumRows are the lines of sums, a currency after the other; without any, a zero says so.
func sumRows(say func(words.Key) string, sums map[payment.Currency]book.Sum) []printer.Line {
	if len(sums) == 0 {
		return []printer.Line{{Left: say("printer.sales"), Right: "0"}}
	}
	var rows []printer.Line
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		s := sums[currency]
		amount := func(minor int64) string { return money(payment.Amount{Minor: minor, Currency: currency}).String() }
		rows = append(
			rows,
			printer.Line{Left: fmt.Sprintf("%s %d", say("printer.sales"), s.Sales), Right: amount(s.SalesMinor)},
			printer.Line{Left: fmt.Sprintf("%s %d", say("printer.refunds"), s.Refunds), Right: amount(-s.RefundMinor)},
			printer.Line{Left: say("printer.net"), Right: amount(s.Net()), Bold: true},
		)
	}
	return rows
}

// tallyRows are the lines of what left no money, those that are not zero.
func tallyRows(say func(words.Key) string, t book.Tally) []printer.Line {
	var rows []printer.Line
	for _, row := range []struct {
		key words.Key
		n   int
	}{{"printer.not_paid_sales", t.NotPaid}, {"printer.returned_late", t.Returned}, {"printer.no_sales", t.NoSales}} {
		if row.n > 0 {
			rows = append(rows, printer.Line{Left: say(row.key), Right: fmt.Sprint(row.n)})
		}
	}
	return rows
}

// unresolved is the notice that the outcome of a payment is not known: what the cashier keeps until it is.
func (r receipts) unresolved(p payment.Payment) printer.Receipt {
	s := r.base(p)
	s.Kind = printer.KindUnresolved
	s.Amount = money(p.Order.Amount)
	s.Time = r.when(time.Time{}, p.Changed)
	return s
}
