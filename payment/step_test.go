package payment_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"posd/payment"
)

// inState is a sale of coffee in a state, with a call under way.
func inState(s payment.State, under payment.FlightKind) payment.Payment {
	return payment.Payment{
		ID: "9", State: s, Order: coffee, Created: tableTime, Began: tableTime, Changed: tableTime,
		Flight: payment.Flight{Seq: 3, Kind: under, Tries: 1},
	}
}

// happens is an event of a kind a second later, by the default rules.
func happens(kind payment.EventKind) payment.Event {
	rules := payment.DefaultPolicy()
	return payment.Event{Kind: kind, ID: "9", Seq: 3, At: tableTime.Add(time.Second), Rules: &rules}
}

// says is a signed answer to the call under way.
func says(o payment.Outcome) payment.Event {
	ev := happens(payment.EvAnswer)
	ev.Answer = payment.Answer{Outcome: o, Signed: true}
	return ev
}

// TestOnlyAnOrderMakesAPayment: an event that comes for a payment nobody has makes none, whatever order is written in it; and an order
// makes none that already is.
func TestOnlyAnOrderMakesAPayment(t *testing.T) {
	t.Parallel()
	for _, kind := range []payment.EventKind{payment.EvCode, payment.EvStop, payment.EvRefund, payment.EvRestart} {
		ev := happens(kind)
		ev.Order, ev.Code = coffee, payment.NewCode("281234567890123456")
		if got, effects := payment.Next(payment.Payment{}, ev); !reported(effects) || got.State != payment.StateNone {
			t.Errorf("%s: %s, %s", kind, got.State, doings(effects))
		}
	}
	for s := payment.StateCreated; s <= payment.StateRefunded; s++ {
		ev := happens(payment.EvCreate)
		ev.Order = coffee
		if got, effects := payment.Next(inState(s, payment.FlightNone), ev); !reported(effects) || got.State != s {
			t.Errorf("%s: %s, %s", s, got.State, doings(effects))
		}
	}
}

// TestASaleThatNeverWasSentIsClosedHere, by Stop and by a restart, with the reason; a scan without a code is none.
func TestASaleThatNeverWasSentIsClosedHere(t *testing.T) {
	t.Parallel()
	for kind, why := range map[payment.EventKind]payment.Why{payment.EvStop: payment.WhyStop, payment.EvRestart: payment.WhyRestart} {
		got, effects := payment.Next(inState(payment.StateCreated, payment.FlightNone), happens(kind))
		want := payment.GiveUp{Why: why, At: tableTime.Add(time.Second)}
		if got.State != payment.StateCancelled || got.GivenUp != want || doings(effects) != "save, tell cancelled" {
			t.Errorf("%s: %s, given up %+v, %s", kind, got.State, got.GivenUp, doings(effects))
		}
	}
	if got, effects := payment.Next(inState(payment.StateCreated, payment.FlightNone), happens(payment.EvCode)); !reported(effects) || got.State != payment.StateCreated {
		t.Errorf("a scan without a code: %s, %s", got.State, doings(effects))
	}
}

// TestAnAttemptBeginsWithNothing: neither why the last one was refused, nor that the gateway knew its number.
func TestAnAttemptBeginsWithNothing(t *testing.T) {
	t.Parallel()
	p := inState(payment.StateCreated, payment.FlightNone)
	p.Attempt, p.Reason, p.Seen = 1, payment.Reason{Code: "payment_code_invalid"}, true
	ev := happens(payment.EvCode)
	ev.Code = payment.NewCode("281234567890123456")
	got, effects := payment.Next(p, ev)
	if got.State != payment.StateSending || got.Reason != (payment.Reason{}) || got.Seen || got.Began != ev.At || got.Code != ev.Code.Masked() {
		t.Errorf("%+v, %s", got, doings(effects))
	}
}

// TestPaidIsToldOnce: as late where a restart lay between, and in no other words beside.
func TestPaidIsToldOnce(t *testing.T) {
	t.Parallel()
	for recovered, does := range map[bool]string{false: "save, tell paid", true: "save, tell paid_late"} {
		p := inState(payment.StateUnknown, payment.FlightQuery)
		p.Recovered = recovered
		if got, effects := payment.Next(p, says(payment.Paid)); got.State != payment.StatePaid || doings(effects) != does {
			t.Errorf("recovered %v: %s, %s", recovered, got.State, doings(effects))
		}
	}
}

