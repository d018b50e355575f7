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
	rules.CodesLive(2 * time.Hour)
	for _, jump := range []time.Duration{-24 * time.Hour, 0, 2 * time.Minute, 16 * time.Minute, 30 * time.Hour} {
		now := tableTime.Add(jump)
		p := payment.Payment{ID: "9", State: payment.StateWatched, Order: coffee, Changed: tableTime, GivenUp: payment.GiveUp{Why: payment.WhyStop}}
		if watched, asked, end := watch(p, now, &rules); watched != time.Hour || asked != 5 || end != payment.StateCancelled {
			t.Errorf("after a jump by %v it is watched for %v with %d queries, and then %s", jump, watched, asked, end)
		}
	}
}

// TestACodeMayOutliveTheWatch: where no end can be asked for, the number that it pays is looked at once more when it is dead for sure.
func TestACodeMayOutliveTheWatch(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	p := payment.Payment{ID: "9", State: payment.StateWatched, Presented: true, Order: coffee, GivenUp: payment.GiveUp{Why: payment.WhyTimeUp}}
	if watched, asked, _ := watch(p, tableTime, &rules); watched != time.Hour || asked != 5 {
		t.Errorf("a code with an end is watched for %v with %d queries", watched, asked)
	}
	rules.CodesLive(2 * time.Hour)
	if err := rules.Check(); err != nil {
		t.Error(err)
	}
	if watched, asked, _ := watch(p, tableTime, &rules); watched != 3*time.Hour || asked != 6 {
		t.Errorf("a code without an end is watched for %v with %d queries", watched, asked)
	}
}

// watch begins the watch of p, of which the gateway knows nothing, and returns how long it lasts, its queries and its end.
func watch(p payment.Payment, now time.Time, rules *payment.Policy) (watched time.Duration, asked int, end payment.State) {
	p, effects := payment.Next(p, payment.Event{Kind: payment.EvRestart, At: now, Rules: rules})
	for p.State == payment.StateWatched {
		ev := payment.Event{Kind: payment.EvAnswer, At: now, Rules: rules, Seq: p.Flight.Seq, Answer: payment.Answer{Outcome: payment.NotFound, Signed: true}}
		if e := effects[len(effects)-1]; e.Kind == payment.EffWake {
			watched += e.After
			ev.Kind = payment.EvWake
		} else {
			asked++
		}
		p, effects = payment.Next(p, ev)
	}
	return watched, asked, p.State
}
