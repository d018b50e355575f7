package paymenttest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"posd/payment"
)

// line is one process's way to the bank. It holds every request that leaves against the rules, and gives it its trouble.
type line struct {
	c      *counter
	life   int // which process this is
	power  *Power
	plan   *plan
	mu     sync.Mutex
	out    map[payment.ID]Call     // the call of each payment that has not come back
	codes  map[payment.Code]string // which number a code left under
	luck   map[string]luck
	proven bool // the gateway has answered a probe
}

func newLine(c *counter, life int, power *Power, p *plan) *line {
	return &line{
		c: c, life: life, power: power, plan: p,
		out: map[payment.ID]Call{}, codes: map[payment.Code]string{}, luck: map[string]luck{},
	}
}

// Pay implements payment.Gateway.
func (l *line) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	return l.send(ctx, CallPay, r.Number, l.c.bank.payment(r), func(p payment.Payment) { l.mayPay(p, r) })
}

// Present implements payment.Presenter.
func (l *line) Present(ctx context.Context, r payment.PresentRequest) payment.Answer {
	return l.send(ctx, CallPresent, r.Number, l.c.bank.offer(r), func(p payment.Payment) { l.mayPresent(p, r) })
}

// Query implements payment.Gateway.
func (l *line) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return l.send(ctx, CallQuery, r.Number, l.c.bank.question(r), func(payment.Payment) {})
}

// Cancel implements payment.Gateway.
func (l *line) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return l.send(ctx, CallCancel, r.Number, l.c.bank.reversal(r), func(p payment.Payment) { l.mayCancel(p, r) })
}

// Refund implements payment.Gateway.
func (l *line) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	return l.send(ctx, CallRefund, r.Trade.Number, l.c.bank.repayment(r), func(p payment.Payment) { l.mayRefund(p, r) })
}

// Probe implements payment.Gateway.
func (l *line) Probe(ctx context.Context) payment.Answer {
	if !l.takesTime("") {
		return payment.Answer{}
	}
	a := l.c.bank.carry(ctx, l.trouble(CallProbe, ""), l.c.bank.test())
	l.mu.Lock()
	defer l.mu.Unlock()
	l.proven = l.proven || a.Signed && a.Outcome == payment.Done
	return a
}

// send lets a request leave, if the process still lives, and brings its answer back, if it then still lives.
func (l *line) send(ctx context.Context, call Call, number string, r request, rules func(payment.Payment)) payment.Answer {
	if !l.takesTime(number) {
		return payment.Answer{}
	}
	id := idOf(number)
	l.leave(id, call, number, rules)
	if call == CallCancel {
		l.c.lastInstant(number)
	}
	trouble := l.trouble(call, number)
	l.plan.count(hazardCutSending, l.power)
	answer := l.c.bank.carry(ctx, trouble, r)
	if call == CallCancel && answer.Reason.Code == "cancel_window" {
		l.c.tally.met(hazardWindowOver)
	}
	if call == CallPay && answer.Outcome == payment.NotSent {
		l.unsent(number)
	}
	l.takesTime(number)
	l.plan.count(hazardCutHearing, l.power)
	l.mu.Lock()
	delete(l.out, id)
	l.mu.Unlock()
	if l.power.IsOff() {
		return payment.Answer{}
	}
	return answer
}

// idOf finds the payment that a number belongs to.
func idOf(number string) payment.ID {
	id, _, _ := strings.Cut(number, "_")
	return payment.ID(id)
}

// leave checks that the payment's record announces the request and that nothing else is under way for it.
func (l *line) leave(id payment.ID, call Call, number string, rules func(payment.Payment)) {
	l.c.note(id, "%s %s leaves", call, number)
	stored, err := l.c.disk.Get(id)
	if err != nil || stored.Number() != number {
		l.c.fail(id, "%s of %s left, but the journal knows %s (%v)", call, number, stored.Number(), err)
	}
	l.mu.Lock()
	other, busy := l.out[id]
	l.out[id] = call
	l.mu.Unlock()
	if busy {
		l.c.fail(id, "%s left beside an outstanding %s", call, other)
	}
	rules(stored)
}