// TestAnOrderHasSoManyAttempts and no more: the last one's refusal ends the sale.
func TestAnOrderHasSoManyAttempts(t *testing.T) {
	t.Parallel()
	for attempt, want := range []payment.State{payment.StateCreated, payment.StateCreated, payment.StateRefused} {
		p := inState(payment.StateSending, payment.FlightPay)
		p.Attempt, p.Order.KeepOpen = attempt, true
		ev := says(payment.Refused)
		ev.Answer.Reason.Action = payment.ActRescan
		ev.Rules.MaxAttempts = 3
		if got, effects := payment.Next(p, ev); got.State != want {
			t.Errorf("attempt %d of 3: %s, %s", attempt+1, got.State, doings(effects))
		}
	}
}

// TestTheReasonIsWrittenWithTheFirstCancel, for which a sale is given up: somebody pressed Stop, or the queries are used up.
func TestTheReasonIsWrittenWithTheFirstCancel(t *testing.T) {
	t.Parallel()
	for stopped, why := range map[bool]payment.Why{true: payment.WhyStop, false: payment.WhyQueries} {
		p := inState(payment.StateUnknown, payment.FlightQuery)
		p.Flight.StopAsked = stopped
		if !stopped {
			p.Flight.Tries = len(payment.DefaultPolicy().QueryWaits)
		}
		got, effects := payment.Next(p, says(payment.Unknown))
		if want := (payment.GiveUp{Why: why, At: tableTime.Add(time.Second)}); got.GivenUp != want || doings(effects) != "save, cancel, tell cancelling" {
			t.Errorf("Stop %v: given up %+v, %s", stopped, got.GivenUp, doings(effects))
		}
	}
}

// TestACancelThatIsRefusedOfAPaidTrade leads to its refund, if the query just before had seen it paid; else to more queries.
func TestACancelThatIsRefusedOfAPaidTrade(t *testing.T) {
	t.Parallel()
	for saw, want := range map[payment.Outcome]payment.State{payment.Paid: payment.StateRefunding, payment.Confirming: payment.StateUnresolved} {
		p := inState(payment.StateUnresolved, payment.FlightQuery)
		p.GivenUp = payment.GiveUp{Why: payment.WhyStop, At: tableTime}
		p.Flight.SawPaid = saw != payment.Paid // by a query before
		p, _ = payment.Next(p, says(saw))
		ev := says(payment.Refused)
		ev.Seq = p.Flight.Seq
		if got, effects := payment.Next(p, ev); got.State != want {
			t.Errorf("seen %s: %s, %s", saw, got.State, doings(effects))
		}
	}
}

// TestLateMoneyGoesBackUnderItsOwnNumber: that of its attempt and an R, all of it, said to be late; and how that ends is written down.
func TestLateMoneyGoesBackUnderItsOwnNumber(t *testing.T) {
	t.Parallel()
	p := inState(payment.StateQuerying, payment.FlightQuery)
	p.GivenUp, p.Attempt = payment.GiveUp{Why: payment.WhyStop, At: tableTime}, 2
	p, effects := payment.Next(p, says(payment.Paid))
	want := payment.Refund{Number: "9_2R", Amount: coffee.Amount, State: payment.RefundPending, Late: true, Asked: tableTime.Add(time.Second)}
	if p.State != payment.StateRefunding || len(p.Refunds) != 1 || p.Refunds[0] != want {
		t.Fatalf("%s, %+v, %s", p.State, p.Refunds, doings(effects))
	}
	for said, end := range map[payment.Outcome]struct {
		state  payment.State
		refund payment.RefundState
	}{
		payment.Done:    {payment.StateRefunded, payment.RefundDone},
		payment.Refused: {payment.StateUnresolved, payment.RefundRefused},
		payment.Unknown: {payment.StateRefunding, payment.RefundPending},
	} {
		ev := says(said)
		ev.Seq = p.Flight.Seq
		if got, effects := payment.Next(p, ev); got.State != end.state || got.Refunds[0].State != end.refund {
			t.Errorf("%s: %s, refund %s, %s", said, got.State, got.Refunds[0].State, doings(effects))
		}
	}
}

// TestAnAnswerToARefundThatNobodyAskedFor is reported and changes nothing.
func TestAnAnswerToARefundThatNobodyAskedFor(t *testing.T) {
	t.Parallel()
	for _, o := range []payment.Outcome{payment.Done, payment.Refused} {
		p := inState(payment.StatePaid, payment.FlightRefund)
		if got, effects := payment.Next(p, says(o)); !reported(effects) || !sameSale(got, p) {
			t.Errorf("%s: %s, %s", o, got.State, doings(effects))
		}
	}
}

