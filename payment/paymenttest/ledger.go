package paymenttest

import (
	"fmt"
	"time"

	"posd/payment"
)

// ledger is the bank's book: the trades, what was taken and what was given back.
type ledger struct {
	trades     map[string]*Trade
	refunds    map[string]payment.Amount // done, by the refund's number
	refusedAt  map[string]time.Time      // refunds that were refused: what left before then is refused too
	complaints []string
}

// Trade is one line of the ledger.
type Trade struct {
	Number   string
	Amount   payment.Amount
	Began    time.Time
	Charged  bool // money was taken at some time
	Returned payment.Amount
	Closed   bool // nothing can be charged any more
	Queries  int
	Offered  bool // there is a code to scan, and nobody has

	asked payment.PayRequest
	valid time.Duration // of the code that is offered
}

// Net returns what the merchant has got of a trade: charged less returned, in smallest units.
func (t Trade) Net() int64 {
	if !t.Charged {
		return 0
	}
	return t.Amount.Minor - t.Returned.Minor
}

func newLedger() ledger {
	return ledger{trades: map[string]*Trade{}, refunds: map[string]payment.Amount{}, refusedAt: map[string]time.Time{}}
}

func signed(o payment.Outcome) payment.Answer { return payment.Answer{Outcome: o, Signed: true} }

func because(o payment.Outcome, code string) payment.Answer {
	a := signed(o)
	a.Reason.Code = code
	return a
}

func refused(code string) payment.Answer { return because(payment.Refused, code) }

// pay: a fresh number makes a trade; a known one with the same content is told its state; with other content it is an error
// (alipay.md, money rule 1).
func (l *ledger) pay(r payment.PayRequest, buyer Buyer) payment.Answer {
	t := l.find(r.Number, buyer)
	switch {
	case t == nil && buyer.Refuses.Code != "":
		a := signed(payment.Refused)
		a.Reason = buyer.Refuses
		return a
	case t == nil:
		t = &Trade{Number: r.Number, Amount: r.Amount, Began: time.Now(), Charged: buyer.Confirms == 0, asked: r}
		t.Returned.Currency = r.Amount.Currency
		l.trades[r.Number] = t
	case t.Amount != r.Amount || t.asked.Subject != r.Subject || t.asked.Code != r.Code:
		return l.complain("pay %s came again with other content", r.Number)
	case t.Closed:
		return because(payment.Unknown, "trade_closed")
	}
	return t.state()
}

// present: a fresh number gets a code to scan; a known one that nobody has scanned gets it again. It pays until its time is over.
func (l *ledger) present(r payment.PresentRequest, buyer Buyer) payment.Answer {
	t := l.find(r.Number, buyer)
	switch {
	case t == nil && buyer.Refuses.Code != "":
		a := signed(payment.Refused)
		a.Reason = buyer.Refuses
		return a
	case t == nil:
		t = &Trade{Number: r.Number, Amount: r.Amount, Began: time.Now(), Offered: true, valid: r.Valid}
		t.asked.Subject = r.Subject
		t.Returned.Currency = r.Amount.Currency
		l.trades[r.Number] = t
	case t.Amount != r.Amount || t.asked.Subject != r.Subject:
		return l.complain("present %s came again with other content", r.Number)
	case !t.Offered || t.Closed:
		return because(payment.Unknown, "trade_closed")
	}
	a := signed(payment.Confirming)
	a.Show = "https://qr.example/" + r.Number
	return a
}

// find returns a trade as it stands now, closed if its time ran out.
func (l *ledger) find(number string, buyer Buyer) *Trade {
	t := l.trades[number]
	if t != nil && !t.Charged && buyer.ClosesAfter > 0 && time.Since(t.Began) >= buyer.ClosesAfter {
		t.Closed = true
	}
	if t != nil && t.Offered && time.Since(t.Began) >= t.valid {
		t.Closed = true
	}
	return t
}

func (t *Trade) state() payment.Answer {
	switch {
	case t.Closed:
		return signed(payment.Closed)
	case t.Charged:
		a := signed(payment.Paid)
		a.Trade.Ref = "A" + t.Number
		return a
	case t.Offered:
		return signed(payment.NotFound)
	default:
		return signed(payment.Confirming)
	}
}

func (l *ledger) query(number string, buyer Buyer) payment.Answer {
	t := l.find(number, buyer)
	if t == nil {
		return signed(payment.NotFound)
	}
	t.Queries++
	if !t.Closed && !t.Offered && buyer.Confirms > 0 && t.Queries >= buyer.Confirms {
		t.Charged = true
	}
	return t.state()
}

func (l *ledger) confirm(number string, buyer Buyer) bool {
	t := l.find(number, buyer)
	if t == nil || t.Closed || t.Charged {
		return false
	}
	t.Charged, t.Offered = true, false
	return true
}

// cancel succeeds for a number that was never seen, closes an unpaid trade and reverses a paid one, until 15 minutes after the
// trade's Beijing day (money rules 5 and 6).
func (l *ledger) cancel(number string, buyer Buyer) payment.Answer {
	a := signed(payment.Done)
	t := l.find(number, buyer)
	switch {
	case t == nil || t.Closed:
		return a
	case time.Now().After(cancelEnds(t.Began)):
		return refused("cancel_window")
	case t.Charged:
		t.Returned = t.Amount
		a.Returned = !buyer.Quiet
	}
	t.Closed = true
	return a
}

func cancelEnds(began time.Time) time.Time {
	beijing := time.FixedZone("CST", 8*60*60)
	year, month, day := began.In(beijing).Date()
	return time.Date(year, month, day+1, 0, 15, 0, 0, beijing)
}

// refund executes a number once. A refusal is a verdict on everything that left under the number before it.
func (l *ledger) refund(r payment.RefundRequest, sent time.Time, refuse bool) payment.Answer {
	if done, again := l.refunds[r.Number]; again {
		if done != r.Amount {
			return l.complain("refund %s came again with another amount", r.Number)
		}
		return signed(payment.Done)
	}
	if at, before := l.refusedAt[r.Number]; before && !sent.After(at) {
		return refused("refund_refused")
	}
	t := l.trades[r.Trade.Number]
	if refuse || t == nil || !t.Charged || t.Closed || t.Returned.Minor+r.Amount.Minor > t.Amount.Minor {
		l.refusedAt[r.Number] = time.Now()
		return refused("refund_refused")
	}
	l.refunds[r.Number] = r.Amount
	t.Returned.Minor += r.Amount.Minor
	t.Closed = t.Returned.Minor == t.Amount.Minor
	return signed(payment.Done)
}

func (l *ledger) complain(format string, args ...any) payment.Answer {
	l.complaints = append(l.complaints, fmt.Sprintf(format, args...))
	return because(payment.Unknown, "repeat_differs")
}
