package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"posd/daemon/book"
	"posd/daemon/journal"
	"posd/payment"
	"posd/printer/spool"
)

// entryJSON is an entry as a script reads it, one a line.
type entryJSON struct {
	Seq    uint64          `json:"seq"`
	Time   time.Time       `json:"time"`
	Clock  string          `json:"clock"`
	Board  string          `json:"board"`
	Stream string          `json:"stream"`
	Kind   string          `json:"kind"`
	Key    string          `json:"key"`
	Open   bool            `json:"open"`
	Prev   journal.Hash    `json:"prev"`
	Hash   journal.Hash    `json:"hash"`
	Body   json.RawMessage `json:"body,omitempty"`
}

func entryOf(e journal.Entry) entryJSON {
	out := entryJSON{
		Seq: e.Seq, Time: e.Time, Clock: e.ClockQuality, Board: e.Board, Stream: e.Stream, Kind: e.Kind, Key: e.Key, Open: e.Open,
		Prev: e.Prev, Hash: e.Hash,
	}
	if json.Valid(e.Body) {
		out.Body = e.Body
	}
	return out
}

// list prints the newest entries, the newest last, where the eye is.
func (inv *invocation) list(w io.Writer, j *journal.Journal, limit int, zone *time.Location) error {
	from := uint64(1)
	if n := j.Len(); limit > 0 && n > uint64(limit) {
		from = n - uint64(limit) + 1
	}
	if j.Len() == 0 && !inv.json {
		_, err := fmt.Fprintln(w, inv.words("command.no_entries"))
		return err
	}
	if err := inv.entries(w, j.Entries(from, 0), zone); err != nil || inv.json || from == 1 {
		return err
	}
	_, err := fmt.Fprintln(w, inv.words("command.older", from-1))
	return err
}

// show prints one entry whole, or all that happened to a payment.
func (inv *invocation) show(w io.Writer, j *journal.Journal, of string, zone *time.Location) error {
	if isPayment(of) {
		return inv.history(w, j, of, zone)
	}
	seq, err := strconv.ParseUint(of, 10, 64)
	if err != nil {
		return err
	}
	e, err := j.Get(seq)
	if errors.Is(err, journal.ErrNotFound) {
		return noEntry(of)
	}
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	inv.told = true
	return out.Encode(entryOf(e))
}

// isPayment tells a payment's id from the number of an entry, which has at most nineteen digits.
func isPayment(of string) bool { return payment.IsID(of) }

// history prints the entries of a payment.
func (inv *invocation) history(w io.Writer, j *journal.Journal, id string, zone *time.Location) error {
	if _, err := j.Latest(book.Stream, id); errors.Is(err, journal.ErrNotFound) {
		return noEntry(id)
	}
	return inv.entries(w, j.History(book.Stream, id), zone)
}

func noEntry(of string) error {
	return failed("no_entry", say("command.no_entry", of), say("command.no_entry_do"))
}

// entries prints entries as a table for people, or one JSON object a line for scripts.
func (inv *invocation) entries(w io.Writer, entries iter.Seq2[journal.Entry, error], zone *time.Location) error {
	out := json.NewEncoder(w)
	if !inv.json {
		columns(w, inv.words("command.col_number"), inv.words("command.col_time"), inv.words("command.col_what"), inv.words("command.col_key"), "")
	}
	for e, err := range entries {
		if err != nil {
			return err
		}
		if !inv.json {
			columns(w, strconv.FormatUint(e.Seq, 10), e.Time.In(zone).Format(timeFormat), e.Stream+" "+e.Kind, e.Key, about(e))
			continue
		}
		inv.told = true
		if err := out.Encode(entryOf(e)); err != nil {
			return err
		}
	}
	return nil
}

// timeFormat is a time with its zone: who reads it may be somewhere else.
const timeFormat = "2006-01-02 15:04:05 -07:00"

// columns prints one line of the table. What it is written to keeps its own error.
func columns(w io.Writer, number, at, what, key, more string) {
	line := fmt.Sprintf("%s %s %s %s %s", pad(number, 7), pad(at, 27), pad(what, 24), pad(key, 20), more)
	_, _ = fmt.Fprintln(w, strings.TrimRight(line, " "))
}

// about sums an entry up, as far as its owner's records can be read.
func about(e journal.Entry) string {
	switch e.Stream {
	case book.Stream:
		if p, err := payment.Decode(e.Version, e.Body); err == nil {
			return strings.TrimSpace(p.Order.Amount.String() + "  " + p.Reason.Code)
		}
	case spool.Stream:
		r := spool.Record{Kind: e.Kind, Version: e.Version, Key: e.Key, Open: e.Open, Body: e.Body}
		if job, err := spool.Parse(r); err == nil {
			return strings.TrimSpace(job.Receipt.Amount.String() + "  " + string(job.Cause))
		}
	}
	return ""
}
