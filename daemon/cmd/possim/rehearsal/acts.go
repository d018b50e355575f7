package rehearsal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"posd/daemon/cmd/possim/counter"
	"posd/printer/escpos/escpostest"
)

// start waits until posd may sell: the journal is open, the printer answers, Alipay has accepted the terminal.
func (r *rehearsal) start(ctx context.Context) error {
	_, err := r.till.AwaitTill(ctx, func(t counter.Till) bool { return t.Ready })
	if err == nil {
		r.say("posd is ready to sell")
	}
	return err
}

func (r *rehearsal) sell(ctx context.Context) (err error) {
	if r.payment, err = r.till.Sell(ctx, price, item, "", key); err != nil {
		return err
	}
	r.say("the till asks for %s: payment %s", yuan(price), r.payment.ID)
	return nil
}

// scan holds a fresh payment code to the scanner as soon as one is expected.
func (r *rehearsal) scan(ctx context.Context) error {
	_, err := r.till.AwaitTill(ctx, func(t counter.Till) bool { return t.Armed })
	if err != nil {
		return err
	}
	code, err := r.counter.Alipay.Mint(scenario, queries)
	if err != nil {
		return err
	}
	r.say("the scanner is armed; the customer shows %s", code)
	return r.counter.Scan(code)
}

// await waits for the end of the sale.
func (r *rehearsal) await(ctx context.Context) (err error) {
	for !r.payment.Settled {
		if r.payment, err = r.till.Await(ctx, r.payment.ID); err != nil {
			return err
		}
	}
	r.say("the payment is %s", r.payment.State)
	if r.payment.State != "paid" {
		return fmt.Errorf("the payment is %s: %+v", r.payment.State, r.payment.Reason)
	}
	return nil
}

func (r *rehearsal) receipt(ctx context.Context) error {
	return r.printed(ctx, "receipt", r.payment.Number)
}

func (r *rehearsal) giveBack(ctx context.Context) (err error) {
	if r.refund, err = r.till.Refund(ctx, r.payment.ID, back, "one cup less", actsWithin/2); err != nil {
		return err
	}
	r.say("the refund %s of %s is %s", r.refund.Number, yuan(back), r.refund.State)
	if r.refund.State != "done" {
		return fmt.Errorf("the refund is %s: %+v", r.refund.State, r.refund.Reason)
	}
	return nil
}

func (r *rehearsal) slip(ctx context.Context) error {
	return r.printed(ctx, "refund slip", r.refund.Number)
}

// printed waits until a paper with the text has been cut off and posd knows that nothing is owed any more.
func (r *rehearsal) printed(ctx context.Context, what, text string) error {
	for {
		changed := r.counter.Printer.Changed()
		if _, ok := r.paper(text); ok {
			break
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("no %s came out: %w", what, context.Cause(ctx))
		}
	}
	if err := r.proven(ctx); err != nil {
		return fmt.Errorf("posd does not know that the %s is printed: %w", what, err)
	}
	r.say("the %s is printed", what)
	return nil
}

// paper returns the finished paper that holds the text.
func (r *rehearsal) paper(text string) (escpostest.Paper, bool) {
	for _, p := range r.counter.Printer.Papers() {
		if p.End() != escpostest.Hanging && strings.Contains(strings.Join(p.Lines(), "\n"), text) {
			return p, true
		}
	}
	return escpostest.Paper{}, false
}

// proven waits until posd holds every print for proven.
func (r *rehearsal) proven(ctx context.Context) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		jobs, err := r.till.Receipts(ctx)
		if err == nil && allPrinted(jobs) {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func allPrinted(jobs []counter.Receipt) bool {
	for _, j := range jobs {
		if j.State != "printed" {
			return false
		}
	}
	return len(jobs) > 0
}

// yuan writes fen as people read them.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
