package world

import (
	"slices"
	"time"

	"posd/payment"
)

// line is the way to the bank, with what is under way on it.
type line struct {
	letters []letter
	free    []int32
	outages []span
}

type span struct{ begins, ends moment }

// letter is one request on its way.
type letter struct {
	kind   payment.EffectKind
	sale   int32
	sent   moment
	refuse bool // the bank refuses it, whatever it asks for
	pay    payment.PayRequest
	show   payment.PresentRequest
	trade  payment.TradeRequest
	refund payment.RefundRequest
	buyer  buyer
}

// number returns the attempt's number that it carries.
func (x *letter) number() string {
	switch x.kind {
	case payment.EffPay:
		return x.pay.Number
	case payment.EffPresent:
		return x.show.Number
	case payment.EffQuery, payment.EffCancel:
		return x.trade.Number
	case payment.EffRefund, payment.EffSave, payment.EffWake, payment.EffTell, payment.EffReport:
	}
	return x.refund.Trade.Number
}

func (l *line) clear() { l.letters, l.free, l.outages = l.letters[:0], l.free[:0], l.outages[:0] }

// foresee draws when nothing will get through. Often that is when the cancel window ends.
func (l *line) foresee(w *World) {
	for range w.IntN(3) {
		begins := moment(w.within(0, time.Duration(storm)))
		l.outages = append(l.outages, span{begins, begins.plus(w.within(time.Minute, 20*time.Minute))})
	}
	if ends := w.bank.windowEnds(0); w.bank.window == 0 && w.chance(0.5) {
		l.outages = append(l.outages, span{ends.plus(-w.within(10*time.Minute, 25*time.Minute)), ends.plus(w.within(0, 10*time.Minute))})
	}
}

// cut reports whether nothing gets through now.
func (l *line) cut(now moment) bool {
	return slices.ContainsFunc(l.outages, func(o span) bool { return now >= o.begins && now < o.ends })
}

func (l *line) post(x *letter) int32 {
	if n := len(l.free); n > 0 {
		i := l.free[n-1]
		l.free = l.free[:n-1]
		l.letters[i] = *x
		return i
	}
	l.letters = append(l.letters, *x)
	return int32(len(l.letters) - 1) //nolint:gosec // G115: a world has a few hundred letters under way
}

// trouble is what happens to one call.
type trouble struct {
	fault   Fault
	arrives time.Duration // after it was sent, beside the time that every call takes
	twice   time.Duration // a copy arrives this much later
	never   bool          // it does not arrive
	silent  bool          // no answer comes back
	refuse  bool
	answer  payment.Answer // in place of the bank's own
	spoken  bool           // there is such an answer
}

// Call implements payment.Hands.
func (w *World) Call(p payment.Payment, e payment.Effect) {
	if !w.life.on {
		return
	}
	s := w.sale(p.ID)
	if s == nil {
		w.fail("", "a call for %s, which the journal does not know", p.ID)
		return
	}
	x := letter{kind: e.Kind, sale: s.index, sent: w.now}
	switch e.Kind {
	case payment.EffPay:
		w.drawBuyer(s)
		s.code, s.asked, s.inLife = e.Code, w.now, w.life.number
		x.pay, x.buyer = p.PayRequest(e.Code), s.buyer
	case payment.EffPresent:
		w.drawBuyer(s)
		s.code, s.asked, s.inLife = payment.Code{}, w.now, w.life.number
		x.show, x.buyer = p.PresentRequest(&w.rules), s.buyer
	case payment.EffQuery, payment.EffCancel:
		x.trade = p.TradeRequest()
	case payment.EffRefund:
		x.refund = p.RefundRequest(*e.Refund)
	case payment.EffSave, payment.EffWake, payment.EffTell, payment.EffReport:
	}
	if w.tracing {
		w.note(s, "%s of %s leaves", e.Kind, p.Number())
	}
	w.mayLeave(s, &x)
	if e.Kind == payment.EffCancel && !w.calm() && w.chance(0.2) && w.bank.confirm(x.trade.Number, w.now) {
		w.met(s, FaultLastInstant)
	}
	s.out, s.outSeq = e.Kind, e.Seq
	w.life.out++
	t := w.troubleOf(s, &x)
	w.dispatch(s, &x, &t)
	if w.life.ending.due(FaultCutSending) {
		w.cut(s, FaultCutSending)
	}
}

// dispatch sends a letter through its trouble, and brings back what its caller will hear.
func (w *World) dispatch(s *sale, x *letter, t *trouble) {
	travel := w.within(time.Millisecond, 60*time.Millisecond)
	arrives, deadline := w.now.plus(travel+t.arrives), w.now.plus(w.rules.CallTimeout)
	x.refuse = t.refuse
	if t.twice > 0 {
		w.agenda.add(due{at: arrives.plus(t.twice), what: dueArrival, who: w.line.post(x)})
	}
	if !t.never && !t.silent && !t.spoken && arrives < deadline {
		w.agenda.add(due{at: arrives, what: dueRound, who: w.line.post(x), seq: s.outSeq, life: w.life.number})
		return
	}
	if !t.never {
		w.agenda.add(due{at: arrives, what: dueArrival, who: w.line.post(x)})
	}
	s.answer = t.answer
	back := deadline
	if t.spoken {
		back = min(arrives.plus(time.Millisecond), deadline)
	}
	w.agenda.add(due{at: back, what: dueBack, who: s.index, seq: s.outSeq, life: w.life.number})
}

