package world

import (
	"strconv"
	"time"

	"posd/payment"
)

// stage says what a customer does next.
type stage uint8

const (
	stageBegin stage = iota
	stageFollow
	stageAgain
	stageRefund
)

// customer is one person at the counter, with the cashier.
type customer struct {
	stage    stage
	order    payment.Order
	withCode bool
	scans    bool // a code that the terminal shows
	stops    bool
	patience int // steps left in this stage
	rounds   int // sales left for this order
	refunds  int // refunds left
	sale     int32
	luck     luck
	dawdles  bool
}

// invite draws who comes when.
func (w *World) invite() {
	w.customers = w.customers[:0]
	window := w.bank.windowEnds(0)
	for i := range customersPerWorld {
		comes := moment(w.within(time.Second, time.Duration(storm)-time.Hour))
		c := w.customer(i)
		if w.chance(0.05) && w.bank.window == 0 { // just before the bank cancels no more
			comes = window.plus(-w.within(15*time.Minute, 17*time.Minute))
			c.dawdles, c.stops, c.luck = true, false, oneOf(w.dice, luckMixed, luckMixed, luckBad, luckWorst)
		}
		w.customers = append(w.customers, c)
		w.agenda.add(due{at: comes, what: dueCustomer, who: int32(i)})
	}
}

func (w *World) customer(i int) customer {
	c := customer{
		withCode: w.chance(0.7), stops: w.chance(0.25), patience: 40, rounds: 2, sale: -1, luck: w.luck(),
		order: payment.Order{
			Subject: "coffee", Amount: payment.Amount{Minor: 1 + w.Int64N(10_000), Currency: "CNY"}, Source: "test", KeepOpen: w.chance(0.4),
		},
	}
	if w.chance(0.155) {
		c.withCode, c.scans = false, true
		if w.chance(0.4) {
			c.luck = luckWorst
		}
	}
	if c.luck == luckWorst {
		c.stops = true
	}
	if w.chance(0.4) {
		c.order.Ref = "A" + strconv.Itoa(i)
	}
	if w.chance(0.3) {
		c.refunds = 1 + w.IntN(3)
	}
	return c
}

// step is what a customer does now.
func (w *World) step(who int32) {
	c := &w.customers[who]
	var again time.Duration
	switch c.stage {
	case stageBegin:
		again = w.beginSale(c)
	case stageFollow:
		again = w.follow(c)
	case stageAgain:
		c.stage, c.patience = stageBegin, 40
		again = 1
	case stageRefund:
		again = w.takeBack(c)
	}
	if again > 0 {
		w.agenda.add(due{at: w.now.plus(again), what: dueCustomer, who: who})
	}
}

// ready reports whether the till takes requests: it runs, and its clock is to be believed.
func (w *World) ready() bool { return w.life.on && !w.life.closing && w.believed && !w.paper.bars() }

// beginSale starts a sale, patiently: the terminal may be off, or not ready.
func (w *World) beginSale(c *customer) time.Duration {
	if c.patience--; c.patience < 0 {
		return 0
	}
	if !w.ready() {
		return w.within(time.Second, time.Minute)
	}
	code := payment.Code{}
	if c.withCode {
		code = w.code()
	}
	w.serving, w.dawdles = c.luck, c.dawdles
	order := c.order
	order.Present = c.scans && w.chance(0.5)
	p, err := w.life.core.Begin(order, code)
	if err != nil {
		return w.within(time.Second, time.Minute)
	}
	s := w.sale(p.ID)
	if s == nil {
		w.fail(p.ID, "a sale has begun, and the journal does not know it")
		return 0
	}
	if c.sale >= 0 && c.order.Ref != "" {
		w.met(s, FaultSaleAgain)
	}
	c.sale, c.stage, c.patience = s.index, stageFollow, 40
	c.rounds--
	if c.withCode && w.chance(0.03) {
		w.scanAgain(c, s, code)
	}
	return w.within(time.Second, 15*time.Second)
}

// offer brings a waiting sale its code, to scan or to show. It is refused while the gate is closed: the next step tries again.
func (w *World) offer(c *customer, id payment.ID) {
	if c.scans {
		_, _ = w.life.core.Present(id)
		return
	}
	_, _ = w.life.core.Scan(id, w.code())
}

// code draws a payment code.
func (w *World) code() payment.Code {
	return payment.NewCode("28" + strconv.FormatUint(1e15+w.Uint64N(9e15), 10))
}

// scanAgain holds a code in front of the scanner twice.
func (w *World) scanAgain(c *customer, s *sale, code payment.Code) {
	if !w.life.on || w.calm() {
		return
	}
	o := c.order
	o.Ref = ""
	w.met(s, FaultCodeAgain)
	if p, err := w.life.core.Begin(o, code); err == nil {
		w.fail(p.ID, "the code of %s was taken again", s.id)
	}
}

