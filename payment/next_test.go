package payment_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"posd/payment"
)

// TestNextIsTotal feeds every event and every answer to every state in every flight, with arbitrary members around them, also
// such as Next never makes itself and such as do not exist.
func TestNextIsTotal(t *testing.T) {
	t.Parallel()
	members := 8
	if testing.Short() {
		members = 2
	}
	d := lot{rand.New(rand.NewPCG(1, 2))}
	for state := payment.StateNone; state <= payment.StateRefunded+1; state++ {
		for kind := payment.EvCreate; kind <= payment.EvRestart+1; kind++ {
			for outcome := payment.Unknown; outcome <= payment.Done+1; outcome++ {
				for flight := payment.FlightNone; flight <= payment.FlightRefund+1; flight++ {
					for range members {
						p, ev := d.payment(state, flight), d.event(kind, outcome)
						if d.IntN(4) > 0 {
							ev.Seq = p.Flight.Seq
						}
						lawful(t, p, ev)
					}
				}
			}
		}
	}
}

// TestAnEventNeedsRules: one wait in each list is enough, none is not.
func TestAnEventNeedsRules(t *testing.T) {
	t.Parallel()
	one := []time.Duration{time.Minute}
	for name, c := range map[string]struct {
		rules *payment.Policy
		fits  bool
	}{
		"one of each":      {&payment.Policy{QueryWaits: one, CancelWaits: one, WatchAfter: one}, true},
		"no query waits":   {&payment.Policy{CancelWaits: one, WatchAfter: one}, false},
		"no cancel waits":  {&payment.Policy{QueryWaits: one, WatchAfter: one}, false},
		"never watched":    {&payment.Policy{QueryWaits: one, CancelWaits: one}, false},
		"no rules at all":  {nil, false},
		"nothing in rules": {&payment.Policy{}, false},
	} {
		p, effects := payment.Next(payment.Payment{}, payment.Event{Kind: payment.EvCreate, ID: "9", Order: coffee, At: tableTime, Rules: c.rules})
		if reported(effects) == c.fits || (p.State == payment.StateCreated) != c.fits {
			t.Errorf("%s: %s, %s", name, p.State, doings(effects))
		}
	}
}

// TestAStateThatDoesNotExistIsReported, whatever happens in it, and so is what does not fit a final state.
func TestAStateThatDoesNotExistIsReported(t *testing.T) {
	t.Parallel()
	rules := payment.DefaultPolicy()
	for _, state := range []payment.State{payment.StateRefused, payment.StateNotSent, payment.StateCancelled, payment.StateRefunded, payment.StateRefunded + 1} {
		for _, kind := range []payment.EventKind{payment.EvCreate, payment.EvCode, payment.EvStop, payment.EvRestart} {
			p := payment.Payment{ID: "9", State: state, Order: coffee}
			got, effects := payment.Next(p, payment.Event{Kind: kind, ID: "9", Order: coffee, At: tableTime, Rules: &rules})
			if len(effects) != 1 || !reported(effects) || !sameSale(got, p) {
				t.Errorf("%s, %s: %s", state, kind, doings(effects))
			}
		}
	}
}

// lawful holds one step against what is promised of every step.
func lawful(t *testing.T, p payment.Payment, ev payment.Event) {
	t.Helper()
	before, after, effects := record(t, p), payment.Payment{}, []payment.Effect(nil)
	whole := clone(p)
	complain := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("%s\n%+v\nevent %+v\nafter %+v\neffects %+v", fmt.Sprintf(format, args...), whole, ev, after, effects)
	}
	func() {
		defer func() {
			if r := recover(); r != nil {
				complain("panic: %v", r)
			}
		}()
		after, effects = payment.Next(p, ev)
	}()
	if !reflect.DeepEqual(p, whole) {
		complain("the payment that was handed in is another one now")
	}
	if wrong := wrongEffects(whole, after, effects, !bytes.Equal(before, record(t, after))); wrong != "" {
		complain("%s", wrong)
	}
	if wrong := wrongStep(whole, after, ev); wrong != "" {
		complain("%s", wrong)
	}
	if stale := ev.Seq != whole.Flight.Seq && (ev.Kind == payment.EvAnswer || ev.Kind == payment.EvWake); stale && !reported(effects) {
		complain("a stale event fits")
	}
	unsigned, unknown := ev, ev
	unsigned.Answer.Signed, unknown.Answer.Signed, unknown.Answer.Outcome = false, false, payment.Unknown
	if unsigned.Answer.Outcome == payment.NotSent {
		return
	}
	a, aEffects := payment.Next(whole, unsigned)
	b, bEffects := payment.Next(whole, unknown)
	if !reflect.DeepEqual(a, b) || !sameEffects(aEffects, bEffects) {
		complain("unsigned, the answer proves something: %+v, %+v", a, aEffects)
	}
}

func sameEffects(a, b []payment.Effect) bool {
	return slices.EqualFunc(a, b, func(x, y payment.Effect) bool {
		x.Err, y.Err = nil, nil
		return reflect.DeepEqual(x, y)
	})
}

