package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"posd/payment"
)

// errCheck says that a merchant's gateway does not answer as it should; it has been told which.
var errCheck = errors.New("not every merchant's gateway answers")

// check is posrelay check: the configuration, its files, and a question to each merchant's gateway. It leaves the engine alone, which
// belongs to the relay that runs.
func check(ctx context.Context, c *invocation, args []string) error {
	if _, err := c.parse(args, 0); err != nil {
		return err
	}
	cfg, err := load(c.config)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.out, c.say("relay.check_ok", c.config))
	merchants, err := openMerchants(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	bad := false
	for _, m := range merchants {
		limited, stop := context.WithTimeout(ctx, 10*time.Second)
		a := m.Gateway.Probe(limited)
		stop()
		if a.Outcome == payment.Done && a.Signed {
			fmt.Fprintln(c.out, c.say("relay.check_ok", m.ID))
			continue
		}
		bad = true
		fmt.Fprintln(c.out, c.say("relay.check_bad", m.ID, a.Reason.Code+" "+a.Detail))
	}
	if bad {
		return errCheck
	}
	return nil
}