// TestWhatIsLeftToRefund: a refund without verdict counts as done; nothing is left of what was not paid, or went back twice.
func TestWhatIsLeftToRefund(t *testing.T) {
	t.Parallel()
	all := coffee.Amount.Minor
	for _, c := range []struct {
		state    payment.State
		refunds  map[payment.RefundState]int64
		sum, own int64
	}{
		{payment.StatePaid, nil, 0, all},
		{payment.StatePaid, map[payment.RefundState]int64{payment.RefundPending: 5}, 5, all - 5},
		{payment.StatePaid, map[payment.RefundState]int64{payment.RefundDone: 5, payment.RefundRefused: 7, payment.RefundNotSent: 9}, 5, all - 5},
		{payment.StatePaid, map[payment.RefundState]int64{payment.RefundDone: all - 1}, all - 1, 1},
		{payment.StatePaid, map[payment.RefundState]int64{payment.RefundDone: all}, all, 0},
		{payment.StatePaid, map[payment.RefundState]int64{payment.RefundDone: all + 1}, all + 1, 0},
		{payment.StateConfirming, nil, 0, 0},
	} {
		p := inState(c.state, payment.FlightNone)
		for state, minor := range c.refunds {
			p.Refunds = append(p.Refunds, payment.Refund{State: state, Amount: payment.Amount{Minor: minor, Currency: coffee.Amount.Currency}})
		}
		if p.Refunded().Minor != c.sum || p.Refundable().Minor != c.own {
			t.Errorf("%s, %v: %v went back, %v is left", c.state, c.refunds, p.Refunded(), p.Refundable())
		}
	}
}

// TestWhatARefundMayHold: a number, and texts of the length that gateways and the journal take.
func TestWhatARefundMayHold(t *testing.T) {
	t.Parallel()
	x := func(n int) string { return strings.Repeat("x", n) }
	good := payment.Refund{Number: "8", Amount: payment.Amount{Minor: 1, Currency: coffee.Amount.Currency}}
	for name, c := range map[string]struct {
		change func(*payment.Refund)
		fits   bool
	}{
		"as short as can be": {func(*payment.Refund) {}, true},
		"as long as can be": {func(r *payment.Refund) {
			r.Why, r.Operator, r.Approver, r.Key, r.Digest = x(256), x(64), x(64), x(128), x(128)
		}, true},
		"no number":       {func(r *payment.Refund) { r.Number = "" }, false},
		"long reason":     {func(r *payment.Refund) { r.Why = x(257) }, false},
		"long operator":   {func(r *payment.Refund) { r.Operator = x(65) }, false},
		"long approver":   {func(r *payment.Refund) { r.Approver = x(65) }, false},
		"long key":        {func(r *payment.Refund) { r.Key = x(129) }, false},
		"long digest":     {func(r *payment.Refund) { r.Digest = x(129) }, false},
		"broken reason":   {func(r *payment.Refund) { r.Why = "\xff" }, false},
		"broken operator": {func(r *payment.Refund) { r.Operator = "\xff" }, false},
		"broken approver": {func(r *payment.Refund) { r.Approver = "\xff" }, false},
		"broken key":      {func(r *payment.Refund) { r.Key = "a b" }, false},
		"broken digest":   {func(r *payment.Refund) { r.Digest = "\xff" }, false},
	} {
		ev := happens(payment.EvRefund)
		ev.Refund = good
		c.change(&ev.Refund)
		got, effects := payment.Next(inState(payment.StatePaid, payment.FlightNone), ev)
		if reported(effects) == c.fits || (len(got.Refunds) == 1) != c.fits {
			t.Errorf("%s: %s", name, doings(effects))
		}
	}
}

// TestTheFormOfANumber: a nine and 19 to 21 digits behind it.
func TestTheFormOfANumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": false, "9" + strings.Repeat("1", 18): false, "9" + strings.Repeat("1", 19): true, "9" + strings.Repeat("1", 21): true,
		"9" + strings.Repeat("1", 22): false, "8" + strings.Repeat("1", 19): false, "9" + strings.Repeat("x", 19): false,
		string(payment.NewID(math.MaxUint64)): true, string(payment.NewIDWithin("1234", 0)): true,
	} {
		if payment.IsID(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// TestWhyNoCodeIsShown is written down, as it is of a pay without a verdict.
func TestWhyNoCodeIsShown(t *testing.T) {
	t.Parallel()
	for said, state := range map[payment.Outcome]payment.State{payment.Unknown: payment.StateUnknown, payment.NotSent: payment.StateNotSent} {
		p := inState(payment.StateSending, payment.FlightPay)
		p.Presented = true
		ev := says(said)
		ev.Answer.Reason = payment.Reason{Code: "gateway_busy"}
		if got, effects := payment.Next(p, ev); got.State != state || got.Reason != ev.Answer.Reason {
			t.Errorf("%s: %s, %+v, %s", said, got.State, got.Reason, doings(effects))
		}
	}
}
