package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"posd/daemon/cmd/possim/counter"
	"posd/daemon/cmd/possim/rehearsal"
)

func dispatch(ctx context.Context, args []string, stdout io.Writer) error {
	if family := os.Getenv("FAMILY"); family != "" && !slices.Contains(counter.Families(), family) {
		return fmt.Errorf("%w: FAMILY=%s is not simulated, only %s", errUsage, family, strings.Join(counter.Families(), ", "))
	}
	if len(args) == 0 {
		return fmt.Errorf("%w: a command is missing", errUsage)
	}
	switch args[0] {
	case "demo":
		return demo(ctx, args[1:], stdout)
	case "demo-once":
		return once(ctx, args[1:], stdout)
	case "help", "-h", "-help", "--help":
		return flag.ErrHelp
	}
	return fmt.Errorf("%w: %q is not a command", errUsage, args[0])
}

// once is possim demo-once.
func once(ctx context.Context, args []string, stdout io.Writer) (err error) {
	flags := flagSet("demo-once")
	posd := flags.String("posd", "", "the posd binary")
	keep := flags.String("keep", "", "keep journal, books and log in this folder")
	if err := parse(flags, args); err != nil {
		return err
	}
	return withCounter(*keep, *posd, func(c *counter.Counter) error { return rehearsal.Run(ctx, c, stdout) })
}

// withCounter opens a counter in dir, or in a folder that is removed afterwards, and closes it when use returns.
func withCounter(dir, posd string, use func(*counter.Counter) error) (err error) {
	if dir == "" {
		if dir, err = os.MkdirTemp("", "possim-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	} else if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if posd, err = findPosd(posd); err != nil {
		return err
	}
	log, err := os.OpenFile(filepath.Join(dir, "posd.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	c, err := counter.Open(counter.Opts{Dir: dir, Posd: posd, Family: os.Getenv("FAMILY"), Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	return use(c)
}

// findPosd returns the binary that was named, or the one beside this program.
func findPosd(named string) (string, error) {
	if named == "" {
		self, err := os.Executable()
		if err != nil {
			return "", err
		}
		named = filepath.Join(filepath.Dir(self), "posd")
	}
	if _, err := os.Stat(named); err != nil {
		return "", fmt.Errorf("posd is not there (-posd names it): %w", err)
	}
	return filepath.Abs(named)
}

func flagSet(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

func parse(flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%w: %s takes no %q", errUsage, flags.Name(), flags.Arg(0))
	}
	return nil
}
