// Command posrelay is the relay between terminals and Alipay: see package relay.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"posd/configs"
	"posd/configs/words"
)

// Set when linking, by build/build.sh.
var version, committed string

// Exit codes of posrelay.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitConfig = 78 // sysexits.h EX_CONFIG: systemd does not restart
)

// errUsage says that the command line is wrong.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, world{os.Stdout, os.Stderr, language()}, os.Args[1:])
	stop()
	os.Exit(code)
}

// world is what a command writes to, and in which language.
type world struct {
	out, err io.Writer
	lang     words.Lang
}

func language() words.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			if strings.HasPrefix(value, "zh") {
				return words.Zh
			}
			return words.En
		}
	}
	return words.En
}

func (w world) say(key words.Key, args ...any) string { return words.Say(key, args...).In(w.lang) }

// run runs posrelay with args and returns its exit code.
func run(ctx context.Context, w world, args []string) int {
	err := dispatch(ctx, w, args)
	wrong, isConfig := errors.AsType[*configs.Error](err)
	told, isTold := errors.AsType[*toldError](err)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, flag.ErrHelp):
		w.help()
		return exitOK
	case isConfig:
		for _, f := range wrong.Faults {
			w.complain(f.Text(w.lang), f.Advice(w.lang))
		}
		return exitConfig
	case errors.Is(err, errUsage):
		w.complain(w.say("relay.bad_usage", err.Error()), w.say("relay.usage_do"))
		return exitUsage
	case isTold:
		w.complain(told.what.In(w.lang), told.hint.In(w.lang))
		return exitFailed
	}
	w.complain(err.Error(), "")
	return exitFailed
}

// help lists the commands.
func (w world) help() {
	fmt.Fprintf(w.out, "%s\n\n", w.say("relay.about"))
	for _, v := range verbs() {
		fmt.Fprintf(w.out, "  posrelay %s %s\n        %s\n", v.name, v.args, w.say(words.Key("relay.about_"+v.name)))
	}
	fmt.Fprintf(w.out, "\n  %s\n  %s\n", w.say("relay.about_config", configs.DefaultRelayPath), w.say("command.exit_codes"))
}

func (w world) complain(what, hint string) {
	fmt.Fprintf(w.err, "posrelay: error: %s\n", what)
	if hint != "" {
		fmt.Fprintf(w.err, "posrelay: hint: %s\n", hint)
	}
}

// toldError is a failure in words.
type toldError struct{ what, hint words.Message }

// Error implements error.
func (e *toldError) Error() string { return e.what.In(words.En) }

// invocation is a command line that has been read.
type invocation struct {
	world

	flags  *flag.FlagSet
	config string
	json   bool
}

func newInvocation(w world, name string) *invocation {
	c := &invocation{world: w, flags: flag.NewFlagSet(name, flag.ContinueOnError)}
	c.flags.SetOutput(io.Discard)
	c.flags.StringVar(&c.config, "config", configs.DefaultRelayPath, "")
	c.flags.BoolVar(&c.json, "json", false, "")
	return c
}

// parse reads flags before, between and behind exactly want other arguments.
func (c *invocation) parse(args []string, want int) ([]string, error) {
	var rest []string
	for {
		if err := c.flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, fmt.Errorf("%w: %w", errUsage, err)
		}
		if c.flags.NArg() == 0 {
			break
		}
		rest, args = append(rest, c.flags.Arg(0)), c.flags.Args()[1:]
	}
	if len(rest) != want {
		return nil, fmt.Errorf("%w: %s: %d", errUsage, c.flags.Name(), len(rest))
	}
	return rest, nil
}
