package statespace_test

import (
	"slices"
	"strings"
	"testing"

	"posd/payment"
	"posd/payment/paymenttest/statespace"
)

// TestBrokenProtocols hands the search protocols with one mistake each. It has to find every one, and to say which promise it breaks.
func TestBrokenProtocols(t *testing.T) {
	t.Parallel()
	for name, c := range broken() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := statespace.Small()
			if c.bounds != (statespace.Bounds{}) {
				at = c.bounds
			}
			report := statespace.Search(c.protocol, at)
			if !strings.Contains(report.Violation, c.promise) {
				t.Errorf("found %q, not a breach of %q, in %s\n%s", report.Violation, c.promise, report, report.Timeline)
			}
			t.Logf("%s\n%s", report, report.Timeline)
		})
	}
}

type mistake struct {
	promise  string // in the words of the violation
	protocol statespace.Protocol
	bounds   statespace.Bounds // not Small: it takes a whole search to see a circle
}

func broken() map[string]mistake {
	oneAttempt := statespace.Bounds{Attempts: 1, Queries: 1, Cancels: 1, Watches: 2}
	return map[string]mistake{
		// Reading more into an answer than it says.
		"unknown is failed":              {promise: "promise 3", protocol: hears(payment.StateSending, payment.Unknown, payment.Refused)},
		"a failed query is a refusal":    {promise: "promise 3", protocol: hears(payment.StateUnknown, payment.Unknown, payment.Closed)},
		"not found is refused":           {promise: "promise 3", protocol: hears(payment.StateUnknown, payment.NotFound, payment.Closed)},
		"confirming is paid":             {promise: "promise 3", protocol: hears(payment.StateSending, payment.Confirming, payment.Paid)},
		"a signature is not looked at":   {promise: "promise", protocol: credulous},
		"a failed cancel is done":        {promise: "promise 3", protocol: hears(payment.StateCancelling, payment.Unknown, payment.Done)},
		"a refused cancel is done":       {promise: "promise 3", protocol: hears(payment.StateCancelling, payment.Refused, payment.Done)},
		"a refund without verdict fails": {promise: "promise 3", protocol: hears(payment.StatePaid, payment.Unknown, payment.Refused)},
		"a late refund is believed done": {promise: "promise", protocol: hears(payment.StateRefunding, payment.Unknown, payment.Done)},
		"unsent is believed of a retry":  {promise: "promise", protocol: unsentAfterAll},
		// Acting too early or too often.
		"a cancel beside a pay":             {promise: "promise 7", protocol: cancelAtOnce},
		"a cancel without a record":         {promise: "promises 1 and 7", protocol: unsaved(payment.EffCancel)},
		"a pay without a record":            {promise: "promise 1", protocol: unsaved(payment.EffPay)},
		"a refund without a record":         {promise: "promises 1 and 27", protocol: unsaved(payment.EffRefund)},
		"a pause before the cancel":         {promise: "promise 7: a gap", protocol: pauseBeforeCancel},
		"a second attempt before the end":   {promise: "promise 2", protocol: secondAttempt},
		"a pay is sent again":               {promise: "promise 8", protocol: payAgain},
		"another refund number after a cut": {promise: "promises 1 and 27", protocol: freshRefundNumber},
		"a late refund number for each try": {promise: "promise 27", protocol: freshLateNumber},
		"two refunds at once":               {promise: "promise 27", protocol: twoRefunds},
		"a late payment of a guess":         {promise: "promise", protocol: hears(payment.StateQuerying, payment.Unknown, payment.Paid)},
		// Forgetting.
		"a power cut means not sent":         {promise: "promise 3", protocol: restartsAs(payment.StateSending, payment.StateNotSent)},
		"a power cut ends the cancel":        {promise: "promise 3", protocol: restartsAs(payment.StateCancelling, payment.StateCancelled)},
		"a power cut ends the refund":        {promise: "promise 4", protocol: forgetsRefund},
		"no look after a cancel":             {promise: "promise 3", protocol: assumesSeen},
		"the watch ends with the first look": {promise: "promise 3", protocol: watchesOnce},
		"the watch trusts the clock":         {promise: "promise 3", protocol: trustsTheClock},
		"silent giving up":                   {promise: "promise 3", protocol: givesUpSilently},
		"an alarm that nobody hears":         {promise: "promise 5", protocol: untold(payment.NoticeUnresolved)},
		"cancels without end or alarm":       {promise: "promise 5", protocol: cancelsForEver},
		"a late payment is kept":             {promise: "promise", protocol: keepsLate},
		"a late payment goes back in secret": {promise: "promise 6", protocol: untold(payment.NoticeReturned)},
		"asking without end":                 {promise: "promise 4: unknown goes in a circle", protocol: asksForEver, bounds: oneAttempt},
		// Telling.
		"paid is shown before it is durable": {promise: "promise 11", protocol: tellsFirst},
		"paid is told as something else":     {promise: "promise 13", protocol: retold(payment.NoticePaid, payment.NoticeSending)},
		// Showing a code.
		"a code to show without a record":   {promise: "promise 1", protocol: unsaved(payment.EffPresent)},
		"a code is shown before its record": {promise: "promise 11", protocol: showsFirst},
		"a power cut ends what was shown":   {promise: "promise 3", protocol: restartsAs(payment.StatePresented, payment.StateCancelled)},
		"not found is not scanned":          {promise: "promise 3", protocol: hears(payment.StatePresented, payment.NotFound, payment.Closed)},
		"a code once shown is withdrawn":    {promise: "promise 3", protocol: withdraws},
		"a restart is not mentioned":        {promise: "promise 7", protocol: retold(payment.NoticePaidLate, payment.NoticePaid)},
	}
}

