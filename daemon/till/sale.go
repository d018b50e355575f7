package till

import (
	"context"
	"errors"
	"fmt"
	"time"

	"posd/configs/words"
	"posd/display"
	"posd/drivers/scanner"
	"posd/payment"
)

// sale is the one in progress.
type sale struct {
	payment payment.Payment
	scans   <-chan scanner.Scan // nil while no code is expected
	timer   *time.Timer         // nil while no code is expected, and where the wait for one has no end
}

// waits returns what the loop listens to for a sale: a scan, and the end of the wait for one. Without a sale nothing comes.
func (s *sale) waits() (<-chan scanner.Scan, <-chan time.Time) {
	switch {
	case s == nil:
		return nil, nil
	case s.timer == nil:
		return s.scans, nil
	}
	return s.scans, s.timer.C
}

// Start begins a sale and returns once it is durable. Errors: BusyError, NotReadyError, NotACodeError, and what the Cashier
// refuses. After any of them but payment.ErrStore nothing was written.
func (t *Till) Start(ctx context.Context, r Request) (payment.Payment, error) {
	var p payment.Payment
	err := payment.ErrStopped // what holds if the loop dies in the middle
	asked := t.ask(ctx, func(ctx context.Context) {
		p, err = t.start(ctx, r)
		t.publish()
	})
	if asked != nil {
		return p, asked
	}
	return p, err
}

func (t *Till) start(ctx context.Context, r Request) (payment.Payment, error) {
	t.hearAll(ctx) // the sale before may have ended a moment ago
	if t.sale != nil {
		return payment.Payment{}, &BusyError{t.sale.payment.ID}
	}
	if why := t.parts.Ready(); !why.IsZero() {
		return payment.Payment{}, &NotReadyError{Why: why}
	}
	var code payment.Code
	if r.Code != "" {
		var err error
		if code, err = t.parts.Recognise(r.Code); err != nil {
			return payment.Payment{}, err
		}
	}
	r.Order.Operator, r.Order.Shift = t.parts.Who(r.Order.Operator)
	r.Order.KeepOpen = r.Code == "" && t.parts.Rescan
	p, err := t.parts.Cashier.Begin(ctx, r.Order, code)
	if err != nil {
		return p, err
	}
	t.idle.Stop()
	t.refund = ""
	t.sale = &sale{payment: p}
	if p.State == payment.StateCreated {
		t.expectCode(ctx)
	}
	t.hearAll(ctx) // shows it
	return p, nil
}

// expectCode arms the scanner and warms the connection meanwhile.
func (t *Till) expectCode(ctx context.Context) {
	t.sale.scans = t.parts.Scanner.Arm()
	if t.parts.ScanTimeout > 0 {
		t.sale.timer = time.NewTimer(t.parts.ScanTimeout)
	}
	t.parts.Signal(SignalListen)
	t.warming.Go(func() { t.parts.Warm(ctx) })
}

// expectNothing disarms: nothing that is scanned from here on can touch the sale.
func (t *Till) expectNothing() {
	t.sale.scans = nil
	t.parts.Scanner.Disarm()
	if t.sale.timer != nil {
		t.sale.timer.Stop()
		t.sale.timer = nil
	}
}

// scanned hands a code over. If it is none, the sale stays open.
func (t *Till) scanned(ctx context.Context, scan scanner.Scan) {
	t.expectNothing()
	code, err := t.parts.Recognise(scan.Text)
	if err == nil {
		_, err = t.parts.Cashier.Scan(ctx, t.sale.payment.ID, code)
	}
	if err == nil {
		return // the Cashier's notices tell the rest
	}
	t.parts.Log.Info("scan_refused", "payment_id", t.sale.payment.ID, "scan", scan, "error", err)
	if errors.Is(err, payment.ErrState) || errors.Is(err, payment.ErrStore) || errors.Is(err, payment.ErrStopped) {
		return // stopped a moment ago, or the journal broke: what became of the sale is on its way here
	}
	t.parts.Signal(SignalBad)
	t.show(refusedScan(t.sale.payment, err))
	t.expectCode(ctx)
}

// refusedScan says why a scan did not become a payment, and what to do instead.
func refusedScan(p payment.Payment, err error) display.View {
	v := saleView(display.ScanAgain, p)
	v.Instruction = "till.show_payment_code"
	switch foreign, is := errors.AsType[*NotACodeError](err); {
	case is:
		v.Reason = foreign.What
		if do := foreign.What.Key + ".do"; words.Has(do) {
			v.Instruction = do
		}
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

// Present shows a code to scan in place of waiting for the customer's, for the sale at the counter. Once the code is there and durable
// the display and the page have it. Errors: payment.ErrState where the sale is not waiting, and what the Cashier refuses; the sale then
// goes on waiting.
func (t *Till) Present(ctx context.Context, id payment.ID) (payment.Payment, error) {
	var p payment.Payment
	err := payment.ErrStopped
	asked := t.ask(ctx, func(ctx context.Context) {
		p, err = t.present(ctx, id)
		t.publish()
	})
	if asked != nil {
		return p, asked
	}
	return p, err
}

func (t *Till) present(ctx context.Context, id payment.ID) (payment.Payment, error) {
	t.hearAll(ctx)
	if t.sale == nil || t.sale.payment.ID != id || t.sale.scans == nil {
		return payment.Payment{}, fmt.Errorf("%w: payment %s does not wait for a code", payment.ErrState, id)
	}
	t.expectNothing()
	p, err := t.parts.Cashier.Present(ctx, id)
	if err != nil {
		t.expectCode(ctx)
		return p, err
	}
	t.hearAll(ctx) // shows it
	return p, nil
}

// expired ends a sale for which nobody scanned.
func (t *Till) expired(ctx context.Context) {
	if _, err := t.parts.Cashier.Stop(ctx, t.sale.payment.ID); err != nil {
		t.parts.Log.Warn("stop_refused", "payment_id", t.sale.payment.ID, "error", err)
	}
}

// Stop ends a sale that is not paid yet, whether it is the one at the counter or an older one. It returns before the outcome,
// which follows. A payment that is final refuses with payment.ErrState.
func (t *Till) Stop(ctx context.Context, id payment.ID) (payment.Payment, error) {
	return t.parts.Cashier.Stop(ctx, id)
}

// StopSale ends the sale at the counter, as the stop button does. Without a sale it ends what ArmRefund has begun.
func (t *Till) StopSale(ctx context.Context) error {
	current := t.Sale()
	if !current.Active {
		return t.ArmRefund(ctx, "")
	}
	_, err := t.Stop(ctx, current.Payment.ID)
	return err
}

// Refund gives money of a paid sale back. It does not wait for the counter to be free: the customer may stand beside a sale.
func (t *Till) Refund(ctx context.Context, id payment.ID, ask payment.Refund) (payment.Payment, payment.Refund, error) {
	return t.parts.Cashier.Refund(ctx, id, ask)
}
