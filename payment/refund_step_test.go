package payment_test

import (
	"testing"
	"time"

	"posd/payment"
)

// TestARefundEndsAsItWasAnswered: and only an answer ends it. That nothing was sent ends it only if nothing was sent before either.
func TestARefundEndsAsItWasAnswered(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	for _, c := range []struct {
		says  payment.Outcome
		tries int
		state payment.RefundState
		does  string
	}{
		{payment.Done, 1, payment.RefundDone, "save, tell refunded"},
		{payment.Refused, 1, payment.RefundRefused, "save, tell refund_refused"},
		{payment.NotSent, 1, payment.RefundNotSent, "save, tell refund_not_sent"},
		{payment.NotSent, 2, payment.RefundPending, "wake in 20s"},
		{payment.Unknown, 1, payment.RefundPending, "tell refund_unknown, wake in 10s"},
		{payment.Unknown, 3, payment.RefundPending, "wake in 40s"},
	} {
		now, why := tableTime.Add(time.Hour), payment.Reason{Code: "refund_window"}
		p := payment.Payment{
			ID: "9", State: payment.StatePaid, Order: coffee, Changed: tableTime, Flight: payment.Flight{Seq: 3, Kind: payment.FlightRefund, Tries: c.tries},
			Refunds: []payment.Refund{{Number: "8", Amount: payment.Amount{Minor: 1, Currency: "CNY"}, State: payment.RefundPending, Asked: tableTime}},
		}
		got, effects := payment.Next(p, payment.Event{
			Kind: payment.EvAnswer, Seq: 3, At: now, Rules: &rules, Answer: payment.Answer{Outcome: c.says, Signed: c.says != payment.NotSent, Reason: why},
		})
		r := got.Refunds[0]
		if got.State != payment.StatePaid || r.State != c.state || doings(effects) != c.does {
			t.Errorf("%s after %d tries: %s, refund %s, %s", c.says, c.tries, got.State, r.State, doings(effects))
		}
		switch {
		case !c.state.Final() && (!r.Settled.IsZero() || got.Changed != tableTime || r.Reason.Code != ""):
			t.Errorf("%s after %d tries: it is not settled, and yet %+v", c.says, c.tries, r)
		case c.state.Final() && (r.Settled != now || got.Changed != now || r.Reason != why || got.Flight != payment.Flight{Seq: 3}):
			t.Errorf("%s after %d tries: %+v, changed at %v, under way: %+v", c.says, c.tries, r, got.Changed, got.Flight)
		}
	}
}

// TestARefundAfterARestartIsTakenForSentBefore: that nothing leaves now proves nothing about the process before.
func TestARefundAfterARestartIsTakenForSentBefore(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	p := payment.Payment{
		ID: "9", State: payment.StatePaid, Order: coffee,
		Refunds: []payment.Refund{{Number: "8", Amount: coffee.Amount, State: payment.RefundPending}},
	}
	p, effects := payment.Next(p, payment.Event{Kind: payment.EvRestart, Rules: &rules})
	if doings(effects) != "refund" || effects[0].Refund.Number != "8" {
		t.Fatalf("after a restart: %s", doings(effects))
	}
	p, effects = payment.Next(p, payment.Event{Kind: payment.EvAnswer, Seq: p.Flight.Seq, Rules: &rules, Answer: payment.Answer{Outcome: payment.NotSent}})
	if p.Refunds[0].State != payment.RefundPending || doings(effects) != "wake in 20s" {
		t.Errorf("nothing left now: refund %s, %s", p.Refunds[0].State, doings(effects))
	}
}