func (l *line) mayPay(p payment.Payment, r payment.PayRequest) {
	l.mu.Lock()
	defer l.mu.Unlock()
	number, used := l.codes[r.Code]
	l.codes[r.Code] = r.Number
	switch {
	case p.State != payment.StateSending:
		l.c.fail(p.ID, "pay left while the journal says %s", p.State)
	case p.Order.Amount != r.Amount || p.Order.Subject != r.Subject || r.Code.IsZero():
		l.c.fail(p.ID, "pay does not carry the order: %+v", r)
	case !l.proven:
		l.c.fail(p.ID, "pay left before the gateway had answered a probe")
	case used:
		l.c.fail(p.ID, "the code of %s left again", number)
	case !l.c.first(r.Number):
		l.c.fail(p.ID, "pay left again under %s", r.Number)
	}
}

func (l *line) mayPresent(p payment.Payment, r payment.PresentRequest) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case p.State != payment.StateSending || !p.Presented:
		l.c.fail(p.ID, "present left while the journal says %s", p.State)
	case p.Order.Amount != r.Amount || p.Order.Subject != r.Subject:
		l.c.fail(p.ID, "present does not carry the order: %+v", r)
	case !l.proven:
		l.c.fail(p.ID, "present left before the gateway had answered a probe")
	case !l.c.first(r.Number):
		l.c.fail(p.ID, "present left again under %s", r.Number)
	}
}

// unsent forgets a code that never left.
func (l *line) unsent(number string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for code, by := range l.codes {
		if by == number {
			delete(l.codes, code)
		}
	}
}

func (l *line) mayCancel(p payment.Payment, r payment.TradeRequest) {
	if p.Wanted() || p.State != payment.StateCancelling && p.State != payment.StateUnresolved {
		l.c.fail(p.ID, "cancel %s left while the journal says %s, given up: %q", r.Number, p.State, p.GivenUp.Why)
	}
}

func (l *line) mayRefund(p payment.Payment, r payment.RefundRequest) {
	stored, ok := p.RefundByNumber(r.Number)
	if !ok || stored.State != payment.RefundPending || stored.Amount != r.Amount {
		l.c.fail(p.ID, "refund %s of %s left while the journal says %+v", r.Number, r.Amount, stored)
	}
	if p.State != payment.StatePaid && p.State != payment.StateRefunding {
		l.c.fail(p.ID, "refund %s left while the journal says %s", r.Number, p.State)
	}
}

// takesTime lets each call take a time of its own, and reports whether the process survived it. Without it calls would meet at
// the same instant, and chance that no seed knows would decide which comes first.
func (l *line) takesTime(number string) bool {
	if l.power.IsOff() {
		return false
	}
	l.mu.Lock()
	after := l.luckOf(number).within(time.Microsecond, 50*time.Millisecond)
	l.mu.Unlock()
	<-time.After(after)
	return !l.power.IsOff()
}

// trouble draws what happens to a call.
func (l *line) trouble(call Call, number string) Trouble {
	if !time.Now().Before(l.c.calm) {
		return Trouble{}
	}
	l.mu.Lock()
	luck := l.luckOf(number)
	bad := luck.chance(luck.bad)
	hazard, trouble := luck.trouble(call)
	if l.c.cutOff() {
		bad, hazard, trouble = true, hazardOutage, luck.outage(call)
	}
	l.mu.Unlock()
	if !bad || hazard == hazardNotYetFound && !l.c.young(number) {
		return Trouble{}
	}
	l.c.tally.met(hazard)
	l.c.note(idOf(number), "%s %s: %s %v", call, number, hazard, trouble.Arrives+trouble.Twice)
	return trouble
}

// luck is what the calls of one number meet in one process.
type luck struct {
	dice

	bad float64 // how likely each call meets trouble
}

func (l *line) luckOf(number string) luck {
	k, ok := l.luck[number]
	if !ok {
		k = luck{newDice(l.c.seed, fmt.Sprintf("line %d %s", l.life, number)), oneOf(newDice(l.c.seed, "bad "+number), 0, 0.1, 0.3, 0.6)}
		l.luck[number] = k
	}
	return k
}

// cutOff reports whether nothing gets through now.
func (c *counter) cutOff() bool {
	at := storm - time.Until(c.calm)
	return slices.ContainsFunc(c.outages, func(o outage) bool { return at >= o.begins && at < o.ends })
}

// young reports whether a trade is so new that a query may not find it yet.
func (c *counter) young(number string) bool {
	t, ok := c.bank.Trade(number)
	return ok && time.Since(t.Began) < 30*time.Second
}

// lastInstant lets some buyers pay just before the cancel.
func (c *counter) lastInstant(number string) {
	if newDice(c.seed, "last "+number).chance(0.3) && c.bank.Confirm(number) {
		c.tally.met(hazardLastInstant)
		c.note(idOf(number), "the buyer pays")
	}
}
