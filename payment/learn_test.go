package payment_test

import (
	"slices"
	"testing"
	"time"

	"posd/payment"
)

// TestWhatAnAnswerSaysIsKept: what is said of the trade, that its number is known, and why something was refused. It is in the record
// that the step writes, for support and for the refund that may need the gateway's own number.
func TestWhatAnAnswerSaysIsKept(t *testing.T) {
	t.Parallel()
	const trade, reason, clears = 1, 2, 4
	for _, c := range []struct {
		in   payment.State
		call payment.FlightKind
		says payment.Outcome
		kept int
	}{
		{payment.StateSending, payment.FlightPay, payment.Paid, trade | clears},
		{payment.StateSending, payment.FlightPay, payment.Confirming, trade},
		{payment.StateSending, payment.FlightPay, payment.Refused, reason},
		{payment.StateSending, payment.FlightPay, payment.NotSent, reason},
		{payment.StateSending, payment.FlightPay, payment.Unknown, reason},
		{payment.StateUnknown, payment.FlightQuery, payment.Paid, trade | clears},
		{payment.StateUnknown, payment.FlightQuery, payment.Confirming, trade},
		{payment.StateUnknown, payment.FlightQuery, payment.Closed, trade | reason},
		{payment.StateConfirming, payment.FlightQuery, payment.Paid, trade | clears},
		{payment.StateConfirming, payment.FlightQuery, payment.Closed, trade | reason},
		{payment.StateCancelling, payment.FlightCancel, payment.Refused, reason},
		{payment.StateQuerying, payment.FlightQuery, payment.Paid, trade},
		{payment.StateQuerying, payment.FlightQuery, payment.Confirming, trade},
		{payment.StateQuerying, payment.FlightQuery, payment.Closed, trade},
		{payment.StateWatched, payment.FlightQuery, payment.Paid, trade},
		{payment.StateWatched, payment.FlightQuery, payment.Confirming, trade},
		{payment.StateWatched, payment.FlightQuery, payment.Closed, trade},
		{payment.StateUnresolved, payment.FlightQuery, payment.Paid, trade},
		{payment.StateUnresolved, payment.FlightQuery, payment.Confirming, trade},
		{payment.StateUnresolved, payment.FlightQuery, payment.Closed, trade},
	} {
		yuan := payment.Amount{Minor: 80, Currency: "CNY"}
		said := payment.Trade{Ref: "2026", Time: tableTime, PaidBy: yuan, Discount: yuan, Rate: "7.1", Buyer: "1**2"}
		old, why := payment.Reason{Code: "before"}, payment.Reason{Code: "now", Wire: "W"}
		p := payment.Payment{
			ID: "9", State: c.in, Order: coffee, Began: tableTime, Reason: old, Flight: payment.Flight{Seq: 3, Kind: c.call, Tries: 1},
		}
		rules := payment.DefaultPolicy()
		got, effects := payment.Next(p, payment.Event{
			Kind: payment.EvAnswer, Seq: 3, At: tableTime.Add(time.Second), Rules: &rules,
			Answer: payment.Answer{Outcome: c.says, Signed: true, Trade: said, Reason: why},
		})
		want := old
		switch {
		case c.kept&clears > 0:
			want = payment.Reason{}
		case c.kept&reason > 0:
			want = why
		}
		if learnt := c.kept&trade > 0; got.Seen != learnt || learnt && got.Trade != said || got.Reason != want {
			t.Errorf("%s, %s: seen %v, trade %+v, reason %+v", c.in, c.says, got.Seen, got.Trade, got.Reason)
		}
		if effects[0].Kind != payment.EffSave {
			t.Errorf("%s, %s: it is not written down: %s", c.in, c.says, doings(effects))
		}
	}
}

