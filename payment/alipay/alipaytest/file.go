package alipaytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// line is one line of the ledger's file: an event and the state that it left.
type line struct {
	Event   Event    `json:"event"`
	Account *account `json:"account,omitempty"`
	Refusal *refusal `json:"refusal,omitempty"`
	Offer   *Offer   `json:"offer,omitempty"`
}

// OpenLedger returns books that are kept in a file, one line of JSON per change, so that the simulated bank outlives the
// simulator. The write is handed to the kernel before the answer that depends on it; it is not flushed to the disk. A last line
// torn by a kill is cut off. What only a running script knows (queries counted, faults used up, codes minted) is forgotten.
func OpenLedger(path string, opts LedgerOpts) (*Ledger, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	l := NewLedger(opts)
	if err := l.load(file); err != nil {
		return nil, errors.Join(fmt.Errorf("read ledger %s: %w", path, err), file.Close())
	}
	l.file = file
	return l, nil
}

// load replays file and leaves it ready for the next line.
func (l *Ledger) load(file *os.File) error {
	text, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	whole := text[:bytes.LastIndexByte(text, '\n')+1]
	for n, row := range bytes.Split(bytes.TrimSuffix(whole, []byte("\n")), []byte("\n")) {
		if len(row) == 0 {
			continue
		}
		var entry line
		if err := json.Unmarshal(row, &entry); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		l.replay(entry)
	}
	if err := file.Truncate(int64(len(whole))); err != nil {
		return err
	}
	_, err = file.Seek(0, io.SeekEnd)
	return err
}

// replay puts one line's state back.
func (l *Ledger) replay(entry line) {
	l.seq = entry.Event.Seq
	l.keep(entry.Event)
	if r := entry.Refusal; r != nil {
		l.refused[r.Number] = *r
	}
	if entry.Event.Kind == EventCancelUnseen {
		l.unseen[entry.Event.Number] = entry.Event.Time
	}
	if o := entry.Offer; o != nil {
		l.putOffer(o)
	}
	if a := entry.Account; a != nil {
		l.put(a)
	}
}

// put adds a or lets it replace an older state of the same trade.
func (l *Ledger) put(a *account) {
	if old := l.accounts[a.Number]; old != nil {
		*old = *a
		a = old
	} else {
		l.ids++
		l.add(a)
	}
	for _, r := range a.Refunds {
		l.refunds[r.Number] = true
	}
}

// write appends one line. A file that fails is reported by Audit and by Close: the books go on in memory.
func (l *Ledger) write(a *account, e Event) {
	if l.file == nil || l.fileErr != nil {
		return
	}
	row, err := json.Marshal(line{Event: e, Account: a, Refusal: e.refusal, Offer: e.offer})
	if err == nil {
		_, err = l.file.Write(append(row, '\n'))
	}
	if err != nil {
		l.fileErr = fmt.Errorf("write ledger at %s: %w", e.Time.Format(time.RFC3339), err)
	}
}

// Close closes the file, if there is one, and returns the first error of writing it.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	err := errors.Join(l.fileErr, l.file.Close())
	l.file = nil
	return err
}
