package statespace

import (
	"slices"

	"posd/payment"
)

// actor is who makes a move.
type actor uint8

const (
	cashier actor = iota
	buyer
	gateway
	network
	clock
	power
	paper
	posd // a step of the protocol that nobody but time asked for
)

// move is one thing that can happen in a state.
type move struct {
	actor actor
	text  string // what happens, if it is no step of the protocol
	on    ref    // a step: of this payment
	event event  // a step: on this
	step  *step
	cut   int  // a step: the power goes after so many of its effects; 0: never
	lost  bool // a step: nothing of what it sends leaves the terminal
	call  call // an arrival: of this, with this answer
	fault bool // without faults it does not happen
}

// visitor sees a move and the state it leads to, or which promise it breaks.
type visitor func(mv move, to state, wrong string)

// moves makes every move from s.
func (m *machine) moves(s state, b Bounds, visit visitor) {
	if s.down {
		m.restart(s, b, visit)
		return
	}
	visit(move{actor: power, text: "the power goes", fault: true}, s.cutOff(), "")
	m.atTheCounter(s, b, visit)
	m.timer(s, visit)
	m.answers(s, visit)
	arrivals(s, visit)
	world(s, visit)
}

// cutOff is s without power: what lives in memory is gone.
func (s state) cutOff() state {
	s.down, s.mem, s.call, s.long = true, none, call{}, false
	if s.receipt == receiptPrinting {
		s.receipt = receiptDoubtful
	}
	return s
}

func (m *machine) restart(s state, b Bounds, visit visitor) {
	s.down, s.mem = false, s.disk
	p := m.payments[s.disk]
	if s.disk == none || !p.Open() {
		visit(move{actor: power, text: "the power is back"}, s, "")
		return
	}
	if p.State == payment.StateSending || p.State == payment.StatePresented || p.State == payment.StateUnknown || p.State == payment.StateConfirming {
		s.restarted = true
	}
	moments := 0
	if p.State == payment.StateWatched {
		moments = b.Watches
	}
	for elapsed := range moments + 1 {
		ev := event{kind: payment.EvRestart, elapsed: uint8(elapsed)}
		if m.take(s.mem, ev).effects == nil {
			visit(move{actor: power, text: "the power is back"}, s, "promise 4: an open payment does not resume")
			return
		}
		m.step(s, move{actor: power, event: ev}, visit)
	}
}

// atTheCounter lets people do what they may do at any moment.
func (m *machine) atTheCounter(s state, b Bounds, visit visitor) {
	if s.mem == none {
		for _, ev := range []event{{}, {open: true}, {code: true}, {code: true, open: true}, {show: true}} {
			ev.kind = payment.EvCreate
			m.step(s, move{actor: cashier, event: ev}, visit)
		}
		return
	}
	m.step(s, move{actor: cashier, event: event{kind: payment.EvCode}}, visit)
	m.step(s, move{actor: cashier, event: event{kind: payment.EvPresent}}, visit)
	m.step(s, move{actor: cashier, event: event{kind: payment.EvStop}}, visit)
	used := 0
	for _, r := range m.payments[s.mem].Refunds {
		if !r.Late {
			used++
		}
	}
	if used < b.Refunds {
		for _, amount := range []int8{price, part} {
			ev := event{kind: payment.EvRefund, slot: uint8(attempts + used), amount: amount}
			m.step(s, move{actor: cashier, event: ev}, visit)
		}
	}
}

func (m *machine) timer(s state, visit visitor) {
	if m.payments[s.mem].Flight.Kind != payment.FlightTimer {
		return
	}
	if s.long {
		s.fresh = false
	}
	s.long = false
	m.believing(s, move{actor: posd, event: event{kind: payment.EvWake}}, visit)
}

// believing makes a step twice if it matters whether the terminal believes that the cancel window is over.
func (m *machine) believing(s state, mv move, visit visitor) {
	m.step(s, mv, visit)
	inside := m.take(s.mem, mv.event)
	mv.event.over = true
	if !m.take(s.mem, mv.event).same(inside) {
		m.step(s, mv, visit)
	}
}

// flightOf says what kind of call a payment waits for.
func flightOf(p payment.Payment) callKind {
	switch p.Flight.Kind {
	case payment.FlightPay:
		if p.Presented {
			return callPresent
		}
		return callPay
	case payment.FlightQuery:
		return callQuery
	case payment.FlightCancel:
		return callCancel
	case payment.FlightRefund:
		return callRefund
	case payment.FlightNone, payment.FlightTimer:
	}
	return noCall
}

// answers lets the request under way arrive, its answer come back, or anything else come back instead.
func (m *machine) answers(s state, visit visitor) {
	c := s.call
	if c.kind == noCall {
		return
	}
	if !c.answered {
		for _, f := range s.fates(c) {
			to := s
			to.ledger, to.call.answered, to.call.answer = f.ledger, true, f.answer
			if o := payment.Outcome(f.answer.outcome); c.kind != callRefund && (o == payment.Paid || o == payment.Confirming) {
				to.known = true
			}
			visit(move{actor: gateway, call: to.call, fault: f.fault}, to, "")
		}
	} else {
		m.deliver(s, move{actor: network, call: c, event: event{kind: payment.EvAnswer, answer: c.answer}}, visit)
	}
	if c.answered && payment.Outcome(c.answer.outcome) == payment.NotSent {
		return
	}
	for _, a := range m.noise(s.mem, c.kind) {
		m.deliver(s, move{actor: network, event: event{kind: payment.EvAnswer, answer: a}, fault: true}, visit)
	}
}