// TestOnlyWhatWasSaidIsTakenOver: an answer that leaves a member out does not empty it, and one that repeats it writes no record.
func TestOnlyWhatWasSaidIsTakenOver(t *testing.T) {
	t.Parallel()
	yuan, euro := payment.Amount{Minor: 80, Currency: "CNY"}, payment.Amount{Minor: 10, Currency: "EUR"}
	known := payment.Trade{Ref: "2026", Time: tableTime, PaidBy: yuan, Discount: yuan, Rate: "7.1", Buyer: "1**2"}
	rules := payment.DefaultPolicy()
	for _, c := range []struct {
		says payment.Trade
		want func(*payment.Trade)
	}{
		{payment.Trade{}, func(*payment.Trade) {}},
		{known, func(*payment.Trade) {}},
		{payment.Trade{Time: tableTime.In(time.FixedZone("Beijing", 8*3600))}, func(*payment.Trade) {}},
		{payment.Trade{Ref: "2027"}, func(t *payment.Trade) { t.Ref = "2027" }},
		{payment.Trade{Time: tableTime.Add(1)}, func(t *payment.Trade) { t.Time = tableTime.Add(1) }},
		{payment.Trade{PaidBy: euro}, func(t *payment.Trade) { t.PaidBy = euro }},
		{payment.Trade{Discount: euro}, func(t *payment.Trade) { t.Discount = euro }},
		{payment.Trade{Rate: "7.2"}, func(t *payment.Trade) { t.Rate = "7.2" }},
		{payment.Trade{Buyer: "3**4"}, func(t *payment.Trade) { t.Buyer = "3**4" }},
	} {
		p := payment.Payment{
			ID: "9", State: payment.StateConfirming, Order: coffee, Began: tableTime, Seen: true, Trade: known,
			Flight: payment.Flight{Seq: 3, Kind: payment.FlightQuery, Tries: 1},
		}
		got, effects := payment.Next(p, payment.Event{
			Kind: payment.EvAnswer, Seq: 3, At: tableTime, Rules: &rules, Answer: payment.Answer{Outcome: payment.Confirming, Signed: true, Trade: c.says},
		})
		want := known
		if c.want(&want); got.Trade != want {
			t.Errorf("%+v was said: %+v", c.says, got.Trade)
		}
		if saves := effects[0].Kind == payment.EffSave; saves != (want != known) {
			t.Errorf("%+v was said: %s", c.says, doings(effects))
		}
	}
}

// TestATradeThatIsClosedAfterMoneyWasFound: the money has gone back by a cancel or a refund whose answer was lost, and that is what is
// told. Without money found, nothing went back.
func TestATradeThatIsClosedAfterMoneyWasFound(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	for _, in := range []payment.State{payment.StateQuerying, payment.StateWatched, payment.StateUnresolved} {
		for late, told := range map[bool]string{true: "save, tell returned", false: "save, tell cancelled"} {
			p := payment.Payment{
				ID: "9", State: in, Order: coffee, Began: tableTime, Seen: true, Late: late,
				GivenUp: payment.GiveUp{Why: payment.WhyStop, At: tableTime}, Flight: payment.Flight{Seq: 3, Kind: payment.FlightQuery, Tries: 1},
			}
			got, effects := payment.Next(p, payment.Event{
				Kind: payment.EvAnswer, Seq: 3, At: tableTime, Rules: &rules, Answer: payment.Answer{Outcome: payment.Closed, Signed: true},
			})
			if got.State != payment.StateCancelled || got.Returned != late || doings(effects) != told {
				t.Errorf("%s, money found %v: %s, returned %v, %s", in, late, got.State, got.Returned, doings(effects))
			}
		}
	}
}

// TestMoneyFoundLateIsWrittenDown before anybody is told, also where the answer says nothing else that is new: a restart would tell it
// again.
func TestMoneyFoundLateIsWrittenDown(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	known := payment.Trade{Ref: "2026", Time: tableTime}
	for late, does := range map[bool]string{false: "save, tell returning, cancel", true: "cancel"} {
		p := payment.Payment{
			ID: "9", State: payment.StateUnresolved, Order: coffee, Began: tableTime, Seen: true, Trade: known, Late: late,
			GivenUp: payment.GiveUp{Why: payment.WhyStop, At: tableTime}, Flight: payment.Flight{Seq: 3, Kind: payment.FlightQuery, Tries: 1},
		}
		got, effects := payment.Next(p, payment.Event{
			Kind: payment.EvAnswer, Seq: 3, At: tableTime, Rules: &rules, Answer: payment.Answer{Outcome: payment.Paid, Signed: true, Trade: known},
		})
		if !got.Late || doings(effects) != does {
			t.Errorf("found before %v: late %v, %s", late, got.Late, doings(effects))
		}
	}
}

// TestAFreshAttemptKnowsNothingOfTheLast: code and trade of a refused attempt are kept with it, and not taken for the next one's.
func TestAFreshAttemptKnowsNothingOfTheLast(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	order := coffee
	order.KeepOpen = true
	p := payment.Payment{
		ID: "9", State: payment.StateSending, Order: order, Code: "28****0005", Began: tableTime, Trade: payment.Trade{Ref: "2026"},
		Flight: payment.Flight{Seq: 3, Kind: payment.FlightPay, Tries: 1},
	}
	why := payment.Reason{Code: "payment_code_invalid", Action: payment.ActRescan}
	got, _ := payment.Next(p, payment.Event{
		Kind: payment.EvAnswer, Seq: 3, At: tableTime, Rules: &rules, Answer: payment.Answer{Outcome: payment.Refused, Signed: true, Reason: why},
	})
	spent := []payment.Spent{{Number: p.Number(), Code: p.Code, Reason: why, At: tableTime}}
	if got.State != payment.StateCreated || got.Attempt != 1 || got.Code != "" || got.Trade != (payment.Trade{}) || !slices.Equal(got.Spent, spent) {
		t.Errorf("%+v", got)
	}
}
