package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"posd/payment"
)

// Violation is a rule that was broken in the world of Seed.
type Violation struct {
	Seed    uint64
	Payment payment.ID
	Rule    string
}

// String says what happened.
func (v *Violation) String() string {
	return fmt.Sprintf("seed %d, payment %s: %s", v.Seed, v.Payment, v.Rule)
}

// note is a line of a world's story; sale is -1 if it is about all.
type note struct {
	sale int32
	at   moment
	text string
}

func (w *World) note(s *sale, format string, args ...any) {
	n := note{sale: -1, at: w.now, text: fmt.Sprintf(format, args...)}
	if s != nil {
		n.sale = s.index
	}
	w.timeline = append(w.timeline, n)
}

// story returns what concerns one payment.
func (w *World) story(id payment.ID) []string {
	of := int32(-1)
	if s := w.sale(id); s != nil {
		of = s.index
	}
	var lines []string
	for _, n := range w.timeline {
		if n.sale == of || n.sale < 0 {
			lines = append(lines, w.dawn.Add(time.Duration(n.at)).Format("02 15:04:05.000 ")+n.text)
		}
	}
	return lines
}

// fail notes the first rule that is broken: what follows from it only hides it.
func (w *World) fail(id payment.ID, format string, args ...any) {
	if w.wrong != nil {
		return
	}
	w.wrong = &Violation{Seed: w.seed, Payment: id, Rule: fmt.Sprintf(format, args...)}
	if w.tracing {
		w.note(w.sale(id), "WRONG: "+format, args...)
	}
}

// mayLeave holds a request against what is durable: no byte that moves money or closes a trade leaves before its intent is kept,
// nothing leaves beside an outstanding call, and nothing leaves twice that may leave once.
func (w *World) mayLeave(s *sale, x *letter) {
	if s.out != payment.EffSave {
		w.fail(s.id, "%s left beside an outstanding %s", x.kind, s.out)
	}
	if w.life.broken && x.kind != payment.EffQuery {
		w.fail(s.id, "%s left although the disk refuses", x.kind)
	}
	if number := x.number(); s.number != number {
		w.fail(s.id, "%s of %s left, but the journal knows %s", x.kind, number, s.number)
	}
	switch x.kind {
	case payment.EffPay:
		w.mayPay(s, x.pay)
	case payment.EffPresent:
		w.mayPresent(s, x.show)
	case payment.EffCancel:
		if k := &s.kept; k.Wanted() || k.State != payment.StateCancelling && k.State != payment.StateUnresolved {
			w.fail(s.id, "cancel left while the journal says %s, given up: %q", k.State, k.GivenUp.Why)
		}
	case payment.EffRefund:
		w.mayRefund(s, x.refund)
	case payment.EffQuery, payment.EffSave, payment.EffWake, payment.EffTell, payment.EffReport:
	}
}

func (w *World) mayPay(s *sale, r payment.PayRequest) {
	l := &w.life
	_, used := l.codes[r.Code]
	l.codes[r.Code] = w.now
	k := &s.kept
	s.paid++
	switch {
	case k.State != payment.StateSending:
		w.fail(s.id, "pay left while the journal says %s", k.State)
	case k.Order.Amount != r.Amount || k.Order.Subject != r.Subject || r.Code.IsZero() || r.Code.Masked() != k.Code:
		w.fail(s.id, "pay does not carry the order")
	case !l.proven || l.denied:
		w.fail(s.id, "pay left while the gateway had not answered a probe, or had refused our keys since")
	case used:
		w.fail(s.id, "a code left twice")
	case s.paid > k.Attempt+1:
		w.fail(s.id, "pay left again under %s", r.Number)
	}
	w.oneLivePerOrder(s)
}

// mayPresent: as mayPay, for a code to show.
func (w *World) mayPresent(s *sale, r payment.PresentRequest) {
	l, k := &w.life, &s.kept
	s.paid++
	switch {
	case k.State != payment.StateSending || !k.Presented:
		w.fail(s.id, "present left while the journal says %s", k.State)
	case k.Order.Amount != r.Amount || k.Order.Subject != r.Subject || r.Valid < w.rules.ShownFor():
		w.fail(s.id, "present does not carry the order")
	case !l.proven || l.denied:
		w.fail(s.id, "present left while the gateway had not answered a probe, or had refused our keys since")
	case s.paid > k.Attempt+1:
		w.fail(s.id, "present left again under %s", r.Number)
	}
	w.oneLivePerOrder(s)
}

// oneLivePerOrder: a second attempt at an order only after the first is closed, or watched beside it (promise 2).
func (w *World) oneLivePerOrder(s *sale) {
	ref := s.kept.Order.Ref
	if ref == "" {
		return
	}
	closed := []payment.State{
		payment.StateRefused, payment.StateNotSent, payment.StateCancelled, payment.StateWatched, payment.StateRefunded,
	}
	for i, other := range w.refs {
		if other != ref {
			continue
		}
		if o := &w.sales[i]; o != s && !o.watched && !slices.Contains(closed, o.kept.State) {
			w.fail(s.id, "pay left although %s has the same order and is %s", o.id, o.kept.State)
		}
	}
}

