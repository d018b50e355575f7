package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// bound is the share of the changes that the tests have to catch.
const bound = 0.95

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

type options struct {
	sample int
	only   []int // nil: all
	from   int
	list   bool
	cores  int
}

func parse(args []string) (options, error) {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	o := options{}
	flags.IntVar(&o.sample, "sample", 1, "try only every n-th change")
	flags.Func("only", "try only these changes, by number: 417,419; and print what the tests say", o.choose)
	flags.IntVar(&o.from, "from", 1, "go on at this change")
	flags.BoolVar(&o.list, "list", false, "list the changes and try none")
	flags.IntVar(&o.cores, "cores", runtime.GOMAXPROCS(0), "how many at the same time")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 || o.sample < 1 || o.cores < 1 {
		return o, errors.New("wrong usage: see -help")
	}
	return o, nil
}

// choose takes the numbers of -only. None, or 0, is every change.
func (o *options) choose(list string) error {
	for text := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is no number of a change", text)
		}
		if n > 0 {
			o.only = append(o.only, n)
		}
	}
	return nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	allowed, err := readSurvivors(survivorsText)
	if err != nil {
		return fmt.Errorf("survivors.txt: %w", err)
	}
	f, err := find("payment")
	if err != nil {
		return err
	}
	if err := stale(f.mutants, allowed); err != nil {
		return err
	}
	chosen := choose(f.mutants, o)
	if o.list {
		for _, m := range chosen {
			fmt.Fprintln(out, m.id, m)
		}
		return nil
	}
	work, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work) //nolint:errcheck // what is left there harms nobody
	suites, err := build(ctx, f, work)
	if err != nil {
		return err
	}
	if v := try(ctx, mutant{}, suites); v.by != "" {
		return fmt.Errorf("the tests fail without any change: %s\n%s", v.by, v.out)
	}
	return judge(ctx, out, chosen, suites, allowed, o)
}

func choose(all []mutant, o options) []mutant {
	var chosen []mutant
	for _, m := range all {
		if slices.Contains(o.only, m.id) || len(o.only) == 0 && m.id >= o.from && m.id%o.sample == 0 {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// stale finds listed survivors that are no changes any more.
func stale(all []mutant, allowed map[string]string) error {
	known := map[string]bool{}
	for _, m := range all {
		known[m.key()] = true
	}
	var errs []error
	for k := range allowed {
		if !known[k] {
			errs = append(errs, fmt.Errorf("survivors.txt lists what is not there any more: %s", k))
		}
	}
	return errors.Join(errs...)
}

// judge tries the chosen changes and prints what became of them.
func judge(ctx context.Context, out io.Writer, chosen []mutant, suites []suite, allowed map[string]string, o options) error {
	began, caught, tried := time.Now(), 0, 0
	var unlisted []error
	by := map[string]int{}
	tryAll(ctx, chosen, suites, o.cores, func(v verdict) {
		tried++
		why, listed := allowed[v.key()]
		switch {
		case v.by != "" && listed:
			caught++
			unlisted = append(unlisted, fmt.Errorf("%s\n  is listed as a survivor, and was caught by %s", v, v.by))
		case v.by != "":
			caught++
			by[v.by]++
			if len(o.only) > 0 {
				fmt.Fprintf(out, "%s\n  caught by %s\n%s\n", v, v.by, v.out)
			}
		case listed:
			fmt.Fprintf(out, "survives: %s\n  %s\n", v, why)
		default:
			fmt.Fprintf(out, "SURVIVES: %d %s\n%s\n", v.id, v, v.key())
			unlisted = append(unlisted, fmt.Errorf("%s\n  survives, and no reason for it is listed", v))
		}
		if tried%100 == 0 {
			fmt.Fprintf(out, "%d of %d tried, %d caught\n", tried, len(chosen), caught)
		}
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for name, n := range by {
		fmt.Fprintf(out, "%6d caught by %s\n", n, name)
	}
	share := float64(caught) / float64(max(len(chosen), 1))
	fmt.Fprintf(out, "%d changes, %d caught (%.1f %%), %d survive, in %s\n", len(chosen), caught, 100*share, len(chosen)-caught, time.Since(began).Round(time.Second))
	if whole := len(o.only) == 0 && o.sample == 1 && o.from == 1; share < bound && whole {
		unlisted = append(unlisted, fmt.Errorf("%.1f %% is less than the %.0f %% that we hold ourselves to", 100*share, 100*bound))
	}
	return errors.Join(unlisted...)
}