func reported(effects []payment.Effect) bool {
	return len(effects) == 1 && effects[0].Kind == payment.EffReport
}

// wrongEffects says what is wrong with the effects of a step.
func wrongEffects(before, after payment.Payment, effects []payment.Effect, durable bool) string {
	saves, flights := 0, 0
	for i, e := range effects {
		switch e.Kind {
		case payment.EffReport:
			if len(effects) != 1 || e.Err == nil || !reflect.DeepEqual(before, after) {
				return "a report beside something else"
			}
		case payment.EffSave:
			if saves++; i != 0 {
				return "saved after something else"
			}
		case payment.EffPay, payment.EffPresent, payment.EffQuery, payment.EffCancel, payment.EffRefund, payment.EffWake:
			if flights++; e.Seq != after.Flight.Seq || e.Seq == before.Flight.Seq || flightOf(e.Kind) != after.Flight.Kind {
				return "what is under way is not what was started"
			}
			if wrong := wrongCall(after, e); wrong != "" {
				return wrong
			}
		case payment.EffTell:
			if e.Notice == "" {
				return "nothing is told"
			}
		default:
			return "an effect that does not exist"
		}
	}
	switch {
	case saves > 1 || flights > 1:
		return "saved or started twice"
	case durable && saves == 0:
		return "something durable changed and is not saved"
	case len(effects) == 0 && !reflect.DeepEqual(before, after):
		return "something changed, and nothing follows"
	}
	return ""
}

func flightOf(k payment.EffectKind) payment.FlightKind {
	return map[payment.EffectKind]payment.FlightKind{
		payment.EffPay: payment.FlightPay, payment.EffPresent: payment.FlightPay, payment.EffQuery: payment.FlightQuery, payment.EffCancel: payment.FlightCancel,
		payment.EffRefund: payment.FlightRefund, payment.EffWake: payment.FlightTimer,
	}[k]
}

// wrongCall says what is wrong with a call or timer of a step that led to p.
func wrongCall(p payment.Payment, e payment.Effect) string {
	switch e.Kind {
	case payment.EffPay:
		if p.State != payment.StateSending || e.Code.IsZero() || e.Code.Masked() != p.Code {
			return "a pay without intent or code"
		}
	case payment.EffPresent:
		if p.State != payment.StateSending || !p.Presented {
			return "a code is asked for without intent"
		}
	case payment.EffCancel:
		if p.State != payment.StateCancelling && p.State != payment.StateUnresolved {
			return "a cancel without intent"
		}
	case payment.EffRefund:
		announced := slices.ContainsFunc(p.Refunds, func(r payment.Refund) bool { return e.Refund != nil && reflect.DeepEqual(r, *e.Refund) })
		if !announced || e.Refund.State != payment.RefundPending {
			return "a refund without intent"
		}
	case payment.EffWake:
		if e.After <= 0 {
			return "a timer that does not wait"
		}
	case payment.EffQuery, payment.EffSave, payment.EffTell, payment.EffReport:
	}
	return ""
}

// wrongStep says which law a step breaks.
func wrongStep(before, after payment.Payment, ev payment.Event) string {
	switch {
	case before.State == payment.StateNone:
		return ""
	case before.State.Final() && before.State != payment.StatePaid && !reflect.DeepEqual(before, after):
		return "a final payment changed"
	case before.State == payment.StatePaid && after.State != payment.StatePaid && after.State != payment.StateRefunded:
		return "a paid payment is something else"
	case before.ID != after.ID || !reflect.DeepEqual(before.Order, after.Order) || !before.Created.Equal(after.Created):
		return "the order changed"
	case before.State == payment.StatePaid && !sameSale(before, after):
		return "a paid sale changed"
	case len(after.Refunds) < len(before.Refunds):
		return "a refund is gone"
	case !before.Wanted() && after.GivenUp != before.GivenUp && before.State != payment.StateCreated && !asking(before.State):
		return "given up twice"
	case after.Attempt != before.Attempt && (before.State != payment.StateSending || after.State != payment.StateCreated):
		return "another attempt"
	}
	for i, r := range before.Refunds {
		if now := after.Refunds[i]; now.Number != r.Number || now.Amount != r.Amount {
			return "a refund changed"
		}
	}
	if more := len(after.Refunds) - len(before.Refunds); ev.Kind == payment.EvRefund && more > 0 {
		if after.Refunded().Minor > after.Order.Amount.Minor || before.Refundable().Minor < ev.Refund.Amount.Minor {
			return "more than was paid goes back"
		}
	}
	return ""
}

func asking(s payment.State) bool {
	return s == payment.StatePresented || s == payment.StateConfirming || s == payment.StateUnknown
}

// sameSale compares all but refunds and what is under way.
func sameSale(a, b payment.Payment) bool {
	b.Refunds, b.State, b.Changed, b.Flight = a.Refunds, a.State, a.Changed, a.Flight
	return reflect.DeepEqual(a, b)
}

