package spool_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"posd/printer"
	"posd/printer/spool"
)

var errDisk = errors.New("disk is gone")

// store is a Store in memory. Like the journal it keeps a list of records, of
// which only the newest per key counts.
type store struct {
	mu      sync.Mutex
	log     []spool.Record
	failing bool
}

func (s *store) Append(records ...spool.Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failing {
		return errDisk
	}
	s.log = append(s.log, records...)
	return nil
}

func (s *store) fail(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failing = on
}

func (s *store) newest() map[string]spool.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]spool.Record{}
	for _, r := range s.log {
		all[r.Key] = r
	}
	return all
}

func (s *store) Open() ([]spool.Record, error) {
	all := s.newest()
	var open []spool.Record
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if all[key].Open {
			open = append(open, all[key])
		}
	}
	return open, nil
}

func (s *store) Latest(key string) (spool.Record, error) {
	r, ok := s.newest()[key]
	if !ok {
		return r, fmt.Errorf("%w: %s", spool.ErrUnknown, key)
	}
	return r, nil
}

// kinds returns the kinds of all records of key, in order.
func (s *store) kinds(key string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kinds []string
	for _, r := range s.log {
		if r.Key == key {
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// device is a Printer that does what its script says, a second per print. At
// the end of the script it prints.
type device struct {
	mu     sync.Mutex
	script []printer.Result
	fault  printer.Cause
	slips  []slip
	hang   bool // prints until its context ends
	warmUp time.Duration
}

// slip is what came out, with the name under which it was printed.
type slip struct {
	receipt printer.Receipt
	id      printer.ProcessID
}

func (d *device) Health() (printer.Health, printer.Cause) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault != printer.CauseNone {
		return printer.HealthFault, d.fault
	}
	return printer.HealthOK, printer.CauseNone
}

func (d *device) broken(cause printer.Cause) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault = cause
}

func (d *device) PrintReceipt(ctx context.Context, r printer.Receipt, id printer.ProcessID, begin func() error) printer.Result {
	d.mu.Lock()
	res := printer.Result{Outcome: printer.Printed}
	if len(d.script) > 0 {
		res, d.script = d.script[0], d.script[1:]
	}
	hang := d.hang
	d.mu.Unlock()
	if res.Outcome == printer.NotStarted && res.Err == nil {
		return res
	}
	<-time.After(d.warmUp)
	if err := begin(); err != nil {
		return printer.Result{Err: err}
	}
	if res.Outcome == printer.NotStarted {
		return res // after all
	}
	d.mu.Lock()
	d.slips = append(d.slips, slip{r, id})
	d.mu.Unlock()
	wait := time.Second
	if hang {
		wait = time.Hour
	}
	select {
	case <-time.After(wait):
		return res
	case <-ctx.Done():
		return printer.Result{Outcome: printer.Unconfirmed, Cause: printer.CauseStopped}
	}
}

// printed lists "order/copy" of each slip.
func (d *device) printed() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []string
	for _, s := range d.slips {
		all = append(all, fmt.Sprintf("%s/%d", s.receipt.Order, s.receipt.Copy))
	}
	return all
}

func (d *device) last() slip {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.slips[len(d.slips)-1]
}

// run starts a spool and returns it with what stops it. Both live in the
// test's bubble.
func run(t *testing.T, o spool.Opts) (*spool.Spool, func()) {
	t.Helper()
	s := spool.New(o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return s, stop
}

// receipt is a sale of the given order.
func receipt(order string) printer.Receipt {
	return printer.Receipt{
		Merchant: "晨光咖啡馆", Order: order, Amount: printer.Money{Text: "12.50", Currency: "CNY"},
		Time: time.Date(2026, 5, 9, 12, 34, 56, 0, time.FixedZone("", 8*3600)),
	}
}

func wantState(t *testing.T, s *spool.Spool, id string, want spool.State) spool.Job {
	t.Helper()
	j, err := s.Job(id)
	if err != nil {
		t.Fatal(err)
	}
	if j.State != want {
		t.Errorf("job %s is %s (%s), want %s", id, j.State, j.Cause, want)
	}
	return j
}

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}
