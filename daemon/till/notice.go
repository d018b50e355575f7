package till

import (
	"context"
	"slices"
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

// notice is what became of a payment, or, with why, that nobody will learn it before the next start.
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

func (t *Till) hearAll(ctx context.Context) {
	for _, n := range t.notices.take() {
		switch {
		case n.kind == noticeHalt:
			t.hearHalt(n.why)
		case t.sale != nil && n.p.ID == t.sale.payment.ID:
			t.hearOwn(ctx, n)
		default:
			t.hearOther(n)
		}
	}
}

// hearHalt leaves the sale. What the display then says stays: no sale starts before the terminal was started anew.
func (t *Till) hearHalt(why words.Message) {
	if t.sale == nil {
		return
	}
	v := saleView(display.Problem, t.sale.payment)
	v.Reason, v.Instruction = why, ""
	t.expectNothing()
	t.held = t.sale.payment.ID
	t.sale = nil
	t.show(v)
	t.parts.Signal(SignalBad)
}

// hearOwn follows the sale at the counter to its verdict.
func (t *Till) hearOwn(ctx context.Context, n notice) {
	t.sale.payment = n.p
	t.tell(n)
	if n.kind == payment.NoticeScanAgain {
		t.expectCode(ctx)
	}
	if n.p.State.Settled() {
		t.expectNothing()
		t.sale = nil
		t.hold(n.p.ID)
	}
}

// hold keeps on the display what it shows of a payment, for as long as people need to read it.
func (t *Till) hold(id payment.ID) {
	t.held = id
	t.idle.Reset(t.parts.Hold)
}

// free ends the holding: the next news, or nothing more to say.
func (t *Till) free() {
	t.held = ""
	if t.sale != nil {
		return
	}
	if len(t.news) == 0 {
		t.show(t.rest())
		return
	}
	t.tellNews(0)
}

// rest is what the display of a free counter says: that it is idle, or why nothing can be sold.
func (t *Till) rest() display.View {
	if why, do := t.parts.Closed(); !why.IsZero() {
		return display.View{Kind: display.Problem, Reason: why, Instruction: do}
	}
	return display.View{Kind: display.Idle}
}

// lookAgain shows a free counter as it is by now, and reports whether that is news.
func (t *Till) lookAgain() bool {
	if t.sale != nil || t.held != "" {
		return false // once it is free
	}
	now := t.rest()
	if now.Kind == t.view.Kind && now.Reason.Key == t.view.Reason.Key {
		return false
	}
	t.show(now)
	return true
}

// Look lets a free counter's display follow what [Parts].Closed says. It never blocks.
func (t *Till) Look() {
	select {
	case t.looks <- struct{}{}:
	default:
	}
}

// newsMax bounds the news that wait. More can only come together while the counter is never free; the oldest are then left to
// the status page.
const newsMax = 16

// hearOther takes in what the background found out.
func (t *Till) hearOther(n notice) {
	if n.p.ID == t.refund && n.kind == payment.NoticeRefundPending {
		t.refund = "" // it is on its way
	}
	if !isNews(n.kind) {
		return
	}
	t.news = slices.DeleteFunc(t.news, func(old notice) bool { return old.p.ID == n.p.ID })
	if len(t.news) == newsMax {
		t.parts.Log.Warn("news_not_shown", "payment_id", t.news[0].p.ID, "notice", string(t.news[0].kind))
		t.news = slices.Delete(t.news, 0, 1)
	}
	t.news = append(t.news, n)
	if t.sale == nil && (t.held == "" || t.held == n.p.ID) { // free, or of the payment that the display is about
		t.tellNews(len(t.news) - 1)
	}
}

func (t *Till) tellNews(i int) {
	n := t.news[i]
	t.news = slices.Delete(t.news, i, i+1)
	t.tell(n)
	t.hold(n.p.ID)
}

// isNews reports whether the people at the counter should learn of a notice although its sale is not, or no longer, in progress.
func isNews(kind payment.Notice) bool {
	switch kind {
	case payment.NoticePaidLate, payment.NoticeReturned, payment.NoticeUnresolved, payment.NoticeRefundPending,
		payment.NoticeRefundUnknown, payment.NoticeRefunded, payment.NoticeRefundRefused, payment.NoticeRefundNotSent:
		return true
	case payment.NoticeCreated, payment.NoticeSending, payment.NoticePresented, payment.NoticeConfirming, payment.NoticeChecking, payment.NoticePaid,
		payment.NoticeScanAgain, payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeStopping,
		payment.NoticeCancelling, payment.NoticeCancelled, payment.NoticeWatched, payment.NoticeReturning, noticeHalt:
	}
	return false
}