// follow stays with a sale until it ends or only the background works on it: scans codes that are asked for, and sometimes
// presses Stop.
func (w *World) follow(c *customer) time.Duration {
	s := &w.sales[c.sale]
	if c.patience--; c.patience < 0 {
		return 0
	}
	w.notStuck(s)
	switch state := s.kept.State; {
	case state == payment.StatePaid:
		if c.refunds == 0 {
			return 0
		}
		c.stage = stageRefund
		return w.within(time.Second, 10*time.Minute)
	case state.Settled():
		if c.rounds == 0 {
			return 0
		}
		c.stage = stageAgain
		return w.within(time.Second, 5*time.Minute)
	case !w.life.on || w.life.closing:
	case state == payment.StateCreated && w.believed && w.chance(0.8):
		w.offer(c, s.id)
	case c.stops && w.chance(0.4):
		if _, err := w.life.core.Stop(s.id); err == nil && !w.calm() {
			w.met(s, FaultStop)
		}
	}
	return w.within(time.Second, 15*time.Second)
}

// notStuck holds a till to its promise: about a minute after the pay it has a verdict or has given up.
func (w *World) notStuck(s *sale) {
	switch s.kept.State {
	case payment.StateSending, payment.StatePresented, payment.StateConfirming, payment.StateUnknown:
		if w.life.on && !w.life.broken && !w.life.closing && s.inLife == w.life.number && w.now-s.asked > patience {
			w.fail(s.id, "%s for %v: the till waits for ever", s.kept.State, time.Duration(w.now-s.asked).Round(time.Second))
		}
	case payment.StateNone, payment.StateCreated, payment.StateCancelling, payment.StateQuerying, payment.StateWatched,
		payment.StateUnresolved, payment.StateRefunding, payment.StatePaid, payment.StateRefused, payment.StateNotSent,
		payment.StateCancelled, payment.StateRefunded:
	}
}

// takeBack asks for money back.
func (w *World) takeBack(c *customer) time.Duration {
	if c.refunds--; c.refunds < 0 {
		return 0
	}
	s := &w.sales[c.sale]
	if w.life.on && !w.life.closing {
		ask := payment.Refund{Amount: s.kept.Order.Amount, Why: "cold"}
		if w.chance(0.7) {
			ask.Amount.Minor = 1 + w.Int64N(ask.Amount.Minor)
		}
		if w.chance(0.3) {
			ask.Key = "k" + strconv.Itoa(c.refunds)
		}
		w.refund(s, ask)
	}
	return w.within(time.Second, 5*time.Minute)
}

func (w *World) refund(s *sale, ask payment.Refund) {
	left := s.kept.Refundable().Minor
	p, r, err := w.life.core.Refund(s.id, ask)
	if ask.Amount.Minor > left && !w.calm() {
		w.met(s, FaultOverRefund)
		if err == nil {
			w.fail(s.id, "a refund of %s was taken, and only %d was left", ask.Amount, left)
		}
	}
	if err != nil || ask.Key == "" || !w.life.on {
		return
	}
	if _, again, err := w.life.core.Refund(p.ID, ask); err == nil {
		w.met(s, FaultRefundAgain)
		if again.Number != r.Number {
			w.fail(s.id, "one key, two refunds: %s and %s", r.Number, again.Number)
		}
	}
}

// drawBuyer draws how the person behind an attempt behaves.
func (w *World) drawBuyer(s *sale) {
	b := buyer{quiet: w.chance(0.5), closesAfter: 3 * time.Minute, scansAfter: w.within(time.Second, 33*time.Second), known: w.chance(0.5)}
	x := w.Float64()
	switch {
	case w.calm():
	case s.luck == luckWorst && x > 0.5, s.dawdles && x > 0.2:
		b.confirms, b.closesAfter, b.scansAfter = -1, 10*time.Minute, time.Hour
		w.met(s, FaultNeverConfirms)
	case x < 0.04:
		b.refuses = payment.Reason{Code: "balance_not_enough", Action: payment.ActOtherTender}
		w.met(s, FaultRefuses)
	case x < 0.09:
		b.refuses = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
		w.met(s, FaultRescan)
	case x < 0.21:
		b.confirms = oneOf(w.dice, 1, 1, 2, 2, 3, 5, 12, 13, 14, 16, 20)
		w.met(s, FaultConfirms)
	case x < 0.24:
		b.confirms, b.scansAfter = -1, time.Hour
		if w.chance(0.4) { // leaves it on the phone: it closes
			b.closesAfter = w.within(5*time.Second, time.Minute)
		}
		w.met(s, FaultNeverConfirms)
	}
	s.buyer = b
}
