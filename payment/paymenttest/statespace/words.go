package statespace

import (
	"fmt"
	"strings"

	"posd/payment"
)

var actorNames = [...]string{
	cashier: "cashier", buyer: "buyer", gateway: "gateway", network: "network", clock: "clock", power: "power", paper: "printer",
	posd: "posd",
}

var callNames = [...]string{noCall: "nothing", callPay: "pay", callPresent: "present", callQuery: "query", callCancel: "cancel", callRefund: "refund"}

// String returns the call's word.
func (k callKind) String() string { return callNames[k] }

// describe tells a move in one line.
func (m *machine) describe(mv move) string {
	var said []string
	if mv.call.kind != noCall {
		said = append(said, m.describeCall(mv))
	}
	if mv.text != "" {
		said = append(said, mv.text)
	}
	if mv.step != nil {
		said = append(said, m.describeStep(mv))
	}
	return fmt.Sprintf("  %-8s %s", actorNames[mv.actor], strings.Join(said, ", "))
}

func (m *machine) describeCall(mv move) string {
	name := fmt.Sprintf("%s of attempt %d", mv.call.kind, mv.call.slot)
	if mv.call.kind == callRefund {
		name = "refund " + refundNumbers[mv.call.slot]
	}
	if mv.step != nil {
		return "brings the answer to " + name
	}
	return fmt.Sprintf("%s arrives, the answer is %s", name, describeAnswer(mv.call.answer))
}

func describeAnswer(a answer) string {
	said := payment.Outcome(a.outcome).String()
	if a.unsigned {
		said += " (not signed)"
	}
	if a.returned {
		said += ", money returned"
	}
	if a.rescan && payment.Outcome(a.outcome) == payment.Refused {
		said += ", scan again"
	}
	return said
}

func (m *machine) describeStep(mv move) string {
	ev, next := mv.event, m.payments[mv.step.next]
	said := ev.kind.String()
	switch ev.kind {
	case payment.EvAnswer:
		said += " " + describeAnswer(ev.answer)
	case payment.EvRefund:
		said += fmt.Sprintf(" %s of %d", refundNumbers[ev.slot], ev.amount)
	case payment.EvRestart:
		said += fmt.Sprintf(", %d moments later", ev.elapsed)
	case payment.EvCreate, payment.EvCode, payment.EvPresent, payment.EvStop, payment.EvWake:
	}
	if ev.over {
		said += ", the cancel window is over"
	}
	said += fmt.Sprintf(": %s -> %s:", m.payments[mv.on].State, next.State)
	var done []string
	for i, e := range mv.step.effects {
		if mv.cut > 0 && i == mv.cut {
			done = append(done, "AND THE POWER GOES before: "+describeEffect(e))
			break
		}
		done = append(done, describeEffect(e))
	}
	if mv.lost {
		done = append(done, "which does not leave the terminal")
	}
	return said + " " + strings.Join(done, ", ")
}

func describeEffect(e effect) string {
	switch e.kind {
	case payment.EffTell:
		return "tell " + string(e.notice)
	case payment.EffRefund:
		if e.slot < slots {
			return fmt.Sprintf("refund %s of %d", refundNumbers[e.slot], e.amount)
		}
		return fmt.Sprintf("refund under another number, of %d", e.amount)
	case payment.EffSave, payment.EffPay, payment.EffPresent, payment.EffQuery, payment.EffCancel, payment.EffWake, payment.EffReport:
	}
	return e.kind.String()
}
