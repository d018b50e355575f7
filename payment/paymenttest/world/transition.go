package world

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"posd/payment"
)

// Transition is one way through payment.Next: in a state, an event, and for an answer what it proves and to which call, lead to
// a state.
type Transition struct {
	From    payment.State
	Event   payment.EventKind
	Call    payment.FlightKind // of an answer
	Outcome payment.Outcome    // of an answer
	To      payment.State
}

const (
	states   = int(payment.StateRefunded) + 1
	events   = int(payment.EvRestart) + 1
	calls    = int(payment.FlightRefund) + 1
	outcomes = int(payment.Done) + 1
	slots    = states * events * calls * outcomes * states
)

func (t Transition) slot() int {
	n := int(t.From)
	n = n*events + int(t.Event)
	n = n*calls + int(t.Call)
	n = n*outcomes + int(t.Outcome)
	return n*states + int(t.To)
}

// String writes it as the table in the documentation of package payment does.
func (t Transition) String() string {
	if t.Event != payment.EvAnswer {
		return t.From.String() + ", " + t.Event.String() + " -> " + t.To.String()
	}
	call := map[payment.FlightKind]string{
		payment.FlightPay: "pay", payment.FlightQuery: "query", payment.FlightCancel: "cancel", payment.FlightRefund: "refund",
	}[t.Call]
	return t.From.String() + ", " + call + " answered " + t.Outcome.String() + " -> " + t.To.String()
}

// transitionOf says which one a step was; false if the event did not fit.
func transitionOf(p *payment.Payment, ev *payment.Event, next *payment.Payment, effects []payment.Effect) (Transition, bool) {
	if len(effects) == 1 && effects[0].Kind == payment.EffReport {
		return Transition{}, false
	}
	t := Transition{From: p.State, Event: ev.Kind, To: next.State}
	if ev.Kind == payment.EvAnswer {
		t.Call = p.Flight.Kind
		if ev.Answer.Signed || ev.Answer.Outcome == payment.NotSent {
			t.Outcome = ev.Answer.Outcome
		}
	}
	return t, true
}

// watched returns a protocol that counts the transitions of another.
func (w *World) watched(protocol func(payment.Payment, payment.Event) (payment.Payment, []payment.Effect)) func(payment.Payment, payment.Event) (payment.Payment, []payment.Effect) {
	return func(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
		next, effects := protocol(p, ev)
		if t, fits := transitionOf(&p, &ev, &next, effects); fits {
			w.tally.moves[t.slot()]++
		}
		return next, effects
	}
}

// Transitions returns every way through payment.Next.
func Transitions() []Transition { return slices.Clone(everyWay()) }

// everyWay finds them by asking Next about everything that it looks at.
var everyWay = sync.OnceValue(func() []Transition {
	found := map[Transition]bool{}
	rules := payment.DefaultPolicy()
	rules.ShowFor(time.Minute)
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for from := payment.StateNone; from <= payment.StateRefunded; from++ {
		for _, p := range specimens(from, at) {
			for kind := payment.EvCreate; kind <= payment.EvRestart; kind++ {
				for _, ev := range eventsOf(kind, p, at, &rules) {
					next, effects := payment.Next(p, ev)
					if t, fits := transitionOf(&p, &ev, &next, effects); fits {
						found[t] = true
					}
				}
			}
		}
	}
	all := make([]Transition, 0, len(found))
	for t := range found {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b Transition) int { return cmp.Compare(a.slot(), b.slot()) })
	return all
})

// specimens are payments in a state that differ in what Next looks at.
func specimens(in payment.State, at time.Time) []payment.Payment {
	if in == payment.StateNone {
		return []payment.Payment{{}}
	}
	whole := payment.Amount{Minor: 100, Currency: "CNY"}
	pending := func(minor int64) []payment.Refund {
		return []payment.Refund{{Number: "8", Amount: payment.Amount{Minor: minor, Currency: "CNY"}, State: payment.RefundPending}}
	}
	var all []payment.Payment
	for flight := payment.FlightNone; flight <= payment.FlightRefund; flight++ {
		for _, tries := range []int{1, 3, 30} {
			for bits := range 64 {
				p := payment.Payment{
					ID: "9", State: in, Order: payment.Order{Subject: "x", Amount: whole, KeepOpen: true}, Began: at, Changed: at,
					Flight: payment.Flight{Seq: 1, Kind: flight, Tries: tries, StopAsked: bits&1 > 0, SawPaid: bits&1 > 0},
					Seen:   bits&2 > 0, Late: bits&4 > 0,
					Presented: in == payment.StatePresented || (in == payment.StateSending || in == payment.StateUnknown) && bits&32 > 0,
				}
				if bits&8 > 0 {
					p.Began = at.Add(-48 * time.Hour)
				}
				switch {
				case in == payment.StateRefunding, in == payment.StatePaid && bits&16 > 0:
					p.Refunds = pending(100)
				case in == payment.StatePaid && bits&4 > 0:
					p.Refunds = pending(40)
				}
				all = append(all, p)
			}
		}
	}
	return all
}

func eventsOf(kind payment.EventKind, p payment.Payment, at time.Time, rules *payment.Policy) []payment.Event {
	ev := payment.Event{Kind: kind, At: at.Add(time.Second), Rules: rules, Seq: p.Flight.Seq, ID: "9", Order: payment.Order{
		Subject: "x", Amount: payment.Amount{Minor: 100, Currency: "CNY"},
	}}
	ev.Refund = payment.Refund{Number: "81", Amount: payment.Amount{Minor: 50, Currency: "CNY"}}
	withCode := ev
	withCode.Code = payment.NewCode("281234567890123456")
	switch kind {
	case payment.EvCreate, payment.EvCode:
		return []payment.Event{ev, withCode}
	case payment.EvPresent, payment.EvStop, payment.EvWake, payment.EvRefund, payment.EvRestart:
		return []payment.Event{ev}
	case payment.EvAnswer:
	}
	var all []payment.Event
	for o := payment.Unknown; o <= payment.Done; o++ {
		for _, reason := range []payment.Reason{{}, {Code: "code_expired", Action: payment.ActRescan}} {
			for _, show := range []string{"", "https://qr.example/1"} {
				ev.Answer = payment.Answer{Outcome: o, Signed: true, Reason: reason, Show: show}
				all = append(all, ev)
			}
		}
	}
	return all
}
