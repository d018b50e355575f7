package till

import (
	"sync"

	"posd/configs/words"
	"posd/display"
	"posd/payment"
)

// noticeQueue takes notices from the Cashier without ever making it wait. It is bounded by the number of changes that the open
// payments can undergo while the till is at something else, which is small.
type noticeQueue struct {
	mu   sync.Mutex
	list []notice
	more chan struct{}
}

type notice struct {
	kind payment.Notice
	p    payment.Payment
	why  words.Message // noticeHalt
}

func (q *noticeQueue) put(n notice) {
	q.mu.Lock()
	q.list = append(q.list, n)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

func (q *noticeQueue) take() []notice {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.list
	q.list = nil
	return all
}

// Notice tells the till what the Cashier has made durable. It never blocks.
func (t *Till) Notice(kind payment.Notice, p payment.Payment) {
	t.notices.put(notice{kind: kind, p: p})
}

// noticeHalt is the till's own: the journal broke, and the sale in progress cannot be followed any further.
const noticeHalt payment.Notice = "halt"

// Halt ends the sale at the counter without a verdict and says why. The next start of the terminal finds the verdict. It never
// blocks.
func (t *Till) Halt(why words.Message) { t.notices.put(notice{kind: noticeHalt, why: why}) }

func (t *Till) hearHalt(why words.Message) {
	if t.sale == nil {
		return
	}
	v := saleView(display.Problem, t.sale.payment)
	v.Reason = why
	t.expectNothing()
	t.sale = nil
	t.show(v) // and it stays
	t.parts.Signal(SignalBad)
}

func (t *Till) hearAll() {
	for _, n := range t.notices.take() {
		if n.kind == noticeHalt {
			t.hearHalt(n.why)
			continue
		}
		if t.sale != nil && n.p.ID == t.sale.payment.ID {
			t.hearOwn(n)
		} else if t.sale == nil {
			t.hearOther(n)
		}
	}
	t.publish()
}

// hearOwn follows the sale at the counter to its verdict.
func (t *Till) hearOwn(n notice) {
	t.sale.payment = n.p
	look, known := looks[n.kind]
	if known {
		t.showSale(look, n.p)
	}
	if n.kind == payment.NoticeScanAgain {
		t.sale.scans = t.parts.Scanner.Arm()
	}
	if n.p.State.Settled() {
		t.expectNothing()
		t.sale = nil
		t.idle.Reset(t.parts.Hold)
	}
}

// hearOther shows, at a free counter, what the background found out.
func (t *Till) hearOther(n notice) {
	switch n.kind {
	case payment.NoticePaidLate, payment.NoticeReturned, payment.NoticeUnresolved, payment.NoticeRefundPending,
		payment.NoticeRefundUnknown, payment.NoticeRefunded, payment.NoticeRefundRefused, payment.NoticeRefundNotSent:
		t.showSale(looks[n.kind], n.p)
		t.idle.Reset(t.parts.Hold)
	case payment.NoticeCreated, payment.NoticeSending, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticePaid,
		payment.NoticeScanAgain, payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeStopping,
		payment.NoticeCancelling, payment.NoticeCancelled, payment.NoticeWatched, payment.NoticeReturning:
	}
}

func (t *Till) showSale(l look, p payment.Payment) {
	v := saleView(l.kind, p)
	if l.refund && len(p.Refunds) > 0 {
		last := p.Refunds[len(p.Refunds)-1]
		v.Amount, v.Reason = last.Amount.Decimal(), reasonWords(last.Reason)
	}
	t.show(v)
	if l.audible {
		t.parts.Signal(l.signal)
	}
}

// look is how a notice appears at the counter.
type look struct {
	kind    display.Kind
	signal  Signal
	audible bool
	refund  bool // the amount is the refund's
}

var looks = map[payment.Notice]look{
	payment.NoticeCreated:       {kind: display.AskCode},
	payment.NoticeSending:       {kind: display.InProgress},
	payment.NoticeConfirming:    {kind: display.Confirming, signal: SignalLook, audible: true},
	payment.NoticeChecking:      {kind: display.Checking},
	payment.NoticePaid:          {kind: display.Paid, signal: SignalGood, audible: true},
	payment.NoticePaidLate:      {kind: display.PaidLate, signal: SignalGood, audible: true},
	payment.NoticeScanAgain:     {kind: display.ScanAgain, signal: SignalLook, audible: true},
	payment.NoticeRefused:       {kind: display.Refused, signal: SignalBad, audible: true},
	payment.NoticeNotSent:       {kind: display.NotSent, signal: SignalBad, audible: true},
	payment.NoticeStopping:      {kind: display.Stopping},
	payment.NoticeCancelling:    {kind: display.Stopping},
	payment.NoticeCancelled:     {kind: display.NotPaid, signal: SignalBad, audible: true},
	payment.NoticeWatched:       {kind: display.NotPaid, signal: SignalBad, audible: true},
	payment.NoticeReturning:     {kind: display.Refunding},
	payment.NoticeReturned:      {kind: display.NotPaid, signal: SignalLook, audible: true},
	payment.NoticeUnresolved:    {kind: display.Problem, signal: SignalBad, audible: true},
	payment.NoticeRefundPending: {kind: display.Refunding, refund: true},
	payment.NoticeRefundUnknown: {kind: display.Refunding, refund: true},
	payment.NoticeRefunded:      {kind: display.Refunded, signal: SignalGood, audible: true, refund: true},
	payment.NoticeRefundRefused: {kind: display.Problem, signal: SignalBad, audible: true, refund: true},
	payment.NoticeRefundNotSent: {kind: display.Problem, signal: SignalBad, audible: true, refund: true},
}

// saleView is the customer's view of p with the words of its last reason.
func saleView(kind display.Kind, p payment.Payment) display.View {
	v := display.View{Kind: kind, Amount: p.Order.Amount.Decimal(), Currency: string(p.Order.Amount.Currency)}
	v.Reason = reasonWords(p.Reason)
	if p.Reason.Code != "" {
		v.Instruction = words.Key("reason." + p.Reason.Code + ".do")
	}
	return v
}

func reasonWords(r payment.Reason) words.Message {
	if r.Code == "" {
		return words.Message{}
	}
	return words.Say(words.Key("reason." + r.Code))
}
