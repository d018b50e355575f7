package command

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"posd/configs"
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

func (a amountJSON) String() string {
	minor, err := strconv.ParseInt(a.Value, 10, 64)
	if err != nil {
		return a.Value + " " + a.Currency
	}
	return payment.Amount{Minor: minor, Currency: payment.Currency(a.Currency)}.String()
}

// paymentJSON is the part of the API's payment that the commands print.
type paymentJSON struct {
	ID      string     `json:"id"`
	State   string     `json:"state"`
	Settled bool       `json:"settled"`
	Number  string     `json:"number"`
	Amount  amountJSON `json:"amount"`
	Reason  *struct {
		Code string            `json:"code"`
		Text map[string]string `json:"text"`
		Do   map[string]string `json:"do"`
	} `json:"reason"`
	Refunds []refundJSON `json:"refunds"`
}

type refundJSON struct {
	Number string     `json:"number"`
	Amount amountJSON `json:"amount"`
	State  string     `json:"state"`
}

// open loads the configuration and returns a client of its daemon.
func (inv *invocation) open() (configs.Config, *client, error) {
	cfg, err := configs.Load(inv.config)
	if err != nil {
		return cfg, nil, &failure{ExitConfig, err, "posd check -config " + inv.config + " tells each fault and its cure"}
	}
	return cfg, newClient(cfg.Admin.Socket), nil
}

// pay takes a payment: posd pay 12.50.
func pay(ctx context.Context, inv *invocation) error {
	code := inv.flags.String("code", "", "payment code; without it the scanner is armed")
	order := inv.flags.String("order", "", "the till's own order number")
	subject := inv.flags.String("subject", "", "what is sold")
	wait := inv.flags.Duration("wait", 90*time.Second, "how long to wait for the outcome")
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
		return usage("%v", err)
	}
	body := map[string]any{"amount": toJSON(amount), "subject": *subject, "order": *order, "payment_code": *code, "operator": "cli"}
	var p paymentJSON
	if err := c.call(ctx, http.MethodPost, "/api/v1/payments", nil, body, &p); err != nil {
		return err
	}
	if !inv.json && !p.Settled {
		fmt.Fprintf(inv.Stdout, "payment %s of %s: %s\n", p.ID, p.Amount, p.State)
	}
	if p, err = c.await(ctx, p, *wait); err != nil {
		return err
	}
	return inv.printPayment(p, "paid")
}

// await asks until the payment is settled or the time is over.
func (c *client) await(ctx context.Context, p paymentJSON, wait time.Duration) (paymentJSON, error) {
	until := time.Now().Add(wait)
	for !p.Settled {
		left := time.Until(until).Round(time.Second)
		if left <= 0 {
			return p, nil
		}
		query := url.Values{"wait": {strconv.Itoa(int(min(left, 60*time.Second).Seconds()))}}
		if err := c.call(ctx, http.MethodGet, "/api/v1/payments/"+p.ID, query, nil, &p); err != nil {
			return p, err
		}
	}
	return p, nil
}

// printPayment prints the outcome and fails unless it is the wanted one.
func (inv *invocation) printPayment(p paymentJSON, want string) error {
	if inv.json {
		if err := json.NewEncoder(inv.Stdout).Encode(p); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(inv.Stdout, "payment %s of %s: %s (%s)\n", p.ID, p.Amount, p.State, p.Number)
	}
	if p.State == want {
		return nil
	}
	hint := "posd journal list shows what happened; an open payment goes on being resolved by the daemon"
	if p.Reason != nil {
		return failed(p.Reason.Do["en"], "not %s: %s", want, p.Reason.Text["en"])
	}
	return failed(hint, "not %s: the payment is %s", want, p.State)
}

// refund gives money back: posd refund PAYMENT [AMOUNT].
func refund(ctx context.Context, inv *invocation) error {
	reason := inv.flags.String("reason", "", "why, for the journal and the slip")
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
			return usage("%v", err)
		}
		body["amount"] = toJSON(amount)
	}
	var answer struct {
		Refund refundJSON `json:"refund"`
	}
	path := "/api/v1/payments/" + url.PathEscape(args[0]) + "/refunds"
	if err := c.call(ctx, http.MethodPost, path, url.Values{"wait": {"30"}}, body, &answer); err != nil {
		return err
	}
	return inv.printRefund(answer.Refund)
}

func (inv *invocation) printRefund(r refundJSON) error {
	if inv.json {
		if err := json.NewEncoder(inv.Stdout).Encode(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(inv.Stdout, "refund %s of %s: %s\n", r.Number, r.Amount, r.State)
	}
	switch payment.RefundState(r.State) {
	case payment.RefundDone:
		return nil
	case payment.RefundPending:
		return failed("the daemon goes on with the same refund number; do not refund again", "the refund is not settled yet")
	case payment.RefundRefused, payment.RefundNotSent:
	}
	return failed("see the status page for the reason", "the refund is %s", r.State)
}
