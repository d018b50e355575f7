package command

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// shiftJSON is the part of the API's shift that the command prints.
type shiftJSON struct {
	Number   int     `json:"number"`
	State    string  `json:"state"`
	Opened   string  `json:"opened_at"`
	OpenedBy string  `json:"opened_by"`
	Ended    *string `json:"ended_at"`
	EndedBy  string  `json:"ended_by"`
	To       string  `json:"handed_to"`
	Z        int     `json:"z"`
}

// presentJSON is who works at the terminal.
type presentJSON struct {
	InUse    bool `json:"in_use"`
	Operator *struct {
		ID   string `json:"operator"`
		Name string `json:"name"`
		Role string `json:"role"`
	} `json:"operator"`
	Shift *shiftJSON `json:"shift"`
}

// handoverJSON is the shift that has begun, and what the one that has ended took.
type handoverJSON struct {
	Shift  shiftJSON  `json:"shift"`
	Report reportJSON `json:"report"`
}

// shiftVerb is who works at the terminal, and in which shift: posd shift show|open|off|handover|close.
func shiftVerb(ctx context.Context, inv *invocation) error {
	badge := inv.flags.Bool("badge", false, inv.words("command.flag_badge_read"))
	args, err := inv.parse(1, 2)
	if err != nil {
		return err
	}
	proves := args[0] == "open" || args[0] == "handover"
	if *badge && !proves || proves && (len(args) == 2) == *badge || !proves && len(args) != 1 {
		return inv.misuse(say("command.shift_what"))
	}
	switch args[0] {
	case "show":
		return inv.tellPresent(ctx, http.MethodGet, "/api/v1/shift", nil)
	case "off":
		return inv.tellPresent(ctx, http.MethodPost, "/api/v1/shift/sign-off", map[string]any{})
	case "open", "handover":
		return inv.signOn(ctx, args[0] == "handover", args[1:])
	case "close":
		return inv.makeReport(ctx, "/api/v1/reports", map[string]any{"kind": "z", "operator": "cli"})
	}
	return inv.misuse(say("command.shift_what"))
}

// signOn opens the shift, or takes it over, with whoever proves to be one of the operators: by number and PIN, or by the code of a badge.
// Both secrets come from standard input.
func (inv *invocation) signOn(ctx context.Context, handover bool, number []string) error {
	body := map[string]any{}
	var err error
	if len(number) == 0 {
		body["badge_code"], err = inv.secret("command.ask_badge")
	} else {
		body["operator"] = number[0]
		body["pin"], err = inv.secret("command.ask_pin")
	}
	if err != nil {
		return err
	}
	if !handover {
		return inv.tellPresent(ctx, http.MethodPost, "/api/v1/shift/sign-on", body)
	}
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var told handoverJSON
	if err := c.call(ctx, http.MethodPost, "/api/v1/shift/handover", nil, body, &told); err != nil {
		return err
	}
	if inv.json {
		return inv.tell(told)
	}
	inv.printReport(told.Report)
	inv.printShift(told.Shift)
	return nil
}

// tellPresent asks for who works here, or changes it, and prints what is so then.
func (inv *invocation) tellPresent(ctx context.Context, method, path string, body any) error {
	_, c, err := inv.open()
	if err != nil {
		return err
	}
	var now presentJSON
	if err := c.call(ctx, method, path, nil, body, &now); err != nil {
		return err
	}
	switch {
	case inv.json:
		return inv.tell(now)
	case !now.InUse:
		fmt.Fprintln(inv.Stdout, inv.words("command.no_operators"))
	case now.Operator == nil:
		fmt.Fprintln(inv.Stdout, inv.words("command.nobody_on"))
	default:
		inv.pair("command.signed_on", strings.Join([]string{now.Operator.ID, now.Operator.Role, now.Operator.Name}, "  "))
	}
	if now.Shift != nil {
		inv.printShift(*now.Shift)
	}
	return nil
}

func (inv *invocation) printShift(s shiftJSON) {
	inv.pair("printer.shift", strconv.Itoa(s.Number))
	inv.pair("printer.shift_opened", s.Opened+"  "+s.OpenedBy)
	if s.Ended != nil {
		inv.pair("command.shift_ended", strings.TrimRight(*s.Ended+"  "+s.EndedBy, " "))
	}
	if s.To != "" {
		inv.pair("printer.shift_to", s.To)
	}
	if s.Z > 0 {
		inv.pair("printer.title_z", fmt.Sprintf("%06d", s.Z))
	}
}