// then changes what Next returns, unless the event did not fit.
func then(change func(before, after payment.Payment, ev payment.Event, out []payment.Effect) (payment.Payment, []payment.Effect)) statespace.Protocol {
	return func(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
		after, out := payment.Next(p, ev)
		if len(out) == 1 && out[0].Kind == payment.EffReport {
			return after, out
		}
		return change(p, after, ev, out)
	}
}

// hears takes one outcome for another, signed, in one state.
func hears(in payment.State, said, heard payment.Outcome) statespace.Protocol {
	return func(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
		if ev.Kind == payment.EvAnswer && p.State == in && ev.Answer.Outcome == said {
			ev.Answer.Outcome, ev.Answer.Signed = heard, true
		}
		return payment.Next(p, ev)
	}
}

func credulous(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	ev.Answer.Signed = true
	return payment.Next(p, ev)
}

func unsentAfterAll(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if p.State == payment.StatePaid && ev.Answer.Outcome == payment.NotSent {
		p.Flight.Tries = min(p.Flight.Tries, 1)
	}
	return payment.Next(p, ev)
}

// cancelAtOnce answers Stop with a cancel while the pay is out.
func cancelAtOnce(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if p.State != payment.StateSending || ev.Kind != payment.EvStop {
		return payment.Next(p, ev)
	}
	p.State, p.GivenUp = payment.StateCancelling, payment.GiveUp{Why: payment.WhyStop, At: ev.At}
	p.Flight = payment.Flight{Seq: p.Flight.Seq + 1, Kind: payment.FlightCancel, Tries: 1}
	return p, []payment.Effect{{Kind: payment.EffSave}, {Kind: payment.EffCancel, Seq: p.Flight.Seq}}
}

// unsaved makes a request before what it rests upon is durable.
func unsaved(kind payment.EffectKind) statespace.Protocol {
	return then(func(_, after payment.Payment, _ payment.Event, out []payment.Effect) (payment.Payment, []payment.Effect) {
		at := slices.IndexFunc(out, func(e payment.Effect) bool { return e.Kind == kind })
		if at > 0 && out[0].Kind == payment.EffSave {
			out = append(slices.Clone(out[1:]), out[0])
		}
		return after, out
	})
}

// pauseBeforeCancel gives up, and lets time go by before it cancels.
func pauseBeforeCancel(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if ev.Kind == payment.EvWake && p.State == payment.StateUnknown && p.Flight.StopAsked {
		p.Flight.Kind, ev.Kind = payment.FlightQuery, payment.EvAnswer
		return payment.Next(p, ev)
	}
	after, out := payment.Next(p, ev)
	if after.State == payment.StateCancelling && p.State == payment.StateUnknown && p.Flight.Kind == payment.FlightQuery && ev.Kind == payment.EvAnswer {
		p.Flight = payment.Flight{Seq: p.Flight.Seq + 1, Kind: payment.FlightTimer, StopAsked: true}
		return p, []payment.Effect{{Kind: payment.EffWake, Seq: p.Flight.Seq, After: ev.Rules.CancelWaits[0]}}
	}
	return after, out
}

// secondAttempt asks for a fresh code when the first brought no verdict.
func secondAttempt(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if ev.Kind == payment.EvAnswer && p.State == payment.StateSending && ev.Answer.Outcome == payment.Unknown && p.Order.KeepOpen {
		ev.Answer.Outcome, ev.Answer.Signed, ev.Answer.Reason.Action = payment.Refused, true, payment.ActRescan
	}
	return payment.Next(p, ev)
}

// payAgain sends the pay once more after a restart, as if its code had been kept.
func payAgain(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if ev.Kind != payment.EvRestart || p.State != payment.StateSending {
		return payment.Next(p, ev)
	}
	p.Flight = payment.Flight{Seq: p.Flight.Seq + 1, Kind: payment.FlightPay}
	return p, []payment.Effect{{Kind: payment.EffPay, Seq: p.Flight.Seq, Code: payment.NewCode("281234567890123456")}}
}

// freshRefundNumber draws a refund's number again after a restart.
func freshRefundNumber(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	after, out := payment.Next(p, ev)
	if ev.Kind != payment.EvRestart || p.State != payment.StatePaid {
		return after, out
	}
	for i, e := range out {
		if e.Kind == payment.EffRefund {
			out[i].Refund.Number = "82"
		}
	}
	return after, out
}

