package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options are what a run is told.
type options struct {
	dir     string // for all that is written, on a disk
	posd    string // the binary to be measured
	gotest  string // what `go test -bench` printed
	arm64   string // the binary as it is shipped for arm64
	symbols string // the same, unstripped
	peer    string // folder of receiptline; empty where it is not to be had

	scans   int           // sales of the shop
	shows   int           // sales of the stand that begin at its scanner
	sales   int           // sales of the stand that bring their code
	records int           // of the large journal
	starts  int           // of posd with it, and without
	idle    time.Duration // for which posd is left alone
}

// errUsage says that the command line is wrong.
var errUsage = errors.New("wrong usage")

// errMissed says that something could not be measured.
var errMissed = errors.New("not everything could be measured")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(args)
	if err == nil {
		err = measureAll(ctx, o, stdout, stderr)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "bench: error: %v\n", err)
		return 2
	}
	fmt.Fprintf(stderr, "bench: error: %v\n", err)
	return 1
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.dir, "dir", "", "folder on a disk for all that is written")
	flags.StringVar(&o.posd, "posd", "", "the posd to be measured")
	flags.StringVar(&o.gotest, "gotest", "", "file with what go test -bench printed")
	flags.StringVar(&o.arm64, "arm64", "", "posd as it is shipped for arm64")
	flags.StringVar(&o.symbols, "symbols", "", "the same, unstripped")
	flags.StringVar(&o.peer, "receiptline", "", "folder of receiptline (build/receiptline.sh); empty where it is not to be had")
	flags.IntVar(&o.scans, "scans", 200, "sales measured in this process")
	flags.IntVar(&o.shows, "shows", 60, "sales of the real posd that begin at its scanner")
	flags.IntVar(&o.sales, "sales", 1000, "sales of the real posd that bring their code")
	flags.IntVar(&o.records, "records", 100_000, "records of the large journal")
	flags.IntVar(&o.starts, "starts", 7, "starts with the large journal, and as many without")
	flags.DurationVar(&o.idle, "idle", 20*time.Second, "how long posd is watched doing nothing")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("%w: %w", errUsage, err)
	}
	for _, f := range []string{"dir", "posd", "gotest", "arm64", "symbols"} {
		if flags.Lookup(f).Value.String() == "" {
			return o, fmt.Errorf("%w: -%s is missing", errUsage, f)
		}
	}
	if o.scans < 1 || o.shows < 1 || o.sales < 1 || o.records < 1 || o.starts < 1 || o.idle < time.Second {
		return o, fmt.Errorf("%w: every count is at least 1, and -idle at least 1s", errUsage)
	}
	return o, nil
}

// study measures one or more figures.
type study struct {
	name    string
	measure func(context.Context, options) ([]row, error)
}

func studies() []study {
	return []study{
		{"scan to request", studyScan},
		{"sign and journal", studyGoTest},
		{"paper", studyPaper},
		{"core", studyCore},
		{"size", studySize},
		{"terminal", studyTerminal},
		{"start", studyStart},
	}
}

// measureAll prints the table of all studies. One that fails takes its own rows along and no others.
func measureAll(ctx context.Context, o options, stdout, stderr io.Writer) error {
	if err := onDisk(o.dir); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(o.dir, "run-")
	if err != nil {
		return err
	}
	o.dir = dir
	var rows []row
	var faults []error
	for _, s := range studies() {
		began := time.Now()
		found, err := s.measure(ctx, o)
		if err != nil {
			faults = append(faults, fmt.Errorf("%w: %s: %w", errMissed, s.name, err))
			found = append(found, row{figure: s.name, measured: "not measured", verdict: "error below"})
		}
		rows = append(rows, found...)
		fmt.Fprintf(stderr, "bench: %s took %.0f s\n", s.name, time.Since(began).Seconds())
	}
	fmt.Fprintf(stdout, "\n%s\n", machine())
	writeTable(stdout, rows)
	return errors.Join(append(faults, os.RemoveAll(dir))...)
}