// carried takes a letter to the bank, or an answer to the terminal, or both.
func (w *World) carried(d due) {
	if d.what == dueBack {
		s := &w.sales[d.who]
		w.answered(s, d, s.answer)
		return
	}
	x := &w.line.letters[d.who]
	s := &w.sales[x.sale]
	a := w.execute(s, x)
	w.line.free = append(w.line.free, d.who)
	if w.tracing {
		w.note(s, "%s arrives: %s", x.kind, a.Outcome)
	}
	if d.what == dueRound {
		w.answered(s, d, a)
	}
}

func (w *World) execute(s *sale, x *letter) payment.Answer {
	switch x.kind {
	case payment.EffPay:
		return w.bank.pay(x.pay, x.buyer, w.now)
	case payment.EffPresent:
		return w.bank.present(x.show, x.buyer, x.sent, w.now)
	case payment.EffQuery:
		return w.bank.query(x.trade.Number, w.now)
	case payment.EffCancel:
		if x.refuse {
			return refused("state_refused")
		}
		a, late := w.bank.cancel(x.trade.Number, w.now)
		if late {
			w.met(s, FaultWindowOver)
		}
		return a
	case payment.EffRefund:
		return w.bank.refund(x.refund, x.sent, w.now, x.refuse)
	case payment.EffSave, payment.EffWake, payment.EffTell, payment.EffReport:
	}
	return payment.Answer{}
}

// answered brings an answer to the process that waits for it, if it still lives.
func (w *World) answered(s *sale, d due, a payment.Answer) {
	if !w.life.on || d.life != w.life.number || s.out == payment.EffSave || s.outSeq != d.seq {
		return
	}
	kind := s.out
	s.out = payment.EffSave
	w.life.out--
	if w.life.ending.due(FaultCutHearing) {
		w.cut(s, FaultCutHearing)
		return
	}
	if w.tracing {
		w.note(s, "%s answered: %s, signed %v", kind, a.Outcome, a.Signed)
	}
	if kind == payment.EffPay && a.Outcome == payment.NotSent {
		delete(w.life.codes, s.code)
	}
	if a.Denied {
		w.life.denied = true
	}
	w.life.core.Answered(s.id, payment.Effect{Kind: kind, Seq: d.seq}, a)
	w.homeYet()
}

// Wake implements payment.Hands.
func (w *World) Wake(id payment.ID, seq uint32, after time.Duration) {
	if s := w.sale(id); s != nil && w.life.on {
		s.timer = seq
		w.agenda.add(due{at: w.now.plus(after), what: dueTimer, who: s.index, seq: seq, life: w.life.number})
	}
}

// Quiet implements payment.Hands.
func (w *World) Quiet(id payment.ID) {
	if s := w.sale(id); s != nil {
		s.timer = 0
	}
}

func (w *World) rang(d due) {
	s := &w.sales[d.who]
	if w.life.on && d.life == w.life.number && s.timer == d.seq && !w.mutant.sleepsOver(w, s) {
		s.timer = 0
		w.life.core.Woke(s.id, d.seq)
	}
}

// Probe implements payment.Hands.
func (w *World) Probe() {
	if w.life.on {
		w.life.out++
		w.agenda.add(due{at: w.now.plus(w.within(time.Millisecond, time.Second)), what: dueProbed, life: w.life.number})
	}
}

func (w *World) probed(d due) {
	if !w.life.on || d.life != w.life.number {
		return
	}
	w.life.out--
	a := signed(payment.Done)
	switch {
	case w.calm():
	case w.line.cut(w.now):
		a = payment.Answer{}
	case w.chance(0.02):
		a = payment.Answer{Denied: true, Reason: payment.Reason{Code: "our_key_refused"}}
	case w.chance(0.02):
		a = payment.Answer{Outcome: payment.Done}
	}
	if a.Signed {
		w.life.proven, w.life.denied = true, false
	}
	w.life.core.Probed(a)
	w.homeYet()
}

// ProbeAfter implements payment.Hands.
func (w *World) ProbeAfter(after time.Duration) {
	w.life.probe++
	if after > 0 && w.life.on {
		w.agenda.add(due{at: w.now.plus(after), what: dueProbe, seq: w.life.probe, life: w.life.number})
	}
}

func (w *World) probeDue(d due) {
	if w.life.on && d.life == w.life.number && d.seq == w.life.probe {
		w.life.core.Probe()
	}
}
