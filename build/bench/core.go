package main

import (
	"context"
	"fmt"
	"runtime"
	"syscall"
	"time"

	"posd/payment"
	"posd/payment/paymenttest"
)

// corePayments is how many payments the core is measured over, after as many to warm up.
const corePayments = 50_000

// studyCore measures how many payments the real core brings to their end in a second of one processor: payment.Next before
// paymenttest's bank, half of the sales paid at once, half once the buyer has confirmed, seen by the second query.
func studyCore(ctx context.Context, _ options) ([]row, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // the collector's work is on the same bill
	plain, err := paymentsPerSecond(ctx, func(payment.Payment) error { return nil })
	if err != nil {
		return nil, err
	}
	encoded, err := paymentsPerSecond(ctx, func(p payment.Payment) error {
		_, err := payment.Encode(p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return []row{{
		figure: "simulated payments a second a core", measured: fmt.Sprintf("%.0f", plain), target: ">= 50000", verdict: judge(plain >= 50_000),
		note: fmt.Sprintf("payment.Next, with paymenttest's bank behind it, by processor time; half of the sales need two queries. With each record also encoded: %.0f.", encoded),
	}}, nil
}

func paymentsPerSecond(ctx context.Context, save func(payment.Payment) error) (float64, error) {
	if err := manyPayments(ctx, save, corePayments); err != nil {
		return 0, err
	}
	before, err := processorTime()
	if err != nil {
		return 0, err
	}
	if err := manyPayments(ctx, save, corePayments); err != nil {
		return 0, err
	}
	after, err := processorTime()
	return corePayments / (after - before).Seconds(), err
}

// processorTime returns what this process has used.
func processorTime() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

// manyPayments takes n payments to their end, every other one through two queries.
func manyPayments(ctx context.Context, save func(payment.Payment) error, n int) error {
	rules := payment.DefaultPolicy()
	instant := core{bank: paymenttest.NewBank(), rules: &rules, save: save, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	asking := core{bank: paymenttest.NewBank(), rules: &rules, save: save, now: instant.now}
	asking.bank.Confirms = 2
	for i := range n {
		one := &instant
		if i%2 == 1 {
			one = &asking
		}
		p, err := one.sell(ctx, uint64(i))
		if err != nil {
			return err
		}
		if p.State != payment.StatePaid {
			return fmt.Errorf("payment %s is %s", p.ID, p.State)
		}
	}
	return ctx.Err()
}

// core is Next with a bank, in a time of its own that no call takes any of.
type core struct {
	bank  *paymenttest.Bank
	rules *payment.Policy
	save  func(payment.Payment) error
	now   time.Time
}

// sell takes one payment to its end.
func (c *core) sell(ctx context.Context, n uint64) (payment.Payment, error) {
	order := payment.Order{Subject: "coffee", Amount: payment.Amount{Minor: 1250, Currency: "CNY"}}
	p, todo := c.next(payment.Payment{}, payment.Event{Kind: payment.EvCreate, ID: payment.NewID(n), Order: order, Code: payment.NewCode("281234567890123456")})
	for {
		var ev payment.Event
		var more bool
		for _, e := range todo {
			switch e.Kind {
			case payment.EffSave:
				if err := c.save(p); err != nil {
					return p, err
				}
			case payment.EffReport:
				return p, e.Err
			case payment.EffWake:
				c.now = c.now.Add(e.After)
				ev, more = payment.Event{Kind: payment.EvWake, Seq: e.Seq}, true
			case payment.EffPay, payment.EffQuery:
				ev, more = payment.Event{Kind: payment.EvAnswer, Seq: e.Seq, Answer: c.ask(ctx, p, e)}, true
			case payment.EffTell, payment.EffCancel, payment.EffRefund: // nobody listens, and these sales need no more
			}
		}
		if !more {
			return p, nil
		}
		p, todo = c.next(p, ev)
	}
}

func (c *core) next(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	ev.At, ev.Rules = c.now, c.rules
	return payment.Next(p, ev)
}

func (c *core) ask(ctx context.Context, p payment.Payment, e payment.Effect) payment.Answer {
	if e.Kind == payment.EffPay {
		return c.bank.Pay(ctx, payment.PayRequest{Number: p.Number(), Amount: p.Order.Amount, Subject: p.Order.Subject, Code: e.Code})
	}
	return c.bank.Query(ctx, payment.TradeRequest{Number: p.Number(), Amount: p.Order.Amount})
}
