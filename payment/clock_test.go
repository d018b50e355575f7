package payment_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"posd/payment"
)

// TestTheWallClockDecidesNothingButTheWindow: whatever it says, each step does the same and waits as long, and what is under way is the
// same. Whether a trade can still be cancelled goes by it; a gateway that is asked too late refuses, and the money goes back by refund.
func TestTheWallClockDecidesNothingButTheWindow(t *testing.T) {
	t.Parallel()
	const year = 8760 * time.Hour
	for _, window := range []payment.Window{{Length: math.MaxInt64}, {Length: math.MinInt64}} { // always open, never open
		for s := payment.StateNone; s <= payment.StateRefunded; s++ {
			for _, sample := range samples(s) {
				if sample.p.GivenUp.At = tableTime; unwanted(s) {
					sample.p.GivenUp.Why = payment.WhyStop
				}
				for kind := payment.EvCreate; kind <= payment.EvRestart; kind++ {
					for o := payment.Unknown; o <= payment.Done; o++ {
						does := func(jump time.Duration) string {
							ev := event(kind, sample.p)
							ev.At, ev.Rules.CancelWindow = ev.At.Add(jump), window
							ev.Answer = payment.Answer{Outcome: o, Signed: true}
							p, effects := payment.Next(sample.p, ev)
							return fmt.Sprint(p.State, p.Flight, doings(effects))
						}
						for _, jump := range []time.Duration{-56 * year, -time.Hour, time.Minute, 3 * time.Hour, 20 * year} {
							if got, want := does(jump), does(0); got != want {
								t.Fatalf("%s%s, %s %s, the clock %v away: %s, not %s", s, sample.note, kind, o, jump, got, want)
							}
						}
					}
				}
			}
		}
	}
}