func (m *machine) deliver(s state, mv move, visit visitor) {
	c, a := s.call, mv.event.answer
	s.call = call{}
	if flightOf(m.payments[s.mem]) != c.kind {
		mv.text = "an answer comes that nobody waits for"
		visit(mv, s, "")
		return
	}
	if asks := c.kind == callPay || c.kind == callQuery; asks && payment.Outcome(a.outcome) == payment.Paid && !a.unsigned {
		s.saidPaid = true
	}
	m.believing(s, mv, visit)
}

// verdicts are the outcomes that prove something about a call.
func verdicts(kind callKind) []payment.Outcome {
	switch kind {
	case callPay:
		return []payment.Outcome{payment.Paid, payment.Refused, payment.Confirming, payment.NotSent}
	case callPresent:
		return []payment.Outcome{payment.Confirming, payment.Refused, payment.NotSent}
	case callQuery:
		return []payment.Outcome{payment.Paid, payment.Confirming, payment.Closed, payment.NotFound}
	case callCancel:
		return []payment.Outcome{payment.Done, payment.Refused}
	case callRefund:
		return []payment.Outcome{payment.Done, payment.Refused, payment.NotSent}
	case noCall:
	}
	return nil
}

// noise is what may come back instead of the answer: nothing, an error, a forgery of every verdict, a word that is no answer to this
// call. Of those that the protocol treats alike one stands for all.
func (m *machine) noise(p ref, kind callKind) []answer {
	key := noiseKey{p, kind}
	all, known := m.noises[key]
	if known {
		return all
	}
	add := func(a answer) {
		same := func(b answer) bool { return m.alike(p, a, b, false) && m.alike(p, a, b, true) }
		if !slices.ContainsFunc(all, same) {
			all = append(all, a)
		}
	}
	for o := payment.Unknown; o <= payment.Done; o++ {
		if o != payment.NotSent {
			add(answer{outcome: uint8(o), unsigned: true, returned: true, rescan: true})
		}
		if !slices.Contains(verdicts(kind), o) {
			add(answer{outcome: uint8(o)})
		}
		if kind == callPresent && o == payment.Confirming {
			add(answer{outcome: uint8(o), blank: true})
		}
	}
	m.noises[key] = all
	return all
}

type noiseKey struct {
	p    ref
	kind callKind
}

// alike reports whether the protocol does the same on two answers.
func (m *machine) alike(p ref, a, b answer, over bool) bool {
	x := m.take(p, event{kind: payment.EvAnswer, answer: a, over: over})
	y := m.take(p, event{kind: payment.EvAnswer, answer: b, over: over})
	return x.same(y)
}

// fates are the ways in which the gateway may deal with a request that arrives now.
func (s state) fates(c call) []fate {
	switch c.kind {
	case callPay:
		return s.ledger.pay(c.slot, s.fresh)
	case callPresent:
		return s.ledger.present(c.slot, s.fresh)
	case callQuery:
		return s.ledger.query(c.slot, s.fresh)
	case callCancel:
		return s.ledger.cancel(c.slot, s.fresh && !s.known)
	case callRefund:
		return s.ledger.refund(c.slot, s.ledger.refundsOf(c.slot), s.air.refund[c.slot])
	case noCall:
	}
	return nil
}

// arrivals lets what is in the air arrive, late or once more, with nobody to hear the answer.
func arrivals(s state, visit visitor) {
	arrive := func(c call) {
		for _, f := range s.fates(c) {
			if to := s; f.ledger != s.ledger {
				to.ledger = f.ledger
				c.answer = f.answer
				visit(move{actor: network, call: c, text: "late or once more", fault: true}, to, "")
			}
		}
	}
	for n := range uint8(attempts) {
		if s.air.pay[n] {
			arrive(call{kind: callPay, slot: n})
		}
		if s.air.present[n] {
			arrive(call{kind: callPresent, slot: n})
		}
		if s.air.cancel[n] {
			arrive(call{kind: callCancel, slot: n})
		}
	}
	for slot := range uint8(slots) {
		if s.air.refund[slot] != 0 {
			arrive(call{kind: callRefund, slot: slot})
		}
	}
}

// world lets buyer, clock and printer act.
func world(s state, visit visitor) {
	for n, t := range s.ledger.trades {
		if t == tradeOffered && s.fresh { // also a code that was shown to nobody: the rules must bear more than can be
			to := s
			to.ledger.trades[n] = tradeWaiting
			visit(move{actor: buyer, text: "scans the code"}, to, "")
		}
		if t == tradeWaiting {
			to := s
			to.ledger.trades[n] = tradeCharged
			visit(move{actor: buyer, text: "confirms, and has paid"}, to, "")
			to.ledger.trades[n] = tradeClosed
			visit(move{actor: buyer, text: "does not confirm: the trade is closed"}, to, "")
		}
	}
	if s.fresh {
		to := s
		to.fresh = false
		visit(move{actor: clock, text: "the code has expired"}, to, "")
	}
	switch to := s; s.receipt {
	case receiptOwed:
		to.receipt = receiptPrinting
		visit(move{actor: paper, text: "the receipt is being printed"}, to, "")
	case receiptPrinting:
		to.receipt = receiptPrinted
		visit(move{actor: paper, text: "the receipt is printed"}, to, "")
		to.receipt = receiptDoubtful
		visit(move{actor: paper, text: "the printer goes silent", fault: true}, to, "")
	case receiptNone, receiptPrinted, receiptDoubtful:
	}
}