// freshLateNumber gives each try at returning a late payment a number of its own.
func freshLateNumber(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	after, out := payment.Next(p, ev)
	if p.State == payment.StateRefunding {
		for i, e := range out {
			if e.Kind == payment.EffRefund {
				out[i].Refund.Number += "2"
			}
		}
	}
	return after, out
}

// twoRefunds forgets that a refund is pending when another one is asked for.
func twoRefunds(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if p.State == payment.StatePaid && ev.Kind == payment.EvAnswer && ev.Answer.Outcome == payment.Unknown {
		p.Refunds = slices.Clone(p.Refunds)
		for i := range p.Refunds {
			p.Refunds[i].Number = "82"
		}
	}
	return payment.Next(p, ev)
}

// restartsAs ends a payment at a restart.
func restartsAs(in, end payment.State) statespace.Protocol {
	return func(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
		if ev.Kind != payment.EvRestart || p.State != in {
			return payment.Next(p, ev)
		}
		p.State = end
		return p, []payment.Effect{{Kind: payment.EffSave}}
	}
}

func forgetsRefund(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if ev.Kind == payment.EvRestart && p.State == payment.StatePaid {
		return p, []payment.Effect{}
	}
	return payment.Next(p, ev)
}

// assumesSeen takes a cancel's success for a fence.
func assumesSeen(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	after, out := payment.Next(p, ev)
	if after.State == payment.StateWatched && p.State == payment.StateCancelling {
		after.State, after.Flight.Kind = payment.StateCancelled, payment.FlightNone
		return after, []payment.Effect{{Kind: payment.EffSave}, {Kind: payment.EffTell, Notice: payment.NoticeCancelled}}
	}
	return after, out
}

// showsFirst shows a code, and then makes it durable.
func showsFirst(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	after, out := payment.Next(p, ev)
	if after.State == payment.StatePresented && p.State == payment.StateSending {
		slices.Reverse(out)
	}
	return after, out
}

// withdraws takes a cancel's success for a fence where the attempt was a code to show.
func withdraws(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if !p.Presented {
		return payment.Next(p, ev)
	}
	return assumesSeen(p, ev)
}

func watchesOnce(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if p.State == payment.StateWatched && ev.Answer.Outcome == payment.NotFound {
		p.Flight.Tries = len(ev.Rules.WatchAfter)
	}
	return payment.Next(p, ev)
}

// trustsTheClock counts every moment of the watch as past that the clock says is past when the power comes back.
func trustsTheClock(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	after, out := payment.Next(p, ev)
	last := ev.Rules.WatchAfter[len(ev.Rules.WatchAfter)-1]
	if ev.Kind == payment.EvRestart && p.State == payment.StateWatched && ev.At.Sub(p.Changed) >= last {
		after.Flight.Tries = len(ev.Rules.WatchAfter)
	}
	return after, out
}

func givesUpSilently(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	after, out := payment.Next(p, ev)
	if after.State == payment.StateUnresolved {
		after.State, after.Flight.Kind = payment.StateCancelled, payment.FlightNone
		return after, []payment.Effect{{Kind: payment.EffSave}, {Kind: payment.EffTell, Notice: payment.NoticeCancelled}}
	}
	return after, out
}

func untold(n payment.Notice) statespace.Protocol {
	return then(func(_, after payment.Payment, _ payment.Event, out []payment.Effect) (payment.Payment, []payment.Effect) {
		return after, slices.DeleteFunc(out, func(e payment.Effect) bool { return e.Kind == payment.EffTell && e.Notice == n })
	})
}

func retold(n, as payment.Notice) statespace.Protocol {
	return then(func(_, after payment.Payment, _ payment.Event, out []payment.Effect) (payment.Payment, []payment.Effect) {
		for i := range out {
			if out[i].Kind == payment.EffTell && out[i].Notice == n {
				out[i].Notice = as
			}
		}
		return after, out
	})
}

// cancelsForEver tries again without counting.
func cancelsForEver(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	rules := *ev.Rules
	if p.State == payment.StateCancelling {
		rules.CancelWaits = slices.Repeat(rules.CancelWaits, 20)
		ev.Rules = &rules
	}
	return payment.Next(p, ev)
}

// asksForEver never uses its queries up.
func asksForEver(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if p.State == payment.StateUnknown {
		p.Flight.Tries = 0
	}
	return payment.Next(p, ev)
}

// keepsLate is glad about money that nobody wanted any more.
func keepsLate(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	if p.State == payment.StateWatched && ev.Kind == payment.EvAnswer && ev.Answer.Outcome == payment.Paid {
		ev.Answer.Outcome = payment.Closed
	}
	return payment.Next(p, ev)
}

func tellsFirst(p payment.Payment, ev payment.Event) (payment.Payment, []payment.Effect) {
	after, out := payment.Next(p, ev)
	if after.State == payment.StatePaid && p.State != payment.StatePaid {
		slices.Reverse(out)
	}
	return after, out
}
