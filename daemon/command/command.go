package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	_ "time/tzdata" // the zone database of images that have none

	"posd/configs/words"
	"posd/daemon/clock"
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
	Stdin          io.Reader // of PINs; nil means the process's own
	Stdout, Stderr io.Writer
	Lang           words.Lang // of what people read; see Language
	Version        string     // of the build, as git describes it
	Committed      string     // RFC 3339: when the program was made; may be empty
	Executable     string     // the path of posd itself, for the examination of a journal in a child process
	// Kernel is asked about the system clock; nil means the kernel of this machine.
	Kernel func() clock.System
}

// Language returns the language that the environment asks for, by the rules of POSIX: LC_ALL before LC_MESSAGES before LANG.
func Language(getenv func(string) string) words.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			if len(value) >= 2 && value[:2] == "zh" {
				return words.Zh
			}
			return words.En
		}
	}
	return words.En
}

// verb is one of posd's commands.
type verb struct {
	name string
	args string // of the usage line
	run  func(ctx context.Context, inv *invocation) error
}

func (v verb) usage() string { return "posd " + v.name + " [-config FILE] " + v.args }

func verbs() []verb {
	return []verb{
		{"run", "", run},
		{"check", "[-json]", check},
		{"pay", "AMOUNT [-code CODE] [-order NUMBER] [-subject TEXT] [-wait 90s] [-json]", pay},
		{"refund", "PAYMENT [AMOUNT] [-reason TEXT] [-operator NUMBER] [-approver NUMBER] [-json]", refund},
		{"operator", "list|add NUMBER|change NUMBER|remove NUMBER [-name TEXT] [-role cashier] [-pin] [-badge new|none] [-json]", operator},
		{"shift", "show|open NUMBER|handover NUMBER|off|close [-badge] [-json]", shiftVerb},
		{"clock", "[TIME] [-json]", clockVerb},
		{"report", "x|z|day [-print] [-shift] [-day DATE] [-copy NUMBER] [-json]", report},
		{"receipt", "preview|template|ticket [-kind sale] [-template FILE] [-png FILE] [-json]", receipt},
		{"selftest", "printer [-json]", selftest},
		{"journal", "list|show ENTRY|show PAYMENT|check|export|compact [-n 50] [-file PATH] [-json]", journalVerb},
		{"enroll", "CODE [-json]", enroll},
		{"reconcile", "FILE [-day 2026-11-23] [-shared] [-print]|fetch 2026-11-23 [-print]|list|explain GAP -reason TEXT [-json]", reconcileVerb},
		{"version", "[-json]", version},
	}
}

// Main runs posd with args (without the program's name) and returns its exit code.
func Main(ctx context.Context, env Env, args []string) int {
	out := &heeded{to: env.Stdout}
	env.Stdout = out
	inv := &invocation{Env: env}
	err := inv.dispatch(ctx, args)
	if errors.Is(err, flag.ErrHelp) {
		err = nil
	}
	if out.err != nil && (err == nil || errors.Is(err, out.err)) {
		err = failed("not_printed", say("command.not_printed", out.err), say("command.not_printed_do"))
	}
	if err == nil {
		return ExitOK
	}
	return inv.fail(err)
}

// heeded remembers that what was to be printed was lost, as into a file on a full card: whoever reads nothing must not be told by
// the exit code that all is well.
type heeded struct {
	to  io.Writer
	err error
}

// Write implements [io.Writer].
func (h *heeded) Write(p []byte) (int, error) {
	n, err := h.to.Write(p)
	if err != nil && h.err == nil {
		h.err = err
	}
	return n, err
}

func (inv *invocation) dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		inv.help(inv.Stderr)
		return usage(say("command.missing"), say("command.help_lists"))
	}
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		inv.help(inv.Stdout)
		return nil
	}
	i := slices.IndexFunc(verbs(), func(v verb) bool { return v.name == args[0] })
	if i < 0 {
		return usage(say("command.not_a_command", args[0]), say("command.help_lists"))
	}
	inv.begin(verbs()[i], args[1:])
	return inv.verb.run(ctx, inv)
}

// help lists the commands.
func (inv *invocation) help(w io.Writer) {
	fmt.Fprintf(w, "%s\n\n", inv.words("command.about"))
	for _, v := range verbs() {
		fmt.Fprintf(w, "  posd %s %s\n        %s\n", v.name, v.args, inv.words(words.Key("command.about_"+v.name)))
	}
	fmt.Fprintf(w, "\n  -config FILE\n        %s (%s)\n\n%s\n", inv.words("command.flag_config"), DefaultConfig, inv.words("command.exit_codes"))
}