func record(t *testing.T, p payment.Payment) []byte {
	t.Helper()
	body, err := payment.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func clone(p payment.Payment) payment.Payment {
	p.Spent, p.Refunds = slices.Clone(p.Spent), slices.Clone(p.Refunds)
	return p
}

// lot draws payments and events.
type lot struct{ *rand.Rand }

func draw[T any](l lot, of ...T) T { return of[l.IntN(len(of))] }

func (l lot) payment(state payment.State, flight payment.FlightKind) payment.Payment {
	if state == payment.StateNone {
		return payment.Payment{Flight: payment.Flight{Kind: flight}}
	}
	p := payment.Payment{
		ID: "9", State: state, Created: l.time(), Changed: l.time(), Attempt: draw(l, 0, 0, 1, 19, 20), Code: "28****1234",
		Order: payment.Order{
			Subject: "x", Amount: payment.Amount{Minor: draw[int64](l, 1, 100, 1000), Currency: draw[payment.Currency](l, "CNY", "CNY", "JPY")},
			KeepOpen: l.yes(),
		},
		Began: l.time(), Presented: l.yes(), Seen: l.yes(), Reason: l.reason(), Trade: l.trade(), Recovered: l.yes(), Late: l.yes(), Returned: l.yes(),
		Flight: payment.Flight{Seq: l.Uint32N(3), Kind: flight, Tries: l.IntN(24) - 3, StopAsked: l.yes(), SawPaid: l.yes()},
	}
	if state == payment.StatePresented && l.yes() {
		p.Show = "https://qr.example/1"
	}
	if l.yes() {
		p.GivenUp = payment.GiveUp{Why: draw(l, payment.WhyStop, payment.WhyQueries, payment.WhyRestart, payment.WhyTimeUp, payment.WhyNoCode), At: l.time()}
	}
	for range l.IntN(3) {
		p.Spent = append(p.Spent, payment.Spent{Number: "9_0", Reason: l.reason(), At: l.time()})
	}
	for range l.IntN(4) {
		p.Refunds = append(p.Refunds, payment.Refund{
			Number: draw(l, "81", "82", "9_0R", "9_1R"), Amount: payment.Amount{Minor: draw[int64](l, 1, 50, 1000), Currency: "CNY"},
			State: draw(l, payment.RefundPending, payment.RefundDone, payment.RefundRefused, payment.RefundNotSent), Late: l.yes(), Asked: l.time(),
		})
	}
	p.Spent, p.Refunds = slices.Grow(p.Spent, 4), slices.Grow(p.Refunds, 4) // room in which a careless append would write
	return p
}

func (l lot) event(kind payment.EventKind, outcome payment.Outcome) payment.Event {
	rules := payment.DefaultPolicy()
	if l.yes() {
		rules.ShowFor(draw(l, time.Second, 2*time.Minute))
	}
	switch l.IntN(10) {
	case 0:
		one := []time.Duration{time.Second}
		rules.QueryWaits, rules.CancelWaits, rules.WatchAfter, rules.MaxAttempts = one, one, one, 1
	case 1:
		rules.CancelWindow = payment.Window{}
	}
	ev := payment.Event{
		Kind: kind, At: l.time(), Rules: &rules, ID: "9", Seq: l.Uint32N(4),
		Order:  payment.Order{Subject: draw(l, "x", ""), Amount: payment.Amount{Minor: draw[int64](l, 0, 100), Currency: "CNY"}, Present: l.yes()},
		Code:   draw(l, payment.Code{}, code),
		Refund: payment.Refund{Number: draw(l, "81", "83", ""), Amount: payment.Amount{Minor: draw[int64](l, -1, 1, 50, 1000), Currency: "CNY"}},
		Answer: payment.Answer{
			Show: draw(l, "", "https://qr.example/2", strings.Repeat("x", payment.ShowMax+1)), Outcome: outcome, Signed: l.IntN(4) > 0, Denied: l.yes(), Returned: l.yes(), Reason: l.reason(), Trade: l.trade(),
		},
	}
	switch l.IntN(30) {
	case 0:
		ev.Rules = nil
	case 1:
		ev.Rules = &payment.Policy{}
	case 2:
		rules.QueryWaits = nil
	case 3:
		rules.CancelWaits = nil
	case 4:
		rules.WatchAfter = nil
	}
	return ev
}

func (l lot) yes() bool { return l.IntN(2) == 0 }

func (l lot) time() time.Time {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return at.Add(draw(l, 0, time.Second, time.Minute, 10*time.Minute, 2*time.Hour, -time.Hour, 48*time.Hour))
}

func (l lot) reason() payment.Reason {
	return draw(l, payment.Reason{}, payment.Reason{Code: "code_expired", Action: payment.ActRescan}, payment.Reason{Code: "no_money", Action: payment.ActOtherTender})
}

func (l lot) trade() payment.Trade {
	return draw(l, payment.Trade{}, payment.Trade{Ref: "A1"}, payment.Trade{
		Ref: "A2", Time: l.time(), Rate: "7.1", Buyer: "1**2", PaidBy: payment.Amount{Minor: 8, Currency: "CNY"},
		Discount: payment.Amount{Minor: 1, Currency: "CNY"},
	})
}
