package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"time"

	"posd/configs"
	"posd/configs/words"
	"posd/daemon/gateways"
)

// verb is one of posrelay's commands.
type verb struct {
	name, args string
	run        func(context.Context, *invocation, []string) error
}

func verbs() []verb {
	return []verb{
		{"run", "", serve},
		{"check", "", check},
		{"code", "MERCHANT TERMINAL [-hours 24] [-json]", makeCode},
		{"revoke", "MERCHANT TERMINAL", revoke},
		{"terminals", "[-json]", terminals},
		{"enroll", "MERCHANT CODE", enroll},
		{"authority", "-host NAME[,NAME] [-dir keys]", authority},
		{"version", "", tellVersion},
	}
}

func dispatch(ctx context.Context, w world, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%w: posrelay COMMAND", errUsage)
	}
	if slices.Contains([]string{"help", "-h", "-help", "--help"}, args[0]) {
		return flag.ErrHelp
	}
	for _, v := range verbs() {
		if v.name == args[0] {
			return v.run(ctx, newInvocation(w, v.name), args[1:])
		}
	}
	return fmt.Errorf("%w: %q", errUsage, args[0])
}

func tellVersion(_ context.Context, c *invocation, args []string) error {
	if _, err := c.parse(args, 0); err != nil {
		return err
	}
	v := version
	if v == "" {
		v = "development"
	}
	fmt.Fprintf(c.out, "posrelay %s %s\n", v, committed)
	return nil
}

// makeCode is posrelay code MERCHANT TERMINAL.
func makeCode(ctx context.Context, c *invocation, args []string) error {
	hours := c.flags.Int("hours", 24, "")
	names, err := c.parse(args, 2)
	if err != nil {
		return err
	}
	if *hours < 1 || *hours > 7*24 {
		return fmt.Errorf("%w: -hours 1..168", errUsage)
	}
	var made codeJSON
	ask := codeJSON{Merchant: names[0], Terminal: names[1], Hours: *hours}
	if err := c.local(ctx, "/code", ask, &made); err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(made)
	}
	fmt.Fprintln(c.out, c.say("relay.code", made.Terminal, made.Merchant, made.Until, made.Code))
	return nil
}

// revoke is posrelay revoke MERCHANT TERMINAL.
func revoke(ctx context.Context, c *invocation, args []string) error {
	names, err := c.parse(args, 2)
	if err != nil {
		return err
	}
	if err := c.local(ctx, "/revoke", codeJSON{Merchant: names[0], Terminal: names[1]}, nil); err != nil {
		return err
	}
	fmt.Fprintln(c.out, c.say("relay.revoked", names[0], names[1]))
	return nil
}

// terminals is posrelay terminals.
func terminals(ctx context.Context, c *invocation, args []string) error {
	if _, err := c.parse(args, 0); err != nil {
		return err
	}
	var list []terminalJSON
	if err := c.local(ctx, "/terminals", nil, &list); err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(list)
	}
	for _, t := range list {
		state := "enrolled"
		if t.Revoked {
			state = "revoked"
		}
		fmt.Fprintf(c.out, "%-16s %-16s %-8s %3s  %s\n", t.Merchant, t.Name, state, strconv.Itoa(t.Generation), t.Changed.Format(time.RFC3339))
	}
	return nil
}

// enroll is posrelay enroll MERCHANT CODE, at the relay above.
func enroll(ctx context.Context, c *invocation, args []string) error {
	names, err := c.parse(args, 2)
	if err != nil {
		return err
	}
	cfg, err := configs.LoadRelay(c.config)
	if err != nil {
		return err
	}
	for _, m := range cfg.Merchants {
		if m.Name != names[0] || m.Config.Gateway.Family != configs.FamilyAcquirer {
			continue
		}
		client, err := gateways.OpenAcquirer(m.Config, gateways.Line{})
		if err != nil {
			return err
		}
		defer client.CloseIdle()
		if err := client.Enroll(ctx, names[1]); err != nil {
			return &toldError{words.Say("relay.refused", err.Error()), words.Message{}}
		}
		s, until := client.Subject()
		fmt.Fprintln(c.out, c.say("relay.enrolled", m.Name, s.Terminal, s.Merchant, until.Format(time.RFC3339)))
		return nil
	}
	return &toldError{words.Say("relay.no_such_merchant", names[0]), words.Message{}}
}
