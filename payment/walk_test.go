package payment_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"posd/payment"
)

// TestALife walks a payment through lives as a Cashier would lead them, with whatever a gateway may answer, and holds every step
// against the promises that are about more than one step.
func TestALife(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := &walker{T: rt, now: tableTime, rules: showing(), pays: map[string]int{}, refunds: map[string]payment.Amount{}}
		w.rules.MaxAttempts = rapid.IntRange(1, 4).Draw(rt, "attempts")
		w.begin()
		for range rapid.IntRange(1, 150).Draw(rt, "steps") {
			w.step()
		}
	})
}

// showing are the default rules of a terminal that shows codes.
func showing() payment.Policy {
	rules := payment.DefaultPolicy()
	rules.ShowFor(2 * time.Minute)
	return rules
}

type walker struct {
	*rapid.T

	now     time.Time
	rules   payment.Policy
	p       payment.Payment
	out     payment.EffectKind // the call that has not come back; EffSave if there is none
	pays    map[string]int
	refunds map[string]payment.Amount
	gaveUp  bool
}

func (w *walker) begin() {
	ev := payment.Event{Kind: payment.EvCreate, ID: "9", Order: coffee}
	ev.Order.KeepOpen = rapid.Bool().Draw(w.T, "keep open")
	switch rapid.SampledFrom([]string{"scanned before", "waits", "shown"}).Draw(w.T, "code") {
	case "scanned before":
		ev.Code = code
	case "shown":
		ev.Order.Present = true
	}
	w.feed(ev)
}

// step draws what happens next: mostly what is due, and now and then what people and power do.
func (w *walker) step() {
	w.now = w.now.Add(rapid.SampledFrom([]time.Duration{0, time.Second, 5 * time.Second, time.Minute, time.Hour, -time.Hour, 24 * time.Hour}).Draw(w.T, "later"))
	switch rapid.SampledFrom([]string{"due", "due", "due", "due", "due", "stop", "refund", "restart", "code", "present", "stale"}).Draw(w.T, "what") {
	case "due":
		w.due()
	case "stop":
		w.feed(payment.Event{Kind: payment.EvStop})
	case "refund":
		w.refund()
	case "code":
		w.feed(payment.Event{Kind: payment.EvCode, Code: code})
	case "present":
		w.feed(payment.Event{Kind: payment.EvPresent})
	case "stale":
		w.feed(payment.Event{Kind: payment.EvAnswer, Seq: w.p.Flight.Seq + 1, Answer: payment.Answer{Outcome: payment.Paid, Signed: true}})
	case "restart":
		w.restart()
	}
}

func (w *walker) due() {
	switch w.p.Flight.Kind {
	case payment.FlightNone:
	case payment.FlightTimer:
		w.feed(payment.Event{Kind: payment.EvWake, Seq: w.p.Flight.Seq})
	case payment.FlightPay, payment.FlightQuery, payment.FlightCancel, payment.FlightRefund:
		w.answer()
	}
}

// answers are the outcomes that the Gateway's contract allows for each call.
var answers = map[payment.FlightKind][]payment.Outcome{
	payment.FlightPay:    {payment.Paid, payment.Refused, payment.Confirming, payment.NotSent, payment.Unknown},
	payment.FlightQuery:  {payment.Paid, payment.Confirming, payment.Closed, payment.NotFound, payment.Unknown, payment.NotSent},
	payment.FlightCancel: {payment.Done, payment.Refused, payment.Unknown, payment.NotSent},
	payment.FlightRefund: {payment.Done, payment.Refused, payment.NotSent, payment.Unknown},
}

func (w *walker) answer() {
	a := payment.Answer{
		Outcome: rapid.SampledFrom(answers[w.p.Flight.Kind]).Draw(w.T, "outcome"), Signed: rapid.IntRange(0, 9).Draw(w.T, "signed") > 0,
	}
	if w.p.Flight.Kind == payment.FlightCancel {
		a.Returned = rapid.Bool().Draw(w.T, "returned")
	}
	if rapid.Bool().Draw(w.T, "rescan") {
		a.Reason = payment.Reason{Code: "code_expired", Action: payment.ActRescan}
	}
	if rapid.IntRange(0, 9).Draw(w.T, "says what to show") > 0 {
		a.Show = "https://qr.example/1"
	}
	w.out = payment.EffSave
	w.feed(payment.Event{Kind: payment.EvAnswer, Seq: w.p.Flight.Seq, Answer: a})
}

func (w *walker) refund() {
	w.feed(payment.Event{Kind: payment.EvRefund, Refund: payment.Refund{
		Number: rapid.SampledFrom([]string{"81", "82", "83", "84"}).Draw(w.T, "number"),
		Amount: payment.Amount{Minor: rapid.SampledFrom([]int64{1, 500, 1250, 1251}).Draw(w.T, "minor"), Currency: "CNY"},
	}})
}

