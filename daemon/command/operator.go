package command

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"posd/configs"
	"posd/payment"
)

// operatorJSON is the part of the API's operator that the command prints.
type operatorJSON struct {
	ID        string      `json:"operator"`
	Name      string      `json:"name"`
	Role      string      `json:"role"`
	RefundMax *amountJSON `json:"refund_max"`
	RefundDay *amountJSON `json:"refund_day"`
	Badge     bool        `json:"badge"`
}

// operatorFlags are what of an operator is given or changed.
type operatorFlags struct {
	name, role, badge, refundMax, refundDay *string
	pin                                     *bool
}

// operator manages who works at the terminal: posd operator list|add|change|remove.
func operator(ctx context.Context, inv *invocation) error {
	f := operatorFlags{
		name: inv.flags.String("name", "", inv.words("command.flag_name")), role: inv.flags.String("role", "", inv.words("command.flag_role")),
		badge:     inv.flags.String("badge", "", inv.words("command.flag_badge")),
		refundMax: inv.flags.String("refund-max", "", inv.words("command.flag_refund_max")),
		refundDay: inv.flags.String("refund-day", "", inv.words("command.flag_refund_day")),
		pin:       inv.flags.Bool("pin", false, inv.words("command.flag_pin")),
	}
	args, err := inv.parse(1, 2)
	if err != nil {
		return err
	}
	if args[0] == "list" && len(args) == 1 {
		return inv.listOperators(ctx)
	}
	if len(args) != 2 {
		return inv.misuse(say("command.operator_what"))
	}
	path := "/api/v1/operators/" + url.PathEscape(args[1])
	switch args[0] {
	case "add":
		return inv.putOperator(ctx, f, "/api/v1/operators", map[string]any{"operator": args[1]}, true)
	case "change":
		return inv.putOperator(ctx, f, path, map[string]any{}, *f.pin)
	case "remove":
		return inv.removeOperator(ctx, path)
	}
	return inv.misuse(say("command.operator_what"))
}

func (inv *invocation) listOperators(ctx context.Context) error {
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var all struct {
		Operators []operatorJSON `json:"operators"`
	}
	if err := c.call(ctx, http.MethodGet, "/api/v1/operators", nil, nil, &all); err != nil {
		return err
	}
	return inv.tellOperators(all.Operators)
}

func (inv *invocation) removeOperator(ctx context.Context, path string) error {
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var left struct {
		Operators []operatorJSON `json:"operators"`
	}
	if err := c.call(ctx, http.MethodPost, path+"/remove", nil, map[string]any{}, &left); err != nil {
		return err
	}
	return inv.tellOperators(left.Operators)
}

// putOperator adds or changes an operator, and prints the code of a badge that was asked for: it is told this once.
func (inv *invocation) putOperator(ctx context.Context, f operatorFlags, path string, body map[string]any, withPIN bool) error {
	cfg, c, err := inv.open()
	if err != nil {
		return err
	}
	if err := inv.fill(cfg, f, body); err != nil {
		return err
	}
	if withPIN {
		if body["pin"], err = inv.secret("command.ask_pin"); err != nil {
			return err
		}
	}
	var told struct {
		Operator operatorJSON `json:"operator"`
		Badge    string       `json:"badge_code"`
	}
	if err := c.call(ctx, http.MethodPost, path, nil, body, &told); err != nil {
		return err
	}
	if inv.json {
		return inv.tell(told)
	}
	if err := inv.tellOperators([]operatorJSON{told.Operator}); err != nil {
		return err
	}
	if told.Badge != "" {
		fmt.Fprintln(inv.Stdout, inv.words("command.badge_code", told.Badge))
	}
	return nil
}

// fill takes the flags that were given into the body.
func (inv *invocation) fill(cfg configs.Config, f operatorFlags, body map[string]any) error {
	for name, value := range map[string]string{"name": *f.name, "role": *f.role, "badge": *f.badge} {
		if value != "" {
			body[name] = value
		}
	}
	for name, value := range map[string]string{"refund_max": *f.refundMax, "refund_day": *f.refundDay} {
		switch {
		case value == "":
		case value == "role":
			body["reset_limits"] = true
		case strings.Trim(value, "0.") == "":
			body[name] = amountJSON{Value: "0", Currency: cfg.Terminal.Currency}
		default:
			amount, err := payment.ParseAmount(value, payment.Currency(cfg.Terminal.Currency))
			if err != nil {
				return inv.misuse(say("command.bad_amount", err.Error()))
			}
			body[name] = toJSON(amount)
		}
	}
	return nil
}

func (inv *invocation) tellOperators(all []operatorJSON) error {
	if inv.json {
		return inv.tell(all)
	}
	if len(all) == 0 {
		fmt.Fprintln(inv.Stdout, inv.words("command.no_operators"))
		return nil
	}
	for _, o := range all {
		parts := []string{pad(o.ID, operatorColumn) + pad(o.Role, operatorColumn) + o.Name}
		for _, limit := range []*amountJSON{o.RefundMax, o.RefundDay} {
			if limit != nil {
				parts = append(parts, "<= "+limit.String())
			}
		}
		if o.Badge {
			parts = append(parts, inv.words("command.has_badge"))
		}
		fmt.Fprintln(inv.Stdout, strings.TrimRight(strings.Join(parts, "  "), " "))
	}
	return nil
}

// operatorColumn is the width of the columns of numbers and roles.
const operatorColumn = 17
