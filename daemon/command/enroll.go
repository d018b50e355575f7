package command

import (
	"context"
	"fmt"
	"time"

	"posd/configs"
	"posd/daemon/gateways"
)

// enrolledJSON is what a terminal is to its relay.
type enrolledJSON struct {
	Terminal string `json:"terminal"`
	Merchant string `json:"merchant"`
	Numbers  string `json:"numbers"`
	Until    string `json:"until"`
}

// enroll changes a one-time code for the terminal's certificate: posd enroll CODE. A daemon that runs takes it up by itself.
func enroll(ctx context.Context, inv *invocation) error {
	args, err := inv.parse(1, 1)
	if err != nil {
		return err
	}
	cfg, _, err := inv.open()
	if err != nil {
		return err
	}
	if cfg.Gateway.Family != configs.FamilyAcquirer {
		return failed("no_relay", say("command.no_relay", cfg.Gateway.Family), say("command.no_relay_do"))
	}
	client, err := gateways.OpenAcquirer(cfg, gateways.Line{})
	if err != nil {
		return failed("identity", say("command.key_unusable", err.Error()), say("command.identity_do"))
	}
	defer client.CloseIdle()
	if err := client.Enroll(ctx, args[0]); err != nil {
		return failed("not_enrolled", say("command.not_enrolled", err.Error()), say("command.not_enrolled_do"))
	}
	subject, until := client.Subject()
	told := enrolledJSON{Terminal: subject.Terminal, Merchant: subject.Merchant, Numbers: subject.Numbers, Until: until.Format(time.RFC3339)}
	if inv.json {
		return inv.tell(told)
	}
	fmt.Fprintln(inv.Stdout, inv.words("command.enrolled", told.Terminal, told.Merchant, told.Until))
	return nil
}
