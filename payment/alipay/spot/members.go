package spot

import (
	"fmt"
	"strconv"
	"strings"

	"posd/payment"
)

// question is what was asked: what an answer is held against.
type question struct {
	api    *api
	number string // partner_trans_id
	ref    string // alipay_trans_id, maybe empty
	refund string // partner_refund_id
	amount payment.Amount
}

// rule says what one member of an answer must be if it is there. The one that binds the answer must be there for every outcome that
// a caller may rely on: an answer without it is [payment.Unknown].
type rule struct {
	name  string
	binds bool
	is    func(q *question) string // "" takes anything
}

// The rules of all calls. Sources, each with the mark "Required" where binds is set: spot_pay and overseas_query for
// partner_trans_id, acquire_cancel for out_trade_no, spot_refund for partner_refund_id, refundquery for out_return_no (below
// docs.antom.com/ac/global). trans_amount and currency are the order's; trans_amount_cny is what the buyer paid and is not compared.
var (
	ourNumber = func(q *question) string { return q.number }
	ourRef    = func(q *question) string { return q.ref }
	ourRefund = func(q *question) string { return q.refund }

	payRules = []rule{
		{name: "partner_trans_id", binds: true, is: ourNumber},
	}
	queryRules = []rule{
		{name: "partner_trans_id", binds: true, is: ourNumber},
		{name: "alipay_trans_id", is: ourRef},
	}
	cancelRules = []rule{
		{name: "out_trade_no", binds: true, is: ourNumber},
		{name: "trade_no", is: ourRef},
	}
	refundRules = []rule{
		{name: "partner_refund_id", binds: true, is: ourRefund},
		{name: "partner_trans_id", is: ourNumber},
		{name: "alipay_trans_id", is: ourRef},
	}
	refundQueryRules = []rule{
		{name: "out_return_no", binds: true, is: ourRefund},
		{name: "out_trade_no", is: ourNumber},
	}
)

// hold holds the members of an answer against the question. The error wraps errNotOurs and names the member, never its value.
// bound reports whether the member that binds was there.
func (c *Client) hold(e element, q *question) (bound bool, err error) {
	for _, r := range q.api.rules {
		got, want := e.value(r.name), r.is(q)
		if got != "" && want != "" && got != want {
			return false, fmt.Errorf("%w: %s", errNotOurs, r.name)
		}
		bound = bound || r.binds && got != ""
	}
	amount := "trans_amount"
	if q.api == refundAPI {
		amount = "refund_amount"
	}
	if err := c.holdAmount(e, amount, q.amount); err != nil {
		return false, err
	}
	return bound, nil
}

// holdAmount compares a sum with what was asked for: in major units, whatever the zeros at its end.
func (c *Client) holdAmount(e element, name string, want payment.Amount) error {
	if want.Currency == "" {
		return nil
	}
	priced := "currency"
	if s := c.cfg.SettleCurrency; s != "" && s != want.Currency {
		priced = "trans_currency"
	}
	if got := e.value(priced); got != "" && got != string(want.Currency) {
		return fmt.Errorf("%w: %s", errNotOurs, priced)
	}
	if got := e.value(name); got != "" && !sameSum(got, want) {
		return fmt.Errorf("%w: %s", errNotOurs, name)
	}
	return nil
}

func sameSum(text string, want payment.Amount) bool {
	exp, _ := want.Currency.Exponent()
	whole, frac, _ := strings.Cut(text, ".")
	if len(whole) == 0 || len(whole) > 12 || len(frac) > 6 {
		return false
	}
	for len(frac) < exp {
		frac += "0"
	}
	if strings.Trim(frac[exp:], "0") != "" || strings.Trim(whole+frac, "0123456789") != "" {
		return false
	}
	minor, err := strconv.ParseInt(whole+frac[:exp], 10, 64)
	return err == nil && minor == want.Minor
}
