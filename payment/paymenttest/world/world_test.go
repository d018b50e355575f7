package world_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"posd/payment"
	"posd/payment/paymenttest/world"
)

var payments = flag.Int("payments", 50_000, "how many payments the worlds play")

// play plays worlds from a seed on, until so many payments have ended or a rule is broken.
func play(t *testing.T, mutant string, seed uint64, payments int) (*world.Tally, *world.Violation) {
	t.Helper()
	tally := world.NewTally()
	w, err := world.New(tally, mutant)
	if err != nil {
		t.Fatal(err)
	}
	for ; tally.Payments < payments; seed++ {
		if broken := w.Play(seed); broken != nil {
			return tally, broken
		}
	}
	return tally, nil
}

// TestNoRuleIsBroken is the short form of make soak.
func TestNoRuleIsBroken(t *testing.T) {
	t.Parallel()
	n := *payments
	if testing.Short() {
		n = min(n, 4_000)
	}
	tally, broken := play(t, "", 1, n)
	if broken != nil {
		t.Fatalf("%v\nmake soak SEED=%d tells how", broken, broken.Seed)
	}
	if shy := tally.Shy(); len(shy) > 0 {
		t.Errorf("the worlds were too kind:\n%s", strings.Join(shy, "\n"))
	}
}

// TestEveryKnownMistakeIsCaught: each within so many payments, wherever the seeds begin.
func TestEveryKnownMistakeIsCaught(t *testing.T) {
	t.Parallel()
	within := map[string]int{
		"lost-process": 500, "exception-failed": 500, "cancel-retry-failed": 2_000, "stale-query": 2_000, "not-exist-final": 500,
		"silent-give-up": 500, "failed-query-waits": 500, "midnight": 1_000,
	}
	if len(world.Mutants()) != len(within) {
		t.Fatalf("%d mutants, and %d are in the table", len(world.Mutants()), len(within))
	}
	for _, m := range world.Mutants() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			for _, seed := range []uint64{1, 1000, 2000} {
				tally, broken := play(t, m.Name, seed, within[m.Name])
				if broken == nil {
					t.Errorf("%s: not caught in %d payments from seed %d", m.Mistake, tally.Payments, seed)
				} else {
					t.Logf("caught after %d payments: %v", tally.Payments, broken)
				}
			}
		})
	}
}

func TestThereIsNoOtherMutant(t *testing.T) {
	t.Parallel()
	if _, err := world.New(world.NewTally(), "none-such"); err == nil {
		t.Error("a mutant that does not exist is played")
	}
}

// TestASeedComesAgain: the same world, and the same story, whatever was played before.
func TestASeedComesAgain(t *testing.T) {
	t.Parallel()
	_, broken := play(t, "midnight", 1, 1_000)
	if broken == nil {
		t.Fatal("no story to tell")
	}
	tell := func(before uint64) []string {
		w, err := world.New(world.NewTally(), "midnight")
		if err != nil {
			t.Fatal(err)
		}
		for seed := range before {
			_ = w.Play(seed + 100)
		}
		return w.Timeline(broken.Seed)
	}
	first, again := tell(0), tell(5)
	if len(first) < 5 || !slices.Equal(first, again) {
		t.Errorf("one seed, two stories:\n%s\n\n%s", strings.Join(first, "\n"), strings.Join(again, "\n"))
	}
	if last := first[len(first)-1]; !strings.Contains(last, "WRONG") {
		t.Errorf("the story ends with %q", last)
	}
}

// TestTransitionsAreTheTable: whatever the documentation of package payment lists is asked for, and nothing else.
func TestTransitionsAreTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../doc_table.go")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if from, rest, ok := strings.Cut(strings.TrimPrefix(line, "//\t"), " "); ok && strings.Contains(rest, " -> ") {
			if _, state := payment.ParseState(from); !state {
				continue
			}
			events, to, _ := strings.Cut(strings.TrimSpace(rest), " -> ")
			to, _, _ = strings.Cut(to, ":")
			events, _, _ = strings.Cut(events, ",")
			events, _, _ = strings.Cut(events, " to ")
			for e := range strings.SplitSeq(strings.TrimPrefix(events, "answer "), "|") {
				listed[from+" "+e+" "+to] = true
			}
		}
	}
	asked := map[string]bool{}
	for _, m := range world.Transitions() {
		what := m.Event.String()
		if m.Event == payment.EvAnswer {
			what = m.Outcome.String()
		}
		asked[m.From.String()+" "+what+" "+m.To.String()] = true
	}
	for l := range listed {
		if !asked[l] {
			t.Errorf("the table lists %s, and nobody asks for it", l)
		}
	}
	if len(asked) < len(listed) || len(listed) < 100 {
		t.Errorf("%d are asked for, %d are listed", len(asked), len(listed))
	}
}

func TestAKindWorldIsNoProof(t *testing.T) {
	t.Parallel()
	tally := world.NewTally()
	if shy := tally.Shy(); len(shy) > 0 {
		t.Errorf("no world has to meet anything: %q", shy)
	}
	tally.Payments = 1_000_000
	if shy := tally.Shy(); len(shy) != int(world.LastFault)+1+len(world.Transitions()) {
		t.Errorf("a million payments that met nothing: only %d complaints", len(shy))
	}
}
