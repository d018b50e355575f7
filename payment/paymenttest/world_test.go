package paymenttest_test

import (
	"flag"
	"testing"

	"posd/payment/paymenttest"
)

var (
	seed     = flag.Uint64("seed", 1, "of the first counter of the world")
	payments = flag.Int("payments", 5000, "how many payments the world plays")
)

// coverage is how many payments it takes until every hazard was met.
const coverage = 5000

func TestWorld(t *testing.T) {
	t.Parallel()
	played := *payments
	if testing.Short() {
		played = min(played, coverage/5)
	}
	t.Logf("-seed %d -payments %d", *seed, played)
	tally := paymenttest.World{Seed: *seed, Payments: played}.Play(t)
	t.Log(tally)
	if missed := tally.Missed(); played >= coverage && len(missed) > 0 && !t.Failed() {
		t.Errorf("never met: %q", missed)
	}
}
