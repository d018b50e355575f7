package paymenttest

import (
	"context"
	"slices"
	"sync"
	"time"

	"posd/payment"
)

// Call names one of a gateway's calls.
type Call string

// The calls.
const (
	CallPay     Call = "pay"
	CallPresent Call = "present"
	CallQuery   Call = "query"
	CallCancel  Call = "cancel"
	CallRefund  Call = "refund"
	CallProbe   Call = "probe"
)

// Trouble is what happens to one call on its way.
type Trouble struct {
	NotSent     bool            // nothing leaves the terminal
	LoseRequest bool            // it never arrives, and no answer comes
	LoseAnswer  bool            // it arrives, and no answer comes
	Arrives     time.Duration   // it arrives this much after it was sent, even after the caller gave up
	Twice       time.Duration   // a copy of it arrives this much after the first
	Ignored     bool            // it arrives and is not acted on; Answer comes back
	Refuses     bool            // it arrives and is refused under a signature, whatever it asks for
	Answer      *payment.Answer // comes back instead of the bank's own
}

// Buyer is how the person at the other end of one number behaves.
type Buyer struct {
	Refuses     payment.Reason // with a Code: pay is refused for this
	Confirms    int            // after so many queries; 0: at once; negative: never
	ClosesAfter time.Duration  // an unconfirmed trade closes by itself after this long; 0: never
	Quiet       bool           // a cancel does not say that it gave money back, as a family may that has no such member
}

// Bank is a Gateway with a ledger: it knows what was really charged. Its rules are those of the documents, written without
// looking at package payment's own.
type Bank struct {
	mu     sync.Mutex
	ledger ledger
	calls  []Made
	counts map[Call]int

	// Script decides the trouble of the n-th call (from 0) of its kind; nil means none.
	Script func(call Call, n int) Trouble
	// Confirms says after how many queries a buyer confirms; 0: at once. A negative number: never.
	Confirms int
	// Refuses makes every pay a refusal with this reason.
	Refuses payment.Reason
	// Buyer, if set, decides for each number instead of Confirms and Refuses. It must always say the same of a number.
	Buyer func(number string) Buyer
}

// Made is one call as the bank saw it leave the terminal.
type Made struct {
	Call   Call
	Number string
	At     time.Time
}

// NewBank returns a bank in which every buyer pays at once.
func NewBank() *Bank {
	return &Bank{ledger: newLedger(), counts: make(map[Call]int)}
}

// Trade returns a line of the ledger.
func (b *Bank) Trade(number string) (Trade, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	t, ok := b.ledger.trades[number]
	if !ok {
		return Trade{}, false
	}
	return *t, true
}

// Net returns what the merchant has got under number: charged less returned.
func (b *Bank) Net(number string) int64 {
	t, ok := b.Trade(number)
	if !ok {
		return 0
	}
	return t.Net()
}

// Calls returns the calls that were made.
func (b *Bank) Calls() []Made {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.calls)
}

// Complaints returns what a terminal should never have asked, such as a number that came again with another amount.
func (b *Bank) Complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.ledger.complaints)
}

// Confirm lets the buyer of an open trade pay now.
func (b *Bank) Confirm(number string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ledger.confirm(number, b.buyer(number))
}

// Pay implements payment.Gateway.
func (b *Bank) Pay(ctx context.Context, r payment.PayRequest) payment.Answer {
	return b.carry(ctx, b.leave(CallPay, r.Number), b.payment(r))
}

// Present implements payment.Presenter. The buyer scans when Confirm says so.
func (b *Bank) Present(ctx context.Context, r payment.PresentRequest) payment.Answer {
	return b.carry(ctx, b.leave(CallPresent, r.Number), b.offer(r))
}

// Query implements payment.Gateway.
func (b *Bank) Query(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return b.carry(ctx, b.leave(CallQuery, r.Number), b.question(r))
}

// Cancel implements payment.Gateway.
func (b *Bank) Cancel(ctx context.Context, r payment.TradeRequest) payment.Answer {
	return b.carry(ctx, b.leave(CallCancel, r.Number), b.reversal(r))
}

// Refund implements payment.Gateway.
func (b *Bank) Refund(ctx context.Context, r payment.RefundRequest) payment.Answer {
	return b.carry(ctx, b.leave(CallRefund, r.Trade.Number), b.repayment(r))
}

// Probe implements payment.Gateway.
func (b *Bank) Probe(ctx context.Context) payment.Answer {
	return b.carry(ctx, b.leave(CallProbe, ""), b.test())
}

// request is what the bank does when a request arrives, refused or not.
type request func(refuse bool) payment.Answer

func (b *Bank) payment(r payment.PayRequest) request {
	return func(bool) payment.Answer { return b.ledger.pay(r, b.buyer(r.Number)) }
}

func (b *Bank) offer(r payment.PresentRequest) request {
	return func(bool) payment.Answer { return b.ledger.present(r, b.buyer(r.Number)) }
}

func (b *Bank) question(r payment.TradeRequest) request {
	return func(bool) payment.Answer { return b.ledger.query(r.Number, b.buyer(r.Number)) }
}

func (b *Bank) reversal(r payment.TradeRequest) request {
	return func(refuse bool) payment.Answer {
		if refuse {
			return refused("state_refused")
		}
		return b.ledger.cancel(r.Number, b.buyer(r.Number))
	}
}

func (b *Bank) repayment(r payment.RefundRequest) request {
	sent := time.Now()
	return func(refuse bool) payment.Answer { return b.ledger.refund(r, sent, refuse) }
}

func (b *Bank) test() request {
	return func(bool) payment.Answer { return signed(payment.Done) }
}

func (b *Bank) buyer(number string) Buyer {
	if b.Buyer == nil {
		return Buyer{Refuses: b.Refuses, Confirms: b.Confirms}
	}
	return b.Buyer(number)
}

// leave notes a call and draws its trouble.
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

// carry takes a request to the bank and its answer back, through its trouble.
func (b *Bank) carry(ctx context.Context, trouble Trouble, r request) payment.Answer {
	switch {
	case trouble.NotSent:
		return payment.Answer{Outcome: payment.NotSent}
	case trouble.LoseRequest:
		<-ctx.Done()
		return payment.Answer{}
	}
	own := b.arrive(ctx, trouble, r)
	if trouble.LoseAnswer {
		<-ctx.Done()
	}
	if ctx.Err() != nil {
		return payment.Answer{}
	}
	if trouble.Answer != nil {
		return *trouble.Answer
	}
	return own
}

// arrive executes a request, when and as often as it arrives.
func (b *Bank) arrive(ctx context.Context, trouble Trouble, r request) payment.Answer {
	answer := make(chan payment.Answer, 1)
	execute := func() payment.Answer {
		b.mu.Lock()
		defer b.mu.Unlock()
		return r(trouble.Refuses)
	}
	if trouble.Twice > 0 {
		time.AfterFunc(trouble.Arrives+trouble.Twice, func() { execute() })
	}
	switch {
	case trouble.Ignored:
		return payment.Answer{}
	case trouble.Arrives == 0:
		return execute()
	}
	time.AfterFunc(trouble.Arrives, func() { answer <- execute() })
	select {
	case a := <-answer:
		return a
	case <-ctx.Done():
		return payment.Answer{}
	}
}
