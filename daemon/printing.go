package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/health"
	"posd/daemon/journal"
	"posd/payment"
	"posd/printer"
	"posd/printer/spool"
)

// spoolStore keeps the print queue's records in the journal.
type spoolStore struct{ d *Daemon }

// Append implements spool.Store.
func (s spoolStore) Append(records ...spool.Record) error {
	if len(records) == 0 {
		return nil
	}
	kept := make([]journal.Record, 0, len(records))
	for _, r := range records {
		kept = append(kept, journalRecord(r))
	}
	entries, err := s.d.journal.Append(s.d.parts.Now(), kept...)
	if err != nil {
		s.d.journalRefused(err)
		return err
	}
	s.d.saved(entries[len(entries)-1].Seq)
	return nil
}

// Open implements spool.Store.
func (s spoolStore) Open() ([]spool.Record, error) {
	var open []spool.Record
	for key, err := range s.d.journal.OpenKeys(spool.Stream) {
		if err != nil {
			return nil, err
		}
		r, err := s.Latest(key)
		if err != nil {
			return nil, err
		}
		open = append(open, r)
	}
	return open, nil
}

// Latest implements spool.Store.
func (s spoolStore) Latest(key string) (spool.Record, error) {
	e, err := s.d.journal.Latest(spool.Stream, key)
	if errors.Is(err, journal.ErrNotFound) {
		return spool.Record{}, fmt.Errorf("%w: %s", spool.ErrUnknown, key)
	}
	if err != nil {
		return spool.Record{}, err
	}
	return spool.Record{Kind: e.Kind, Version: e.Version, Key: e.Key, Open: e.Open, Body: e.Body}, nil
}

func journalRecord(r spool.Record) journal.Record {
	return journal.Record{Stream: spool.Stream, Kind: r.Kind, Key: r.Key, Version: r.Version, Open: r.Open, Body: r.Body}
}

// owe is the record of a receipt that becomes due.
func (d *Daemon) owe(id string, r printer.Receipt) ([]journal.Record, error) {
	return []journal.Record{journalRecord(d.spool.Due(id, r))}, nil
}

// makeSpool builds the print queue, unless there is no printer.
func (d *Daemon) makeSpool() error {
	if d.printer == nil {
		return nil
	}
	d.spool = spool.New(spool.Opts{
		Store: spoolStore{d}, Printer: d.printer, Log: d.log, Now: d.parts.Now, TrustSent: true, OnChange: func(spool.Job) { d.reportReceipts() },
	})
	return nil
}

// reportReceipts tells the health tree whether receipts are owed that a person should know of. It asks the journal, which knows of
// a receipt from the commit that made it owed, and not the queue, in the middle of whose work it is called.
func (d *Daemon) reportReceipts() {
	if d.spool == nil {
		return
	}
	owed, first := 0, ""
	for key, err := range d.journal.OpenKeys(spool.Stream) {
		if err != nil {
			d.log.Error("owed_receipts_unreadable", "error", err)
			return
		}
		if d.underway(key) {
			continue
		}
		if owed++; owed == 1 {
			first = key
		}
	}
	if owed == 0 {
		d.health.Set(probReceipts, health.Well())
		return
	}
	detail := fmt.Sprintf("%d: %s", owed, first)
	if r, err := (spoolStore{d}).Latest(first); err == nil {
		detail += " " + r.Kind
	}
	d.health.Set(probReceipts, health.Report{State: health.Faulty, Detail: detail})
}

// underway reports whether a receipt is coming out as it should, which is no fault.
func (d *Daemon) underway(id string) bool {
	j, err := d.spool.Job(id)
	if err != nil {
		return false
	}
	state, _ := d.printer.Health()
	return j.State == spool.StateSending || j.State == spool.StateOwed && state != printer.HealthFault
}

// printedLate lets the proof of a print land on its job although it had been given up.
func (d *Daemon) printedLate(id printer.ProcessID) {
	if d.spool != nil {
		d.spool.Late(id)
	}
}

// receiptJobs is the print queue as the API shows it.
type receiptJobs struct {
	spool *spool.Spool
	spare func() error // see Daemon.spare
	book  interface {
		Get(id payment.ID) (payment.Payment, error)
	}
}

// Jobs implements admin.Receipts.
func (r receiptJobs) Jobs(limit int) ([]admin.ReceiptJob, error) {
	var jobs []admin.ReceiptJob
	for _, j := range slices.Backward(r.spool.Jobs()) {
		if len(jobs) >= limit {
			break
		}
		jobs = append(jobs, apiJob(j))
	}
	return jobs, nil
}

// Of implements admin.Receipts: the receipt of the sale, or the notice that its money went back.
func (r receiptJobs) Of(id payment.ID) (admin.ReceiptJob, bool) {
	for _, name := range []string{string(id), returnedID(id)} {
		if j, err := r.spool.Job(name); err == nil {
			return apiJob(j), true
		}
	}
	return admin.ReceiptJob{}, false
}

// Reprint implements admin.Receipts: the newest slip of the payment.
func (r receiptJobs) Reprint(_ context.Context, id payment.ID, operator string) (admin.ReceiptJob, error) {
	if err := r.spare(); err != nil {
		return admin.ReceiptJob{}, err
	}
	p, err := r.book.Get(id)
	if err != nil {
		return admin.ReceiptJob{}, err
	}
	j, err := r.spool.Reprint(newestSlip(p), operator)
	if errors.Is(err, spool.ErrWaiting) { // it will come out anyway
		return apiJob(j), nil
	}
	if errors.Is(err, spool.ErrUnknown) {
		return admin.ReceiptJob{}, admin.ErrNoReceipt
	}
	return apiJob(j), err
}

// newestSlip names the last thing that was to be printed about a payment: the slip of a refund, the notice that the money went
// back, or the receipt of the sale.
func newestSlip(p payment.Payment) string {
	if !p.Wanted() {
		return returnedID(p.ID)
	}
	for _, f := range slices.Backward(p.Refunds) {
		if f.State == payment.RefundDone {
			return f.Number
		}
	}
	return string(p.ID)
}

// returnedID names the notice that money which came after the giving up went back.
func returnedID(id payment.ID) string { return string(id) + "-returned" }

// slipID names the slip that a customer pays an attempt from.
func slipID(p payment.Payment) string { return p.Number() + "-slip" }

// unresolvedID names the notice that the outcome of a payment is not known.
func unresolvedID(id payment.ID) string { return string(id) + "-unresolved" }

// Owed implements admin.Receipts.
func (r receiptJobs) Owed() int { return len(r.spool.Owed()) }

// apiStates are the API's words for where a job stands.
var apiStates = map[spool.State]string{
	spool.StateOwed: "owed", spool.StateSending: "printing", spool.StateUnconfirmed: "unconfirmed", spool.StateHeld: "unconfirmed",
	spool.StatePrinted: "printed", spool.StateSent: "printed", spool.StateSettled: "printed",
}

func apiJob(j spool.Job) admin.ReceiptJob {
	job := admin.ReceiptJob{
		ID: j.ID, Payment: payment.ID(j.Receipt.Order), Refund: j.Receipt.Refund, State: apiStates[j.State],
		Copy: j.Receipt.Copy > 0, At: latest(j.Changed, j.Owed),
	}
	switch {
	case j.Cause != printer.CauseNone:
		job.Why = words.Say(j.Cause.Word())
	case j.State.Open() || j.State == spool.StateSent:
		job.Why = words.Say(j.State.Word())
	}
	return job
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
