package world

import (
	"time"

	"posd/payment"
)

// Mutant is a terminal with one of the known mistakes of the demo loops that are published for this API. A world that does not
// catch it proves nothing.
type Mutant struct {
	Name    string
	Mistake string

	next   func(payment.Payment, payment.Event) (payment.Payment, []payment.Effect)
	forget func(w *World, s *sale) bool // what a new process does not take up again
	sleep  func(w *World, s *sale) bool // whose timer never rings
}

// Mutants returns the known mistakes.
func Mutants() []Mutant {
	return []Mutant{
		{
			Name: "lost-process", Mistake: "a process that dies takes its cancel along",
			forget: func(_ *World, s *sale) bool { return !s.kept.Wanted() },
		},
		{
			Name: "exception-failed", Mistake: "a pay that ended in an exception is shown as failed",
			next: asIf(payment.FlightPay, func(a payment.Answer) payment.Answer {
				if !a.Signed && a.Outcome != payment.NotSent {
					return refused("exception")
				}
				return a
			}),
		},
		{
			Name: "cancel-retry-failed", Mistake: "a cancel answered 40004 with retry_flag=Y is not tried again: shown as failed",
			next: retryShownFailed,
		},
		{
			Name: "stale-query", Mistake: "the result of the cancel is overwritten by what a query said before it",
			next: staleQuery,
		},
		{
			Name: "not-exist-final", Mistake: "a number that does not exist after a timeout is not asked for again",
			next: asIf(payment.FlightQuery, func(a payment.Answer) payment.Answer {
				if a.Signed && a.Outcome == payment.NotFound {
					a.Outcome = payment.Closed
				}
				return a
			}),
		},
		{Name: "silent-give-up", Mistake: "when the last try is used up nothing is cancelled and nobody is told", next: silentGiveUp},
		{Name: "failed-query-waits", Mistake: "a query that failed is read as: still waiting for the buyer", next: failedQueryWaits},
		{
			Name: "midnight", Mistake: "nothing survives midnight: what began yesterday is neither taken up nor asked for",
			forget: yesterday, sleep: yesterday,
		},
	}
}

func mutantByName(name string) (Mutant, bool) {
	if name == "" {
		return Mutant{}, true
	}
	for _, m := range Mutants() {
		if m.Name == name {
			return m, true
		}
	}
	return Mutant{}, false
}

func (m Mutant) protocol() func(payment.Payment, payment.Event) (payment.Payment, []payment.Effect) {
	if m.next == nil {
		return payment.Next
	}
	return m.next
}

func (m Mutant) forgets(w *World, s *sale) bool { return m.forget != nil && m.forget(w, s) }

func (m Mutant) sleepsOver(w *World, s *sale) bool { return m.sleep != nil && m.sleep(w, s) }

// asIf is Next that takes the answers to one kind of call for others.
func asIf(call payment.FlightKind, read func(payment.Answer) payment.Answer) func(payment.Payment, payment.Event) (payment.Payment, []payment.Effect) {
	return func(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
		if ev.Kind == payment.EvAnswer && p.Flight.Kind == call {
			ev.Answer = read(ev.Answer)
		}
		return payment.Next(p, ev)
	}
}

// retryShownFailed ends the sale where the cancel wants to be tried again.
func retryShownFailed(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if ev.Kind == payment.EvAnswer && p.Flight.Kind == payment.FlightCancel && ev.Answer.Reason.Code == retryFlag {
		ev.Answer, p.Seen = payment.Answer{Outcome: payment.Done, Signed: true}, true
	}
	return payment.Next(p, ev)
}

// staleQuery lets the last query's word, if it was paid, stand in place of the cancel's.
func staleQuery(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	next, effects := payment.Next(p, ev)
	cancelled := ev.Kind == payment.EvAnswer && p.Flight.Kind == payment.FlightCancel && next.State == payment.StateCancelled
	if cancelled && p.Late {
		next.State, next.GivenUp, next.Late, next.Returned = payment.StatePaid, payment.GiveUp{}, false, false
		effects = []payment.Effect{{Kind: payment.EffSave}, {Kind: payment.EffTell, Notice: payment.NoticePaid}}
	}
	return next, effects
}

func silentGiveUp(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	next, effects := payment.Next(p, ev)
	if p.Wanted() && next.GivenUp.Why == payment.WhyQueries {
		p.Flight.Kind = payment.FlightNone
		return p, nil
	}
	return next, effects
}

func failedQueryWaits(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if ev.Kind == payment.EvAnswer && p.Flight.Kind == payment.FlightQuery && p.Wanted() && ev.Answer.Outcome != payment.Paid {
		ev.Answer.Outcome, ev.Answer.Signed = payment.Confirming, true
		p.Flight.Tries = 1
	}
	return payment.Next(p, ev)
}

// yesterday reports whether a payment began on another Beijing day than today.
func yesterday(w *World, s *sale) bool {
	beijing := func(t time.Time) int { return t.Add(8 * time.Hour).YearDay() }
	return beijing(s.kept.Created) != beijing(w.clock())
}
