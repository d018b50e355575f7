package command

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"posd/payment"
)

// refundWait is how long the daemon holds the request for the refund's outcome, in seconds.
const refundWait = "30"

// refund gives money back: posd refund PAYMENT [AMOUNT]. PINs are read from standard input, the operator's before the approver's.
func refund(ctx context.Context, inv *invocation) error {
	operator := inv.flags.String("operator", "", inv.words("command.flag_operator"))
	approver := inv.flags.String("approver", "", inv.words("command.flag_approver"))
	reason := inv.flags.String("reason", "", inv.words("command.flag_reason"))
	args, err := inv.parse(1, 2)
	if err != nil {
		return err
	}
	cfg, c, err := inv.open()
	if err != nil {
		return err
	}
	body := map[string]any{"reason": *reason, "operator": "cli"}
	if len(args) == 2 {
		amount, err := payment.ParseAmount(args[1], payment.Currency(cfg.Terminal.Currency))
		if err != nil {
			return inv.misuse(say("command.bad_amount", err.Error()))
		}
		body["amount"] = toJSON(amount)
	}
	for _, who := range []struct{ name, number, pin string }{{"operator", *operator, "pin"}, {"approver", *approver, "approver_pin"}} {
		if who.number == "" {
			continue
		}
		body[who.name] = who.number
		if body[who.pin], err = inv.secret("command.ask_pin"); err != nil {
			return err
		}
	}
	var answer struct {
		Refund refundJSON `json:"refund"`
	}
	path := "/api/v1/payments/" + url.PathEscape(args[0]) + "/refunds"
	if err := c.call(ctx, http.MethodPost, path, url.Values{"wait": {refundWait}}, body, &answer); err != nil {
		return err
	}
	return inv.tellRefund(args[0], answer.Refund)
}

// tellRefund prints the outcome, and fails unless the money has gone back.
func (inv *invocation) tellRefund(id string, r refundJSON) error {
	if inv.json {
		if err := inv.tell(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(inv.Stdout, inv.words("command.refunded", r.Number, r.Amount, r.State))
	}
	switch payment.RefundState(r.State) {
	case payment.RefundDone:
		return nil
	case payment.RefundPending:
		return failed(r.State, say("command.refund_pending"), say("command.refund_pending_do"))
	case payment.RefundRefused, payment.RefundNotSent:
	}
	if r.Reason != nil {
		return failed(r.Reason.Code, say("command.refund_failed", r.Reason.Text.in(inv.Lang)), r.Reason.Do)
	}
	return failed(r.State, say("command.refund_failed", r.State), say("command.refund_failed_do", id))
}
