package statespace

import (
	"fmt"
	"slices"

	"posd/payment"
)

// step lets the protocol meet an event, and performs what it says: in full, cut off after each effect, and with the request that it
// sends not leaving the terminal.
func (m *machine) step(s state, mv move, visit visitor) {
	mv.on, mv.step = s.mem, m.take(s.mem, mv.event)
	if mv.step.wrong != "" {
		visit(mv, s, mv.step.wrong)
		return
	}
	effects := mv.step.effects
	if effects == nil {
		return
	}
	s.mem = mv.step.next
	calls := slices.ContainsFunc(effects, func(e effect) bool {
		return e.kind == payment.EffPay || e.kind == payment.EffPresent || e.kind == payment.EffQuery || e.kind == payment.EffCancel || e.kind == payment.EffRefund
	})
	if calls {
		s.long = false
	}
	for mv.cut = len(effects) - 1; mv.cut > 0; mv.cut-- {
		cut := mv
		cut.fault = true
		to, wrong := m.perform(s, cut)
		visit(cut, to.cutOff(), wrong)
	}
	to, wrong := m.perform(s, mv)
	visit(mv, to, wrong)
	if calls {
		mv.lost, mv.fault = true, true
		to, wrong = m.perform(s, mv)
		visit(mv, to, wrong)
	}
}

// perform does the effects of a step, up to the cut.
func (m *machine) perform(s state, mv move) (state, string) {
	effects := mv.step.effects
	if mv.cut > 0 {
		effects = effects[:mv.cut]
	}
	for _, e := range effects {
		var wrong string
		switch e.kind {
		case payment.EffSave:
			wrong = s.saved(mv.step.durable, e)
		case payment.EffTell:
			wrong = m.wrongTell(s, e.notice)
		case payment.EffWake:
			s.long = e.long
		case payment.EffPay, payment.EffPresent, payment.EffQuery, payment.EffCancel, payment.EffRefund:
			wrong = m.send(&s, e, mv.lost)
		case payment.EffReport:
			wrong = "a report beside something else"
		}
		if wrong != "" {
			return s, wrong
		}
	}
	return s, ""
}

func (s *state) saved(durable ref, e effect) string {
	s.disk = durable
	if !e.receipt {
		return ""
	}
	if s.receipt != receiptNone {
		return "promise 13: a second receipt is owed"
	}
	s.receipt = receiptOwed
	return ""
}

// send lets a request leave, unless it breaks a promise.
func (m *machine) send(s *state, e effect, lost bool) string {
	if s.call.kind != noCall {
		return fmt.Sprintf("promise 7: a %s beside an outstanding %s", e.kind, s.call.kind)
	}
	if wrong := m.wrongSend(*s, e); wrong != "" {
		return wrong
	}
	n := uint8(m.payments[s.mem].Attempt) //nolint:gosec // bounded by the policy
	left := !lost
	switch e.kind {
	case payment.EffPay:
		s.call = call{kind: callPay, slot: n}
		s.air.pay[n] = s.air.pay[n] || left
		s.fresh, s.known, s.saidPaid, s.restarted = true, false, false, false
	case payment.EffPresent:
		s.call = call{kind: callPresent, slot: n}
		s.air.present[n] = s.air.present[n] || left
		s.fresh, s.known, s.saidPaid, s.restarted = true, false, false, false
	case payment.EffQuery:
		s.call = call{kind: callQuery, slot: n}
	case payment.EffCancel:
		s.call = call{kind: callCancel, slot: n}
		s.air.cancel[n] = s.air.cancel[n] || left
	case payment.EffRefund:
		s.call = call{kind: callRefund, slot: e.slot}
		if left {
			s.air.refund[e.slot] = e.amount
			s.ledger.left(e.slot)
		}
	case payment.EffSave, payment.EffTell, payment.EffWake, payment.EffReport:
	}
	if lost {
		s.call.answered, s.call.answer = true, says(payment.NotSent)
	}
	return ""
}
