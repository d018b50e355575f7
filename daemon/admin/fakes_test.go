package admin_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"posd/configs/words"
	"posd/daemon/admin"
	"posd/daemon/book"
	"posd/display"
	"posd/payment"
	"posd/payment/paymenttest"
)

type shower struct{}

// Show implements till.Display.
func (shower) Show(display.View) {}

// locked lets several goroutines log into one buffer.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// disk is a journal in memory, with what a book answers about it.
type disk struct {
	*paymenttest.Memory

	saved  func(seq uint64)
	notice func(payment.Notice, payment.Payment)
}

func (d *disk) Save(p payment.Payment, n payment.Notice) error {
	if err := d.Memory.Save(p, n); err != nil {
		return err
	}
	d.saved(d.Head())
	return nil
}

func (d *disk) Recent(limit int) ([]payment.Payment, error) {
	var found []payment.Payment
	for _, s := range slices.Backward(d.Saves()) {
		if !slices.ContainsFunc(found, func(p payment.Payment) bool { return p.ID == s.Payment.ID }) && len(found) < limit {
			found = append(found, s.Payment)
		}
	}
	return found, nil
}

func (d *disk) ByKey(key string) (payment.Payment, error) {
	for _, s := range d.Saves() {
		if s.Payment.Order.Key == key {
			return d.Get(s.Payment.ID)
		}
	}
	return payment.Payment{}, payment.ErrUnknownPayment
}

func (d *disk) Timeline(id payment.ID) ([]book.Step, error) {
	var steps []book.Step
	for i, s := range d.Saves() {
		if p := s.Payment; p.ID == id {
			step := book.Step{Seq: uint64(i) + 1, At: p.Changed, Notice: string(s.Notice), State: p.State, Number: p.Number(), Reason: p.Reason}
			steps = append(steps, step)
		}
	}
	return steps, nil
}

func (d *disk) Today() book.Totals {
	t, _ := d.DayTotals(time.Now().Format(time.DateOnly))
	return t
}

func (d *disk) DayTotals(day string) (book.Totals, error) {
	t := book.Totals{Day: day, Currencies: map[payment.Currency]book.Sum{}}
	all, err := d.Recent(1000)
	for _, p := range all {
		sum := t.Currencies[p.Order.Amount.Currency]
		if p.State == payment.StatePaid || p.State == payment.StateRefunded && !p.Late {
			sum.Sales++
			sum.SalesMinor += p.Order.Amount.Minor
		}
		for _, f := range p.Refunds {
			if f.State == payment.RefundDone {
				sum.Refunds++
				sum.RefundMinor += f.Amount.Minor
			}
		}
		t.Currencies[p.Order.Amount.Currency] = sum
	}
	return t, err
}

func (d *disk) Head() uint64 { return uint64(len(d.Saves())) }

func (d *disk) After(seq uint64, limit int) ([]admin.Event, error) {
	var events []admin.Event
	for i, s := range d.Saves() {
		if uint64(i) < seq || len(events) == limit {
			continue
		}
		body, err := payment.Encode(s.Payment)
		if err != nil {
			return nil, err
		}
		events = append(events, admin.Event{
			Seq: uint64(i) + 1, At: s.Payment.Changed, Stream: admin.StreamPayment, Kind: string(s.Notice), Key: string(s.Payment.ID),
			Version: payment.RecordVersion, Body: body, Hash: strings.Repeat("ab", 32),
		})
	}
	return events, nil
}

func (d *disk) Snapshot(w io.Writer) error {
	_, err := io.WriteString(w, "a whole journal")
	return err
}

// queue prints what is paid at once, unless it is out of paper.
type queue struct {
	mu      sync.Mutex
	jobs    []admin.ReceiptJob
	noPaper bool
}

func (q *queue) hear(n payment.Notice, p payment.Payment) {
	if n != payment.NoticePaid && n != payment.NoticePaidLate {
		return
	}
	q.add(p.ID, false)
}

func (q *queue) add(id payment.ID, isCopy bool) admin.ReceiptJob {
	q.mu.Lock()
	defer q.mu.Unlock()
	j := admin.ReceiptJob{ID: fmt.Sprintf("job-%d", len(q.jobs)+1), Payment: id, State: "printed", Copy: isCopy, At: time.Now()}
	if q.noPaper {
		j.State, j.Why = "owed", words.Say("printer.paper_out")
	}
	q.jobs = append(q.jobs, j)
	return j
}

func (q *queue) Jobs(limit int) ([]admin.ReceiptJob, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	newest := slices.Clone(q.jobs)
	slices.Reverse(newest)
	return newest[:min(limit, len(newest))], nil
}

func (q *queue) Of(id payment.ID) (admin.ReceiptJob, bool) {
	jobs, _ := q.Jobs(1000)
	i := slices.IndexFunc(jobs, func(j admin.ReceiptJob) bool { return j.Payment == id })
	if i < 0 {
		return admin.ReceiptJob{}, false
	}
	return jobs[i], true
}

func (q *queue) Reprint(_ context.Context, id payment.ID, _ string) (admin.ReceiptJob, error) {
	if _, ok := q.Of(id); !ok {
		return admin.ReceiptJob{}, admin.ErrNoReceipt
	}
	return q.add(id, true), nil
}

func (q *queue) Owed() int {
	jobs, _ := q.Jobs(1000)
	return len(slices.DeleteFunc(jobs, func(j admin.ReceiptJob) bool { return j.State == "printed" }))
}
