package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"posd/payment/paymenttest/world"
)

// report prints what a soak found, and returns an error if it is not good.
func (r *result) report(out io.Writer) error {
	t := r.tally
	if r.wrong != nil {
		return r.broken()
	}
	fmt.Fprintf(out, "faults: how often, and how many of the payments they hit\n")
	for f, last := world.Fault(0), world.LastFault; f <= last; f++ {
		fmt.Fprintf(out, "%10d  %6.2f %%  %s\n", t.Met[f], share(t.Hit[f], t.Payments), f)
	}
	fmt.Fprintf(out, "transitions: how often\n")
	for _, m := range world.Transitions() {
		fmt.Fprintf(out, "%10d  %s\n", t.Moves(m), m)
	}
	fmt.Fprintf(out, "%d payments in %d worlds, %d saves; seeds %d..%d, next SEED=%d\n", t.Payments, t.Worlds, t.Saves, r.seed, r.next-1, r.next)
	fmt.Fprintf(out, "%.0f payments a second a core (by processor time, %d cores)\n", float64(t.Payments)/r.used.Seconds(), r.cores)
	fmt.Fprintf(out, "violations 0\n")
	if shy := t.Shy(); len(shy) > 0 {
		return fmt.Errorf("the worlds were too kind, or a reason for that no longer holds:\n  %s", strings.Join(shy, "\n  "))
	}
	return nil
}

// broken tells the story of a broken rule.
func (r *result) broken() error {
	w, err := world.New(world.NewTally(), r.mutant)
	if err != nil {
		return err
	}
	again := fmt.Sprintf("make soak SEED=%d", r.wrong.Seed)
	if r.mutant != "" {
		again += " MUTANT=" + r.mutant
	}
	return errors.New(r.wrong.String() + "\n  " + strings.Join(w.Timeline(r.wrong.Seed), "\n  ") + "\nviolations 1, after " +
		fmt.Sprint(r.tally.Payments) + " payments; see it again: " + again)
}

func share(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
