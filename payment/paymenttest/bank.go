package paymenttest

import (
	"context"
	"sync"
	"time"

	"posd/payment"
)

// Call names one of a gateway's calls.
type Call string

// The calls.
const (
	CallPay    Call = "pay"
	CallQuery  Call = "query"
	CallCancel Call = "cancel"
	CallRefund Call = "refund"
	CallProbe  Call = "probe"
)

// Trouble is what happens to one call on its way.
type Trouble struct {
	LoseRequest bool          // it never arrives, and no answer comes
	LoseAnswer  bool          // it arrives, and no answer comes
	Arrives     time.Duration // it arrives this much after it was sent, even after the caller gave up
	Answer      *payment.Answer
	NotSent     bool
}

// Bank is a Gateway with a ledger: it knows what was really charged. Its rules are those of the documents, written without
// looking at package payment's own.
type Bank struct {
	mu      sync.Mutex
	trades  map[string]*Trade
	refunds map[string]payment.Amount
	calls   []Made
	// Script decides the trouble of the n-th call (from 0) of its kind; nil means none.
	Script func(call Call, n int) Trouble
	// Confirms says after how many queries a buyer confirms; 0: at once. A negative number: never.
	Confirms int
	// Refuses makes every pay a refusal with this reason.
	Refuses payment.Reason
	counts  map[Call]int
}

// Trade is one line of the ledger.
type Trade struct {
	Number   string
	Amount   payment.Amount
	Charged  bool // money was taken at some time
	Returned payment.Amount
	Closed   bool // nothing can be charged any more
	Queries  int
}

// Made is one call as the bank saw it leave the terminal.
type Made struct {
	Call   Call
	Number string
	At     time.Time
}

// NewBank returns a bank in which every buyer pays at once.
func NewBank() *Bank {
	return &Bank{trades: map[string]*Trade{}, refunds: map[string]payment.Amount{}, counts: make(map[Call]int)}
}

// Trade returns a line of the ledger.
func (b *Bank) Trade(number string) (Trade, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.trades[number]
	if !ok {
		return Trade{}, false
	}
	return *t, true
}

// Net returns what the merchant has got under number: charged less returned.
func (b *Bank) Net(number string) int64 {
	t, ok := b.Trade(number)
	if !ok || !t.Charged {
		return 0
	}
	return t.Amount.Minor - t.Returned.Minor
}

// Calls returns the calls that were made.
func (b *Bank) Calls() []Made {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Made(nil), b.calls...)
}

// Pay implements payment.Gateway.
func (b *Bank) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	return b.travel(ctx, CallPay, r.Number, func() payment.Answer { return b.pay(r) })
}

// Query implements payment.Gateway.
func (b *Bank) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return b.travel(ctx, CallQuery, r.Number, func() payment.Answer { return b.query(r) })
}

// Cancel implements payment.Gateway.
func (b *Bank) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return b.travel(ctx, CallCancel, r.Number, func() payment.Answer { return b.cancel(r) })
}

// Refund implements payment.Gateway.
func (b *Bank) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	return b.travel(ctx, CallRefund, r.Trade.Number, func() payment.Answer { return b.refund(r) })
}

// Probe implements payment.Gateway.
func (b *Bank) Probe(ctx context.Context) payment.Answer {
	return b.travel(ctx, CallProbe, "", func() payment.Answer { return signed(payment.Done) })
}

// travel carries a request to the bank and its answer back, with what the script does to them.
func (b *Bank) travel(ctx context.Context, call Call, number string, execute func() payment.Answer) payment.Answer {
	trouble := b.leave(call, number)
	switch {
	case trouble.NotSent:
		return payment.Answer{Outcome: payment.NotSent}
	case trouble.LoseRequest:
		<-ctx.Done()
		return payment.Answer{}
	case trouble.Arrives > 0:
		return b.late(ctx, trouble, execute)
	}
	a := b.locked(execute)
	if trouble.LoseAnswer {
		<-ctx.Done()
		return payment.Answer{}
	}
	if trouble.Answer != nil {
		return *trouble.Answer
	}
	return a
}

func (b *Bank) late(ctx context.Context, trouble Trouble, execute func() payment.Answer) payment.Answer {
	answer := make(chan payment.Answer, 1)
	time.AfterFunc(trouble.Arrives, func() { answer <- b.locked(execute) })
	select {
	case a := <-answer:
		return a
	case <-ctx.Done():
		return payment.Answer{}
	}
}

func (b *Bank) leave(call Call, number string) Trouble {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.counts[call]
	b.counts[call]++
	b.calls = append(b.calls, Made{call, number, time.Now()})
	if b.Script == nil {
		return Trouble{}
	}
	return b.Script(call, n)
}

func (b *Bank) locked(execute func() payment.Answer) payment.Answer {
	b.mu.Lock()
	defer b.mu.Unlock()
	return execute()
}

func signed(o payment.Outcome) payment.Answer { return payment.Answer{Outcome: o, Signed: true} }

func (b *Bank) pay(r payment.PayRequest) payment.Answer {
	if b.Refuses.Code != "" {
		a := signed(payment.Refused)
		a.Reason = b.Refuses
		return a
	}
	t := b.trades[r.Number]
	if t == nil {
		t = &Trade{Number: r.Number, Amount: r.Amount, Charged: b.Confirms == 0}
		b.trades[r.Number] = t
	}
	return b.state(t)
}

func (b *Bank) state(t *Trade) payment.Answer {
	switch {
	case t.Closed:
		return signed(payment.Closed)
	case t.Charged:
		a := signed(payment.Paid)
		a.Trade.Ref = "A" + t.Number
		return a
	default:
		return signed(payment.Confirming)
	}
}

func (b *Bank) query(r payment.TradeRequest) payment.Answer {
	t := b.trades[r.Number]
	if t == nil {
		return signed(payment.NotFound)
	}
	t.Queries++
	if !t.Closed && b.Confirms > 0 && t.Queries >= b.Confirms {
		t.Charged = true
	}
	return b.state(t)
}

func (b *Bank) cancel(r payment.TradeRequest) payment.Answer {
	a := signed(payment.Done)
	t := b.trades[r.Number]
	if t == nil {
		return a
	}
	if t.Charged && !t.Closed {
		t.Returned, a.Returned = t.Amount, true
	}
	t.Closed = true
	return a
}

func (b *Bank) refund(r payment.RefundRequest) payment.Answer {
	if _, again := b.refunds[r.Number]; again {
		return signed(payment.Done)
	}
	t := b.trades[r.Trade.Number]
	if t == nil || !t.Charged || t.Returned.Minor+r.Amount.Minor > t.Amount.Minor {
		return signed(payment.Refused)
	}
	b.refunds[r.Number] = r.Amount
	t.Returned.Minor += r.Amount.Minor
	t.Closed = t.Returned.Minor == t.Amount.Minor
	return signed(payment.Done)
}
