package till

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"posd/configs/words"
	"posd/display"
	"posd/payment"
)

// Till is the counter. Make one with New and let Run work.
type Till struct {
	parts   Parts
	inbox   chan func(ctx context.Context)
	done    chan struct{}
	notices noticeQueue
	looks   chan struct{} // what a free counter shows may have changed

	// What follows belongs to the goroutine of Run.
	sale    *sale
	held    payment.ID  // whose verdict or news the display holds, though no sale is in progress
	idle    *time.Timer // ends the holding
	news    []notice    // wait for a free counter
	view    display.View
	refund  payment.ID  // of which a person is about to give money back
	lapse   *time.Timer // ends that
	warming sync.WaitGroup

	mu    sync.Mutex
	shown Sale
}

// Sale is the counter as a page shows it.
type Sale struct {
	Active  bool
	Payment payment.Payment // zero when the till is free
	View    display.View    // what the customer display shows
	Armed   bool            // a code is expected
	Refund  payment.ID      // the sale of which a person is about to give money back; empty usually
}

// New returns a till with a free counter.
func New(parts Parts) *Till {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	if parts.Signal == nil {
		parts.Signal = func(Signal) {}
	}
	if parts.Who == nil {
		parts.Who = func(asked string) (string, int) { return asked, 0 }
	}
	if parts.Changed == nil {
		parts.Changed = func() {}
	}
	if parts.Warm == nil {
		parts.Warm = func(context.Context) {}
	}
	if parts.Closed == nil {
		parts.Closed = func() (words.Message, words.Key) { return words.Message{}, "" }
	}
	return &Till{
		parts: parts, inbox: make(chan func(context.Context)), done: make(chan struct{}),
		notices: noticeQueue{more: make(chan struct{}, 1)}, looks: make(chan struct{}, 1),
	}
}

// Run works until ctx ends. A Till runs once.
func (t *Till) Run(ctx context.Context) error {
	defer close(t.done)
	defer t.warming.Wait()
	t.idle = time.NewTimer(0)
	defer t.idle.Stop()
	t.lapse = time.NewTimer(0)
	defer t.lapse.Stop()
	for t.once(ctx) {
	}
	t.parts.Scanner.Disarm()
	return nil
}

// once does the next thing, whatever it is, and reports false when ctx has ended.
func (t *Till) once(ctx context.Context) bool {
	scans, expires := t.sale.waits()
	select {
	case work := <-t.inbox:
		work(ctx)
		return true
	case <-t.notices.more:
		t.hearAll(ctx)
	case <-t.looks:
		if !t.lookAgain() {
			return true
		}
	case scan := <-scans:
		t.scanned(ctx, scan)
	case <-expires:
		t.expired(ctx)
	case <-t.idle.C:
		t.free()
	case <-t.lapse.C:
		t.refund = ""
	case <-ctx.Done():
		return false
	}
	t.publish()
	return true
}

// Sale returns the counter as it stands.
func (t *Till) Sale() Sale {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown
}

// Touch passes through the loop, for the watchdog. It returns early with the error of ctx, or payment.ErrStopped.
func (t *Till) Touch(ctx context.Context) error { return t.ask(ctx, func(context.Context) {}) }

// ask runs work in the loop, with the loop's own context: what has begun does not end because whoever asked has left.
func (t *Till) ask(ctx context.Context, work func(ctx context.Context)) error {
	finished := make(chan struct{})
	job := func(ctx context.Context) {
		defer close(finished)
		work(ctx)
	}
	select {
	case t.inbox <- job:
	case <-ctx.Done():
		return ctx.Err()
	case <-t.done:
		return payment.ErrStopped
	}
	<-finished
	return nil
}

// show puts v on the display.
func (t *Till) show(v display.View) {
	t.view = v
	t.parts.Display.Show(v)
}

// publish makes the counter visible to others.
func (t *Till) publish() {
	now := Sale{View: t.view, Refund: t.refund}
	if t.sale != nil {
		now.Active, now.Payment, now.Armed = true, t.sale.payment, t.sale.scans != nil
	}
	t.mu.Lock()
	t.shown = now
	t.mu.Unlock()
	t.parts.Changed()
}
