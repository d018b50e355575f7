package corespace_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"posd/payment"
	"posd/payment/paymenttest/corespace"
)

// explore searches a scope and prints what it found: so many moves one after the other in the short form, for every change, and where
// EXPLORE=large asks for more, as make explore does.
func explore(t *testing.T, scope corespace.Scope, short, usual, large int) corespace.Report {
	t.Helper()
	switch {
	case os.Getenv("EXPLORE") == "large":
		scope.Moves = large
	case testing.Short():
		scope.Moves = short
	default:
		scope.Moves = usual
	}
	began := time.Now()
	report := corespace.Search(scope, corespace.NoMistake)
	t.Logf("%+v: %s, %v", scope, report, time.Since(began).Round(time.Millisecond))
	if report.Violation != "" {
		t.Fatalf("%s\n%s", report.Violation, report.Timeline)
	}
	return report
}

// TestTwoSalesOfOneOrder: the next sale of an order begins only when the one before is closed, or is watched beside it, whatever the
// network, the gateway and the power do (promise 2).
func TestTwoSalesOfOneOrder(t *testing.T) {
	t.Parallel()
	report := explore(t, corespace.Scope{Begins: 2, Attempts: 1, Late: true, Cuts: true}, 6, 8, 12)
	if !report.Sold[2] || !report.Reached[payment.StateWatched] || !report.Reached[payment.StatePaid] {
		t.Errorf("the search does not go where it should: %+v", report)
	}
}

// TestTwoAttemptsAtOneOrder: the same with a fresh code after one that was refused, and a third time that the order comes.
func TestTwoAttemptsAtOneOrder(t *testing.T) {
	t.Parallel()
	explore(t, corespace.Scope{Begins: 3, Attempts: 2, Cuts: true}, 5, 6, 10)
}

// TestEveryStateOfTheGate: no sale starts while it is shut, and it is never shut for ever (promises 19 and 28).
func TestEveryStateOfTheGate(t *testing.T) {
	t.Parallel()
	report := explore(t, corespace.Scope{Begins: 1, Attempts: 1, Gate: true, Cuts: true}, 5, 7, 11)
	for _, cause := range []string{"", payment.CauseStarting, payment.CauseJournal, "our_key_refused", "no_network", "answer_unsigned"} {
		if !report.Causes[cause] {
			t.Errorf("the gate is never shut for %q", cause)
		}
	}
}

// TestABrokenJournalBesideASaleThatIsGivenUp: its cancel, whose intent is durable, does not leave again while no verdict could be
// written down (promise 19).
func TestABrokenJournalBesideASaleThatIsGivenUp(t *testing.T) {
	t.Parallel()
	report := explore(t, corespace.Scope{Begins: 2, Attempts: 1, Gate: true, Given: true}, 4, 5, 8)
	if !report.Causes[payment.CauseJournal] {
		t.Error("the journal never breaks")
	}
}

// TestEachMistakeIsFound: what is spoiled around the Core breaks the rule that stands on it.
func TestEachMistakeIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mistake corespace.Mistake
		scope   corespace.Scope
		broken  string
	}{
		"a store that forgets orders": {corespace.OrdersForgot, corespace.Scope{Begins: 2, Attempts: 1}, "promise 2"},
		"a refusal of the keys that nobody hears": {
			corespace.DenialUnheard, corespace.Scope{Begins: 1, Attempts: 1, Gate: true}, "promise 28",
		},
		"a probe whose signature nobody looks at": {corespace.ProbeTrusted, corespace.Scope{Attempts: 1, Gate: true}, "promise 28"},
		"a probe that is not made again":          {corespace.ProbeLost, corespace.Scope{Attempts: 1, Gate: true}, "promise 28"},
		"a refusal that nobody gave":              {corespace.VerdictForged, corespace.Scope{Begins: 2, Attempts: 1}, "promise 3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.scope.Moves = 8
			report := corespace.Search(c.scope, c.mistake)
			if !strings.Contains(report.Violation, c.broken) {
				t.Errorf("%q is broken, not %s\n%s", report.Violation, c.broken, report.Timeline)
			}
			t.Logf("%s after %s\n%s", report.Violation, report, report.Timeline)
		})
	}
}
