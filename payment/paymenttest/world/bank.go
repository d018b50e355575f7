package world

import (
	"time"

	"posd/payment"
)

// bank is Alipay: the trades, what was taken and what was given back. Its rules are those of the public documents; it shares
// no code with package payment, of which it knows only requests and answers.
type bank struct {
	trades     []trade
	byNumber   map[string]int32
	refunds    map[string]repaid
	complaint  string
	firstDay   int64         // seconds from the last Beijing midnight to the beginning of the world
	window     time.Duration // in place of the same Beijing day: as long as this
	recentName string
	recent     int32
}

// trade is one line of the ledger.
type trade struct {
	number   string
	amount   payment.Amount
	subject  string
	code     payment.Code
	buyer    buyer
	began    moment
	queries  int
	offered  bool          // there is a code to scan, and nobody has
	valid    time.Duration // that code, from the moment it was asked for
	asked    moment        // when that was
	rejected bool          // refused at once: there never was nor will be a trade
	charged  bool          // money was taken at some time
	closed   bool          // nothing can be charged any more
	returned int64
}

// buyer is how the person at the other end of one number behaves.
type buyer struct {
	refuses     payment.Reason // with a Code: pay is refused for this
	confirms    int            // after so many queries; 0: at once; negative: never
	closesAfter time.Duration  // an unconfirmed trade closes by itself after this long
	scansAfter  time.Duration  // a code that is shown, this long after it was made
	known       bool           // the bank knows a number from the beginning, not from the scan
	quiet       bool           // a cancel does not say that it gave money back, as a family may that has no such member
}

// repaid is one refund number in the ledger.
type repaid struct {
	done    bool
	amount  int64
	refused moment // what left before then is refused too
}

func (b *bank) clear() {
	b.trades = b.trades[:0]
	if b.byNumber == nil {
		b.byNumber, b.refunds = map[string]int32{}, map[string]repaid{}
	}
	clear(b.byNumber)
	clear(b.refunds)
	b.complaint, b.recentName = "", ""
}

// net returns what the merchant has got of a trade: charged less returned, in smallest units.
func (t *trade) net() int64 {
	if !t.charged {
		return 0
	}
	return t.amount.Minor - t.returned
}

func signed(o payment.Outcome) payment.Answer { return payment.Answer{Outcome: o, Signed: true} }

func refused(code string) payment.Answer {
	return payment.Answer{Outcome: payment.Refused, Signed: true, Reason: payment.Reason{Code: code}}
}

// find returns the trade of a number as it stands now, closed if its time ran out.
func (b *bank) find(number string, now moment) *trade {
	i, ok := b.recent, b.recentName == number
	if !ok {
		if i, ok = b.byNumber[number]; !ok {
			return nil
		}
		b.recent, b.recentName = i, number
	}
	t := &b.trades[i]
	if t.offered && !t.closed {
		b.scan(t, now)
	}
	if !t.charged && !t.offered && !t.closed && !t.rejected && now-t.began >= moment(t.buyer.closesAfter) {
		t.closed = true
	}
	return t
}

// scan lets the buyer of a trade that has a code do what he does until now, and the code expire.
func (b *bank) scan(t *trade, now moment) {
	ends, scans := t.asked.plus(t.valid), t.began.plus(t.buyer.scansAfter)
	switch {
	case scans <= now && scans < ends:
		t.offered, t.charged = false, true
	case now >= ends:
		t.offered, t.closed = false, true
	}
}

// present: a fresh number gets a code to scan; a known one that nobody has scanned gets it again. One that comes when its time is over
// gets none.
func (b *bank) present(r payment.PresentRequest, who buyer, sent, now moment) payment.Answer {
	t := b.find(r.Number, now)
	switch {
	case t == nil && now >= sent.plus(r.Valid):
		return signed(payment.Unknown)
	case t == nil:
		b.byNumber[r.Number] = int32(len(b.trades)) //nolint:gosec // G115: a world has a few hundred trades
		b.trades = append(b.trades, trade{
			number: r.Number, amount: r.Amount, subject: r.Subject, buyer: who, began: now, asked: sent, valid: r.Valid,
			rejected: who.refuses.Code != "", offered: who.refuses.Code == "",
		})
		t = &b.trades[len(b.trades)-1]
	case t.amount != r.Amount || t.subject != r.Subject:
		b.complaint = "present " + r.Number + " came again with other content"
		return signed(payment.Unknown)
	}
	switch {
	case t.rejected:
		return payment.Answer{Outcome: payment.Refused, Signed: true, Reason: t.buyer.refuses}
	case !t.offered:
		return signed(payment.Unknown)
	}
	a := signed(payment.Confirming)
	a.Show = "https://qr.example/1"
	return a
}