func (w *World) mayRefund(s *sale, r payment.RefundRequest) {
	stored, ok := s.kept.RefundByNumber(r.Number)
	if !ok || stored.State != payment.RefundPending || stored.Amount != r.Amount {
		w.fail(s.id, "refund %s of %s left while the journal says %+v", r.Number, r.Amount, stored)
	}
	if state := s.kept.State; state != payment.StatePaid && state != payment.StateRefunding {
		w.fail(s.id, "refund %s left while the journal says %s", r.Number, state)
	}
	if t := w.bank.find(s.number, w.now); t == nil || !t.charged {
		w.fail(s.id, "refund %s left for a trade that was never charged", r.Number)
	}
}

// hear holds what is told against what is kept and against what is true.
func (w *World) hear(n payment.Notice, p payment.Payment) {
	if !w.life.on {
		return
	}
	s := w.sale(p.ID)
	if s == nil {
		w.fail(p.ID, "%s was told of a payment that the journal does not know", n)
		return
	}
	if w.tracing {
		w.note(s, "told %s", n)
	}
	if n == w.untold && p.ID == w.untoldOf {
		w.untold = ""
	}
	if !same(&p, &s.kept) {
		w.fail(p.ID, "%s was told of\n%+v\nbut the journal has\n%+v", n, p, s.kept)
	}
	w.told(s, n)
	if n == payment.NoticePaid || n == payment.NoticePaidLate {
		w.queue(s)
	}
}

// told holds a word against the ledger. The words that are not here say nothing about money.
func (w *World) told(s *sale, n payment.Notice) {
	k := &s.kept
	t := w.bank.find(s.number, w.now)
	charged, net := t != nil && t.charged, int64(0)
	if t != nil {
		net = t.net()
	}
	switch n {
	case payment.NoticePaid, payment.NoticePaidLate:
		if !charged || net != k.Order.Amount.Minor || k.State != payment.StatePaid {
			w.fail(s.id, "%s was told while the bank has %d of %d", n, net, k.Order.Amount.Minor)
		}
	case payment.NoticeRefused, payment.NoticeNotSent, payment.NoticeScanAgain, payment.NoticeCancelled:
		if net != 0 {
			w.fail(s.id, "%s was told while the bank has %d", n, net)
		}
	case payment.NoticePresented:
		if t == nil || k.State != payment.StatePresented || k.Show == "" {
			w.fail(s.id, "a code is shown that the bank or the journal does not know")
		}
	case payment.NoticeReturned:
		if !charged || net != 0 {
			w.fail(s.id, "%s was told while the bank has %d (charged: %v)", n, net, charged)
		}
	case payment.NoticeReturning:
		if !charged {
			w.fail(s.id, "%s was told of money that never came", n)
		}
	case payment.NoticeRefunded, payment.NoticeRefundPending, payment.NoticeRefundUnknown:
		if paid := k.Order.Amount.Minor; n == payment.NoticeRefunded && net != paid-k.Refunded().Minor {
			w.fail(s.id, "%s was told: the journal has given %d of %d back, the bank keeps %d", n, k.Refunded().Minor, paid, net)
		}
	}
}

// judge holds the journal against the bank's ledger, once all is over.
func (w *World) judge() {
	if w.bank.complaint != "" {
		w.fail("", "the bank complains: %s", w.bank.complaint)
	}
	w.owners = w.owners[:0]
	for i := range w.bank.trades {
		id, _, _ := strings.Cut(w.bank.trades[i].number, "_")
		w.owners = append(w.owners, w.sale(payment.ID(id)))
	}
	for i := range w.bank.trades {
		w.judgeTrade(&w.bank.trades[i], w.owners[i])
	}
	for i := range w.sales {
		w.judgeSale(&w.sales[i])
	}
}

func (w *World) judgeTrade(t *trade, s *sale) {
	if t.net() == 0 {
		return
	}
	switch {
	case s == nil:
		w.fail("", "the bank keeps %d of %s, which the journal does not know", t.net(), t.number)
	case s.number != t.number:
		w.fail(s.id, "the bank keeps %d of the attempt %s, and the journal is at %s", t.net(), t.number, s.number)
	}
	if s == nil || s.kept.Order.Ref == "" {
		return
	}
	for i, other := range w.owners {
		o := &w.bank.trades[i]
		if o != t && other != nil && other.kept.Order.Ref == s.kept.Order.Ref && o.net() > 0 {
			w.fail(s.id, "order %s was charged twice, as %s and %s", s.kept.Order.Ref, t.number, o.number)
		}
	}
}

func (w *World) judgeSale(s *sale) {
	k := &s.kept
	if k.Open() && k.State != payment.StateCreated {
		w.fail(s.id, "after the calm it is %s: nobody works on it", k.State)
	}
	ours := int64(0)
	if k.State == payment.StatePaid {
		ours = k.Order.Amount.Minor - k.Refunded().Minor
	}
	net := int64(0)
	if t := w.bank.find(s.number, w.now); t != nil {
		net = t.net()
	}
	if net != ours {
		w.fail(s.id, "at the end the journal says %s and %d, the bank %d", k.State, ours, net)
	}
	sold := k.Wanted() && (k.State == payment.StatePaid || k.State == payment.StateRefunded)
	r := s.receipt
	if printed := r.copies == 1 && !r.owed; sold != (printed || r.doubtful) || r.copies > 1 || r.owed {
		w.fail(s.id, "%s, and its receipt is printed %d times, owed: %v, doubtful: %v", k.State, r.copies, r.owed, r.doubtful)
	}
}
