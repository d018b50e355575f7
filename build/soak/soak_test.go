package main

import (
	"bytes"
	"strings"
	"testing"

	"posd/payment/paymenttest/world"
)

func TestRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args       string
		out, wrong string
	}{
		{"-payments 300 -seed 7 -cores 2", "next SEED=", ""},
		{"-seed 17", "in 1 worlds", ""},
		{"-payments 500 -mutant midnight", "", "see it again: make soak SEED="},
		{"-mutant none-such", "", "no mutant is called"},
		{"-payments -1", "", "wrong usage"},
		{"17", "", "wrong usage"},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		err := run(strings.Fields(tt.args), &out)
		if (err != nil) != (tt.wrong != "") || err != nil && !strings.Contains(err.Error(), tt.wrong) {
			t.Errorf("soak %s: %v, want %q", tt.args, err, tt.wrong)
		}
		if !strings.Contains(out.String(), tt.out) {
			t.Errorf("soak %s prints\n%s", tt.args, out.String())
		}
	}
}

// TestSeedsHaveNoHoles: what several cores play is every seed of the range, once.
func TestSeedsHaveNoHoles(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	many, err := soak(options{payments: 5_000, seed: 5, cores: 3}, &out)
	if err != nil || many.wrong != nil {
		t.Fatal(err, many.wrong)
	}
	tally := world.NewTally()
	w, err := world.New(tally, "")
	if err != nil {
		t.Fatal(err)
	}
	for seed := uint64(5); seed < many.next; seed++ {
		if broken := w.Play(seed); broken != nil {
			t.Fatal(broken)
		}
	}
	if got := many.tally; got.Payments != tally.Payments || got.Met != tally.Met || got.Hit != tally.Hit || got.Saves != tally.Saves {
		t.Errorf("three cores met %+v, one %+v", got, tally)
	}
}
