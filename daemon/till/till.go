package till

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"posd/configs/words"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
)

// Till is the counter. Make one with New and let Run work.
type Till struct {
	parts Parts
	inbox chan func()
	done  chan struct{}
	idle  *time.Timer // clears a verdict from the display

	notices noticeQueue

	// What follows belongs to the goroutine of Run.
	sale *sale

	mu    sync.Mutex
	shown Sale
}

// sale is the one in progress.
type sale struct {
	payment payment.Payment
	scans   <-chan scanner.Scan // nil while no code is expected
	expires <-chan time.Time
	timer   *time.Timer
}

// Sale is the counter as a page shows it.
type Sale struct {
	Active  bool
	Payment payment.Payment // zero when the till is free
	View    display.View    // what the customer display shows
	Armed   bool            // a code is expected
}

// New returns a till with a free counter.
func New(parts Parts) *Till {
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	if parts.Signal == nil {
		parts.Signal = func(Signal) {}
	}
	if parts.Warm == nil {
		parts.Warm = func(context.Context) {}
	}
	return &Till{
		parts: parts, inbox: make(chan func()), done: make(chan struct{}),
		notices: noticeQueue{more: make(chan struct{}, 1)},
	}
}

// Run works until ctx ends.
func (t *Till) Run(ctx context.Context) error {
	defer close(t.done)
	t.idle = time.NewTimer(0)
	defer t.idle.Stop()
	for {
		var scans <-chan scanner.Scan
		var expires <-chan time.Time
		if t.sale != nil {
			scans, expires = t.sale.scans, t.sale.expires
		}
		select {
		case work := <-t.inbox:
			work()
		case <-t.notices.more:
			t.hearAll()
		case scan := <-scans:
			t.scanned(ctx, scan)
		case <-expires:
			t.expired(ctx)
		case <-t.idle.C:
			if t.sale == nil {
				t.show(display.View{Kind: display.Idle})
			}
		case <-ctx.Done():
			t.parts.Scanner.Disarm()
			return nil
		}
	}
}

// Sale returns the counter as it stands.
func (t *Till) Sale() Sale {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown
}

// Touch passes through the loop, for the watchdog.
func (t *Till) Touch(ctx context.Context) error { return t.ask(ctx, func() {}) }

// Start begins a sale and returns once it is durable. Errors: BusyError, NotReadyError, NotACodeError, and what the Cashier refuses.
func (t *Till) Start(ctx context.Context, r Request) (payment.Payment, error) {
	var p payment.Payment
	var err error
	if asked := t.ask(ctx, func() { p, err = t.start(ctx, r) }); asked != nil {
		return p, asked
	}
	return p, err
}

func (t *Till) start(ctx context.Context, r Request) (payment.Payment, error) {
	if t.sale != nil {
		return payment.Payment{}, &BusyError{t.sale.payment.ID}
	}
	if why := t.parts.Ready(); !why.IsZero() {
		return payment.Payment{}, &NotReadyError{why}
	}
	var code payment.Code
	if r.Code != "" {
		var err error
		if code, err = t.parts.Recognise(r.Code); err != nil {
			return payment.Payment{}, err
		}
	}
	r.Order.KeepOpen = r.Code == "" && t.parts.Rescan
	p, err := t.parts.Cashier.Begin(ctx, r.Order, code)
	if err != nil {
		return p, err
	}
	t.sale = &sale{payment: p}
	if p.State == payment.StateCreated {
		t.expectCode(ctx)
		t.show(saleView(display.AskCode, p))
	}
	t.publish()
	return p, nil
}

// expectCode arms the scanner and warms the connection meanwhile.
func (t *Till) expectCode(ctx context.Context) {
	t.sale.scans = t.parts.Scanner.Arm()
	if t.parts.ScanTimeout > 0 && t.sale.timer == nil {
		t.sale.timer = time.NewTimer(t.parts.ScanTimeout)
		t.sale.expires = t.sale.timer.C
	}
	t.parts.Signal(SignalListen)
	go t.parts.Warm(ctx)
}

// expectNothing disarms: nothing that is scanned from here on can touch the sale.
func (t *Till) expectNothing() {
	t.sale.scans = nil
	t.parts.Scanner.Disarm()
	if t.sale.timer != nil {
		t.sale.timer.Stop()
		t.sale.timer, t.sale.expires = nil, nil
	}
}

func (t *Till) scanned(ctx context.Context, scan scanner.Scan) {
	t.sale.scans = nil
	code, err := t.parts.Recognise(scan.Text)
	if err == nil {
		_, err = t.parts.Cashier.Scan(ctx, t.sale.payment.ID, code)
	}
	if err == nil {
		t.expectNothing()
		t.publish()
		return
	}
	t.parts.Log.Info("scan_refused", "payment_id", t.sale.payment.ID, "scan", scan, "error", err)
	t.parts.Signal(SignalBad)
	t.show(refusedScan(t.sale.payment, err))
	t.expectCode(ctx) // the sale stays open
	t.publish()
}

func refusedScan(p payment.Payment, err error) display.View {
	v := saleView(display.ScanAgain, p)
	v.Instruction = "till.show_payment_code"
	switch foreign, is := errors.AsType[*NotACodeError](err); {
	case is:
		v.Reason = foreign.What
	case errors.Is(err, payment.ErrCodeUsed):
		v.Reason = words.Say("till.code_used")
		v.Instruction = "till.refresh_code"
	case errors.Is(err, payment.ErrNotReady):
		v.Reason = words.Say("till.not_ready")
	default:
		v.Reason = words.Say("till.scan_problem")
	}
	return v
}

func (t *Till) expired(ctx context.Context) {
	t.sale.timer, t.sale.expires = nil, nil
	if _, err := t.parts.Cashier.Stop(ctx, t.sale.payment.ID); err != nil {
		t.parts.Log.Warn("stop_refused", "payment_id", t.sale.payment.ID, "error", err)
	}
}

// Stop ends a sale that is not paid yet, whether it is the one at the counter or an older one.
func (t *Till) Stop(ctx context.Context, id payment.ID) (payment.Payment, error) {
	return t.parts.Cashier.Stop(ctx, id)
}

// StopSale ends the sale at the counter, as the stop button does. Without a sale it does nothing.
func (t *Till) StopSale(ctx context.Context) error {
	current := t.Sale()
	if !current.Active {
		return nil
	}
	_, err := t.Stop(ctx, current.Payment.ID)
	return err
}

// Refund gives money of a paid sale back. It does not wait for the counter to be free: the customer may stand beside a sale.
func (t *Till) Refund(ctx context.Context, id payment.ID, ask payment.Refund) (payment.Payment, payment.Refund, error) {
	return t.parts.Cashier.Refund(ctx, id, ask)
}

// ask runs work in the loop.
func (t *Till) ask(ctx context.Context, work func()) error {
	finished := make(chan struct{})
	select {
	case t.inbox <- func() { defer close(finished); work() }:
	case <-ctx.Done():
		return ctx.Err()
	case <-t.done:
		return payment.ErrStopped
	}
	<-finished
	return nil
}

func (t *Till) show(v display.View) {
	t.parts.Display.Show(v)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.shown.View = v
}

// publish makes the counter visible to others.
func (t *Till) publish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	view := t.shown.View
	t.shown = Sale{View: view}
	if t.sale != nil {
		t.shown = Sale{Active: true, Payment: t.sale.payment, View: view, Armed: t.sale.scans != nil}
	}
}
