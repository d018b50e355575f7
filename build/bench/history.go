package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
	"posd/printer"
	"posd/printer/spool"
)

const (
	// salesADay is what a counter sells in a day.
	salesADay = 200
	// recordsASale is what one of them leaves in the journal: intent, verdict, receipt on its way, printed.
	recordsASale = 4
	// memory is a folder that no device stands behind: the history's thousands of commits need not be durable.
	memory = "/dev/shm"
)

// writeHistory makes a journal at path that holds the records of many days of sales, the last of them today's, and returns how
// many there are. Of days only Zone and DayEnds count.
func writeHistory(path string, days book.Opts, records int) (int, error) {
	dir, err := os.MkdirTemp(memory, "posd-bench-")
	if err != nil {
		if dir, err = os.MkdirTemp(filepath.Dir(path), "history-"); err != nil {
			return 0, err
		}
	}
	aside := filepath.Join(dir, "journal.db")
	n, err := fillHistory(aside, days, records)
	if err == nil {
		err = errors.Join(copyFile(path, aside), copyFile(path+".head", aside+".head"))
	}
	return n, errors.Join(err, os.RemoveAll(dir))
}

func fillHistory(path string, days book.Opts, records int) (n int, err error) {
	j, err := journal.Open(path, journal.Opts{Board: "bench"})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	h := &history{journal: j, now: time.Now()}
	days.Now, days.Owes = func() time.Time { return h.now }, h.owes
	b, err := book.New(h, days)
	if err != nil {
		return 0, err
	}
	sales := max(records/recordsASale, 1)
	for i := range sales {
		h.now = time.Now().AddDate(0, 0, -(sales-1-i)/salesADay)
		if err := h.sell(b, i); err != nil {
			return 0, err
		}
	}
	return sales * recordsASale, h.flush()
}

// history is the journal of a shop that has sold for long, written in large commits.
type history struct {
	journal *journal.Journal
	now     time.Time
	batch   []journal.Record
	last    map[string]journal.Entry // of each payment in the batch
}

// saleID is the id of the n-th sale of a history. As in life, one says nothing of the next.
func saleID(n int) payment.ID {
	return payment.NewID(uint64(n) * 0x9E3779B97F4A7C15) //nolint:gosec // not negative
}

// sell leaves what one sale leaves.
func (h *history) sell(b *book.Book, n int) error {
	p := payment.Payment{
		ID: saleID(n), State: payment.StateSending, Created: h.now, Changed: h.now, Began: h.now, Code: "28****3456",
		Order: payment.Order{Ref: fmt.Sprintf("A%d", n), Subject: "coffee", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}, Source: "api"},
	}
	if err := b.Save(p, payment.NoticeSending); err != nil {
		return err
	}
	p.State, p.Seen, p.Trade.Ref, p.Trade.Time = payment.StatePaid, true, "2026030122001400000000", h.now
	if err := b.Save(p, payment.NoticePaid); err != nil {
		return err
	}
	r := h.receipt(p)
	r.Kind, r.Open = string(spool.StatePrinted), false
	h.batch = append(h.batch, r)
	if len(h.batch) > journal.MaxBatch-2*recordsASale {
		return h.flush()
	}
	return nil
}

func (h *history) owes(n payment.Notice, _, p payment.Payment) ([]journal.Record, error) {
	if n != payment.NoticePaid {
		return nil, nil
	}
	r := h.receipt(p)
	r.Kind = string(spool.StateSending)
	return []journal.Record{r}, nil
}

func (h *history) receipt(p payment.Payment) journal.Record {
	r := spool.Owe(string(p.ID), printer.Receipt{
		Kind: printer.KindSale, Merchant: "Bench Café", Store: "Bench", Terminal: "SIM1", Title: p.Order.Subject, Order: string(p.ID),
		Attempt: p.Number(), Trade: p.Trade.Ref, Amount: printer.Money{Text: p.Order.Amount.Decimal(), Currency: "CNY"}, Time: h.now,
	})
	return journal.Record{Stream: spool.Stream, Kind: r.Kind, Key: r.Key, Version: r.Version, Open: r.Open, Body: r.Body}
}

func (h *history) flush() error {
	if len(h.batch) == 0 {
		return nil
	}
	_, err := h.journal.Append(h.now, h.batch...)
	h.batch, h.last = h.batch[:0], nil
	return errors.Join(err, h.journal.Tend())
}

// Append implements book.Journal: it keeps the records for the next flush.
func (h *history) Append(_ time.Time, records ...journal.Record) ([]journal.Entry, error) {
	if h.last == nil {
		h.last = make(map[string]journal.Entry)
	}
	for _, r := range records {
		if r.Stream == book.Stream {
			h.last[r.Key] = journal.Entry{Record: r}
		}
	}
	h.batch = append(h.batch, records...)
	return nil, nil
}

// Latest implements book.Journal for payments that are being made: the others are asked for by nobody.
func (h *history) Latest(_, key string) (journal.Entry, error) {
	if e, ok := h.last[key]; ok {
		return e, nil
	}
	return journal.Entry{}, journal.ErrNotFound
}

// OpenKeys implements book.Journal: nothing is asked for before there is something.
func (h *history) OpenKeys(stream string) iter.Seq2[string, error] { return h.journal.OpenKeys(stream) }

// ByIndex implements book.Journal.
func (h *history) ByIndex(term string, limit int) ([]journal.Entry, error) {
	return h.journal.ByIndex(term, limit)
}

// History implements book.Journal.
func (h *history) History(stream, key string) iter.Seq2[journal.Entry, error] {
	return h.journal.History(stream, key)
}
