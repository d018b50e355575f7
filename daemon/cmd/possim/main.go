// Command possim gives the real posd a whole simulated counter: an Alipay, a printer, a customer display and a scanner.
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
)

const usage = `possim is a simulated counter for posd.

usage: possim demo [-listen 127.0.0.1:8088] [-dir DIR] [-posd PATH]
           a counter to see and drive in a browser
       possim demo-once [-posd PATH] [-keep DIR]
           one scripted sale and refund, told on standard output

posd is looked for beside possim. FAMILY in the environment names Alipay's wire family, intl unless it does.
`

// errUsage says that the command line, or FAMILY, is wrong.
var errUsage = errors.New("wrong usage")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := dispatch(ctx, args, stdout)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "possim: error: %v\npossim: hint: possim -h tells how it is used\n", err)
		return 2
	default:
		fmt.Fprintf(stderr, "possim: error: %v\n", err)
		return 1
	}
}
