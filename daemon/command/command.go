package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Exit codes of posd.
const (
	ExitOK     = 0
	ExitFailed = 1
	ExitUsage  = 2
	ExitConfig = 78 // sysexits.h EX_CONFIG
)

// DefaultConfig is where the configuration is read when -config is not given.
const DefaultConfig = "/etc/posd/posd.toml"

// Env is what a command may touch of the world.
type Env struct {
	Stdout, Stderr io.Writer
	Version        string // of the build, as git describes it
	Committed      string // RFC 3339: when the program was made
	Executable     string // the path of posd itself, for the examination of a journal in a child process
}

// verb is one of posd's commands.
type verb struct {
	name  string
	args  string // of the usage line
	about string
	run   func(ctx context.Context, inv *invocation) error
}

// invocation is one call of a verb.
type invocation struct {
	Env

	config string
	json   bool
	flags  *flag.FlagSet
	args   []string
}

// failure is an error with an exit code and a hint.
type failure struct {
	code int
	err  error
	hint string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func failed(hint string, format string, args ...any) error {
	return &failure{ExitFailed, fmt.Errorf(format, args...), hint}
}

func usage(format string, args ...any) error {
	return &failure{ExitUsage, fmt.Errorf(format, args...), "posd help lists the commands"}
}

func verbs() []verb {
	return []verb{
		{"run", "", "sell: the daemon itself", run},
		{"check", "[-json]", "configuration, keys, journal, devices and gateway, in order of dependency, each with its cure", check},
		{"pay", "AMOUNT [-code CODE] [-order NUMBER] [-subject TEXT] [-wait 90s] [-json]", "take a payment through the running daemon", pay},
		{"refund", "PAYMENT [AMOUNT] [-reason TEXT] [-json]", "give money back through the running daemon", refund},
		{"journal", "list|show N|check|export [-json] [-file PATH]", "read and verify the journal", journalVerb},
		{"version", "[-json]", "what this is", version},
	}
}

// Main runs posd with args (without the program's name) and returns its exit code.
func Main(ctx context.Context, env Env, args []string) int {
	err := dispatch(ctx, env, args)
	if err == nil {
		return ExitOK
	}
	if errors.Is(err, flag.ErrHelp) {
		return ExitOK
	}
	code, hint := ExitFailed, ""
	if f, ok := errors.AsType[*failure](err); ok {
		code, hint = f.code, f.hint
	}
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(env.Stderr, "posd: error: %s\n", strings.TrimRight(line, "\n"))
	}
	if hint != "" {
		fmt.Fprintf(env.Stderr, "posd: hint: %s\n", hint)
	}
	return code
}

func dispatch(ctx context.Context, env Env, args []string) error {
	if len(args) == 0 {
		help(env.Stderr)
		return usage("a command is missing")
	}
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		help(env.Stdout)
		return nil
	}
	i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == args[0] })
	if i < 0 {
		return usage("%q is not a command", args[0])
	}
	v := verbs()[i]
	inv := &invocation{Env: env, flags: flag.NewFlagSet("posd "+v.name, flag.ContinueOnError)}
	inv.flags.SetOutput(io.Discard)
	inv.flags.StringVar(&inv.config, "config", DefaultConfig, "configuration file")
	inv.flags.BoolVar(&inv.json, "json", false, "print JSON for scripts")
	inv.args = args[1:]
	return v.run(ctx, inv)
}

// parse reads flags wherever they stand among the arguments, and returns the arguments that are none.
func (inv *invocation) parse(least, most int) ([]string, error) {
	var words []string
	rest := inv.args
	for {
		if err := inv.flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				fmt.Fprintf(inv.Stdout, "usage: %s\n", inv.flags.Name())
				inv.flags.SetOutput(inv.Stdout)
				inv.flags.PrintDefaults()
				return nil, err
			}
			return nil, usage("%v", err)
		}
		rest = inv.flags.Args()
		if len(rest) == 0 {
			break
		}
		words, rest = append(words, rest[0]), rest[1:]
	}
	if len(words) < least || len(words) > most {
		return nil, usage("%s takes %d to %d arguments, not %d", inv.flags.Name(), least, most, len(words))
	}
	return words, nil
}

func help(w io.Writer) {
	fmt.Fprint(w, "posd takes Alipay payments on a countertop terminal.\n\nusage: posd COMMAND [-config "+DefaultConfig+"] ...\n\n")
	for _, v := range verbs() {
		fmt.Fprintf(w, "  posd %s %s\n        %s\n", v.name, v.args, v.about)
	}
	fmt.Fprint(w, "\nExit codes: 0 ok, 1 failed, 2 usage, 78 configuration wrong.\n")
}
