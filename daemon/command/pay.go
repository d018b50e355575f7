package command

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"posd/payment"
)

// amountJSON is an amount as the API writes it.
type amountJSON struct {
	Value    string `json:"value"`
	Currency string `json:"currency"`
}

func toJSON(a payment.Amount) amountJSON {
	return amountJSON{strconv.FormatInt(a.Minor, 10), string(a.Currency)}
}

// String returns the amount as people write it.
func (a amountJSON) String() string {
	minor, err := strconv.ParseInt(a.Value, 10, 64)
	if err != nil {
		return a.Value + " " + a.Currency
	}
	return payment.Amount{Minor: minor, Currency: payment.Currency(a.Currency)}.String()
}

// paymentJSON is the part of the API's payment that the commands print.
type paymentJSON struct {
	ID      string       `json:"id"`
	State   string       `json:"state"`
	Settled bool         `json:"settled"`
	Number  string       `json:"number"`
	Amount  amountJSON   `json:"amount"`
	Reason  *reasonJSON  `json:"reason"`
	Refunds []refundJSON `json:"refunds"`
}

type reasonJSON struct {
	Code string `json:"code"`
	Text text   `json:"text"`
	Do   text   `json:"do"`
}

type refundJSON struct {
	Number string      `json:"number"`
	Amount amountJSON  `json:"amount"`
	State  string      `json:"state"`
	Reason *reasonJSON `json:"reason"`
}

// pay takes a payment: posd pay 12.50.
func pay(ctx context.Context, inv *invocation) error {
	code := inv.flags.String("code", "", inv.words("command.flag_code"))
	show := inv.flags.Bool("show", false, inv.words("command.flag_show"))
	order := inv.flags.String("order", "", inv.words("command.flag_order"))
	subject := inv.flags.String("subject", "", inv.words("command.flag_subject"))
	wait := inv.flags.Duration("wait", 90*time.Second, inv.words("command.flag_wait"))
	args, err := inv.parse(1, 1)
	if err != nil {
		return err
	}
	cfg, c, err := inv.open()
	if err != nil {
		return err
	}
	amount, err := payment.ParseAmount(args[0], payment.Currency(cfg.Terminal.Currency))
	if err != nil {
		return inv.misuse(say("command.bad_amount", err.Error()))
	}
	body := map[string]any{"amount": toJSON(amount), "subject": *subject, "order": *order, "payment_code": *code, "operator": "cli"}
	if *show {
		body["present"] = true
	}
	var p paymentJSON
	if err := c.call(ctx, http.MethodPost, "/api/v1/payments", nil, body, &p); err != nil {
		return err
	}
	if !inv.json && !p.Settled {
		fmt.Fprintln(inv.Stdout, inv.words("command.paid", p.ID, p.Amount, p.State))
	}
	if err := c.await(ctx, &p, *wait); err != nil {
		if ctx.Err() != nil {
			return &failure{
				exit: ExitFailed, code: "left", what: say("command.left", p.ID), hint: say("command.left_do", p.ID), payment: p.ID, err: err,
			}
		}
		return err
	}
	return inv.tellPayment(p)
}

// await asks until the payment is settled or the time is over.
func (c *client) await(ctx context.Context, p *paymentJSON, wait time.Duration) error {
	for until := time.Now().Add(wait); !p.Settled; {
		left := time.Until(until).Round(time.Second)
		if left <= 0 {
			return nil
		}
		query := url.Values{"wait": {strconv.Itoa(int(min(left, time.Minute).Seconds()))}}
		if err := c.call(ctx, http.MethodGet, "/api/v1/payments/"+url.PathEscape(p.ID), query, nil, p); err != nil {
			return err
		}
	}
	return nil
}

// tellPayment prints the outcome, and fails unless the money is ours.
func (inv *invocation) tellPayment(p paymentJSON) error {
	if inv.json {
		if err := inv.tell(p); err != nil {
			return err
		}
	} else {
		fmt.Fprintln(inv.Stdout, inv.words("command.paid", p.ID, p.Amount, p.State))
	}
	switch {
	case p.State == payment.StatePaid.String():
		return nil
	case p.Reason != nil:
		return failed(p.Reason.Code, say("command.not_paid_why", p.Reason.Text.in(inv.Lang)), p.Reason.Do)
	}
	return failed(p.State, say("command.not_paid", p.State), say("command.not_paid_do", p.ID))
}
