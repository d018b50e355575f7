package alipay

import (
	"strings"
	"testing"

	"posd/configs/words"
	"posd/payment"
)

func TestEveryMeaningHasWords(t *testing.T) {
	t.Parallel()
	for wire, m := range meanings {
		for _, key := range []words.Key{words.Key("reason." + m.Reason.Code), words.Key("reason." + m.Reason.Code + ".do")} {
			if !words.Has(key) {
				t.Errorf("%s: no words for %s", wire, key)
			}
		}
		if m.Reason.Wire != "" || wire != strings.ToUpper(wire) {
			t.Errorf("%s: a row holds no wire code and is in upper case", wire)
		}
		if (m.Missing || m.Waiting) && m.Final != NoCall {
			t.Errorf("%s: both a state and a refusal", wire)
		}
		if m.Denies && (m.Final != AnyCall || m.Reason.Action != payment.ActTechnician) {
			t.Errorf("%s: who denies us refuses every call, and a technician must act", wire)
		}
		if m.IsFinal(CallPay) && m.Reason.Action == payment.ActNone {
			t.Errorf("%s: a refused sale leaves the cashier without anything to do", wire)
		}
	}
}

// Two tables with the same code would hide one of them.
func TestNoCodeIsInTwoTables(t *testing.T) {
	t.Parallel()
	rows := 0
	for _, table := range []map[string]Meaning{
		codeMeanings, buyerMeanings, limitMeanings, merchantMeanings, denials, tradeMeanings, refundMeanings, platformMeanings,
		successorMeanings,
	} {
		rows += len(table)
	}
	if rows != len(meanings) {
		t.Errorf("%d rows, %d codes", rows, len(meanings))
	}
}

func TestLookup(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wire   string
		code   string
		action payment.Action
		final  Calls
	}{
		{"PAYMENT_AUTH_CODE_INVALID", "code_expired", payment.ActRescan, CallPay},
		{"ACQ.PAYMENT_AUTH_CODE_INVALID", "code_expired", payment.ActRescan, CallPay},
		{"AQC.SYSTEM_ERROR", "gateway_busy", payment.ActNone, NoCall},
		{"BUYER_BANKCARD_BALANCE_NOT_ENOUGH", "card_balance_not_enough", payment.ActOtherTender, CallPay},
		{"BUYER_BANKCARD_BALANCE_NOT_ENOUG", "card_balance_not_enough", payment.ActOtherTender, CallPay}, // cut to 32
		{"ACQ.BUYER_BANKCARD_BALANCE_NOT_E", "card_balance_not_enough", payment.ActOtherTender, CallPay}, // cut to 32
		{"TRADE_HAS_SUCCESS", "already_paid", payment.ActNone, NoCall},
		{"TRADE_HAS_CLOSE", "trade_closed", payment.ActRetry, CallCancel | CallRefund},
		{"REPEAT_REQ_INCONSISTENT", "repeat_differs", payment.ActRetry, NoCall},
		{"MERCHANT_SOMETHING_NEW", "merchant_refused", payment.ActTechnician, NoCall},
		{"BUYER_NEW_LIMIT_ERROR", "limit_reached", payment.ActAmount, NoCall},
		{"SOMETHING_NEW", "result_unknown", payment.ActNone, NoCall},
		{"", "result_unknown", payment.ActNone, NoCall},
		{"SUCCESS", "result_unknown", payment.ActNone, NoCall},
	} {
		m := Lookup(c.wire)
		if m.Reason.Code != c.code || m.Reason.Action != c.action || m.Final != c.final || m.Reason.Wire != c.wire {
			t.Errorf("%s: %+v", c.wire, m)
		}
	}
	for _, wire := range []string{"ORDER_NOT_EXIST", "TRADE_NOT_FOUND", "ACQ.TRADE_NOT_EXIST", "PAYMENT_NOT_EXIST", "ORDER_NOT_EXISTS"} {
		if !Lookup(wire).Missing {
			t.Errorf("%s is not missing", wire)
		}
	}
	for _, wire := range []string{"BUYER_NOT_EXIST", "MERCHANT_NOT_EXIST", "KEY_NOT_FOUND"} {
		if Lookup(wire).Missing {
			t.Errorf("%s is about no trade", wire)
		}
	}
}

// A result code goes into the log. What is no code stays out of it.
func TestWireIsFitForALog(t *testing.T) {
	t.Parallel()
	for _, wire := range []string{
		"281234567890123456", "buyer a***@b.c", "A\nB", strings.Repeat("A", 65), "付款码", "<html>",
	} {
		if got := Lookup(wire).Reason.Wire; got != "" {
			t.Errorf("%q is logged as %q", wire, got)
		}
	}
}