// restart forgets what lives in memory only.
func (w *walker) restart() {
	if w.p.State == payment.StateNone || !w.p.Open() {
		return
	}
	body, err := payment.Encode(w.p)
	if err != nil {
		w.Fatal(err)
	}
	if w.p, err = payment.Decode(payment.RecordVersion, body); err != nil {
		w.Fatal(err)
	}
	w.out = payment.EffSave
	w.feed(payment.Event{Kind: payment.EvRestart})
}

func (w *walker) feed(ev payment.Event) {
	ev.At, ev.Rules = w.now, &w.rules
	before := w.p
	after, effects := payment.Next(before, ev)
	if wrong := wrongStep(before, after, ev); wrong != "" {
		w.Fatalf("%s: %+v became %+v", wrong, before, after)
	}
	w.p = after
	for _, e := range effects {
		w.perform(e)
	}
	w.check(before)
}

func (w *walker) perform(e payment.Effect) {
	switch e.Kind {
	case payment.EffPay, payment.EffPresent:
		if w.pays[w.p.Number()]++; w.pays[w.p.Number()] > 1 {
			w.Fatalf("a second pay under %s", w.p.Number())
		}
	case payment.EffCancel:
		if w.p.Wanted() {
			w.Fatalf("cancelled while it is wanted")
		}
	case payment.EffRefund:
		if amount, known := w.refunds[e.Refund.Number]; known && amount != e.Refund.Amount {
			w.Fatalf("refund %s of %s, then of %s", e.Refund.Number, amount, e.Refund.Amount)
		}
		w.refunds[e.Refund.Number] = e.Refund.Amount
	case payment.EffTell:
		if paid := e.Notice == payment.NoticePaid || e.Notice == payment.NoticePaidLate; paid && w.p.State != payment.StatePaid {
			w.Fatalf("%s while %s", e.Notice, w.p.State)
		}
	case payment.EffQuery, payment.EffSave, payment.EffWake, payment.EffReport:
	}
	switch e.Kind {
	case payment.EffPay, payment.EffPresent, payment.EffQuery, payment.EffCancel, payment.EffRefund:
		if w.out != payment.EffSave {
			w.Fatalf("%s left beside an outstanding %s", e.Kind, w.out)
		}
		w.out = e.Kind
	case payment.EffSave, payment.EffWake, payment.EffTell, payment.EffReport:
	}
}

// check holds what the payment now is against what it must be.
func (w *walker) check(before payment.Payment) {
	p := w.p
	w.gaveUp = w.gaveUp || !p.Wanted()
	waits := p.State == payment.StateCreated || p.State == payment.StateNone
	switch {
	case p.Open() && !waits && p.Flight.Kind == payment.FlightNone:
		w.Fatalf("%s, and nothing is under way: stuck", p.State)
	case (waits || !p.Open()) && p.Flight.Kind != payment.FlightNone:
		w.Fatalf("%s, and yet something is under way: %+v", p.State, p.Flight)
	case w.gaveUp && (p.Wanted() || p.State == payment.StatePaid):
		w.Fatalf("given up, and yet %s", p.State)
	case w.gaveUp != unwanted(p.State) && !p.State.Final():
		w.Fatalf("%s, given up %v", p.State, w.gaveUp)
	case p.Show != "" && p.State != payment.StatePresented:
		w.Fatalf("%s, and yet a code is there to be shown", p.State)
	case p.Late && p.Wanted():
		w.Fatalf("late, and yet wanted")
	case p.Refunded().Minor > p.Order.Amount.Minor:
		w.Fatalf("%s of %s goes back", p.Refunded(), p.Order.Amount)
	case p.State != before.State && !p.Changed.Equal(w.now):
		w.Fatalf("it became %s at %v, not at %v", p.State, p.Changed, w.now)
	case len(p.Spent) != p.Attempt || p.Attempt >= w.rules.MaxAttempts:
		w.Fatalf("attempt %d of %d, spent %d", p.Attempt, w.rules.MaxAttempts, len(p.Spent))
	}
}

func unwanted(s payment.State) bool {
	switch s {
	case payment.StateCancelling, payment.StateQuerying, payment.StateWatched, payment.StateUnresolved, payment.StateRefunding:
		return true
	case payment.StateNone, payment.StateCreated, payment.StateSending, payment.StatePresented, payment.StateConfirming, payment.StateUnknown, payment.StatePaid,
		payment.StateRefused, payment.StateNotSent, payment.StateCancelled, payment.StateRefunded:
	}
	return false
}
