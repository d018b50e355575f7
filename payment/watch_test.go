package payment_test

import (
	"testing"
	"time"

	"posd/payment"
)

// TestARestartBeginsTheWatchAnew: whatever the clock says after a restart, a number that the gateway had never seen is watched for
// the whole hour again. A clock that jumped ahead would otherwise end the watch before a late request can have arrived.
func TestARestartBeginsTheWatchAnew(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	for _, jump := range []time.Duration{-24 * time.Hour, 0, 2 * time.Minute, 16 * time.Minute, 30 * time.Hour} {
		now := tableTime.Add(jump)
		p := payment.Payment{ID: "9", State: payment.StateWatched, Order: coffee, Changed: tableTime, GivenUp: payment.GiveUp{Why: payment.WhyStop}}
		p, effects := payment.Next(p, payment.Event{Kind: payment.EvRestart, At: now, Rules: &rules})
		watched, asked := time.Duration(0), 0
		for p.State == payment.StateWatched {
			ev := payment.Event{Kind: payment.EvAnswer, At: now, Rules: &rules, Seq: p.Flight.Seq, Answer: payment.Answer{Outcome: payment.NotFound, Signed: true}}
			if e := effects[len(effects)-1]; e.Kind == payment.EffWake {
				watched += e.After
				ev.Kind = payment.EvWake
			} else {
				asked++
			}
			p, effects = payment.Next(p, ev)
		}
		if watched != time.Hour || asked != 5 || p.State != payment.StateCancelled {
			t.Errorf("after a jump by %v it is watched for %v with %d queries, and then %s", jump, watched, asked, p.State)
		}
	}
}
