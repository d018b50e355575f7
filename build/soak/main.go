package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"posd/payment/paymenttest/world"
)

// heap bounds what the soak keeps. Worlds leave nothing behind, so the collector has little to do between.
const heap = 64 << 20

func main() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(heap)
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	o := options{cores: runtime.GOMAXPROCS(0)}
	flags.IntVar(&o.payments, "payments", 0, "how many payments at least; 0: one world")
	flags.Uint64Var(&o.seed, "seed", 1, "of the first world")
	flags.StringVar(&o.mutant, "mutant", "", "a known mistake: "+strings.Join(mutantNames(), ", "))
	flags.IntVar(&o.cores, "cores", o.cores, "how many worlds at the same time")
	flags.DurationVar(&o.every, "every", 0, "print how far it is that often; 0: never")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || o.payments < 0 || o.cores < 1 {
		return errors.New("wrong usage: see -help")
	}
	r, err := soak(o, out)
	if err != nil {
		return err
	}
	return r.report(out)
}

func mutantNames() []string {
	names := []string{}
	for _, m := range world.Mutants() {
		names = append(names, m.Name)
	}
	return names
}
