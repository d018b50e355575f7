package command

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"

	"posd/configs/words"
)

// invocation is one call of a verb.
type invocation struct {
	Env

	verb   verb
	config string
	json   bool
	told   bool // standard output has its JSON already
	flags  *flag.FlagSet
	args   []string
	lines  *bufio.Reader // of standard input; see secret
}

func (inv *invocation) begin(v verb, args []string) {
	inv.verb, inv.args = v, args
	inv.flags = flag.NewFlagSet("posd "+v.name, flag.ContinueOnError)
	inv.flags.SetOutput(io.Discard)
	inv.flags.StringVar(&inv.config, "config", DefaultConfig, inv.words("command.flag_config"))
	inv.flags.BoolVar(&inv.json, "json", false, inv.words("command.flag_json"))
}

// words returns a phrase in the language of the reader.
func (inv *invocation) words(key words.Key, args ...any) string {
	return words.Text(inv.Lang, key, args...)
}

// parse reads flags wherever they stand among the arguments, and returns the arguments that are none.
func (inv *invocation) parse(least, most int) ([]string, error) {
	var plain []string
	for rest := inv.args; ; {
		if err := inv.flags.Parse(rest); err != nil {
			return nil, inv.badFlag(err)
		}
		rest = inv.flags.Args()
		if len(rest) == 0 {
			break
		}
		plain, rest = append(plain, rest[0]), rest[1:]
	}
	if len(plain) < least || len(plain) > most {
		return nil, inv.misuse(say("command.bad_count", len(plain)))
	}
	return plain, nil
}

// badFlag answers a call for help, and everything else that is no flag.
func (inv *invocation) badFlag(err error) error {
	if !errors.Is(err, flag.ErrHelp) {
		return inv.misuse(say("command.bad_flag", err.Error()))
	}
	fmt.Fprintf(inv.Stdout, "%s\n", inv.words("command.usage", inv.verb.usage()))
	inv.flags.SetOutput(inv.Stdout)
	inv.flags.PrintDefaults()
	return err
}

// misuse is a usage error that shows how the verb is meant.
func (inv *invocation) misuse(what text) error {
	return usage(what, say("command.usage", inv.verb.usage()))
}

// tell prints the one JSON value of a command that was called with -json.
func (inv *invocation) tell(v any) error {
	inv.told = true
	return json.NewEncoder(inv.Stdout).Encode(v)
}