// pay: a fresh number makes a trade; a known one with the same content is told its state; with other content it is an error.
func (b *bank) pay(r payment.PayRequest, who buyer, now moment) payment.Answer {
	t := b.find(r.Number, now)
	switch {
	case t == nil:
		b.byNumber[r.Number] = int32(len(b.trades)) //nolint:gosec // G115: a world has a few hundred trades
		b.trades = append(b.trades, trade{
			number: r.Number, amount: r.Amount, subject: r.Subject, code: r.Code, buyer: who, began: now,
			rejected: who.refuses.Code != "", charged: who.refuses.Code == "" && who.confirms == 0,
		})
		t = &b.trades[len(b.trades)-1]
	case t.amount != r.Amount || t.subject != r.Subject || t.code != r.Code:
		b.complaint = "pay " + r.Number + " came again with other content"
		return signed(payment.Unknown)
	case t.closed:
		return signed(payment.Unknown)
	}
	if t.rejected {
		return payment.Answer{Outcome: payment.Refused, Signed: true, Reason: t.buyer.refuses}
	}
	return t.state()
}

func (t *trade) state() payment.Answer {
	switch {
	case t.closed:
		return signed(payment.Closed)
	case t.charged:
		a := signed(payment.Paid)
		a.Trade.Ref = "A2026"
		return a
	default:
		return signed(payment.Confirming)
	}
}

func (b *bank) query(number string, now moment) payment.Answer {
	t := b.find(number, now)
	if t == nil || t.rejected || t.offered && !t.buyer.known {
		return signed(payment.NotFound)
	}
	t.queries++
	if !t.closed && !t.offered && t.buyer.confirms > 0 && t.queries >= t.buyer.confirms {
		t.charged = true
	}
	return t.state()
}

// confirm lets the buyer of an open trade pay now.
func (b *bank) confirm(number string, now moment) bool {
	t := b.find(number, now)
	if t == nil || t.closed || t.charged || t.rejected {
		return false
	}
	t.charged, t.offered = true, false
	return true
}

// cancel succeeds for a number that was never seen, closes an unpaid trade and reverses a paid one, until 15 minutes after the
// trade's Beijing day. It says whether it was too late.
func (b *bank) cancel(number string, now moment) (payment.Answer, bool) {
	a := signed(payment.Done)
	t := b.find(number, now)
	switch {
	case t == nil || t.closed || t.rejected || t.offered && !t.buyer.known: // which is no fence: the code still pays
		return a, false
	case now >= b.windowEnds(t.began):
		return refused("cancel_window"), true
	case t.charged:
		t.returned = t.amount.Minor
		a.Returned = !t.buyer.quiet
	}
	t.closed, t.offered = true, false
	return a, false
}

const day = moment(24 * time.Hour)

// windowEnds returns until when a trade that began at a moment can be cancelled.
func (b *bank) windowEnds(began moment) moment {
	if b.window > 0 {
		return began.plus(b.window)
	}
	sinceMidnight := (began + moment(b.firstDay)*moment(time.Second)) % day
	return began - sinceMidnight + day + moment(15*time.Minute)
}

// refund executes a number once. A refusal is a verdict on everything that left under the number before it.
func (b *bank) refund(r payment.RefundRequest, sent, now moment, refuse bool) payment.Answer {
	known, again := b.refunds[r.Number]
	if known.done {
		if known.amount != r.Amount.Minor {
			b.complaint = "refund " + r.Number + " came again with another amount"
			return signed(payment.Unknown)
		}
		return signed(payment.Done)
	}
	if again && sent <= known.refused {
		return refused("refund_refused")
	}
	t := b.find(r.Trade.Number, now)
	if refuse || t == nil || !t.charged || t.closed || t.returned+r.Amount.Minor > t.amount.Minor {
		b.refunds[r.Number] = repaid{refused: now}
		return refused("refund_refused")
	}
	b.refunds[r.Number] = repaid{done: true, amount: r.Amount.Minor}
	t.returned += r.Amount.Minor
	t.closed = t.returned == t.amount.Minor
	return signed(payment.Done)
}
