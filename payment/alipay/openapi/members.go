package openapi

import (
	"fmt"
	"strings"
	"time"

	"posd/payment"
	"posd/payment/alipay/strict"
)

// question is what was asked: what an answer is held against.
type question struct {
	call         *call
	number       string // out_trade_no, maybe empty
	ref          string // trade_no, maybe empty
	amount       payment.Amount
	refund       string // out_request_no
	refundAmount payment.Amount
}

// rule says what one member of an answer must be.
type rule struct {
	name string
	must bool // it must be there if the code is 10000
	// fits reports whether a member that is there fits the question; nil takes anything.
	fits func(q *question, value string) bool
}

// The rules of the calls. A member that is not there, null or "" is not held against anything, unless it must be there.
//
// No member of the family ties an answer to its message, so out_trade_no does. It must be there with code 10000 and with every
// refusal that is believed; so a truly signed answer to another trade is nobody's verdict. The pages mark as always there (必选):
// alipay.trade.pay: trade_no, out_trade_no, total_amount; alipay.trade.query: the same and trade_status; alipay.trade.cancel
// (opendocs.alipay.com/open/02ekfr): out_trade_no, retry_flag; alipay.trade.refund: trade_no, out_trade_no, fund_change, refund_fee.
// alipay.trade.precreate (AlipayTradePrecreateResponse of the official SDK, and open.alitrip.com article 104629): out_trade_no, qr_code; no
// amount, which the number stands for. alipay.trade.fastpay.refund.query (opendocs.alipay.com/open/02e7gp) promises none: 10000 without refund_status says that there was
// no such refund; with it, the numbers and the amount are required by classifyRefundQuery.
//
// The answer to a refund names no out_request_no: signature and trade bind it. Its refund_fee is the sum of all refunds of the trade
// and is not compared.
//
// Amounts are compared as amounts: 12.5 and 12.50 are one. trans_currency is only there in other currencies than CNY.
var (
	tradeRules = []rule{
		{name: "out_trade_no", must: true, fits: func(q *question, v string) bool { return q.number == "" || v == q.number }},
		{name: "trade_no", fits: func(q *question, v string) bool { return q.ref == "" || v == q.ref }},
		{name: "total_amount", fits: func(q *question, v string) bool { return isAmount(v, q.amount) }},
		{name: "trans_currency", fits: func(_ *question, v string) bool { return v == string(Currency) }},
	}
	payRules     = demand(tradeRules, "trade_no", "total_amount")
	presentRules = append(demand(tradeRules), rule{name: "qr_code", must: true})
	queryRules   = append(demand(tradeRules, "trade_no", "total_amount"), rule{name: "trade_status", must: true})
	cancelRules  = append(demand(tradeRules), rule{name: "retry_flag", must: true})
	refundRules  = append(demand(tradeRules, "trade_no"), rule{name: "fund_change", must: true},
		rule{name: "out_request_no", fits: fitsRefund})
	refundQueryRules = append(allow(tradeRules),
		rule{name: "out_request_no", fits: fitsRefund},
		rule{name: "refund_amount", fits: func(q *question, v string) bool { return isAmount(v, q.refundAmount) }})
	downloadRules = []rule{{name: "alipay_cert_content", must: true}}
	billRules     = []rule{{name: "bill_download_url", must: true}}
)

func fitsRefund(q *question, v string) bool { return v == q.refund }

// demand copies rules and makes the named ones required.
func demand(rules []rule, names ...string) []rule {
	out := append([]rule(nil), rules...)
	for i := range out {
		for _, name := range names {
			out[i].must = out[i].must || out[i].name == name
		}
	}
	return out
}

// allow copies rules and requires none.
func allow(rules []rule) []rule {
	out := append([]rule(nil), rules...)
	for i := range out {
		out[i].must = false
	}
	return out
}

// isAmount reports whether a decimal is an amount. An amount without a currency is not known and takes any.
func isAmount(text string, want payment.Amount) bool {
	if want.Currency == "" {
		return true
	}
	got, err := payment.ParseAmount(text, Currency)
	return err == nil && got == want
}

// hold holds an answer against the question. The error wraps errShape or errNotOurs and names the member, never its value.
func hold(response strict.Object, q *question, code string) error {
	for _, r := range q.call.rules {
		got, err := response.Text(r.name)
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", errShape, err)
		case got == "" && r.must && code == codeSuccess:
			return fmt.Errorf("%w: %s", errShape, r.name)
		case got != "" && r.fits != nil && !r.fits(q, got):
			return fmt.Errorf("%w: %s", errNotOurs, r.name)
		}
	}
	return nil
}

// get returns a member's text; of another kind it was not said.
func get(response strict.Object, name string) string {
	text, _ := response.Text(name)
	return text
}

// readTrade reads what an answer says about the trade beyond what was asked. What cannot be read was not said.
func readTrade(response strict.Object) payment.Trade {
	t := payment.Trade{Ref: get(response, "trade_no")}
	for _, name := range []string{"gmt_payment", "send_pay_date"} {
		if at, err := time.ParseInLocation(timeLayout, get(response, name), beijing); err == nil {
			t.Time = at
		}
	}
	if paid, err := payment.ParseAmount(get(response, "buyer_pay_amount"), Currency); err == nil {
		t.PaidBy = paid
	}
	for _, name := range []string{"discount_amount", "mdiscount_amount"} {
		if off, err := payment.ParseAmount(get(response, name), Currency); err == nil {
			t.Discount = payment.Amount{Minor: t.Discount.Minor + off.Minor, Currency: Currency}
		}
	}
	if buyer := strings.TrimSpace(get(response, "buyer_logon_id")); buyer != "" {
		t.Buyer = payment.Mask(buyer)
	}
	return t
}
